/** Applications for a travel authorisation over HTTP and a database: processing, hits, clocks, decisions, watchlist, erasure. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { copyRecords } from '../testing/copy-records.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, enrol, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';
import { newEncounter } from '../testing/store-fixtures.js';

const CENTRAL = { as: 'etias-central-unit', state: 'EUE', system: 'etias' } as const;
const NATIONAL = { as: 'etias-national-unit', system: 'etias' } as const;
const DOCUMENT = { kind: 'passport', number: 'P1234567', issuingCountry: 'PER', validUntil: '2028-03-01' };
const OUTSIDE = ['interpol-sltd', 'europol', 'interpol-tdawn', 'risk-indicators'].map((query) => ({
  query,
  hit: false,
}));

async function open(t: Parameters<typeof openStoreApp>[0]): Promise<StoreApp> {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-12-01');
  return hub;
}

let number = 0;
const apply = (hub: StoreApp, facts: object = {}, identity: object = PERSON, document: object = {}) =>
  enrol(hub, {
    ...NATIONAL,
    identity: identity as never,
    travelDocument: { ...DOCUMENT, number: `P${number}`, ...document },
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: `E${++number}`,
      applicationDate: hub.time.today,
      outcome: 'pending',
      submittedAt: `${hub.time.today}T08:00:00Z`,
      ...facts,
    },
  });
type Place = { readonly subjectId: string; readonly encounterId: string };
const place = ({ subjectId, encounterId }: Place) =>
  `/v1/systems/etias/subjects/${subjectId}/applications/${encounterId}`;
const process = (hub: StoreApp, at: Place, body: object = { external: OUTSIDE }) =>
  ask(hub, 'etias-central-unit', `${place(at)}/processing`, { body, state: 'EUE' });
const judge = (hub: StoreApp, hitId: string, verdict: string) =>
  ask(hub, 'etias-central-unit', `/v1/systems/etias/hits/${hitId}/verdict`, {
    body: { verdict },
    state: 'EUE',
  });
const alert = (hub: StoreApp, alertKind: string, identity: object = PERSON) =>
  enrol(hub, {
    as: 'sirene-bureau',
    system: 'sis',
    identity: identity as never,
    facts: {
      kind: 'alert',
      alertKind,
      issuedOn: '2026-11-01',
      reviewBy: '2027-10-31',
      actionToBeTaken: 'refuse',
      details: { reason: 'invented', decisionReference: 'D-1', isProportionate: true },
    },
  });
type Hits = readonly { readonly hitId: string; readonly query: string; readonly system?: string }[];

const decideOn = (hub: StoreApp, { subjectId, encounterId }: Place, event: string, facts: object = {}) =>
  tryEnrol(hub, {
    ...NATIONAL,
    subjectId: subjectId as SubjectId,
    facts: {
      kind: 'authorisation-event',
      concerns: encounterId,
      event,
      at: `${hub.time.today}T12:00:00Z`,
      ...facts,
    },
  });
const eraseAt = async (hub: StoreApp, url: string, as: Parameters<typeof ask>[1] = 'sirene-bureau') => {
  const { status, body } = await ask(hub, as, url, { method: 'DELETE' });
  if (status >= 300) throw new Error(JSON.stringify(body));
};
const statusOf = async (hub: StoreApp, { subjectId }: Place) =>
  (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${subjectId}`)).status;

t.test('no hit: issued, to the end of the document; silence issues nothing', async (t) => {
  const hub = await open(t);
  const application = await apply(hub);
  t.match(await process(hub, application, {}), {
    status: 200,
    body: {
      route: 'incomplete',
      hits: [],
      notAnswered: ['interpol-sltd', 'europol', 'interpol-tdawn', 'risk-indicators'],
    },
  });
  t.match(await process(hub, application), {
    body: { route: 'issue', hits: [], notAnswered: [], validUntil: '2028-03-01', citation: /Art 21\(1\)/ },
  });
  t.match(await process(hub, application), { status: 409, body: { code: 'application-not-in-state' } });
  t.match(await process(hub, { ...application, encounterId: application.subjectId }), { status: 404 });
  t.match(await ask(hub, 'etias-national-unit', `${place(application)}/processing`, { body: {} }), {
    status: 403,
  });
  const log = await hub.unitOfWork.sql.query<{ component: string }>(
    `select distinct component from hub.access_log where access_right = 'etias-processing' order by 1`,
  );
  t.same(
    log.map(({ component }) => component),
    ['ecris-tcn', 'ees', 'etias', 'eurodac', 'shared-bms', 'sis', 'vis'].filter(
      (each) => each !== 'shared-bms',
    ),
  );
});

t.test('hits name query and system, and nobody', async (t) => {
  const hub = await open(t);
  const { subjectId: wanted } = await alert(hub, 'arrest');
  await enrol(hub, {
    as: 'visa-authority',
    system: 'vis',
    facts: {
      kind: 'visa-application',
      applicationNumber: 'V1',
      applicationDate: '2026-11-01',
      outcome: 'refused',
      decidedOn: '2026-11-05',
    },
  });
  await enrol(hub, {
    as: 'border-authority',
    system: 'ees',
    facts: { kind: 'refusal', refusalDate: '2026-11-20', borderCrossingPoint: 'Vienna', grounds: ['E'] },
  });
  const application = await apply(hub);
  const { body } = await process(hub, application);
  const hits = body['hits'] as unknown as Hits;
  t.same(hits.map(({ query, system }) => `${query} ${system}`).sort(), [
    'ees-refusal ees',
    'sis-arrest sis',
    'vis-negative vis',
  ]);
  t.match(body, { route: 'central-unit', citation: /Art 21\(2\)/ });
  const text = JSON.stringify(body);
  t.notOk(text.includes(wanted) || text.includes('Rivera'), 'no reference and no name');

  const clocks = async (as: 'etias-central-unit' | 'etias-national-unit') =>
    (await ask(hub, as, '/v1/systems/etias/clocks', as === 'etias-central-unit' ? { state: 'EUE' } : {}))
      .body['clocks'];
  t.match(await clocks('etias-central-unit'), [
    { by: 'central-unit', limit: '2026-12-02T00:00:00.000Z', isOverdue: false },
  ]);
  await goTo(hub, '2026-12-02');
  t.match(await clocks('etias-central-unit'), [{ isOverdue: true, citation: /22\(6\)/ }]);

  for (const { hitId, query } of hits) {
    t.match(await judge(hub, hitId, query === 'sis-arrest' ? 'confirmed' : 'false'), { status: 200 });
  }
  t.match(await clocks('etias-national-unit'), [
    { by: 'national-unit', state: 'manual-processing', limit: '2026-12-05T08:00:00.000Z' },
  ]);
  t.match(await ask(hub, 'etias-national-unit', `${place(application)}/hits`), {
    body: {
      state: 'manual-processing',
      choice: 'assess',
      hits: [{ query: 'sis-arrest', verdict: 'confirmed' }],
    },
  });
  t.match(await judge(hub, hits[0]!.hitId, 'false'), { status: 404 }, 'deleted');
  t.match(await ask(hub, 'border-authority', `${place(application)}/hits`), { status: 403 });
});

t.test('Eurodac opens behind a hit in it, to the National Unit that processes the application', async (t) => {
  const hub = await open(t);
  const { encounter } = newEncounter({ system: 'eurodac' });
  const { subjectId, encounterId, memberState, encounterAt } = encounter;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.subjects.insertEncounter(tx, encounter);
    await hub.ports.adapters.get('eurodac')!.record(tx, {
      system: 'eurodac',
      subjectId,
      encounterId,
      memberState,
      encounterAt,
      identity: { ...PERSON, dateOfBirth: localDate(PERSON.dateOfBirth) },
      facts: {
        kind: 'data-set',
        category: 'illegal-stay',
        eventDate: localDate('2026-10-01'),
        referenceNumber: 'AT3000000001',
      },
    });
  });
  await alert(hub, 'arrest');
  const application = await apply(hub);
  const hits = (await process(hub, application)).body['hits'] as unknown as Hits;
  const [inEurodac, inSis] = ['eurodac', 'sis'].map(
    (system) => hits.find((hit) => hit.system === system)!.hitId,
  );
  const read = (
    hitId: string,
    as: 'etias-national-unit' | 'visa-authority' = 'etias-national-unit',
    state = 'AUT',
  ) => ask(hub, as, `/v1/systems/etias/hits/${hitId}/records`, { state });
  t.match(await read(inEurodac!), { status: 404 }, 'not while the Central Unit verifies');
  for (const { hitId } of hits) await judge(hub, hitId, 'confirmed');
  t.match(await read(inEurodac!), { body: { system: 'eurodac', records: [{ subjectId }] } });
  t.match(await read(inEurodac!, NATIONAL.as, 'DEU'), { status: 404 }, 'not to another state');
  t.match(await read(inSis!), { status: 404 }, 'a hit elsewhere opens nothing');
  t.match(await read(inEurodac!, 'visa-authority'), { status: 403 });
  t.match(await ask(hub, 'etias-national-unit', `/v1/systems/eurodac/subjects/${subjectId}`), {
    status: 403,
  });
  const log = await hub.unitOfWork.sql.query<{ component: string }>(
    "select component from hub.access_log where access_right = 'eurodac-behind-hit' and result = 'records 1'",
  );
  t.same(log.map(({ component }) => component).sort(), ['etias', 'eurodac']);
});

t.test('an alert that is no hit is told to its bureau, once: Art 23', async (t) => {
  const hub = await open(t);
  const check = await alert(hub, 'judicial-procedure');
  const application = await apply(hub);
  t.match((await process(hub, application, { external: [] })).body, { route: 'incomplete' });
  const told = async () =>
    (await ask(hub, 'sirene-bureau', '/v1/systems/sis/sirene-cases')).body[
      'cases'
    ] as unknown as readonly object[];
  t.same(await told(), [], 'nothing is decided yet');
  t.match((await process(hub, application)).body, { route: 'issue', hits: [] }, 'the application goes on');
  const cases = await told();
  t.match(cases, [
    {
      event: 'etias-application',
      alertId: check.encounterId,
      fromState: 'EUE',
      toState: 'AUT',
      isOverdue: false,
    },
  ]);
  t.equal(cases.length, 1);
  t.notOk('deadline' in cases[0]!, 'nothing is owed for it');
});

t.test('all hits false: issued by itself', async (t) => {
  const hub = await open(t);
  await alert(hub, 'arrest');
  const application = await apply(hub);
  const [hit] = (await process(hub, application)).body['hits'] as unknown as Hits;
  t.match(await judge(hub, hit!.hitId, 'perhaps'), { status: 400 });
  t.match(await judge(hub, hit!.hitId, 'false'), {
    body: { state: 'issued', unverified: 0, validUntil: '2028-03-01' },
  });
  t.match(await judge(hub, hit!.hitId, 'false'), { status: 404 });
});

type Adapter = NonNullable<ReturnType<StoreApp['ports']['adapters']['get']>>;
/** From now on the system answers so. */
function setAdapter({ ports }: StoreApp, system: Adapter['system'], change: Partial<Adapter>): Adapter {
  const before = ports.adapters.get(system)!;
  (ports.adapters as Map<Adapter['system'], Adapter>).set(system, { ...before, ...change });
  return before;
}
const late: Adapter['query'] = async () => {
  throw new OperationalError('system-deadline-exceeded', 'late', { retryable: true });
};
const decide = (hub: StoreApp, { subjectId, encounterId }: Place, event: string, more: object = {}) => {
  const { state, ...facts } = more as { readonly state?: string };
  return tryEnrol(hub, {
    ...NATIONAL,
    ...(state ? { state } : {}),
    subjectId: subjectId as never,
    facts: {
      kind: 'authorisation-event',
      concerns: encounterId,
      event,
      at: new Date(hub.time.nowMs).toISOString(),
      ...facts,
    },
  });
};
const aMinuteLater = ({ time }: StoreApp) => {
  time.nowMs += 60_000;
};

