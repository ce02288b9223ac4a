/** The automated queries of an application for a long stay, from the request to the rows. */
import t from 'tap';
import type { SourceId } from '../domain/law/portal-table.js';
import { OperationalError } from '../platform/operational-error.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { ask, type Enrolled, enrol, goTo, PERSON } from '../testing/hub-over-http.js';
import type { SourceAdapter } from '../workflows/ports/systems.js';

const VISA = { as: 'visa-authority', system: 'vis' } as const;
const DOCUMENT = { kind: 'passport', number: 'P1234567', issuingCountry: 'PER', validUntil: '2030-01-01' };

type Queries = {
  readonly answered: readonly string[];
  readonly notAnswered: readonly string[];
  readonly hits: readonly { hitId: string; hit: string; memberState?: string; verdict: string }[];
  readonly furtherVerificationNeeded: boolean;
};

/** What Interpol and Europol say, and what they were asked. */
function outside(found: readonly SourceId[]) {
  const asked: object[] = [];
  const down = new Set<SourceId>();
  const source = (id: SourceId): SourceAdapter => ({
    source: id,
    deadlineMs: 1_000,
    isSilent: async () => true,
    async query({ requester: _, ...query }) {
      if (down.has(id)) throw new OperationalError('system-unreachable', 'away');
      asked.push({ source: id, ...query });
      return {
        hits: found.includes(id) ? [{ reference: 'r', category: 'stolen', owner: 'FRA' }] : [],
        overflow: false,
      };
    },
  });
  const ids = ['interpol-sltd', 'interpol-tdawn', 'europol'] as const;
  return { asked, down, sources: new Map<SourceId, SourceAdapter>(ids.map((id) => [id, source(id)])) };
}

let number = 0;
const apply = (hub: StoreApp, facts: object = {}, more: object = {}) =>
  enrol(hub, {
    ...VISA,
    travelDocument: DOCUMENT,
    facts: {
      kind: 'visa-application',
      applicationNumber: `L${++number}`,
      applicationDate: '2026-12-01',
      outcome: 'pending',
      isLongStay: true,
      ...facts,
    },
    ...more,
  });
type Place = Pick<Enrolled, 'subjectId' | 'encounterId'>;
const url = ({ subjectId, encounterId }: Place) =>
  `/v1/systems/vis/subjects/${subjectId}/applications/${encounterId}/queries`;
const query = async (hub: StoreApp, place: Place, more: object = {}) => {
  const { status, body } = await ask(hub, 'visa-authority', url(place), { body: {}, ...more });
  return { status, body: body as unknown as Queries & { readonly code?: string } };
};
const judge = (hub: StoreApp, hitId: string, verdict: string, more: object = {}) =>
  ask(hub, 'visa-authority', `/v1/systems/vis/hits/${hitId}/verdict`, { body: { verdict }, ...more });
const alert = (hub: StoreApp, alertKind: string) =>
  enrol(hub, {
    as: 'sirene-bureau',
    state: 'DEU',
    system: 'sis',
    facts: {
      kind: 'alert',
      alertKind,
      issuedOn: '2026-11-01',
      reviewBy: '2027-10-31',
      actionToBeTaken: 'as the alert says',
      details: { reason: 'invented', decisionReference: 'D-1', isProportionate: true },
    },
  });

async function open(t: Parameters<typeof openStoreApp>[0], found: readonly SourceId[] = []) {
  const beside = outside(found);
  const hub = await openStoreApp(t, { sources: beside.sources });
  await goTo(hub, '2026-12-01');
  return { hub, ...beside };
}

t.test('every source is asked, once; hits are shown as far as the file may show them', async (t) => {
  const { hub, asked } = await open(t, ['interpol-sltd', 'europol']);
  await alert(hub, 'refusal-of-entry');
  const entry = { kind: 'entry', entryDate: '2026-11-20', borderCrossingPoint: 'Vienna' };
  const stay = await enrol(hub, { as: 'border-authority', system: 'ees', facts: entry });
  const application = await apply(hub);
  const { status, body } = await query(hub, application);
  t.equal(status, 200, JSON.stringify(body));
  t.equal(body.answered.length, 10);
  t.same(body.notAnswered, []);
  t.same(
    body.hits.map(({ hit, memberState, verdict }) => `${hit} ${memberState} ${verdict}`),
    ['ees AUT unverified', 'interpol-sltd FRA unverified', 'sis-refusal-of-entry DEU unverified'],
  );
  t.equal(body.furtherVerificationNeeded, true, 'Europol');
  const told = JSON.stringify({ ...body, answered: [] });
  t.notMatch(told, /europol/, 'which source it was is not shown');
  t.notOk(told.includes(stay.subjectId) || /rivera/i.test(told), 'no reference and no name');
  const document = { number: DOCUMENT.number, issuingCountry: DOCUMENT.issuingCountry };
  const identity = { surname: 'Rivera', givenName: 'Ana', dateOfBirth: '1990-05-06' };
  t.same(
    [...asked].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length),
    [
      { source: 'interpol-sltd', noticeOnMatch: false, document },
      { source: 'interpol-tdawn', noticeOnMatch: false, document },
      { source: 'europol', noticeOnMatch: false, document, identity },
    ],
    'by what each knows, and nothing else',
  );
  t.same((await query(hub, application)).body.hits, body.hits, 'asked again nothing is added');
  t.equal(asked.length, 3, 'nor is anybody asked again');
  t.same((await ask(hub, 'visa-authority', url(application))).body, body, 'and it can be read');
});

