/** Applications for a travel authorisation over HTTP and a database: processing, hits, clocks, decisions, watchlist, erasure. */
import t from 'tap';
import { localDate } from '../domain/local-date.js';
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
  const read = (hitId: string, as: 'etias-national-unit' | 'visa-authority' = 'etias-national-unit') =>
    ask(hub, as, `/v1/systems/etias/hits/${hitId}/records`);
  t.match(await read(inEurodac!), { status: 404 }, 'not while the Central Unit verifies');
  for (const { hitId } of hits) await judge(hub, hitId, 'confirmed');
  t.match(await read(inEurodac!), { body: { system: 'eurodac', records: [{ subjectId }] } });
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