t.test('silence beside a hit issues nothing: Art 20, 22(4)', async (t) => {
  await t.test('the silent sources are asked again, and no other', async (t) => {
    const hub = await open(t);
    await alert(hub, 'arrest');
    const application = await apply(hub);
    const told = OUTSIDE.slice(0, 1);
    const first = (await process(hub, application, { external: told })).body as unknown as { hits: Hits };
    t.match(first, { route: 'central-unit', notAnswered: ['europol', 'interpol-tdawn', 'risk-indicators'] });
    t.match(await judge(hub, first.hits[0]!.hitId, 'false'), {
      body: { state: 'central-verification', unverified: 0, notAnswered: { length: 3 } },
    });
    t.match((await ask(hub, CENTRAL.as, '/v1/systems/etias/clocks', { state: 'EUE' })).body['clocks'], [
      { state: 'central-verification', notAnswered: ['europol', 'interpol-tdawn', 'risk-indicators'] },
    ]);
    t.match(await process(hub, application, { external: OUTSIDE.slice(1, 3) }), {
      body: {
        route: 'incomplete',
        asked: ['europol', 'interpol-tdawn', 'risk-indicators'],
        notAnswered: ['risk-indicators'],
        hits: [],
      },
    });
    t.match((await process(hub, application)).body, {
      route: 'issue',
      asked: ['risk-indicators'],
      notAnswered: [],
      validUntil: '2028-03-01',
    });
    t.match(await process(hub, application), { status: 409 });
  });

  await t.test('a system that was away answers with a hit, which is verified', async (t) => {
    const hub = await open(t);
    await alert(hub, 'arrest');
    await alert(hub, 'judicial-procedure');
    const sis = setAdapter(hub, 'sis', { query: late });
    const application = await apply(hub);
    const external = OUTSIDE.map((each) => ({ ...each, hit: each.query === 'europol' }));
    const first = (await process(hub, application, { external })).body as unknown as { hits: Hits };
    t.match(first, { hits: [{ query: 'europol' }], notAnswered: ['sis-refusal-of-entry', 'sis-arrest'] });
    t.match(await judge(hub, first.hits[0]!.hitId, 'confirmed'), { body: { state: 'manual-processing' } });
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), {
      state: 'rejected',
      problem: { code: 'facts-not-permitted', detail: /sis-arrest/ },
    });
    t.match(await process(hub, application), {
      body: { route: 'national-unit', notAnswered: { length: 2 } },
    });
    setAdapter(hub, 'sis', sis);
    aMinuteLater(hub);
    const again = (await process(hub, application)).body as unknown as { hits: Hits };
    t.match(again, { route: 'central-unit', notAnswered: [], hits: [{ query: 'sis-arrest' }] });
    t.equal(again.hits.length, 1);
    const { cases } = (await ask(hub, 'sirene-bureau', '/v1/systems/sis/sirene-cases')).body as unknown as {
      cases: readonly { readonly event: string }[];
    };
    const told = cases.filter(({ event }) => event === 'etias-application');
    t.equal(told.length, 1, 'the bureau is told when SIS has answered');
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'rejected' });
    aMinuteLater(hub);
    t.match(await judge(hub, again.hits[0]!.hitId, 'false'), { body: { state: 'manual-processing' } });
    t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'completed' });
  });
});

