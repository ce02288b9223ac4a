/** What the hub adds to the facts of an enrolment. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { openStoreApp } from '../testing/http-store-app.js';
import { enrol, goTo } from '../testing/hub-over-http.js';

t.test(
  'a Eurodac data set that does not say when it was transmitted is kept from when it came',
  async (t) => {
    const hub = await openStoreApp(t);
    await goTo(hub, '2026-09-20');
    const transmit = (referenceNumber: string, facts: object = {}) =>
      enrol(hub, {
        as: 'immigration-authority',
        system: 'eurodac',
        // When the biometrics were taken.
        encounterAt: '2026-09-01T10:00:00Z',
        facts: {
          kind: 'data-set',
          category: 'illegal-stay',
          eventDate: '2026-09-01',
          referenceNumber,
          ...facts,
        },
        positions: ['right-index'],
      });
    const said = await transmit('AT3-1', { transmittedAt: '2026-09-10T23:30:00+02:00' });
    const unsaid = await transmit('AT3-2');
    const read = async (subjectId: SubjectId) => {
      const [record] = await hub.ports.adapters.get('eurodac')!.read(hub.unitOfWork.sql, subjectId);
      return record?.facts.kind === 'data-set' ? record.facts.transmittedAt : 'erased';
    };
    t.equal(await read(said.subjectId), '2026-09-10T23:30:00+02:00', 'what was sent stays');
    t.equal(await read(unsaid.subjectId), '2026-09-20T12:00:00.000Z');
    await goTo(hub, '2031-09-09');
    t.not(await read(unsaid.subjectId), 'erased', 'not from the day of the biometrics');
    await goTo(hub, '2031-09-12');
    t.equal(await read(said.subjectId), 'erased');
    t.not(await read(unsaid.subjectId), 'erased');
    await goTo(hub, '2031-09-22');
    t.equal(await read(unsaid.subjectId), 'erased');
  },
);
