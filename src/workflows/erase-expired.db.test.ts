/** Retention by date, over HTTP and a database: what is erased on which day, and what never is by itself. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, doBackgroundWork, enrol, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';
import { createEraseExpired } from './erase-expired.js';
import { createQuerySystems } from './query-systems.js';
import { createSweepCalendar } from './sweep-calendar.js';

const BORDER = { as: 'border-authority', system: 'ees' } as const;
const VISA = { as: 'visa-authority', system: 'vis' } as const;

const read = async (hub: StoreApp, system: 'ees' | 'vis', subjectId: string) => {
  const as = system === 'ees' ? 'border-authority' : 'visa-authority';
  const { status, body } = await ask(hub, as, `/v1/systems/${system}/subjects/${subjectId}`);
  return status === 404 ? status : (body['records'] as unknown as readonly object[]).length;
};

const entry = (entryDate: string) => ({ kind: 'entry', entryDate, borderCrossingPoint: 'Vienna' });
const exit = (exitDate: string) => ({ kind: 'exit', exitDate, borderCrossingPoint: 'Vienna' });

t.test('an EES file loses its records after three years and goes a day later', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-03-01');
  const { subjectId } = await enrol(hub, { ...BORDER, facts: entry('2026-03-01') });
  await goTo(hub, '2026-03-31');
  await enrol(hub, { ...BORDER, subjectId, facts: exit('2026-03-31') });
  await goTo(hub, '2029-03-31');
  t.equal(await read(hub, 'ees', subjectId), 2, 'the last day');
  await passDays(hub, 1);
  t.equal(await read(hub, 'ees', subjectId), 0, 'records are gone, the file is there');
  await passDays(hub, 1);
  t.equal(await read(hub, 'ees', subjectId), 404, 'three years and a day are over');
  const log = await hub.unitOfWork.sql.query<{ result: string; authority_id: string; systems: string[] }>(
    `select result, authority_id, systems from hub.access_log where access_right = 'retention-erasure' order by entry_id`,
  );
  t.same(log, [
    { result: 'records', authority_id: 'hub', systems: ['ees'] },
    { result: 'file', authority_id: 'hub', systems: ['ees'] },
  ]);
});

t.test('a file that comes to life on its last day stays, with its biometrics', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-03-01');
  const { subjectId } = await enrol(hub, {
    ...BORDER,
    facts: entry('2026-03-01'),
    positions: ['right-index'],
  });
  await goTo(hub, '2026-03-31');
  await enrol(hub, { ...BORDER, subjectId, facts: exit('2026-03-31') });
  await goTo(hub, '2029-04-01');
  await enrol(hub, { ...BORDER, subjectId, facts: entry('2029-04-01') });
  await passDays(hub, 30);
  t.equal(await read(hub, 'ees', subjectId), 1);
  const subject = await hub.ports.subjects.read(hub.unitOfWork.sql, 'ees', subjectId);
  t.equal(subject?.samples.length, 1, 'the fingerprint is of the file');
});

t.test('the notice of three months is due, then the record goes', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-02-01');
  const { subjectId } = await enrol(hub, { ...BORDER, facts: entry('2026-02-01') });
  await goTo(hub, '2031-01-31');
  const due = async (days: number) =>
    (await ask(hub, 'border-authority', `/v1/deadlines?days=${days}`)).body[
      'deadlines'
    ] as unknown as readonly {
      kind: string;
      on: string;
    }[];
  t.match(await due(1), [{ kind: 'notice', on: '2031-02-01' }]);
  await goTo(hub, '2031-05-01');
  t.match(
    (await due(0)).map(({ kind }) => kind),
    ['notice'],
    'overdue comes first',
  );
  t.equal(await read(hub, 'ees', subjectId), 1);
  await passDays(hub, 1);
  t.equal(await read(hub, 'ees', subjectId), 404);
});

t.test('a new citizen leaves the EES and its list, whoever entered the stay', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-02-01');
  const { subjectId } = await enrol(hub, { ...BORDER, state: 'DEU', facts: entry('2026-02-01') });
  await goTo(hub, '2026-06-01');
  const listed = async () =>
    (await ask(hub, 'border-authority', '/v1/systems/ees/overstayers')).body['overstayers'];
  t.match(await listed(), [{ subjectId }]);
  const erase = async (query: string) =>
    (
      await ask(hub, 'border-authority', `/v1/systems/ees/subjects/${subjectId}${query}`, {
        method: 'DELETE',
        state: 'FRA',
      })
    ).status;
  t.equal(await erase(''), 403, 'another state entered it');
  t.equal(await erase('?ground=asylum'), 400);
  t.match(await listed(), [{ subjectId }]);
  t.equal(await erase('?ground=nationality'), 400, 'nothing a supervisor could compare it with');
  t.equal(await erase('?ground=nationality&reference=%20'), 400);
  t.equal(await erase('?reference=FR-NAT-7'), 400, 'of no ground');
  t.match(await listed(), [{ subjectId }]);
  t.match([200, 202].includes(await erase('?ground=nationality&reference=FR-NAT-7')), true);
  t.same(await listed(), []);
  t.equal(await read(hub, 'ees', subjectId), 404);
  const log = await hub.unitOfWork.sql.query(
    `select member_state as state, outcome, result, reference from hub.access_log where access_right = 'erase' order by entry_id`,
  );
  t.same(log, [
    { state: 'FRA', outcome: 'denied', result: null, reference: null },
    { state: 'FRA', outcome: 'permitted', result: 'nationality', reference: 'FR-NAT-7' },
  ]);
});

t.test('a year of the law passes in seconds', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2025-12-15');
  const subjects: string[] = [];
  for (let month = 1; month <= 12; month++) {
    const day = `2026-${String(month).padStart(2, '0')}-10`;
    await goTo(hub, day);
    const { subjectId } = await enrol(hub, { ...BORDER, facts: entry(day) });
    await enrol(hub, { ...BORDER, subjectId, facts: exit(day) });
    subjects.push(subjectId);
  }
  await goTo(hub, '2029-01-01');
  const left: number[] = [];
  const startedMs = performance.now();
  for (let day = 0; day < 365; day++) {
    await passDays(hub, 1);
    const [row] = await hub.unitOfWork.sql.query<{ n: number }>(
      'select count(*)::integer as n from hub.subjects',
    );
    if (left.at(-1) !== row!.n) left.push(row!.n);
  }
  t.same(left, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0], 'one a month');
  t.comment(`365 days in ${Math.round(performance.now() - startedMs)} ms`);
});

t.test('a link that rests on an erased application is judged anew, and goes', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-01-10');
  const passport = (number: string) => ({ kind: 'passport', number, issuingCountry: 'PER' });
  const application = (applicationNumber: string, facts: object) => ({
    kind: 'visa-application',
    applicationNumber,
    applicationDate: hub.time.today,
    ...facts,
  });
  const { subjectId } = await enrol(hub, {
    ...VISA,
    travelDocument: passport('OLD1'),
    facts: application('L1', { outcome: 'withdrawn', decidedOn: '2026-01-10' }),
  });
  await enrol(hub, {
    ...VISA,
    subjectId,
    travelDocument: passport('NEW2'),
    facts: application('L2', { outcome: 'pending' }),
  });
  await goTo(hub, '2030-12-01');
  const other = { ...PERSON, surnames: ['Muster'], givenNames: ['Max'], dateOfBirth: '1971-01-30' };
  for (const number of ['OLD1', 'NEW2']) {
    await enrol(hub, {
      ...BORDER,
      identity: { ...other, surnames: [`Muster${number}`] },
      travelDocument: passport(number),
      facts: entry('2030-12-01'),
    });
  }
  const detect = async () => {
    const queued = [...hub.fakes.state.operations.values()]
      .map(({ operation }) => operation)
      .filter(({ request, state }) => request.kind === 'detect-links' && state === 'queued');
    for (const { operationId } of queued) {
      await createQuerySystems(hub.ports)(operationId, AbortSignal.timeout(10_000));
    }
    return queued.length;
  };
  const links = () => hub.ports.identityLinks.ofDataSets(hub.unitOfWork.sql, [{ system: 'vis', subjectId }]);
  t.equal(await detect(), 4, 'one for each entry');
  t.match(
    (await links()).map(({ relation }) => relation.document),
    ['same', 'same'],
    'by one passport and by the other',
  );
  await goTo(hub, '2031-01-11');
  t.equal(await read(hub, 'vis', subjectId), 1, 'the withdrawn application is gone');
  t.equal((await links()).length, 2, 'and its link waits');
  t.equal(await detect(), 1, 'for a comparison of the file that is left');
  const left = await links();
  t.equal(left.length, 1, 'the link by the passport that is gone goes, the other stays');
  t.equal(left[0]?.relation.document, 'same');
  await passDays(hub, 1);
  t.equal(await detect(), 0, 'once');
});

t.test('each application of VIS goes by its own term; a missing fact is listed', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-01-10');
  const application = (applicationNumber: string, facts: object) => ({
    kind: 'visa-application',
    applicationNumber,
    applicationDate: '2026-01-10',
    ...facts,
  });
  const withdrawn = application('A1', { outcome: 'withdrawn', decidedOn: '2026-01-10' });
  const { subjectId } = await enrol(hub, { ...VISA, facts: withdrawn, positions: ['right-index'] });
  const visa = {
    stickerNumber: 'S2',
    validFrom: '2026-02-01',
    validUntil: '2026-06-30',
    durationDays: 30,
    entries: 'multiple',
  };
  await enrol(hub, {
    ...VISA,
    subjectId,
    facts: application('A2', { outcome: 'issued', decidedOn: '2026-01-10', visa }),
    positions: ['left-index'],
  });
  const unknown = await enrol(hub, { ...VISA, facts: application('A3', { outcome: 'refused' }) });
  const pending = await enrol(hub, { ...VISA, facts: application('A4', { outcome: 'pending' }) });

  await goTo(hub, '2031-01-11');
  t.equal(await read(hub, 'vis', subjectId), 1, 'withdrawn: five years from the creation of the file');
  const subject = await hub.ports.subjects.read(hub.unitOfWork.sql, 'vis', subjectId);
  t.same(
    subject?.samples.map(({ position }) => position),
    ['left-index'],
    'its fingerprints went with it',
  );
  await goTo(hub, '2031-06-30');
  t.equal(await read(hub, 'vis', subjectId), 1);
  await passDays(hub, 1);
  t.equal(await read(hub, 'vis', subjectId), 404, 'five years from the expiry of the visa');

  await goTo(hub, '2040-01-01');
  t.equal(await read(hub, 'vis', unknown.subjectId), 1, 'never erased by guess');
  const open = async (query = '') =>
    (await ask(hub, 'visa-authority', `/v1/open-terms${query}`)).body['terms'] as unknown as readonly {
      encounterId: string;
      cause: string;
    }[];
  t.same(
    new Map((await open()).map(({ encounterId, cause }) => [encounterId, cause])),
    new Map([
      [unknown.encounterId, 'fact-missing'],
      [pending.encounterId, 'undecided'],
    ]),
  );
  t.match(await open('?cause=fact-missing'), [{ encounterId: unknown.encounterId }]);

  await enrol(hub, {
    ...VISA,
    subjectId: pending.subjectId,
    facts: {
      kind: 'visa-decision',
      concerns: pending.encounterId,
      decision: 'refused',
      decidedOn: '2040-01-01',
    },
  });
  await doBackgroundWork(hub);
  t.match(await open(), [{ encounterId: unknown.encounterId }], 'decided: no longer open');
  await goTo(hub, '2045-01-02');
  t.equal(await read(hub, 'vis', pending.subjectId), 404);
});

t.test(
  'files that cannot be erased keep no other waiting, not even a page of them, and are told',
  async (t) => {
    const hub = await openStoreApp(t);
    const files: SubjectId[] = [];
    for (const day of ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']) {
      await goTo(hub, day);
      const { subjectId } = await enrol(hub, { ...BORDER, facts: entry(day) });
      await enrol(hub, { ...BORDER, subjectId, facts: exit(day) });
      files.push(subjectId);
    }
    await goTo(hub, '2029-03-01');
    hub.time.today = '2029-04-01';
    const { subjects } = hub.ports;
    const bad = new Set(files.slice(0, 3));
    const lock: typeof subjects.lock = async (tx, system, subjectId) => {
      if (bad.has(subjectId)) throw new Error(`bad file ${files.indexOf(subjectId)}`);
      return subjects.lock(tx, system, subjectId);
    };
    const sweep = createEraseExpired({ ...hub.ports, subjects: { ...subjects, lock } }, 2);
    const round = async () => {
      for (let left = 20; left > 0; left--) if ((await sweep()) === 0) return;
      throw new Error('the round does not end');
    };
    const left = () => Promise.all(files.map((subjectId) => read(hub, 'ees', subjectId)));
    await t.rejects(round(), /bad file 0/, 'the first one is told');
    t.same(await left(), [2, 2, 2, 404, 404], 'those behind are gone');
    await t.rejects(round(), /bad file 0/, 'and the next round tries again');
    bad.clear();
    await round();
    t.same(await left(), [404, 404, 404, 404, 404]);
  },
);

t.test(
  'a file that cannot be read keeps no other from its calendar, and is tried again the next day',
  async (t) => {
    const hub = await openStoreApp(t);
    await goTo(hub, '2026-03-01');
    const { subjectId: bad } = await enrol(hub, { ...BORDER, facts: entry('2026-03-01') });
    const { subjectId: good } = await enrol(hub, { ...BORDER, facts: entry('2026-03-01') });
    const { decisionCauses } = hub.ports;
    const ofSubject: typeof decisionCauses.ofSubject = async (sql, file) => {
      if (file.subjectId === bad) throw new Error('cannot be read');
      return decisionCauses.ofSubject(sql, file);
    };
    const dated = async () => {
      const rows = await hub.unitOfWork.sql.query<{ readonly subject_id: SubjectId }>(
        'select subject_id from hub.file_calendars where erase_on is not null order by subject_id',
      );
      return rows.map(({ subject_id }) => subject_id);
    };
    const ports = { ...hub.ports, decisionCauses: { ...decisionCauses, ofSubject } };
    await t.rejects(createSweepCalendar(ports)(), /cannot be read/, 'it is told');
    t.same(await dated(), [good]);
    t.equal(await createSweepCalendar(ports)(), 0, 'once a day');
    await passDays(hub, 1);
    t.same(await dated(), [bad, good].sort());
  },
);

t.test('who may not, sees nothing of it', async (t) => {
  const hub = await openStoreApp(t);
  t.match(await ask(hub, 'hub-operator', '/v1/open-terms'), { status: 403, body: { code: 'access-denied' } });
  t.match(await ask(hub, 'visa-authority', '/v1/open-terms?cause=other'), { status: 400 });
  t.match(await ask(hub, 'visa-authority', '/v1/open-terms?after=1'), { status: 400 });
  const other = await tryEnrol(hub, { ...VISA, as: 'hub-operator', facts: entry('2026-01-01') });
  t.match(other, { status: 422 });
});