t.test('alerts on documents and flags of another hub are told by who asked it', async (t) => {
  const hub = await open(t);
  const local = [
    ...OUTSIDE,
    { query: 'sis-document', hit: false },
    { query: 'ecris-tcn', hit: false },
  ] as const;
  const application = await apply(hub);
  t.match(
    await process(hub, application, { external: local }),
    { status: 422, body: { code: 'facts-not-permitted', errors: [{ pointer: '/external/4/query' }] } },
    'asked by the hub where they are kept here',
  );
  setAdapter(hub, 'sis', { location: 'remote' });
  let isAsked = false;
  setAdapter(hub, 'ecris-tcn', {
    location: 'remote',
    query: async () => {
      isAsked = true;
      throw new OperationalError('system-refused', 'no right', { retryable: false });
    },
  });
  t.match((await process(hub, application)).body, {
    route: 'incomplete',
    notAnswered: ['sis-document', 'ecris-tcn'],
  });
  t.equal(isAsked, true);
  isAsked = false;
  t.match((await process(hub, application, { external: local })).body, { route: 'issue', notAnswered: [] });
  t.equal(isAsked, false);

  const second = await apply(hub, {}, { ...PERSON, surnames: ['Mamani'] });
  const hits = local.map((each) => ({ ...each, hit: each.query === 'sis-document' }));
  const { body } = await process(hub, second, { external: hits });
  const [hit] = body['hits'] as unknown as Hits;
  t.match(hit, { query: 'sis-document' });
  await judge(hub, hit!.hitId, 'confirmed');
  t.match(await ask(hub, 'etias-national-unit', `${place(second)}/hits`), {
    body: { choice: 'must-refuse' },
  });
});

t.test('an application is decided by the state it stands in the name of', async (t) => {
  const hub = await open(t);
  const validUntil = '2028-03-01';
  const unprocessed = await apply(hub);
  t.match(
    await decide(hub, unprocessed, 'issued', { validUntil }),
    { state: 'rejected', problem: { code: 'facts-not-permitted' } },
    'nothing was compared yet',
  );
  await alert(hub, 'arrest');
  const application = await apply(hub, {}, PERSON, { number: 'X1' });
  const [hit] = (await process(hub, application)).body['hits'] as unknown as Hits;
  await judge(hub, hit!.hitId, 'confirmed');
  for (const [event, facts] of [
    ['issued', { validUntil }],
    ['refused', {}],
    ['information-requested', {}],
    ['interview-invited', {}],
  ] as const) {
    t.match(
      await decide(hub, application, event, { ...facts, state: 'DEU' }),
      { state: 'rejected', problem: { code: 'record-unknown' } },
      event,
    );
  }
  const hits = `${place(application)}/hits`;
  t.match(await ask(hub, NATIONAL.as, hits, { state: 'DEU' }), { status: 404 });
  t.match(await ask(hub, NATIONAL.as, hits), { status: 200 });
  t.match(await ask(hub, CENTRAL.as, hits, { state: 'EUE' }), { status: 200 });
  t.match(await decide(hub, application, 'issued', { validUntil: '2028-03-02' }), {
    state: 'rejected',
    problem: { code: 'date-invalid', pointer: '/facts/validUntil' },
  });
  t.match(await decide(hub, application, 'issued', { validUntil }), { state: 'completed' });
  t.match(
    await decide(hub, application, 'revoked', { state: 'DEU' }),
    { state: 'completed' },
    'the state of a new alert revokes',
  );

  const ofNoState = await enrol(hub, {
    ...CENTRAL,
    travelDocument: { ...DOCUMENT, number: 'X2' },
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: 'X2',
      applicationDate: hub.time.today,
      outcome: 'pending',
      answeredYes: true,
    },
  });
  const open2 = (await process(hub, ofNoState)).body['hits'] as unknown as Hits;
  for (const { hitId, query } of open2) if (query !== 'questions') await judge(hub, hitId, 'confirmed');
  t.match(await ask(hub, NATIONAL.as, `${place(ofNoState)}/hits`, { state: 'DEU' }), { status: 200 });
  t.match(await decide(hub, ofNoState, 'refused', { state: 'DEU' }), { state: 'completed' });
});

t.test('an alert for refusal of entry leaves no choice; the file goes seven days after it', async (t) => {
  const hub = await open(t);
  const cause = await alert(hub, 'refusal-of-entry');
  const application = await apply(hub);
  const [hit] = (await process(hub, application)).body['hits'] as unknown as Hits;
  await judge(hub, hit!.hitId, 'confirmed');
  const decide = (event: string, facts: object = {}) =>
    tryEnrol(hub, {
      ...NATIONAL,
      subjectId: application.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: application.encounterId,
        event,
        at: `${hub.time.today}T12:00:00Z`,
        ...facts,
      },
    });
  t.match(await decide('issued', { validUntil: '2028-03-01' }), {
    state: 'rejected',
    problem: { code: 'facts-not-permitted', detail: /Art 26\(3\)\(a\)/ },
  });
  t.match(
    await decide('hits-false'),
    { status: 422, body: { code: 'facts-not-permitted' } },
    'nobody enters it',
  );
  t.match(await decide('revoked'), { problem: { code: 'facts-not-permitted' } });
  t.match(await decide('refused', { grounds: ['alert'] }), { state: 'completed' });

  await goTo(hub, '2027-02-01');
  const left = async () =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${application.subjectId}`)).status;
  t.equal(await left(), 200);
  const erased = await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${cause.subjectId}`, {
    method: 'DELETE',
  });
  t.ok(erased.status < 300, JSON.stringify(erased));
  await goTo(hub, '2027-02-02');
  await goTo(hub, '2027-02-09');
  t.equal(await left(), 200, 'noticed on 2 February: kept to the 9th');
  await passDays(hub, 1);
  t.equal(await left(), 404);
});

