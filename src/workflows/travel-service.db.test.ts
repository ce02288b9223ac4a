/** Carriers, travellers, flags of convictions, histories and data quality over HTTP and a database. */
import t from 'tap';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { copyRecords } from '../testing/copy-records.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, enrol, goTo, PERSON, passDays, tryEnrol } from '../testing/hub-over-http.js';

const PASSPORT = { kind: 'passport', number: 'P1', issuingCountry: 'PER', validUntil: '2030-01-01' };
const BORDER = { as: 'border-authority', system: 'ees', travelDocument: PASSPORT } as const;
const crossing = (kind: 'entry' | 'exit', day: string, facts: object = {}) => ({
  kind,
  [`${kind}Date`]: day,
  borderCrossingPoint: 'Vienna',
  ...facts,
});

async function open(t: Parameters<typeof openStoreApp>[0], day = '2026-12-01'): Promise<StoreApp> {
  const hub = await openStoreApp(t);
  await goTo(hub, day);
  return hub;
}

t.test('OK or NOT OK', async (t) => {
  const hub = await open(t);
  const question = (facts: object) => ({
    document: { number: 'P1', issuingCountry: 'PER' },
    arrivalDate: '2026-12-10',
    memberState: 'AUT',
    requirement: 'none',
    ...facts,
  });
  const carrier = async (facts: object) =>
    (await ask(hub, 'carrier', '/v1/carrier-queries', { body: question(facts) })).body;
  const traveller = async (facts: object) =>
    (await ask(hub, 'traveller-service', '/v1/traveller-queries', { body: question(facts), state: 'EUE' }))
      .body;

  t.same(await carrier({}), { answer: 'OK' }, 'nobody known, nothing needed');
  t.same(await traveller({}), { answer: 'OK', remainingDays: 90 });
  t.same(await carrier({ requirement: 'visa' }), { answer: 'NOT OK' }, 'no visa');
  t.same(await carrier({ requirement: 'travel-authorisation' }), { answer: 'NOT OK' });

  const visa = {
    stickerNumber: 'S1',
    validFrom: '2026-12-05',
    validUntil: '2027-01-10',
    durationDays: 20,
    entries: 'single',
  };
  const inVis = await enrol(hub, {
    as: 'visa-authority',
    system: 'vis',
    travelDocument: PASSPORT,
    facts: {
      kind: 'visa-application',
      applicationNumber: 'A1',
      applicationDate: '2026-11-01',
      outcome: 'issued',
      decidedOn: '2026-11-10',
      visa,
    },
  });
  t.same(await traveller({ requirement: 'visa' }), { answer: 'OK', remainingDays: 20 });
  t.same(
    await carrier({ requirement: 'visa', arrivalDate: '2026-12-04' }),
    { answer: 'NOT OK' },
    'the day before it is valid',
  );
  await enrol(hub, {
    ...BORDER,
    facts: crossing('entry', '2026-11-01'),
    encounterAt: '2026-11-01T10:00:00Z',
  });
  const { subjectId } = await enrol(hub, {
    ...BORDER,
    facts: crossing('entry', '2026-09-01'),
    travelDocument: { ...PASSPORT, number: 'P2' },
  });
  await enrol(hub, {
    ...BORDER,
    subjectId,
    facts: crossing('exit', '2026-11-28'),
    travelDocument: { ...PASSPORT, number: 'P2' },
  });
  t.same(await traveller({ document: { number: 'P2', issuingCountry: 'PER' } }), {
    answer: 'OK',
    remainingDays: 1,
  });
  t.same(
    await carrier({
      document: { number: 'P2', issuingCountry: 'PER' },
      arrivalDate: '2026-12-11',
      freeMovement: true,
    }),
    { answer: 'OK' },
  );
  await enrol(hub, {
    as: 'visa-authority',
    system: 'vis',
    subjectId: inVis.subjectId,
    facts: {
      kind: 'visa-decision',
      concerns: inVis.encounterId,
      decision: 'annulled',
      decidedOn: '2026-12-01',
    },
  });
  t.same(await carrier({ requirement: 'visa' }), { answer: 'NOT OK' }, 'annulled');

  await enrol(hub, {
    as: 'etias-national-unit',
    system: 'etias',
    travelDocument: { ...PASSPORT, number: 'P3' },
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: 'E1',
      applicationDate: '2026-12-01',
      outcome: 'issued',
      decidedOn: '2026-12-01',
      validUntil: '2026-12-10',
    },
  });
  const third = { document: { number: 'P3', issuingCountry: 'PER' }, requirement: 'travel-authorisation' };
  t.same(await carrier(third), { answer: 'OK' }, 'its last day');
  t.same(await carrier({ ...third, arrivalDate: '2026-12-11' }), { answer: 'NOT OK' });

  for (const [as, url] of [
    ['carrier', '/v1/traveller-queries'],
    ['traveller-service', '/v1/carrier-queries'],
    ['border-authority', '/v1/carrier-queries'],
  ] as const) {
    t.match(await ask(hub, as, url, { body: question({}) }), { status: 403 }, `${as} ${url}`);
  }
  t.match(
    await ask(hub, 'carrier', `/v1/systems/ees/subjects/${subjectId}`),
    { status: 403 },
    'a carrier reads nothing',
  );
  t.match(await ask(hub, 'carrier', '/v1/searches', { body: { document: question({}).document } }), {
    status: 403,
  });
  for (const facts of [
    { arrivalDate: '2026-02-30' },
    { requirement: 'luck' },
    { memberState: 'XYZ' },
    { document: {} },
  ]) {
    t.match(await ask(hub, 'carrier', '/v1/carrier-queries', { body: question(facts) }), { status: 400 });
  }
  const log = await hub.unitOfWork.sql.query<{ components: number; denied: number }>(
    `select count(*) filter (where component = 'carriers')::integer as components,
       count(*) filter (where component = 'carriers' and outcome = 'denied')::integer as denied
     from hub.access_log where access_right in ('carrier-query', 'traveller-query')`,
  );
  t.match(log, [{ denied: 3 }]);
});

