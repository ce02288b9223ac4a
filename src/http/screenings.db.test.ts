import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import type { EncounterId, OperationId } from '../domain/ids.js';
import type { SourceId } from '../domain/law/portal-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { AnyFacts } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer, pngHeader } from '../testing/http-test-app.js';
import { newEncounter, tablesThatContain } from '../testing/store-fixtures.js';
import type { SourceAdapter } from '../workflows/ports/systems.js';
import { createQuerySystems } from '../workflows/query-systems.js';
import { createSweepScreenings } from '../workflows/screenings.js';

const SURNAME = 'Zyxscreened';
const IDENTITY = {
  surnames: [SURNAME],
  givenNames: ['Test'],
  dateOfBirth: '1990-05-06',
  sex: 'male',
  nationalities: ['SYR'],
} as const;
const OPENING = {
  place: 'border',
  arrival: 'unauthorised-crossing',
  apprehendedOn: '2026-07-01',
  informedOn: '2026-07-01',
  person: { identity: IDENTITY, languages: ['ar'], appliesForAsylum: true },
};

async function call(
  { app }: StoreApp,
  path: string,
  options: { readonly as?: AuthorityClass; readonly state?: string; readonly payload?: object } = {},
) {
  const { as = 'screening-authority', state = 'AUT', payload } = options;
  const headers = await bearer(as, { claims: { member_state: state } });
  const answer = await app.inject({
    method: payload ? 'POST' : 'GET',
    url: path,
    headers,
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function opened(
  t: Parameters<typeof openStoreApp>[0],
  opening: object = OPENING,
  sources?: ReadonlyMap<SourceId, SourceAdapter>,
) {
  const hub = await openStoreApp(t, sources ? { sources } : {});
  hub.time.today = '2026-07-01';
  hub.time.nowMs = Date.parse('2026-07-01T12:00:00Z');
  const { body } = await call(hub, '/v1/screenings', { payload: opening });
  return { hub, screening: body, path: `/v1/screenings/${body.caseId}` };
}

async function known(hub: StoreApp, system: SystemId, facts: object): Promise<void> {
  const { encounter } = newEncounter({ system });
  const { subjectId, encounterId, memberState, encounterAt } = encounter;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.subjects.insertEncounter(tx, encounter);
    await hub.ports.adapters.get(system)!.record(tx, {
      system,
      subjectId,
      encounterId: encounterId as EncounterId,
      memberState,
      encounterAt,
      identity: { ...IDENTITY, dateOfBirth: IDENTITY.dateOfBirth as LocalDate },
      facts: facts as AnyFacts,
    });
  });
}

const ALERT = {
  kind: 'alert',
  alertKind: 'check',
  issuedOn: '2026-01-01',
  reviewBy: '2027-01-01',
  actionToBeTaken: 'check',
};
const DOCUMENT = { kind: 'passport', number: 'P1234567', issuingCountry: 'SYR', validUntil: '2030-01-01' };

const CHECKS = [
  { element: 'health', state: 'not-needed', by: 'qualified-medical-staff' },
  { element: 'vulnerability', state: 'done', by: 'specialised-staff', findings: ['victim-of-torture'] },
  { element: 'identity', state: 'done', by: 'officer', identity: { ...IDENTITY, surnames: ['Established'] } },
  { element: 'security', state: 'done', by: 'officer' },
];

t.test('from apprehension to referral', async (t) => {
  const { hub, screening, path } = await opened(t);
  t.match(screening, {
    dueOn: '2026-07-08',
    isMinor: false,
    missing: { length: 5 },
    person: { isConfirmed: false },
  });
  t.same(await tablesThatContain(hub.unitOfWork.sql, Buffer.from(SURNAME)), [], 'the case is sealed');
  for (const payload of CHECKS)
    t.equal((await call(hub, `${path}/checks`, { payload })).status, 200, payload.element);
  t.match(await call(hub, `${path}/end`, { payload: { how: 'completed' } }), {
    status: 409,
    body: { code: 'screening-refused' },
  });
  const biometrics = { element: 'biometrics', state: 'done', by: 'officer' };
  t.same((await call(hub, `${path}/checks`, { payload: biometrics })).body.missing, []);
  const { body } = await call(hub, `${path}/end`, { payload: { how: 'completed' } });
  t.match(body, {
    ended: { how: 'completed', referral: 'asylum-registration' },
    person: { isConfirmed: true },
  });
  const form = (await call(hub, `${path}/form`)).body;
  t.match(form, {
    identityIs: 'confirmed',
    vulnerability: ['victim-of-torture'],
    databases: { isHit: false },
  });
  const copy = (await call(hub, `${path}/form?for=person`)).body;
  t.notOk('databases' in copy);
  await call(hub, `${path}/remarks`, { payload: { text: 'My name is spelt otherwise.' } });
  t.match((await call(hub, `${path}/form?for=person`)).body.remarks, [
    { text: 'My name is spelt otherwise.' },
  ]);
  const log = await hub.unitOfWork.sql.query<{ result: string }>(
    `select result from hub.access_log where case_id = $1 and component = 'screening' order by entry_id`,
    [screening.caseId],
  );
  t.same(log[0], { result: 'opened' });
  t.ok(
    log.some(({ result }) => result === 'end completed refused') &&
      log.some(({ result }) => result === 'form for the person'),
  );
});

t.test('it ends at its deadline, complete or not', async (t) => {
  const { hub, path } = await opened(t);
  const sweep = createSweepScreenings(hub.ports);
  hub.time.today = '2026-07-08';
  t.equal(await sweep(), 0, 'the last day');
  t.match(await call(hub, `${path}/end`, { payload: { how: 'deadline' } }), { status: 409 });
  hub.time.today = '2026-07-09';
  t.equal(await sweep(), 1);
  t.equal(await sweep(), 0);
  const { body } = await call(hub, path);
  t.match(body.ended, { how: 'deadline', referral: 'asylum-registration', missing: { length: 5 } });
  const formFor = async (as: AuthorityClass, state = 'AUT') =>
    (await call(hub, `${path}/form`, { as, state })).status;
  t.equal(await formFor('asylum-authority'), 200, 'the form goes to whom the person is referred to');
  t.equal(await formFor('asylum-authority', 'BEL'), 404);
  t.equal(await formFor('immigration-authority'), 404, 'not referred to return');
  t.equal(await formFor('visa-authority'), 403);
  t.match(await call(hub, `${path}/checks`, { payload: CHECKS[3]! }), { status: 409 });
});

t.test('one capture, two uses, and answers narrowed to what a screening may learn', async (t) => {
  const { hub, path } = await opened(t);
  await known(hub, 'ees', {
    kind: 'refusal',
    refusalDate: '2026-03-01',
    borderCrossingPoint: 'Vienna',
    grounds: ['I'],
  });
  await known(hub, 'ees', { kind: 'entry', entryDate: '2026-03-01', borderCrossingPoint: 'Vienna' });
  await known(hub, 'sis', ALERT);
  const samples = [{ position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 }];
  const eurodac = { referenceNumber: 'AT2000000001' };
  const captured = await call(hub, `${path}/captures`, {
    payload: { samples, takenAt: '2026-07-01T11:00:00Z', eurodac },
  });
  t.equal(captured.status, 200);
  t.same(
    captured.body.captures.map(({ use }: { use: string }) => use),
    ['search', 'eurodac'],
  );
  const [search, enrol] = captured.body.captures.map(({ operationId }: { operationId: OperationId }) =>
    hub.fakes.state.operations.get(operationId),
  );
  t.same(
    search.operation.request.systems,
    ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'].filter((each) =>
      search.operation.request.systems.includes(each),
    ),
  );
  t.match(enrol.operation.request, {
    kind: 'enrol',
    system: 'eurodac',
    facts: { category: 'irregular-crossing', eventDate: '2026-07-01' },
  });
  t.same(search.samples, enrol.samples, 'the same images');

  const { operationId } = captured.body.captures[0];
  await hub.ports.operations.keepGalleryAnswer({} as never, operationId, hub.answers.search({} as never));
  await createQuerySystems(hub.ports)(operationId, AbortSignal.timeout(10_000));
  const { body } = await call(hub, path);
  t.same(
    body.hits.map(({ source, kind }: { source: string; kind: string }) => `${source} ${kind}`).sort(),
    ['ees refusal', 'sis alert'],
    'no trace of the entry',
  );
  const result = hub.fakes.state.operations.get(operationId)?.operation.result;
  t.notMatch(JSON.stringify(result), '"entry"', 'nor in the operation');
  t.same(
    body.captures.map(({ isSettled }: { isSettled: boolean }) => isSettled),
    [true, false],
  );
  hub.fakes.state.operations.delete(enrol.operation.operationId);
  t.equal(await createSweepScreenings(hub.ports)(), 1, 'in the background too');
  t.match(
    (await call(hub, path)).body.unanswered,
    [{ source: 'eurodac', reason: 'result-erased' }],
    'what is lost is said',
  );
  t.match((await call(hub, `${path}/form`)).body.databases, { isHit: true });
  t.notMatch(JSON.stringify((await call(hub, `${path}/form?for=person`)).body), /refusal|alert/);
});