t.test('a refusal goes early only when all it rests on is known to be deleted', async (t) => {
  const refused = async (
    hub: StoreApp,
    application: Awaited<ReturnType<typeof apply>>,
    external: object = OUTSIDE,
  ) => {
    const { hits } = (await process(hub, application, { external })).body as unknown as { hits: Hits };
    for (const { hitId } of hits) await judge(hub, hitId, 'confirmed');
    const decided = await tryEnrol(hub, {
      ...NATIONAL,
      subjectId: application.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: application.encounterId,
        event: 'refused',
        at: `${hub.time.today}T12:00:00Z`,
        grounds: ['alert'],
      },
    });
    t.match(decided, { state: 'completed' });
  };
  const left = async (hub: StoreApp, { subjectId }: Place) =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${subjectId}`)).status;

  await t.test('an alert that another hub keeps is not here, and not deleted', async (t) => {
    const hub = await open(t);
    const sis = hub.ports.adapters.get('sis')!;
    const { encounter } = newEncounter({ system: 'sis' });
    const { subjectId, encounterId, memberState, encounterAt } = encounter;
    const facts = {
      kind: 'alert',
      alertKind: 'refusal-of-entry',
      issuedOn: localDate('2026-11-01'),
      reviewBy: localDate('2027-10-31'),
      actionToBeTaken: 'refuse',
    } as const;
    const record = { system: 'sis', subjectId, encounterId, memberState, encounterAt, facts } as const;
    const remote: typeof sis = {
      ...sis,
      location: 'remote',
      query: async () => ({
        overflow: false,
        hits: [
          {
            system: 'sis',
            subjectId,
            foundBy: ['identity'],
            records: [{ ...record, identity: PERSON as never }],
          },
        ],
      }),
    };
    (hub.ports.adapters as Map<'sis', typeof sis>).set('sis', remote);
    const application = await apply(hub);
    await refused(hub, application);
    await passDays(hub, 9);
    t.equal(await left(hub, application), 200);
  });

  await t.test('an alert that is deleted, beside data of Europol that may still be there', async (t) => {
    const hub = await open(t);
    const cause = await alert(hub, 'arrest');
    const application = await apply(hub);
    await refused(
      hub,
      application,
      OUTSIDE.map((each) => (each.query === 'europol' ? { ...each, hit: true } : each)),
    );
    const erased = await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${cause.subjectId}`, {
      method: 'DELETE',
    });
    t.ok(erased.status < 300, JSON.stringify(erased));
    await passDays(hub, 9);
    t.equal(await left(hub, application), 200);
  });

  await t.test('alerts on the document: seven days after the last of them', async (t) => {
    const hub = await open(t);
    const alertIds: string[] = [];
    for (const category of ['travel-document', 'identity-document']) {
      const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
        body: {
          kind: 'object-seizure',
          category,
          number: 'LOST 1',
          issuingCountry: 'PER',
          issuedOn: '2026-11-01',
          reviewBy: '2027-10-31',
          reason: 'stolen',
          actionToBeTaken: 'seize',
        },
      });
      t.equal(reported.status, 201, JSON.stringify(reported.body));
      alertIds.push(reported.body['alertId'] as unknown as string);
    }
    const application = await apply(hub, {}, PERSON, { number: 'LOST1' });
    await refused(hub, application);
    for (const alertId of alertIds) {
      t.equal(await left(hub, application), 200, 'an alert is still there');
      const at = `/v1/systems/sis/object-alerts/${alertId}`;
      const erased = await ask(hub, 'sirene-bureau', at, { method: 'DELETE' });
      t.ok(erased.status < 300, JSON.stringify(erased));
      await passDays(hub, 8);
    }
    t.equal(await left(hub, application), 200, 'noticed on the day after: kept for seven days');
    await passDays(hub, 1);
    t.equal(await left(hub, application), 404);
  });
});

t.test('a refusal that also rests on an answer with yes does not go with the alert', async (t) => {
  const hub = await open(t);
  const cause = await alert(hub, 'arrest');
  const application = await apply(hub, { answeredYes: true });
  const { hits } = (await process(hub, application)).body as unknown as { hits: Hits };
  for (const { hitId, query } of hits) if (query !== 'questions') await judge(hub, hitId, 'confirmed');
  t.match(await decideOn(hub, application, 'refused', { grounds: ['alert'] }), { state: 'completed' });
  await eraseAt(hub, `/v1/systems/sis/subjects/${cause.subjectId}`);
  await passDays(hub, 9);
  t.equal(await statusOf(hub, application), 200);
});

const ISSUED = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
type Test = Pick<typeof t, 'equal'>;
/** The document with the number LOST1; where the alert lies. */
const report = async (hub: StoreApp, t: Test) => {
  const { status, body } = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'LOST 1',
      issuedOn: '2026-11-01',
      reviewBy: '2027-10-31',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(status, 201, JSON.stringify(body));
  return `/v1/systems/sis/object-alerts/${body['alertId']}`;
};
/** What the National Unit answers to the one notice there is. */
const keepAuthorisation = async (hub: StoreApp, t: Test) => {
  const url = '/v1/systems/etias/alert-notices';
  const { notices } = (await ask(hub, NATIONAL.as, url)).body as unknown as {
    notices: readonly { readonly noticeId: string }[];
  };
  const concluded = await ask(hub, NATIONAL.as, `${url}/${notices[0]!.noticeId}/conclusion`, {
    body: { conclusion: 'kept' },
  });
  t.equal(concluded.status, 204);
};

t.test('a revocation rests on what was found since the issue, and ends with it', async (t) => {
  const revoke = async (hub: StoreApp, application: Place) =>
    t.match(await decideOn(hub, application, 'revoked', { grounds: ['alert'] }), { state: 'completed' });

  await t.test('a reported document: seven days after its alert', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await report(hub, t);
    await revoke(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the alert is still there');
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });

  await t.test('an entry of the watchlist: seven days after the entry', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED);
    const entered = await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames: ['Rivera'], dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
    });
    t.equal(entered.status, 201);
    await revoke(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the entry is still there');
    await eraseAt(hub, `/v1/systems/etias/watchlist/${entered.body['entryId']}`, 'etias-national-unit');
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });

  await t.test('a hit that did not stand in the way of the issue is none of its causes', async (t) => {
    const hub = await open(t);
    const old = await alert(hub, 'arrest');
    const application = await apply(hub, {}, PERSON, { number: 'LOST1' });
    const { hits } = (await process(hub, application)).body as unknown as { hits: Hits };
    for (const { hitId } of hits) await judge(hub, hitId, 'doubtful');
    t.match(await decideOn(hub, application, 'issued', { validUntil: '2028-03-01' }), { state: 'completed' });
    await report(hub, t);
    await revoke(hub, application);
    await eraseAt(hub, `/v1/systems/sis/subjects/${old.subjectId}`);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'it rests on the document');
    const causes = await hub.unitOfWork.sql.query('select query from etias.hits where is_cause');
    t.same(causes, [{ query: 'sis-document' }]);
  });

  await t.test('nor is a notice the unit answered by keeping the authorisation', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await report(hub, t);
    await keepAuthorisation(hub, t);
    await revoke(hub, application);
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200);
  });
});