t.test('an authorisation is of the document it was asked for with', async (t) => {
  const hub = await open(t);
  const hand = (subjectId: SubjectId | undefined, number: string, facts: object) =>
    enrol(hub, {
      as: 'etias-national-unit',
      system: 'etias',
      ...(subjectId ? { subjectId } : {}),
      travelDocument: { ...PASSPORT, number },
      facts: {
        kind: 'travel-authorisation',
        applicationNumber: `E-${number}`,
        applicationDate: '2026-11-01',
        decidedOn: '2026-11-05',
        ...facts,
      },
    });
  const { subjectId } = await hand(undefined, 'OLD.1', { outcome: 'issued', validUntil: '2028-03-01' });
  await hand(subjectId, 'NEW1', { outcome: 'refused' });
  const carrier = async (number: string, issuingCountry = 'PER') =>
    (
      await ask(hub, 'carrier', '/v1/carrier-queries', {
        body: {
          document: { number, issuingCountry },
          arrivalDate: '2026-12-10',
          memberState: 'AUT',
          requirement: 'travel-authorisation',
        },
      })
    ).body;
  t.same(await carrier('OLD 1'), { answer: 'OK' }, 'however it is written');
  t.same(await carrier('NEW1'), { answer: 'NOT OK' }, 'the application with it was refused');
  t.same(await carrier('OLD1', 'CHL'), { answer: 'NOT OK' });
});

t.test('whoever holds a long-stay visa or permit may travel, and no days are counted', async (t) => {
  const hub = await open(t);
  const visa = {
    stickerNumber: 'D1',
    validFrom: '2026-12-05',
    validUntil: '2027-12-04',
    durationDays: 365,
    entries: 'multiple',
  };
  await enrol(hub, {
    as: 'visa-authority',
    system: 'vis',
    travelDocument: PASSPORT,
    facts: {
      kind: 'visa-application',
      applicationNumber: 'D1',
      applicationDate: '2026-11-01',
      outcome: 'issued',
      decidedOn: '2026-11-10',
      isLongStay: true,
      visa,
    },
  });
  // A short stay that used up its days.
  const stay = await enrol(hub, { ...BORDER, facts: crossing('entry', '2026-09-01') });
  await enrol(hub, { ...BORDER, subjectId: stay.subjectId, facts: crossing('exit', '2026-11-30') });
  const traveller = async (arrivalDate: string, requirement = 'visa') =>
    (
      await ask(hub, 'traveller-service', '/v1/traveller-queries', {
        body: {
          document: { number: 'P1', issuingCountry: 'PER' },
          arrivalDate,
          memberState: 'AUT',
          requirement,
        },
        state: 'EUE',
      })
    ).body;
  t.same(await traveller('2026-12-04'), { answer: 'NOT OK', remainingDays: 0 }, 'not valid yet');
  t.same(await traveller('2026-12-05'), { answer: 'OK' });
  t.same(await traveller('2027-12-04'), { answer: 'OK' }, 'its last day');
  t.same(await traveller('2027-12-05'), { answer: 'NOT OK', remainingDays: 0 });
  for (const requirement of ['travel-authorisation', 'none']) {
    t.same(await traveller('2026-12-05', requirement), { answer: 'OK' }, `instead of: ${requirement}`);
    t.match(await traveller('2026-12-04', requirement), { answer: 'NOT OK' }, `not yet: ${requirement}`);
  }
});