t.test('the repository, Interpol and Europol are asked with the same capture', async (t) => {
  const asked: unknown[] = [];
  const source = (id: SourceId, hits: readonly { reference: string; category: string }[]): SourceAdapter => ({
    source: id,
    deadlineMs: 1_000,
    isSilent: async () => id !== 'interpol-tdawn',
    async query({ requester: _, ...query }) {
      asked.push({ source: id, ...query });
      return { hits, overflow: false };
    },
  });
  const sources = [
    source('interpol-sltd', [{ reference: 'r1', category: 'stolen-document' }]),
    source('interpol-tdawn', []),
  ];
  const { hub, path, screening } = await opened(
    t,
    { ...OPENING, person: { ...OPENING.person, travelDocument: DOCUMENT } },
    new Map(sources.map((each) => [each.source, each])),
  );
  await known(hub, 'ees', { kind: 'entry', entryDate: '2026-03-01', borderCrossingPoint: 'Vienna' });
  await known(hub, 'sis', ALERT);
  const { body, status } = await call(hub, `${path}/captures`, {
    payload: { takenAt: '2026-07-01T11:00:00Z' },
  });
  t.equal(status, 200);
  t.match(body.identification, { complete: true, files: [{ identities: [{ identity: IDENTITY }] }] });
  t.equal(body.identification.files.length, 1, 'SIS is not in the repository');
  t.notMatch(JSON.stringify(body.identification), /"(ees|sis)"/, 'and nobody is told where data come from');
  t.same(asked, [
    {
      source: 'interpol-sltd',
      noticeOnMatch: false,
      document: { number: DOCUMENT.number, issuingCountry: DOCUMENT.issuingCountry },
    },
  ]);
  const outcomes = (databases: readonly { database: string; outcome: string; reason?: string }[]) =>
    databases.map(({ database, outcome, reason }) => [database, outcome, reason].filter(Boolean).join(' '));
  t.same(outcomes(body.databases), [
    'cir hit',
    'interpol-sltd hit',
    'interpol-tdawn not-asked would-reveal-to-owner',
    'europol not-asked not-connected',
    'etias-watchlist no-hit',
  ]);
  t.match(body.hits, [{ source: 'interpol-sltd', kind: 'stolen-document' }]);
  t.notMatch(JSON.stringify((await call(hub, path)).body), 'identification', 'what it found is told once');
  await createQuerySystems(hub.ports)(body.captures[0].operationId, AbortSignal.timeout(10_000));
  await call(hub, `${path}/checks`, { payload: CHECKS[3]! });
  const later = (await call(hub, path)).body;
  t.same(outcomes(later.databases).slice(5), [
    'ees no-hit',
    'vis no-hit',
    'etias no-hit',
    'sis hit',
    'ecris-tcn no-hit',
  ]);
  t.match(later.warnings, [/interpol-tdawn, europol/], 'an officer who is done without them is told');
  t.match((await call(hub, `${path}/form`)).body.databases.asked, [{ database: 'cir', outcome: 'hit' }]);
  t.notMatch(JSON.stringify((await call(hub, `${path}/form?for=person`)).body), /cir|interpol|stolen/);
  const log = await hub.unitOfWork.sql.query<{ component: string }>(
    `select component from hub.access_log
     where case_id = $1 and result like 'sources %' or reference = $2 and component = 'cir'`,
    [screening.caseId, screening.caseId],
  );
  t.same(log.map(({ component }) => component).sort(), ['cir', 'esp', 'screening']);
});