t.test('an annulment rests on what was there when it was decided', async (t) => {
  const annul = async (hub: StoreApp, application: Place) =>
    t.match(await decideOn(hub, application, 'annulled', { grounds: ['fraud'] }), { state: 'completed' });

  await t.test('not on an alert that was gone', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    await eraseAt(hub, await report(hub, t));
    await annul(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'nothing it rests on is deleted');
  });

  await t.test('not on a notice the unit answered by keeping the authorisation', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await report(hub, t);
    await keepAuthorisation(hub, t);
    await annul(hub, application);
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200);
  });

  await t.test('on one that is not answered: seven days after its alert', async (t) => {
    const hub = await open(t);
    const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
    const reported = await report(hub, t);
    await annul(hub, application);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 200, 'the alert is still there');
    await eraseAt(hub, reported);
    await passDays(hub, 9);
    t.equal(await statusOf(hub, application), 404);
  });
});

t.test('the file of whoever keeps the authorisation says nothing of what is withdrawn', async (t) => {
  const hub = await open(t);
  const application = await apply(hub, ISSUED, PERSON, { number: 'LOST1' });
  const found = async () => {
    const { body } = await ask(hub, NATIONAL.as, `${place(application)}/hits`);
    return (body['hits'] as unknown as Hits).map(({ query }) => query);
  };
  const enter = async (validUntil: string) => {
    const { status, body } = await ask(hub, NATIONAL.as, '/v1/systems/etias/watchlist', {
      body: { surnames: ['Rivera'], dateOfBirth: PERSON.dateOfBirth, validUntil },
    });
    t.equal(status, 201);
    return `/v1/systems/etias/watchlist/${body['entryId']}`;
  };
  const removed = await enter('2027-12-01');
  t.same(await found(), ['watchlist']);
  await eraseAt(hub, removed, NATIONAL.as);
  t.same(await found(), [], 'an entry that is removed: at once');

  await enter('2026-12-02');
  await passDays(hub, 1);
  t.same(await found(), ['watchlist'], 'its last day');
  await passDays(hub, 1);
  t.same(await found(), [], 'an entry that ended');

  const reported = await report(hub, t);
  await passDays(hub, 1);
  t.same(await found(), ['sis-document']);
  await eraseAt(hub, reported);
  await passDays(hub, 1);
  t.same(await found(), [], 'an alert on the document: by the day after');

  const { subjectId } = await alert(hub, 'refusal-of-entry');
  await passDays(hub, 1);
  t.same(await found(), ['sis-refusal-of-entry']);
  await eraseAt(hub, `/v1/systems/sis/subjects/${subjectId}`);
  await passDays(hub, 1);
  t.same(await found(), [], 'an alert on the person');
});

t.test('a question answered with yes, a minor, a family member, the watchlist', async (t) => {
  const hub = await open(t);
  const yes = await apply(hub, { answeredYes: true });
  t.match(await process(hub, yes), { body: { route: 'national-unit', hits: [{ query: 'questions' }] } });

  const guardian = { ...PERSON, surnames: ['Quispe'], givenNames: ['Luis'], dateOfBirth: '1980-01-02' };
  await alert(hub, 'arrest', guardian);
  const child = { ...PERSON, givenNames: ['Eva'], dateOfBirth: '2015-05-06' };
  const minor = await apply(
    hub,
    { guardians: [{ surnames: ['Quispe'], givenNames: ['Luis'], dateOfBirth: '1980-01-02' }] },
    child,
  );
  t.match(await process(hub, minor), { body: { hits: [{ query: 'guardian-sis', system: 'sis' }] } });

  const family = await apply(hub, { isFamilyMember: true }, { ...PERSON, surnames: ['Condori'] });
  const asked = (await process(hub, family)).body['asked'] as unknown as readonly string[];
  t.notOk(asked.includes('eurodac') || asked.includes('ees-overstay'), 'Art 24(3)');

  const other = { ...PERSON, surnames: ['Huaman'], dateOfBirth: '1985-03-04' };
  const issued = await apply(
    hub,
    { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' },
    other,
  );
  const listed = await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
    body: { surnames: ['Huaman'], dateOfBirth: '1985-03-04', validUntil: '2027-01-31' },
  });
  t.match(listed, { status: 201, body: { toAssess: [{ subjectId: issued.subjectId }], citation: /Art 34/ } });
  const again = await apply(hub, {}, other);
  t.match(await process(hub, again), { body: { hits: [{ query: 'watchlist' }] } });
  const entry = `/v1/systems/etias/watchlist/${listed.body['entryId']}`;
  t.match(
    await ask(hub, 'etias-national-unit', entry, { method: 'DELETE', state: 'DEU' }),
    { status: 404 },
    'of another state',
  );
  t.match(await ask(hub, 'border-authority', entry, { method: 'DELETE' }), { status: 403 });
  await goTo(hub, '2027-02-01');
  t.match(
    await ask(hub, 'etias-national-unit', entry, { method: 'DELETE' }),
    { status: 404 },
    'its time is over',
  );
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { validUntil: '2028-01-01' },
    }),
    { status: 422 },
  );
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames: ['A'], validUntil: '2026-01-01' },
    }),
    {
      status: 400,
      body: { errors: [{ pointer: '/validUntil' }] },
    },
  );
});

t.test('a document that is reported, or stands in another application', async (t) => {
  const hub = await open(t);
  const entered = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'LOST 1',
      issuingCountry: 'PER',
      issuedOn: '2026-11-01',
      reviewBy: '2030-11-01',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(entered.status, 201, JSON.stringify(entered.body));
  const application = await apply(hub, {}, PERSON, { number: 'LOST1' });
  const [hit] = (await process(hub, application)).body['hits'] as unknown as Hits;
  t.match(hit, { query: 'sis-document' });
  await judge(hub, hit!.hitId, 'confirmed');
  t.match(await ask(hub, 'etias-national-unit', `${place(application)}/hits`), {
    body: { choice: 'must-refuse', citation: /26\(3\)\(a\)/ },
  });
  const other = await apply(
    hub,
    {},
    { ...PERSON, surnames: ['Mamani'], dateOfBirth: '1970-01-01' },
    { number: 'LOST1' },
  );
  const { hits } = (await process(hub, other)).body as unknown as { hits: Hits };
  t.same(hits.map(({ query }) => query).sort(), ['etias-document', 'sis-document']);
});

