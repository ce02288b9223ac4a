import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import { openStoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter } from '../testing/store-fixtures.js';

t.test('what is due to whom, the nearest first', async (t) => {
  const hub = await openStoreApp(t);
  hub.time.today = '2026-07-01';
  hub.time.nowMs = Date.parse('2026-07-01T12:00:00Z');
  const call = async (as: AuthorityClass, url: string, payload?: object, state = 'AUT') => {
    const headers = await bearer(as, { claims: { member_state: state } });
    const answer = await hub.app.inject({
      method: payload ? 'POST' : 'GET',
      url,
      headers,
      ...(payload ? { payload } : {}),
    });
    return answer.json();
  };
  const due = async (as: AuthorityClass, days: number, state = 'AUT') =>
    (await call(as, `/v1/procedure-deadlines?days=${days}`, undefined, state)).deadlines;
  await call('border-authority', '/v1/right-requests', { kind: 'access', receivedOn: '2026-05-17' });
  const identity = {
    surnames: ['A'],
    givenNames: ['B'],
    dateOfBirth: '1990-05-06',
    sex: 'male',
    nationalities: ['SYR'],
  };
  const { caseId } = await call('screening-authority', '/v1/screenings', {
    place: 'inland',
    arrival: 'illegal-stay',
    apprehendedOn: '2026-07-01',
    person: { identity, languages: ['ar'], appliesForAsylum: false },
  });
  await call('screening-authority', `/v1/screenings/${caseId}/opinions`, {
    source: 'ecris-tcn',
    askedState: 'BEL',
  });
  const [ees, vis] = [newEncounter({ system: 'ees' }), newEncounter({ system: 'vis' })];
  await hub.unitOfWork.transaction(async (tx) => {
    for (const { encounter } of [ees, vis]) await hub.ports.subjects.insertEncounter(tx, encounter);
    await hub.ports.identityLinks.keep(tx, {
      linkId: randomUUID() as LinkId,
      dataSets: [
        { system: 'ees', subjectId: ees.encounter.subjectId },
        { system: 'vis', subjectId: vis.encounter.subjectId },
      ],
      colour: 'yellow',
      relation: { biometrics: 'same', identity: 'different', document: 'absent' },
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
      verifyBy: '2026-07-01T20:00:00.000Z',
    });
  });
  t.match(await due('border-authority', 7), [
    { procedure: 'right-request', what: 'reply (access)', dueOn: '2026-07-01', isOverdue: false },
    { procedure: 'link-verification', dueAt: '2026-07-01T20:00:00.000Z', isOverdue: false },
  ]);
  t.match(await due('screening-authority', 7), [{ procedure: 'screening', id: caseId, dueOn: '2026-07-04' }]);
  t.same(await due('screening-authority', 2), []);
  t.match(await due('ecris-central-authority', 7, 'BEL'), [
    { procedure: 'screening-opinion', dueOn: '2026-07-03' },
  ]);
  t.same(await due('ecris-central-authority', 7, 'FRA'), []);
  t.same(await due('hub-operator', 7), [], 'who has no procedure has no deadline');
  hub.time.today = '2026-07-02';
  hub.time.nowMs += 24 * 3_600_000;
  t.ok((await due('border-authority', 0)).every(({ isOverdue }: { isOverdue: boolean }) => isOverdue));
  t.equal((await call('border-authority', '/v1/procedure-deadlines?days=-1')).status, 400);
});