t.test('a capture that broke off half way is known to the case, and the next one is taken', async (t) => {
  let isBroken = true;
  const sltd: SourceAdapter = {
    source: 'interpol-sltd',
    deadlineMs: 1_000,
    isSilent: async () => true,
    async query() {
      if (isBroken) throw new Error('broken');
      return { hits: [], overflow: false };
    },
  };
  const { hub, path } = await opened(
    t,
    { ...OPENING, person: { ...OPENING.person, travelDocument: DOCUMENT } },
    new Map([[sltd.source, sltd]]),
  );
  const capture = (falsePositiveIdentificationRate: number) =>
    call(hub, `${path}/captures`, {
      payload: { takenAt: '2026-07-01T11:00:00Z', falsePositiveIdentificationRate },
    });
  t.equal((await capture(0.01)).status, 500);
  t.equal((await call(hub, path)).body.captures.length, 1, 'its search is running');
  isBroken = false;
  const { status, body } = await capture(0.02);
  t.match({ status, captures: body.captures.length }, { status: 200, captures: 2 }, 'with other data');
});

t.test(
  'a search of its own by a screening authority is narrowed too, and identifications are not for it',
  async (t) => {
    const { hub } = await opened(t);
    const headers = await bearer('screening-authority');
    const samples = [{ position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 }];
    const identify = await hub.app.inject({
      method: 'POST',
      url: '/v1/identifications',
      headers,
      payload: { samples },
    });
    t.match(identify.json(), { status: 403, code: 'access-denied' });
  },
);