t.test('VIS that is silent stands in the way of nothing it could only have allowed', async (t) => {
  const hub = await open(t);
  await enrol(hub, {
    as: 'etias-national-unit',
    system: 'etias',
    travelDocument: PASSPORT,
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: 'E1',
      applicationDate: '2026-12-01',
      outcome: 'issued',
      decidedOn: '2026-12-01',
      validUntil: '2027-12-10',
    },
  });
  const adapters = hub.ports.adapters as Map<'vis', NonNullable<ReturnType<typeof hub.ports.adapters.get>>>;
  adapters.set('vis', {
    ...adapters.get('vis')!,
    query: async () => {
      throw new OperationalError('system-deadline-exceeded', 'VIS did not answer in time.', {
        retryable: true,
      });
    },
  });
  const carrier = (requirement: string, number = 'P1') =>
    ask(hub, 'carrier', '/v1/carrier-queries', {
      body: {
        document: { number, issuingCountry: 'PER' },
        arrivalDate: '2026-12-10',
        memberState: 'AUT',
        requirement,
      },
    });
  t.match(await carrier('travel-authorisation'), { status: 200, body: { answer: 'OK' } });
  t.match(await carrier('none'), { status: 200, body: { answer: 'OK' } });
  t.match(await carrier('visa'), { status: 504 }, 'VIS alone knows of it');
  t.match(await carrier('travel-authorisation', 'P2'), { status: 504 }, 'there may be a permit instead');
});

t.test('more files than are looked at are no OK', async (t) => {
  const hub = await open(t);
  await enrol(hub, { ...BORDER, facts: crossing('entry', '2026-12-01') });
  const answer = async () =>
    (
      await ask(hub, 'carrier', '/v1/carrier-queries', {
        body: {
          document: { number: 'P1', issuingCountry: 'PER' },
          arrivalDate: '2026-12-10',
          memberState: 'AUT',
          requirement: 'none',
        },
      })
    ).body;
  await copyRecords(hub, 'ees', LIMITS.systemHitsMax - 1);
  t.same(await answer(), { answer: 'OK' });
  await copyRecords(hub, 'ees', 1);
  t.same(await answer(), { answer: 'NOT OK' });
});