t.test('alerts the file must not record are in no row and in no answer', async (t) => {
  const { hub } = await open(t);
  const other = {
    identity: { ...PERSON, surnames: ['Quispe'] },
    travelDocument: { ...DOCUMENT, number: 'P7654321' },
  };
  const clean = (await query(hub, await apply(hub, {}, other))).body;
  for (const kind of ['missing-person', 'judicial-procedure', 'check']) await alert(hub, kind);
  const application = await apply(hub);
  t.same((await query(hub, application)).body, clean, 'as for somebody nobody looks for');
  t.same(await hub.unitOfWork.sql.query('select from vis.hits'), []);
  const log = await hub.unitOfWork.sql.query<{ result: string | null }>(
    "select result from hub.access_log where access_right = 'long-stay-queries'",
  );
  t.ok(log.length > 0 && log.every(({ result }) => result === null));
});

t.test(
  'arrest and watchlist: further verification, and no verdict by who is not shown the hit',
  async (t) => {
    const { hub } = await open(t);
    await alert(hub, 'arrest');
    await ask(hub, 'etias-national-unit', '/v1/systems/etias/watchlist', {
      body: { surnames: ['Rivera'], dateOfBirth: '1990-05-06', validUntil: '2027-12-31' },
    });
    const { body } = await query(hub, await apply(hub));
    t.match(body, { hits: [], furtherVerificationNeeded: true, notAnswered: [] });
    const rows = await hub.unitOfWork.sql.query<{ hit: string; hit_id: string }>(
      'select hit, hit_id from vis.hits order by hit',
    );
    t.same(
      rows.map(({ hit }) => hit),
      ['etias-watchlist', 'sis-arrest'],
    );
    t.match(await judge(hub, rows[1]!.hit_id, 'false'), {
      status: 404,
      body: { code: 'long-stay-hit-unknown' },
    });
  },
);

t.test('flagged convictions and reported documents', async (t) => {
  const { hub } = await open(t);
  const convicted = await enrol(hub, {
    as: 'ecris-central-authority',
    system: 'ecris-tcn',
    facts: { kind: 'conviction-index', convictingMemberState: 'AUT', referenceCode: 'R1' },
    positions: ['right-index'],
  });
  t.match((await query(hub, await apply(hub))).body, { furtherVerificationNeeded: false }, 'no flag, no hit');
  const flags = `/v1/systems/ecris-tcn/subjects/${convicted.subjectId}/records/${convicted.encounterId}/flags`;
  t.match(
    await ask(hub, 'ecris-central-authority', flags, {
      body: { kind: 'terrorism', createdOn: '2020-01-01' },
    }),
    { status: 201 },
  );
  const setAgain = (createdOn: string) =>
    ask(hub, 'ecris-central-authority', flags, { body: { kind: 'terrorism', createdOn } });
  t.match(
    await setAgain('2026-11-01'),
    { status: 400, body: { code: 'date-invalid' } },
    'setting it again prolongs nothing',
  );
  t.match(await setAgain('2020-01-01'), { status: 201, body: { lastDay: '2045-01-01' } });
  t.match(
    await setAgain('2019-12-01'),
    { status: 201, body: { lastDay: '2044-12-01' } },
    'it was an earlier one',
  );
  t.match(await setAgain('2020-01-01'), { status: 400 });
  const reported = {
    kind: 'object-seizure',
    category: 'travel-document',
    number: 'P 1234567',
    issuingCountry: 'PER',
    issuedOn: '2026-09-01',
    reason: 'lost',
    actionToBeTaken: 'seize',
  };
  t.match(
    await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', { body: reported, state: 'DEU' }),
    { status: 201 },
  );
  const again = await query(hub, await apply(hub, {}, { identity: { ...PERSON, givenNames: ['Ana'] } }));
  t.equal(again.body.furtherVerificationNeeded, true);
  t.match(
    again.body.hits.filter(({ hit }) => hit !== 'vis'),
    [{ hit: 'sis-document', memberState: 'DEU' }],
  );
  t.ok(
    again.body.hits.some(({ hit }) => hit === 'vis'),
    'the earlier application',
  );
});

t.test('a source that does not answer is named, and asked again', async (t) => {
  const { hub, asked, down } = await open(t, ['interpol-tdawn']);
  down.add('interpol-tdawn');
  const application = await apply(hub);
  t.match((await query(hub, application)).body, {
    notAnswered: ['interpol-tdawn'],
    furtherVerificationNeeded: false,
  });
  t.match((await ask(hub, 'visa-authority', url(application))).body, { notAnswered: ['interpol-tdawn'] });
  down.clear();
  t.match((await query(hub, application)).body, { notAnswered: [], furtherVerificationNeeded: true });
  t.equal(asked.length, 3, 'those that had answered were not asked again');
});