t.test('minors and children under six', async (t) => {
  const child = {
    ...OPENING,
    person: { ...OPENING.person, identity: { ...IDENTITY, dateOfBirth: '2021-01-01' } },
    minor: { isUnaccompanied: true, beside: 'representative', caretakerId: 'R-1' },
  };
  const { hub, screening, path } = await opened(t, child);
  t.match(screening, {
    isMinor: true,
    checks: [{ element: 'biometrics', state: 'not-needed' }],
    warnings: [],
  });
  const eurodac = { referenceNumber: 'AT2000000001' };
  const samples = [{ position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 }];
  t.match(
    await call(hub, `${path}/captures`, { payload: { samples, takenAt: '2026-07-01T11:00:00Z', eurodac } }),
    { status: 409 },
  );
  for (let count = 1; count < 31; count++) await call(hub, '/v1/screenings', { payload: child });
  t.match((await call(hub, path)).body.warnings, [/30/], 'one more than a representative may have');
  const alone = await call(hub, '/v1/screenings', {
    payload: { ...child, minor: { isUnaccompanied: true, beside: 'nobody' } },
  });
  t.match(await call(hub, `/v1/screenings/${alone.body.caseId}/checks`, { payload: CHECKS[3]! }), {
    status: 409,
  });
});

t.test('opinions: answered, late, silent', async (t) => {
  const { hub, path } = await opened(t);
  const ask = async (source: string, askedState: string) =>
    (await call(hub, `${path}/opinions`, { payload: { source, askedState } })).body.opinions.at(-1);
  const conviction = await ask('ecris-tcn', 'BEL');
  t.match(conviction, { dueOn: '2026-07-04', standing: { state: 'waiting' } });
  await ask('etias-watchlist', 'FRA');
  const asked = await call(hub, '/v1/screening-opinions', { as: 'ecris-central-authority', state: 'BEL' });
  t.match(asked.body.opinions, [{ opinionId: conviction.opinionId }]);
  t.equal(asked.body.opinions.length, 1);
  t.notMatch(JSON.stringify(asked.body), SURNAME);
  const answer = (as: AuthorityClass, state: string, given = 'security-risk') =>
    call(hub, `/v1/screening-opinions/${conviction.opinionId}/answer`, {
      as,
      state,
      payload: { answer: given, reason: 'A flagged conviction.' },
    });
  t.equal((await answer('ecris-central-authority', 'FRA')).status, 404, 'not asked');
  t.equal((await answer('etias-national-unit', 'BEL')).status, 404, 'not asked');
  t.match(await answer('ecris-central-authority', 'BEL'), {
    status: 200,
    body: { standing: { state: 'answered', means: 'security-risk' } },
  });
  t.match(await answer('ecris-central-authority', 'BEL', 'no-security-risk'), { status: 409 }, 'once');
  hub.time.today = '2026-07-04';
  const { opinions } = (await call(hub, path)).body;
  t.match(
    opinions.find(({ source }: { source: string }) => source === 'etias-watchlist'),
    {
      standing: { state: 'silent', means: 'no-security-risk' },
    },
  );
  const late = opinions.find(({ source }: { source: string }) => source === 'etias-watchlist').opinionId;
  const answered = await call(hub, `/v1/screening-opinions/${late}/answer`, {
    as: 'etias-national-unit',
    state: 'FRA',
    payload: { answer: 'security-risk', reason: 'late' },
  });
  t.match(answered, { status: 409, body: { code: 'screening-refused' } }, 'silence has spoken');
});