t.test('a new alert is compared with valid authorisations: Art 41(3)', async (t) => {
  const hub = await open(t);
  const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
  const held = await apply(hub, issued, PERSON, { number: 'HELD1' });
  await apply(hub);
  const other = await apply(
    hub,
    issued,
    { ...PERSON, surnames: ['Mamani'], dateOfBirth: '1970-01-01' },
    { number: 'LOST7' },
  );
  const list = async (state?: string) =>
    (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices', state ? { state } : {})).body;
  const conclude = (noticeId: string, conclusion: string, state?: string) =>
    ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${noticeId}/conclusion`, {
      body: { conclusion },
      ...(state ? { state } : {}),
    });
  await alert(hub, 'arrest');
  t.same(await list(), { notices: [], overflow: false }, 'an arrest warrant is none of them');

  const cause = await alert(hub, 'refusal-of-entry');
  const found = (await list())['notices'] as unknown as readonly { noticeId: string }[];
  t.match(found, [
    {
      subjectId: held.subjectId,
      applicationId: held.encounterId,
      trigger: 'new-refusal-alert',
      duty: 'revoke',
      foundAt: '2026-12-01T12:00:00.000Z',
      limit: '2026-12-05T12:00:00.000Z',
      isOverdue: false,
      citation: /41\(3\)/,
    },
  ]);
  t.equal(found.length, 1, 'one that is not decided is none');
  t.notOk(JSON.stringify(found).includes(cause.subjectId), 'whom the alert is about is not told');
  t.same((await list('DEU'))['notices'], [], 'told to the state that entered the alert');
  t.match(
    (await ask(hub, 'etias-national-unit', `${place(held)}/hits`)).body['hits'],
    [{ query: 'sis-refusal-of-entry', system: 'sis' }],
    'under the name of the query that finds the same in an application',
  );
  t.match(await conclude(found[0]!.noticeId, 'kept'), { status: 422, body: { code: 'facts-not-permitted' } });
  t.match(await conclude(found[0]!.noticeId, 'not-the-person', 'DEU'), { status: 404 });
  t.match(await conclude(found[0]!.noticeId, 'perhaps'), { status: 400 });
  t.match(await ask(hub, 'border-authority', '/v1/systems/etias/alert-notices'), { status: 403 });

  await goTo(hub, '2026-12-02');
  const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'LOST 7',
      issuedOn: '2026-12-01',
      reviewBy: '2030-11-01',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(reported.status, 201, JSON.stringify(reported.body));
  await goTo(hub, '2026-12-06');
  const both = (await list())['notices'] as unknown as readonly { noticeId: string; duty: string }[];
  t.match(both, [
    { trigger: 'new-refusal-alert', isOverdue: true },
    { trigger: 'document-reported', duty: 'assess', subjectId: other.subjectId, isOverdue: false },
  ]);
  t.match(await conclude(both[1]!.noticeId, 'kept'), { status: 204 });
  t.match(await conclude(both[1]!.noticeId, 'kept'), { status: 404 }, 'once');
  t.match(
    await tryEnrol(hub, {
      ...NATIONAL,
      subjectId: held.subjectId,
      facts: {
        kind: 'authorisation-event',
        concerns: held.encounterId,
        event: 'revoked',
        at: '2026-12-06T11:00:00Z',
      },
    }),
    { state: 'completed' },
  );
  t.same((await list())['notices'], [], 'a revocation answers it');
  const rests = await hub.unitOfWork.sql.query(
    'select from etias.hits where application_id = $1 and cause_subject_id = $2 and is_cause',
    [held.encounterId, cause.subjectId],
  );
  t.equal(rests.length, 1, 'and rests on the alert: it ends seven days after it (Art 54(1)(b))');
});

t.test('every authorisation a new alert may be about is noted, however many they are', async (t) => {
  const hub = await open(t);
  const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
  const document = { number: 'MANY1' };
  await apply(hub, issued, PERSON, document);
  const similar = { ...PERSON, givenNames: ['Anna'] };
  await apply(hub, issued, similar, { number: 'ONE1' });
  await copyRecords(hub, 'etias', LIMITS.systemSimilarRowsMax / 2);
  const { sql } = hub.unitOfWork;
  // The first in order are not decided: valid ones are found on the last page, too.
  await sql.query(
    `update etias.records set outcome = 'pending' where encounter_id in (
       select encounter_id from etias.records order by subject_id limit $1)`,
    [LIMITS.systemSimilarRowsMax - 2 * LIMITS.systemHitsMax],
  );
  const valid = async (number: string) =>
    (
      await sql.query("select from etias.records where outcome = 'issued' and document_number like $1", [
        number,
      ])
    ).length;
  await alert(hub, 'refusal-of-entry');
  const count = async (trigger: string) =>
    (await sql.query('select from etias.alert_notices where trigger = $1', [trigger])).length;
  t.equal(await count('new-refusal-alert'), 2 * LIMITS.systemHitsMax + 2);
  t.equal(await valid('%'), 2 * LIMITS.systemHitsMax + 2);
  const { surnames, dateOfBirth } = PERSON;
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames, dateOfBirth, validUntil: '2027-12-01' },
    }),
    { status: 201, body: { toAssess: { length: await valid('%') }, overflow: false } },
  );
  t.match(
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { document: { ...document, issuingCountry: 'PER' }, validUntil: '2027-12-01' },
    }),
    { status: 201, body: { toAssess: { length: await valid('MANY1') }, overflow: false } },
  );
  const reported = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'MANY 1',
      issuedOn: '2026-12-01',
      reviewBy: '2030-11-01',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(reported.status, 201, JSON.stringify(reported.body));
  t.equal(await count('document-reported'), await valid('MANY1'));
});

t.test(
  'an application is compared with everybody of its birthday, however many they are: Art 20',
  async (t) => {
    const hub = await open(t);
    await apply(hub, {}, { ...PERSON, surnames: ['Soto'], givenNames: ['Eva'] });
    await copyRecords(hub, 'etias', LIMITS.systemSimilarRowsMax);
    t.match(await process(hub, await apply(hub)), { body: { route: 'issue', hits: [], notAnswered: [] } });

    const similar = { ...PERSON, givenNames: ['Anna'] };
    await apply(hub, { outcome: 'refused', decidedOn: '2026-12-01' }, similar);
    await hub.unitOfWork.sql.query(
      `update etias.records set surnames = '{Rivera}', given_names = '{Anna}'
     where encounter_id in (select encounter_id from etias.records where surnames = '{Soto}' limit $1)`,
      [2 * LIMITS.systemHitsMax],
    );
    t.match(
      await process(hub, await apply(hub)),
      {
        body: { route: 'central-unit', hits: { length: 1, 0: { query: 'etias-negative' } }, notAnswered: [] },
      },
      'more persons than an answer holds, and the one that counts among them',
    );
  },
);

t.test('of an entry of the watchlist and an authorisation at the same time one sees the other', async (t) => {
  const hub = await open(t);
  const { sql } = hub.unitOfWork;
  const etias = hub.ports.adapters.get('etias')!;
  const adapters = hub.ports.adapters as Map<'etias', typeof etias>;
  const enter = () =>
    ask(hub, 'europol', '/v1/systems/etias/watchlist', {
      body: { surnames: PERSON.surnames, dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
      state: 'EUE',
    });
  const application = await apply(hub);
  adapters.set('etias', {
    ...etias,
    async query(...asked) {
      adapters.set('etias', etias);
      const answer = await etias.query(...asked);
      t.match(await process(hub, application), { body: { route: 'issue' } });
      return answer;
    },
  });
  const { status, body } = await enter();
  const issued = { subjectId: application.subjectId, applicationId: application.encounterId };
  t.match({ status, body }, { status: 201, body: { toAssess: [issued], overflow: false } });
  const noted = await sql.query('select application_id, entry_id from etias.alert_notices');
  t.same(noted, [{ application_id: application.encounterId, entry_id: body['entryId'] }]);

  let asked = 0;
  adapters.set('etias', {
    ...etias,
    async query(...query) {
      if (asked++ > 0)
        throw new OperationalError('system-deadline-exceeded', 'ETIAS did not answer in time.');
      return etias.query(...query);
    },
  });
  t.match(
    await enter(),
    { status: 201, body: { toAssess: [issued], overflow: true } },
    'entered all the same',
  );
  adapters.set('etias', etias);

  const issuedSince = async (meanwhile: (place: Place) => Promise<void>) => {
    const next = await apply(hub);
    let looks = 0;
    adapters.set('etias', {
      ...etias,
      async query(...query) {
        const answer = looks++ === 1 ? await etias.query(...query) : { hits: [], overflow: false };
        if (looks === 2) await meanwhile(next);
        return answer;
      },
    });
    await sql.query(
      "update etias.records set outcome = 'issued', valid_until = '2028-03-01' where encounter_id = $1",
      [next.encounterId],
    );
    return next;
  };
  const erase = async ({ encounterId }: Place) => {
    await sql.query('delete from etias.records where encounter_id = $1', [encounterId]);
  };
  const erased = await issuedSince(erase);
  const others = await enter();
  t.equal(others.status, 201, 'one that is erased while it is noted is no fault');
  t.notOk(others.body['overflow']);
  const notedOf = ({ encounterId }: Place) =>
    sql.query('select from etias.alert_notices where application_id = $1 and entry_id = $2', [
      encounterId,
      others.body['entryId'],
    ]);
  t.equal((await notedOf(erased)).length, 0);
  t.equal((await notedOf(application)).length, 1, 'the others are noted all the same');

  const applications = hub.ports.etiasApplications as { noteAlert: unknown };
  const { noteAlert } = applications;
  const unnoted = await issuedSince(async () => {
    applications.noteAlert = async () => {
      throw new Error('the database is away');
    };
  });
  const told = await enter();
  applications.noteAlert = noteAlert;
  t.match(
    told,
    { status: 201, body: { entryId: /-/, overflow: true } },
    'whoever enters it learns its number',
  );
  t.ok(JSON.stringify(told.body['toAssess']).includes(unnoted.encounterId), 'and what is not noted');
  adapters.set('etias', etias);
});

/** What `attempt` answers when an entry about everybody's name is being written; it is to wait for it. */
async function whileEntering<Answer>(
  t: Parameters<typeof openStoreApp>[0] & { ok(value: unknown, message: string): unknown },
  hub: StoreApp,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  const { sql } = hub.unitOfWork;
  let answer: Promise<Answer> | undefined;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.etiasApplications.holdWatchlist(tx, 'to-write');
    await hub.ports.etiasApplications.addToWatchlist(tx, {
      entryId: crypto.randomUUID(),
      enteredBy: 'EUE-europol',
      memberState: 'EUE',
      surnames: PERSON.surnames,
      dateOfBirth: localDate(PERSON.dateOfBirth),
      validUntil: localDate('2027-12-01'),
    });
    let isDone = false;
    answer = attempt().finally(() => {
      isDone = true;
    });
    let isWaiting = false;
    while (!isDone && !isWaiting) {
      const waiting = await sql.query(
        `select from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      isWaiting = waiting.length > 0;
    }
    t.ok(isWaiting, 'for the entry');
  });
  return answer!;
}