t.test('flags: few see them, and only as states and codes', async (t) => {
  const hub = await open(t, '2026-12-01');
  const ECRIS = { as: 'ecris-central-authority', system: 'ecris-tcn' } as const;
  const index = (referenceCode: string, convictingMemberState = 'AUT') => ({
    kind: 'conviction-index',
    convictingMemberState,
    referenceCode,
  });
  const first = await enrol(hub, { ...ECRIS, facts: index('R1'), positions: ['right-index'] });
  const second = await enrol(hub, { ...ECRIS, subjectId: first.subjectId, facts: index('R2') });
  const flags = (encounterId: string) =>
    `/v1/systems/ecris-tcn/subjects/${first.subjectId}/records/${encounterId}/flags`;
  const body = { kind: 'terrorism', createdOn: '2003-12-01' };
  const flag = (payload: object, state?: string) =>
    ask(hub, 'ecris-central-authority', flags(first.encounterId), {
      body: payload,
      ...(state ? { state } : {}),
    });
  t.match(await flag(body), { status: 201, body: { lastDay: '2028-12-01' } });
  t.match(await flag(body, 'DEU'), { status: 404 }, 'of another state');
  t.match(await flag({ ...body, createdOn: '1999-01-01' }), { status: 400 }, 'over already');
  t.match(await flag({ ...body, createdOn: '2026-12-02' }), { status: 400 });
  t.match(await flag({ ...body, kind: 'theft' }), { status: 400 });
  t.match(await ask(hub, 'visa-authority', flags(first.encounterId), { body }), { status: 403 });

  const query = (as: 'visa-authority' | 'etias-central-unit' | 'border-authority', state?: string) =>
    ask(hub, as, '/v1/systems/ecris-tcn/flag-queries', {
      body: { identity: { surname: 'Rivera', givenName: 'Ana', dateOfBirth: '1990-05-06' } },
      ...(state ? { state } : {}),
    });
  const hits = [{ convictingMemberState: 'AUT', referenceCode: 'R1' }];
  t.same((await query('visa-authority')).body['hits'], hits, 'R2 is not flagged');
  t.match(await query('etias-central-unit', 'EUE'), { body: { hits, citation: /7b/ } });
  t.match(await query('border-authority'), { status: 403 });
  t.match(await ask(hub, 'visa-authority', '/v1/systems/ecris-tcn/flag-queries', { body: {} }), {
    status: 422,
  });
  const read = await ask(hub, 'ecris-central-authority', `/v1/systems/ecris-tcn/subjects/${first.subjectId}`);
  t.notOk(/terror|flag/.test(JSON.stringify(read.body)), 'no flag in a record');

  await enrol(hub, {
    ...ECRIS,
    subjectId: first.subjectId,
    facts: { kind: 'conviction-gone', concerns: second.encounterId, goneOn: '2026-12-01' },
  });
  t.match(
    await tryEnrol(hub, {
      ...ECRIS,
      subjectId: first.subjectId,
      facts: { kind: 'conviction-gone', concerns: first.subjectId, goneOn: '2026-12-01' },
    }),
    { problem: { code: 'record-unknown' } },
  );
  const records = async () =>
    (
      (await ask(hub, 'ecris-central-authority', `/v1/systems/ecris-tcn/subjects/${first.subjectId}`)).body[
        'records'
      ] as unknown as readonly object[]
    ).length;
  t.equal(await records(), 3);
  await goTo(hub, '2027-01-01');
  t.equal(await records(), 3, 'a month at the latest');
  await passDays(hub, 1);
  t.equal(await records(), 1, 'the entry and what ended it');
  await goTo(hub, '2028-12-01');
  t.same((await query('visa-authority')).body['hits'], hits);
  await passDays(hub, 1);
  t.same((await query('visa-authority')).body['hits'], [], 'the flag is over, the record stays');
  t.equal(await records(), 1);
  t.match(await flag({ kind: 'serious-offence', createdOn: '2028-12-01' }), { status: 201 });
  const lift = (kind: string) =>
    ask(hub, 'ecris-central-authority', `${flags(first.encounterId)}/${kind}`, { method: 'DELETE' });
  t.equal((await lift('serious-offence')).status, 204);
  t.equal((await lift('serious-offence')).status, 404);
  const said = await hub.unitOfWork.sql.query<{ result: string }>(
    `select result from hub.access_log
     where access_right = 'conviction-flags' and outcome = 'permitted' order by entry_id desc limit 2`,
  );
  t.same(
    said,
    [{ result: 'not-found' }, { result: 'lifted' }],
    'the log says lifted of what was lifted alone',
  );
  t.equal((await lift('theft')).status, 400);
});

t.test('one history over the systems, of which none leaves a trace that may not be read', async (t) => {
  const hub = await open(t);
  const stay = await enrol(hub, {
    ...BORDER,
    facts: crossing('entry', '2026-11-01'),
    encounterAt: '2026-11-01T10:00:00Z',
  });
  const { subjectId } = stay;
  await enrol(hub, {
    ...BORDER,
    subjectId,
    facts: crossing('exit', '2026-11-20'),
    encounterAt: '2026-11-20T10:00:00Z',
  });
  await enrol(hub, {
    ...BORDER,
    subjectId,
    facts: {
      kind: 'amendment',
      amendedOn: '2026-11-25',
      place: 'Vienna',
      concerns: stay.encounterId,
      change: 'rectification',
      eventDate: '2026-11-02',
    },
  });
  const inVis = await enrol(hub, {
    as: 'visa-authority',
    system: 'vis',
    facts: {
      kind: 'visa-application',
      applicationNumber: 'A1',
      applicationDate: '2026-10-01',
      outcome: 'pending',
    },
  });
  await hub.ports.identityLinks.keep(hub.unitOfWork.sql, {
    linkId: crypto.randomUUID() as LinkId,
    dataSets: [
      { system: 'ees', subjectId },
      { system: 'vis', subjectId: inVis.subjectId },
    ],
    colour: 'white',
    relation: { biometrics: 'same', identity: 'same', document: 'absent' },
    citation: 'Art 33',
    responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
  });
  const history = (
    as: 'border-authority' | 'visa-authority' | 'carrier',
    system = 'ees',
    id: string = subjectId,
  ) => ask(hub, as, `/v1/systems/${system}/subjects/${id}/history`);
  const border = await history('border-authority');
  t.match(border.body, {
    complete: true,
    notRead: [],
    filesTotal: 1,
    overflow: false,
    files: [{ system: 'ees' }],
    events: [
      { on: '2026-11-02', kind: 'arrival', correctedFrom: '2026-11-01' },
      { on: '2026-11-20', kind: 'departure' },
      { on: '2026-11-25', kind: 'correction' },
    ],
  });
  t.notOk(JSON.stringify(border.body).includes('vis'), 'VIS is not read at the border');
  const path = `/v1/systems/ees/subjects/${subjectId}/history`;
  const onward = await ask(hub, 'border-authority', `${path}?after=${subjectId}`);
  t.match(onward.body, { complete: false, filesTotal: 1, files: [], events: [] }, 'behind the last file');
  t.match(await ask(hub, 'border-authority', `${path}?after=x`), { status: 400 });
  const unit = await ask(hub, 'etias-national-unit', path);
  t.match(unit.body, { complete: true, filesTotal: 2, files: [{ system: 'ees' }, { system: 'vis' }] });
  t.match(
    (unit.body['events'] as unknown as readonly { system: string }[]).map(({ system }) => system),
    ['vis', 'ees', 'ees', 'ees'],
    'one history over two systems',
  );
  const visa = await history('visa-authority', 'vis', inVis.subjectId);
  t.match((visa.body['events'] as unknown as readonly object[])[0], { system: 'vis', kind: 'application' });
  t.match(await history('carrier'), { status: 403 });
  t.match(await history('border-authority', 'vis', inVis.subjectId), { status: 403 });
  t.match(await history('border-authority', 'ees', inVis.subjectId), { status: 404 });
});