t.test('opinions whose time is over stand in the way of none; more than are listed is said', async (t) => {
  const { hub, path, screening } = await opened(t);
  const older = (count: number, dueOn: string) =>
    hub.unitOfWork.sql.query(
      `insert into hub.screening_opinions (opinion_id, case_id, source, asked_state, asked_by, asked_on, due_on)
       select gen_random_uuid(), $1, 'etias-watchlist', 'FRA', 'AUT', '2026-06-01', $3::date
       from generate_series(1, $2)`,
      [screening.caseId, count, dueOn],
    );
  const listed = async () =>
    (await call(hub, '/v1/screening-opinions', { as: 'etias-national-unit', state: 'FRA' })).body;
  const due = async () =>
    (await call(hub, '/v1/procedure-deadlines?days=7', { as: 'etias-national-unit', state: 'FRA' })).body
      .deadlines;
  await older(LIMITS.screeningOpinionsMax, '2026-06-30');
  t.same(await listed(), { opinions: [], overflow: false });
  t.same(await due(), [], 'nobody can act on them');
  await call(hub, `${path}/opinions`, { payload: { source: 'etias-watchlist', askedState: 'FRA' } });
  t.match(await listed(), { opinions: [{ dueOn: '2026-07-03' }], overflow: false });
  t.match(await due(), [{ procedure: 'screening-opinion', dueOn: '2026-07-03', isOverdue: false }]);
  hub.time.today = '2026-07-03';
  await older(LIMITS.screeningOpinionsMax - 1, '2026-07-04');
  t.match(await listed(), { opinions: { length: LIMITS.screeningOpinionsMax }, overflow: false });
  await older(1, '2026-07-05');
  const { opinions, overflow } = await listed();
  t.match([opinions.length, opinions[0].dueOn, overflow], [LIMITS.screeningOpinionsMax, '2026-07-03', true]);
});

t.test('what the monitoring body sees, and who else may not', async (t) => {
  const { hub, screening, path } = await opened(t);
  await call(hub, `${path}/checks`, { payload: CHECKS[1]! });
  const seen = await call(hub, '/v1/monitoring/screenings', { as: 'fundamental-rights-monitor' });
  t.match(seen.body.screenings, [
    { caseId: screening.caseId, checks: [{ element: 'vulnerability', by: 'specialised-staff' }] },
  ]);
  t.notMatch(JSON.stringify(seen.body), new RegExp(`${SURNAME}|1990|SYR|torture`));
  t.same(
    (await call(hub, '/v1/monitoring/screenings', { as: 'fundamental-rights-monitor', state: 'BEL' })).body
      .screenings,
    [],
  );
  t.equal((await call(hub, path, { as: 'fundamental-rights-monitor' })).status, 403);
  t.equal((await call(hub, path, { state: 'BEL' })).status, 404, 'of another state');
  t.equal((await call(hub, path, { as: 'border-authority' })).status, 403);
  t.equal((await call(hub, '/v1/screenings', { as: 'asylum-authority', payload: OPENING })).status, 403);
  t.equal((await call(hub, `/v1/screenings/${randomUUID()}`)).body.code, 'screening-unknown');
});

t.test('cases are kept by the time limits of Eurodac', async (t) => {
  const { hub, path } = await opened(t);
  const sweep = createSweepScreenings(hub.ports);
  for (const [day, status] of [
    ['2036-07-01', 200],
    ['2036-07-02', 404],
  ] as const) {
    hub.time.today = day;
    await sweep();
    t.equal((await call(hub, path)).status, status, day);
  }
});