t.test('what is issued while an entry of the watchlist is written has seen the entry', async (t) => {
  const hub = await open(t);
  const application = await apply(hub);
  t.match(await whileEntering(t, hub, () => process(hub, application)), {
    body: { route: 'central-unit', hits: [{ query: 'watchlist' }] },
  });
});

t.test(
  'an entry of the watchlist made while an application waits for a person is verified: Art 22',
  async (t) => {
    const enter = async (hub: StoreApp) => {
      const { status, body } = await ask(hub, 'europol', '/v1/systems/etias/watchlist', {
        body: { surnames: PERSON.surnames, dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
        state: 'EUE',
      });
      t.match({ status, body }, { status: 201, body: { toAssess: [] } }, 'nothing is issued yet');
    };
    const waiting = async (t: Parameters<typeof openStoreApp>[0], body?: object) => {
      const hub = await open(t);
      await alert(hub, 'arrest');
      const application = await apply(hub);
      const [hit] = (await process(hub, application, body)).body['hits'] as unknown as Hits;
      return { hub, application, hitId: hit!.hitId };
    };
    const onList = async (hub: StoreApp, application: Place) => {
      const { body } = await ask(hub, NATIONAL.as, `${place(application)}/hits`);
      const hits = body['hits'] as unknown as readonly { hitId: string; query: string; verdict: string }[];
      const { hitId, verdict } = hits.find(({ query }) => query === 'watchlist') ?? {};
      return { state: body['state'], hitId: hitId!, verdict };
    };
    const validUntil = '2028-03-01';

    await t.test('before the last false hit issues it', async (t) => {
      const { hub, application, hitId } = await waiting(t);
      await enter(hub);
      t.match((await judge(hub, hitId, 'false')).body, { state: 'central-verification', unverified: 1 });
      const entry = await onList(hub, application);
      t.match(entry, { verdict: 'unverified' });
      t.match((await judge(hub, entry.hitId, 'false')).body, { state: 'issued' }, 'and is asked for once');
    });

    await t.test('before a unit issues it by hand', async (t) => {
      const { hub, application, hitId } = await waiting(t);
      await judge(hub, hitId, 'doubtful');
      await enter(hub);
      aMinuteLater(hub);
      t.match(await decide(hub, application, 'issued', { validUntil }), {
        state: 'rejected',
        problem: { code: 'facts-not-permitted', pointer: '/facts/event', detail: /watchlist/ },
      });
      const first = await onList(hub, application);
      t.match(first, { state: 'central-verification', verdict: 'unverified' });
      aMinuteLater(hub);
      t.match((await judge(hub, first.hitId, 'doubtful')).body, { state: 'manual-processing' });

      await enter(hub);
      aMinuteLater(hub);
      t.match(
        await decide(hub, application, 'issued', { validUntil }),
        { state: 'rejected' },
        'another entry',
      );
      const second = await onList(hub, application);
      t.match(second, { state: 'central-verification', verdict: 'unverified' });
      aMinuteLater(hub);
      t.match((await judge(hub, second.hitId, 'false')).body, { state: 'manual-processing' });
      aMinuteLater(hub);
      t.match(await decide(hub, application, 'issued', { validUntil }), { state: 'completed' });
    });

    await t.test('before the sources that were silent issue it', async (t) => {
      const { hub, application, hitId } = await waiting(t, { external: OUTSIDE.slice(1) });
      t.match((await judge(hub, hitId, 'false')).body, { state: 'central-verification', unverified: 0 });
      await enter(hub);
      const { body } = await process(hub, application);
      t.match(body, { route: 'central-unit', asked: ['interpol-sltd'], hits: [{ query: 'watchlist' }] });
      const [hit] = body['hits'] as unknown as Hits;
      t.match((await judge(hub, hit!.hitId, 'false')).body, { state: 'issued', validUntil });
    });

    await t.test('also while it is being written', async (t) => {
      const { hub, hitId } = await waiting(t);
      const judged = await whileEntering(t, hub, () => judge(hub, hitId, 'false'));
      t.match(judged.body, { state: 'central-verification', unverified: 1 });
      const byHand = await waiting(t);
      await judge(byHand.hub, byHand.hitId, 'doubtful');
      aMinuteLater(byHand.hub);
      const issue = () => decide(byHand.hub, byHand.application, 'issued', { validUntil });
      t.match(await whileEntering(t, byHand.hub, issue), {
        state: 'rejected',
        problem: { detail: /watchlist/ },
      });
    });
  },
);

t.test(
  'what a new entry of the watchlist concerns is told to who has to assess it: Art 34, 41',
  async (t) => {
    const hub = await open(t);
    const issued = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };
    const held = await apply(hub, issued);
    await apply(hub);
    const ofNoState = await enrol(hub, {
      ...CENTRAL,
      travelDocument: { ...DOCUMENT, number: 'Y2' },
      facts: {
        kind: 'travel-authorisation',
        applicationNumber: 'Y2',
        applicationDate: hub.time.today,
        ...issued,
      },
    });
    const list = async (state = 'AUT') =>
      (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices', { state })).body[
        'notices'
      ] as unknown as readonly { readonly noticeId: string; readonly applicationId: string }[];
    const enter = (surname: string) =>
      ask(hub, 'europol', '/v1/systems/etias/watchlist', {
        body: { surnames: [surname], dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01' },
        state: 'EUE',
      });
    const etias = hub.ports.adapters.get('etias')!;
    const adapters = hub.ports.adapters as Map<'etias', typeof etias>;
    adapters.set('etias', {
      ...etias,
      query: async () => {
        throw new OperationalError('system-deadline-exceeded', 'ETIAS did not answer in time.');
      },
    });
    t.equal((await enter('Rivera')).status, 504);
    t.same(await hub.unitOfWork.sql.query('select from etias.watchlist'), [], 'no entry nobody knows of');
    adapters.set('etias', etias);

    const { status, body } = await enter('Rivera');
    t.match({ status, body }, { status: 201, body: { toAssess: { length: 2 }, overflow: false } });
    const mine = await list();
    t.same(
      mine.map(({ applicationId }) => applicationId).sort(),
      [held.encounterId, ofNoState.encounterId].sort(),
      'of its own state, and of no state',
    );
    t.match(mine, [{ trigger: 'watchlist-entry', duty: 'assess' }, { trigger: 'watchlist-entry' }]);
    t.notOk(JSON.stringify(mine).includes(body['entryId'] as unknown as string), 'not which entry');
    t.match(await list('DEU'), [{ applicationId: ofNoState.encounterId }]);
    t.equal((await list('DEU')).length, 1);
    const { noticeId } = mine.find(({ applicationId }) => applicationId === held.encounterId)!;
    const conclude = (state: string) =>
      ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${noticeId}/conclusion`, {
        body: { conclusion: 'kept' },
        state,
      });
    t.match(await conclude('DEU'), { status: 404 });
    t.match(await conclude('AUT'), { status: 204 });
    t.equal((await list()).length, 1);
    t.match(
      await ask(hub, 'europol', `/v1/systems/etias/watchlist/${body['entryId']}`, {
        method: 'DELETE',
        state: 'EUE',
      }),
      { status: 204 },
    );
    t.same(await list(), [], 'an entry that is gone asks for nothing');
  },
);

t.test('an alert that is deleted asks for nothing any more', async (t) => {
  const hub = await open(t);
  await apply(hub, { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' });
  const { subjectId } = await alert(hub, 'refusal-of-entry');
  const notices = async () =>
    (await ask(hub, 'etias-national-unit', '/v1/systems/etias/alert-notices')).body[
      'notices'
    ] as unknown as readonly { readonly noticeId: string }[];
  const [notice] = await notices();
  await ask(hub, 'sirene-bureau', `/v1/systems/sis/subjects/${subjectId}`, { method: 'DELETE' });
  t.same(await notices(), []);
  t.match(
    await ask(hub, 'etias-national-unit', `/v1/systems/etias/alert-notices/${notice!.noticeId}/conclusion`, {
      body: { conclusion: 'not-the-person' },
    }),
    { status: 404 },
  );
});

t.test('an alert on somebody else of that name is concluded, and leaves no hit', async (t) => {
  const hub = await open(t);
  await apply(hub, { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' });
  await alert(hub, 'refusal-of-entry');
  const url = '/v1/systems/etias/alert-notices';
  const [notice] = (await ask(hub, 'etias-national-unit', url)).body['notices'] as unknown as readonly {
    noticeId: string;
  }[];
  const count = async () => (await hub.unitOfWork.sql.query('select from etias.hits')).length;
  t.equal(await count(), 1);
  t.match(
    await ask(hub, 'etias-national-unit', `${url}/${notice!.noticeId}/conclusion`, {
      body: { conclusion: 'not-the-person' },
    }),
    { status: 204 },
  );
  t.same((await ask(hub, 'etias-national-unit', url)).body['notices'], []);
  t.equal(await count(), 0);
});

t.test('consent, its withdrawal, and input that cannot be', async (t) => {
  const hub = await open(t);
  const issued = await apply(hub, { outcome: 'issued', validUntil: '2027-03-01', decidedOn: '2026-12-01' });
  const event = (facts: object, subjectId: string | undefined = issued.subjectId) =>
    tryEnrol(hub, {
      ...NATIONAL,
      ...(subjectId ? { subjectId: subjectId as never } : {}),
      facts: {
        kind: 'authorisation-event',
        concerns: issued.encounterId,
        at: `${hub.time.today}T12:00:00Z`,
        ...facts,
      },
    });
  t.match(await event({ event: 'consent-given', consentYears: 4 }), { status: 400 });
  t.match(await event({ event: 'issued' }), {
    status: 400,
    body: { errors: [{ pointer: '/facts/validUntil' }] },
  });
  t.match(await event({ event: 'issued', validUntil: '2030-01-01' }), { status: 400 });
  t.match(await event({ event: 'revoked', at: '2027-06-01T00:00:00Z' }), { status: 400 }, 'from the future');
  t.match(await event({ event: 'revoked', concerns: issued.subjectId }), {
    problem: { code: 'record-unknown' },
  });
  t.match(await event({ event: 'consent-given', consentYears: 1 }, ''), {
    status: 400,
    body: { errors: [{ pointer: '/subjectId' }] },
  });
  t.match(await event({ event: 'consent-given', consentYears: 1 }), { state: 'completed' });
  t.match(
    await tryEnrol(hub, {
      ...NATIONAL,
      facts: {
        kind: 'travel-authorisation',
        applicationNumber: 'E',
        applicationDate: '2026-12-01',
        outcome: 'pending',
      },
      positions: ['face'],
    }),
    { status: 422, body: { code: 'system-without-biometrics' } },
  );
  const left = async () =>
    (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${issued.subjectId}`)).status;
  await goTo(hub, '2027-09-01');
  t.equal(await left(), 200, 'a year longer, with consent');
  t.match(await event({ event: 'consent-withdrawn' }), { state: 'completed' });
  await passDays(hub, 1);
  t.equal(await left(), 404, 'withdrawn: at once');
});

t.test('central unit alone processes', async (t) => {
  const hub = await open(t);
  t.match(await ask(hub, CENTRAL.as, '/v1/systems/etias/clocks', { state: 'EUE' }), {
    status: 200,
    body: { clocks: [] },
  });
  t.match(await ask(hub, 'visa-authority', '/v1/systems/etias/clocks'), { status: 403 });
});
