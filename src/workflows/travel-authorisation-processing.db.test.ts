/** An application for a travel authorisation is processed: what it is compared with, what a hit says and to whom. */
import t from 'tap';
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import { copyRecords } from '../testing/copy-records.js';
import { ask, enrol, goTo, PERSON } from '../testing/hub-over-http.js';
import { newEncounter } from '../testing/store-fixtures.js';
import {
  apply,
  CENTRAL,
  enterAlert,
  type Hits,
  judge,
  NATIONAL,
  openHub,
  place,
  runProcessing,
} from '../testing/travel-authorisations.js';

t.test('no hit: issued, to the end of the document; silence issues nothing', async (t) => {
  const hub = await openHub(t);
  const application = await apply(hub);
  t.match(await runProcessing(hub, application, {}), {
    status: 200,
    body: {
      route: 'incomplete',
      hits: [],
      notAnswered: ['interpol-sltd', 'europol', 'interpol-tdawn', 'risk-indicators'],
    },
  });
  t.match(await runProcessing(hub, application), {
    body: { route: 'issue', hits: [], notAnswered: [], validUntil: '2028-03-01', citation: /Art 21\(1\)/ },
  });
  t.match(await runProcessing(hub, application), { status: 409, body: { code: 'application-not-in-state' } });
  t.match(await runProcessing(hub, { ...application, encounterId: application.subjectId }), { status: 404 });
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
  const hub = await openHub(t);
  const { subjectId: wanted } = await enterAlert(hub, 'arrest');
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
  const { body } = await runProcessing(hub, application);
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
  const hub = await openHub(t);
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
  await enterAlert(hub, 'arrest');
  const application = await apply(hub);
  const hits = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
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
  const hub = await openHub(t);
  const check = await enterAlert(hub, 'judicial-procedure');
  const application = await apply(hub);
  t.match((await runProcessing(hub, application, { external: [] })).body, { route: 'incomplete' });
  const told = async () =>
    (await ask(hub, 'sirene-bureau', '/v1/systems/sis/sirene-cases')).body[
      'cases'
    ] as unknown as readonly object[];
  t.same(await told(), [], 'nothing is decided yet');
  t.match(
    (await runProcessing(hub, application)).body,
    { route: 'issue', hits: [] },
    'the application goes on',
  );
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
  const hub = await openHub(t);
  await enterAlert(hub, 'arrest');
  const application = await apply(hub);
  const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
  t.match(await judge(hub, hit!.hitId, 'perhaps'), { status: 400 });
  t.match(await judge(hub, hit!.hitId, 'false'), {
    body: { state: 'issued', unverified: 0, validUntil: '2028-03-01' },
  });
  t.match(await judge(hub, hit!.hitId, 'false'), { status: 404 });
});

t.test('a question answered with yes, a minor, a family member, the watchlist', async (t) => {
  const hub = await openHub(t);
  const yes = await apply(hub, { answeredYes: true });
  t.match(await runProcessing(hub, yes), {
    body: { route: 'national-unit', hits: [{ query: 'questions' }] },
  });

  const guardian = { ...PERSON, surnames: ['Quispe'], givenNames: ['Luis'], dateOfBirth: '1980-01-02' };
  await enterAlert(hub, 'arrest', guardian);
  const child = { ...PERSON, givenNames: ['Eva'], dateOfBirth: '2015-05-06' };
  const minor = await apply(
    hub,
    { guardians: [{ surnames: ['Quispe'], givenNames: ['Luis'], dateOfBirth: '1980-01-02' }] },
    child,
  );
  t.match(await runProcessing(hub, minor), { body: { hits: [{ query: 'guardian-sis', system: 'sis' }] } });

  const family = await apply(hub, { isFamilyMember: true }, { ...PERSON, surnames: ['Condori'] });
  const asked = (await runProcessing(hub, family)).body['asked'] as unknown as readonly string[];
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
  t.match(await runProcessing(hub, again), { body: { hits: [{ query: 'watchlist' }] } });
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
  const hub = await openHub(t);
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
  const [hit] = (await runProcessing(hub, application)).body['hits'] as unknown as Hits;
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
  const { hits } = (await runProcessing(hub, other)).body as unknown as { hits: Hits };
  t.same(hits.map(({ query }) => query).sort(), ['etias-document', 'sis-document']);
});

t.test(
  'an application is compared with everybody of its birthday, however many they are: Art 20',
  async (t) => {
    const hub = await openHub(t);
    await apply(hub, {}, { ...PERSON, surnames: ['Soto'], givenNames: ['Eva'] });
    await copyRecords(hub, 'etias', LIMITS.systemSimilarRowsMax);
    t.match(await runProcessing(hub, await apply(hub)), {
      body: { route: 'issue', hits: [], notAnswered: [] },
    });

    const similar = { ...PERSON, givenNames: ['Anna'] };
    await apply(hub, { outcome: 'refused', decidedOn: '2026-12-01' }, similar);
    await hub.unitOfWork.sql.query(
      `update etias.records set surnames = '{Rivera}', given_names = '{Anna}'
     where encounter_id in (select encounter_id from etias.records where surnames = '{Soto}' limit $1)`,
      [2 * LIMITS.systemHitsMax],
    );
    t.match(
      await runProcessing(hub, await apply(hub)),
      {
        body: { route: 'central-unit', hits: { length: 1, 0: { query: 'etias-negative' } }, notAnswered: [] },
      },
      'more persons than an answer holds, and the one that counts among them',
    );
  },
);

t.test('central unit alone processes', async (t) => {
  const hub = await openHub(t);
  t.match(await ask(hub, CENTRAL.as, '/v1/systems/etias/clocks', { state: 'EUE' }), {
    status: 200,
    body: { clocks: [] },
  });
  t.match(await ask(hub, 'visa-authority', '/v1/systems/etias/clocks'), { status: 403 });
});