t.test('a case that cannot be settled keeps none from being erased', async (t) => {
  const { hub, path } = await opened(t);
  const pending = async () => {
    throw new Error('cannot be settled');
  };
  const screenings = { ...hub.ports.screenings, pending };
  const sweep = createSweepScreenings({ ...hub.ports, screenings });
  hub.time.today = '2036-07-02';
  t.ok(await sweep());
  t.equal((await call(hub, path)).status, 404);
  await t.rejects(sweep(), /cannot be settled/, 'and is told');
});

t.test('what is no screening', async (t) => {
  const { hub } = await opened(t);
  for (const [payload, status] of [
    [{}, 400],
    [{ ...OPENING, arrival: 'illegal-stay' }, 409],
    [{ ...OPENING, apprehendedOn: '2026-02-30' }, 400],
    [{ ...OPENING, apprehendedOn: '2026-07-02' }, 409],
    [{ ...OPENING, fulfilsEntryConditions: true }, 409],
    [{ ...OPENING, extra: 1 }, 400],
  ] as const) {
    t.equal(
      (await call(hub, '/v1/screenings', { payload })).status,
      status,
      JSON.stringify(payload).slice(0, 80),
    );
  }
  t.match((await call(hub, '/v1/screenings?limit=1')).body.screenings, [{ dueOn: '2026-07-08' }]);
  t.equal((await call(hub, '/v1/screenings?limit=0')).status, 400);
});

t.test('the watchlist of ETIAS is asked, and who entered somebody gives an opinion', async (t) => {
  const { hub, path } = await opened(t, {
    ...OPENING,
    person: { ...OPENING.person, travelDocument: DOCUMENT },
  });
  const list = (as: AuthorityClass, state: string, entry: object) =>
    call(hub, '/v1/systems/etias/watchlist', {
      as,
      state,
      payload: { validUntil: '2026-07-01', ...entry },
    });
  const name = { surnames: [SURNAME], dateOfBirth: IDENTITY.dateOfBirth };
  t.equal((await list('etias-national-unit', 'FRA', name)).status, 201);
  const document = { number: DOCUMENT.number, issuingCountry: 'SYR' };
  t.equal((await list('europol', 'EUE', { document })).status, 201, 'Europol enters, too');
  const other = { ...name, dateOfBirth: '1990-05-07' };
  t.equal((await list('etias-national-unit', 'BEL', other)).status, 201, 'somebody else');
  const capture = () => call(hub, `${path}/captures`, { payload: { takenAt: '2026-07-01T11:00:00Z' } });
  const { body } = await capture();
  t.match(body.databases.at(-1), { database: 'etias-watchlist', element: 'security', outcome: 'hit' });
  t.same(
    body.hits.map(({ source, memberState }: Record<string, string>) => `${source} ${memberState}`),
    ['etias-watchlist EUE', 'etias-watchlist FRA'],
    'whose entry it is, and nothing of it',
  );
  t.match(body.warnings, [/EUE, FRA.*Art 35a/]);
  const opinion = (source: string, askedState: string) =>
    call(hub, `${path}/opinions`, { payload: { source, askedState } });
  t.equal((await opinion('europol-watchlist', 'FRA')).status, 409, 'there Europol would never see it');
  await opinion('etias-watchlist', 'FRA');
  t.same((await opinion('europol-watchlist', 'EUE')).body.warnings, []);
  const asked = await call(hub, '/v1/screening-opinions', { as: 'europol', state: 'EUE' });
  t.match(asked, { status: 200, body: { opinions: [{ source: 'europol-watchlist' }] } });
  const answer = await call(hub, `/v1/screening-opinions/${asked.body.opinions[0].opinionId}/answer`, {
    as: 'europol',
    state: 'EUE',
    payload: { answer: 'security-risk', reason: 'A suspect.' },
  });
  t.match(answer, { status: 200, body: { standing: { means: 'security-risk' } } });
  t.notMatch(JSON.stringify((await call(hub, `${path}/form?for=person`)).body), /watchlist/);
  hub.time.today = '2026-07-02';
  const later = (await capture()).body;
  t.match(later.databases.at(-1), { database: 'etias-watchlist', outcome: 'no-hit' }, 'the entries are over');
  t.equal(later.hits.length, 2, 'what was found stays with the case');
});