t.test('indicators of data quality, blocking and soft, per system and state', async (t) => {
  const hub = await open(t);
  const facts = crossing('entry', '2026-12-01');
  const hand = ['right-index', 'right-middle', 'right-ring', 'right-little', 'face'] as const;
  await enrol(hub, { ...BORDER, facts, positions: hand });
  t.match(await tryEnrol(hub, { ...BORDER, facts: { ...facts, entryDate: '2026-02-30' } }), { status: 400 });
  t.match(await tryEnrol(hub, { ...BORDER, facts: { kind: 'entry' } }), { status: 400 });
  t.match(await tryEnrol(hub, { ...BORDER, as: 'visa-authority', facts: { kind: 'entry' } }), {
    status: 400,
  });
  await enrol(hub, {
    ...BORDER,
    state: 'DEU',
    facts,
    identity: { ...PERSON, surnames: ['Aaaa'], givenNames: ['R2D2'], nationalities: ['XXX'] },
  });
  const child = { ...PERSON, dateOfBirth: '2020-01-01' };
  t.match(await tryEnrol(hub, { ...BORDER, facts, identity: child, positions: ['right-index'] }), {
    state: 'rejected',
  });
  const count = (
    as: 'supervisory-authority' | 'hub-operator' | 'border-authority',
    query = '',
    state = 'EUE',
  ) => ask(hub, as, `/v1/data-quality${query}`, { state });
  const { body } = await count('supervisory-authority');
  t.match(body, {
    from: '2026-11-25',
    until: '2026-12-01',
    reports: [
      {
        system: 'ees',
        memberState: 'AUT',
        records: 1,
        lowQuality: 0,
        rules: [
          { rule: 'biometrics-not-permitted', effect: 'blocking', count: 1 },
          { rule: 'data-malformed', effect: 'blocking', count: 1 },
          { rule: 'date-impossible', effect: 'blocking', count: 1 },
        ],
      },
      {
        system: 'ees',
        memberState: 'DEU',
        records: 1,
        lowQuality: 1,
        indicators: { completeness: 3, accuracy: 2, timeliness: 0, uniqueness: 0, consistency: 0 },
      },
    ],
  });
  t.match(
    ((await count('supervisory-authority', '', 'DEU')).body['reports'] as unknown as readonly object[])
      .length,
    1,
    'of its own state',
  );
  t.same((await count('hub-operator', '?from=2026-11-01&until=2026-11-30')).body['reports'], []);
  t.match(await count('hub-operator', '?from=2026-11-01&until=2026-10-30'), { status: 400 });
  t.equal((await count('hub-operator', '?from=2025-12-01&until=2026-12-01')).status, 200, 'a leap year long');
  t.match(await count('hub-operator', '?from=2025-11-30&until=2026-12-01'), { status: 400 }, 'a day more');
  t.match((await count('hub-operator', '?days=1')).body, { from: '2026-12-01', until: '2026-12-01' });
  t.match((await count('hub-operator', '?days=30')).body, { from: '2026-11-02', until: '2026-12-01' });
  for (const query of ['?days=30&until=2026-12-01', '?days=30&from=2026-12-01', '?days=0', '?days=367'])
    t.match(await count('hub-operator', query), { status: 400 }, query);
  t.match(await count('border-authority', '', 'AUT'), { status: 403 });
});