t.test('sources that are not connected have not answered', async (t) => {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-12-01');
  t.same((await query(hub, await apply(hub))).body.notAnswered, [
    'europol',
    'interpol-sltd',
    'interpol-tdawn',
  ]);
});

t.test('verdicts: a false hit is erased, a confirmed one stays until the file goes', async (t) => {
  const { hub } = await open(t, ['interpol-sltd']);
  await alert(hub, 'refusal-of-entry');
  const application = await apply(hub);
  const { hits } = (await query(hub, application)).body;
  const [sltd, sis] = hits as [Queries['hits'][0], Queries['hits'][0]];
  t.match(await judge(hub, sltd.hitId, 'false', { state: 'BEL' }), { status: 404 }, 'of another state');
  t.match(await judge(hub, sltd.hitId, 'doubtful'), { status: 400 });
  t.match(await judge(hub, sltd.hitId, 'false'), { status: 200, body: { unverified: 1 } });
  t.match(await judge(hub, sltd.hitId, 'false'), { status: 404 }, 'it is gone');
  t.match(await judge(hub, sis.hitId, 'confirmed'), { status: 200, body: { unverified: 0 } });
  const left = (await query(hub, application)).body.hits;
  t.match(left, [{ hit: 'sis-refusal-of-entry', verdict: 'confirmed' }]);
  t.equal(left.length, 1, 'a false hit does not come back');

  await enrol(hub, {
    ...VISA,
    subjectId: application.subjectId,
    facts: {
      kind: 'visa-decision',
      concerns: application.encounterId,
      decision: 'refused',
      decidedOn: '2026-12-01',
      forThreatOrFraud: true,
    },
  });
  t.match(await query(hub, application), { status: 409, body: { code: 'application-not-in-state' } });
  t.match(await judge(hub, sis.hitId, 'false'), { status: 409 });
  t.match(await ask(hub, 'visa-authority', url(application)), { status: 200, body: { hits: left } });
  const { status } = await ask(hub, 'visa-authority', `/v1/systems/vis/subjects/${application.subjectId}`, {
    method: 'DELETE',
  });
  t.ok(status === 200 || status === 202 || status === 204, String(status));
  t.same(await hub.unitOfWork.sql.query('select from vis.hits'), [], 'they go with the file');
  t.same(await hub.unitOfWork.sql.query('select from vis.queries'), []);
});

t.test('who may not', async (t) => {
  const { hub, asked } = await open(t);
  const application = await apply(hub);
  t.match(await ask(hub, 'border-authority', url(application), { body: {} }), { status: 403 });
  t.match(await ask(hub, 'border-authority', url(application)), { status: 403 });
  t.match(await query(hub, application, { state: 'BEL' }), { status: 404 }, 'another state');
  t.match(await ask(hub, 'visa-authority', url(application), { state: 'BEL' }), { status: 404 });
  const shortStay = await apply(hub, { isLongStay: false });
  t.match(await query(hub, shortStay), { status: 404, body: { code: 'application-unknown' } });
  t.same(asked, [], 'nobody was asked');
  t.match((await query(hub, await apply(hub, { applicationDate: '2021-08-01' }))).body, {
    answered: [],
    notAnswered: [],
    hits: [],
  });
  t.same(asked, [], 'before the reform there are no queries');
});

t.test('of alerts another hub keeps a visa authority is shown some kinds: kept, and no answer', async (t) => {
  const { hub } = await open(t);
  await alert(hub, 'refusal-of-entry');
  const local = hub.ports.adapters.get('sis')!;
  let times = 0;
  const askLocal = local.query;
  const sis: typeof local = {
    ...local,
    location: 'remote',
    query: (...asked) => {
      times++;
      return askLocal(...asked);
    },
  };
  const keep = (adapter: typeof local) =>
    Object.assign(hub.ports, { adapters: new Map([...hub.ports.adapters, ['sis', adapter]]) });
  keep(sis);
  const application = await apply(hub);
  const { body } = await query(hub, application);
  t.ok(body.notAnswered.includes('sis'), JSON.stringify(body));
  t.notOk(body.answered.includes('sis'));
  t.match(body.hits, [{ hit: 'sis-refusal-of-entry', memberState: 'DEU' }]);
  t.same((await query(hub, application)).body, body, 'asked again nothing is added');
  t.equal(times, 1, 'the part is not asked for again');
  await judge(hub, body.hits[0]!.hitId, 'false');
  t.match((await query(hub, application)).body.hits, { length: 0 }, 'a false hit does not come back');

  const other = await apply(hub);
  const [part] = (await query(hub, other)).body.hits.filter(({ hit }) => hit !== 'vis');
  keep(local);
  const whole = (await query(hub, other)).body;
  t.ok(whole.answered.includes('sis'), 'who shows all is asked for all');
  t.same(
    whole.hits.filter(({ hit }) => hit !== 'vis'),
    [part],
    'and what the part has shown is there once',
  );
});
