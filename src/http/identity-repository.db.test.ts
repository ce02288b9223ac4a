/** The gateways of the identity repository and the two steps of law enforcement, through the API and the real store. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import { createRemoteAdapter } from '../adapters/remote/remote-adapter.js';
import type { Requester } from '../domain/authorities.js';
import type { Designation } from '../domain/cir/identification.js';
import type { LinkId, SubjectId, TemplateId } from '../domain/ids.js';
import type { PairRelation } from '../domain/law/link-table.js';
import { localDate } from '../domain/local-date.js';
import type { AnyFacts } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { createLog } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter } from '../testing/store-fixtures.js';
import { type Caller, openWorkingHub, SAMPLE, type WorkingHub } from '../testing/working-hub.js';
import type { SystemAdapter } from '../workflows/ports/systems.js';

const IDENTITY = {
  surnames: ['Zyxsearched'],
  givenNames: ['Test'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['PER'],
} as const;
const BY_NAME = { identity: { surname: 'Zyxsearched', dateOfBirth: '1990-05-06' } };
const POLICE: Caller = { as: 'police-authority', id: 'AUT-police' };
const EXPIRED: Caller = { as: 'police-authority', id: 'AUT-expired' };
const LAW: Caller = { as: 'law-enforcement-authority', id: 'AUT-federal-police' };
const VERIFIER: Caller = { as: 'verifying-authority', id: 'AUT-access-point' };
const DESIGNATIONS: readonly Designation[] = [
  mandate('AUT-police', '2026-01-01'),
  mandate('AUT-expired', '2025-01-01', '2026-06-30'),
];
const CASE = {
  offence: 'terrorist',
  isSpecificCase: true,
  reasonableGrounds: 'A witness named the person.',
  fileReference: 'File 7',
  operatorId: 'officer-1',
  orderedBy: 'officer-2',
};
const ACCESS = { ...CASE, isProportionate: true, aim: 'travel-history-of-known-person' };
const IDENTIFY = { ground: 'no-document', personPresent: true, reference: 'Case 3', operatorId: 'officer-1' };

function mandate(authorityId: string, from: string, until?: string): Designation {
  return {
    authorityId,
    memberState: 'AUT',
    empowers: ['identification'],
    nationalLaw: 'Act 1',
    from: localDate(from),
    ...(until === undefined ? {} : { until: localDate(until) }),
  };
}

const FACTS: Partial<Record<SystemId, object>> = {
  ees: { kind: 'entry', entryDate: '2026-08-01', borderCrossingPoint: 'Vienna' },
  'ecris-tcn': { kind: 'conviction-index', convictingMemberState: 'AUT', referenceCode: 'R1' },
  eurodac: {
    kind: 'data-set',
    category: 'international-protection',
    eventDate: '2026-08-01',
    referenceNumber: 'AT1R1',
    transmittedAt: '2026-08-01T09:00:00Z',
  },
  sis: {
    kind: 'alert',
    alertKind: 'check',
    issuedOn: '2026-01-01',
    reviewBy: '2027-01-01',
    actionToBeTaken: 'check',
  },
};

async function open(t: Parameters<typeof openWorkingHub>[0]): Promise<WorkingHub> {
  const hub = await openWorkingHub(t);
  const notices = {
    ...hub.ports.notices,
    waitWhile: async (_id: unknown, _ms: number, isRunning: () => Promise<boolean>) => {
      if (await isRunning()) await hub.work();
    },
  };
  Object.assign(hub.ports, { notices, designations: DESIGNATIONS });
  return hub;
}

async function known(hub: WorkingHub, system: SystemId, names: object = {}): Promise<SubjectId> {
  const { encounter } = newEncounter({ system });
  const { subjectId, encounterId, memberState, encounterAt } = encounter;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.subjects.insertEncounter(tx, encounter);
    await hub.ports.adapters.get(system)!.record(tx, {
      system,
      subjectId,
      encounterId,
      memberState,
      encounterAt,
      identity: { ...IDENTITY, ...names },
      facts: FACTS[system] as AnyFacts,
    });
  });
  return subjectId;
}

/** The gallery finds this person by the finger of the probe. */
function finds(hub: WorkingHub, subjectId: SubjectId): void {
  hub.finds('ees', subjectId);
  const search = hub.answers.search;
  hub.answers.search = (asked) => {
    const answer = search(asked);
    return { ...answer, candidates: answer.candidates.map((each) => ({ ...each, positions: [POSITION] })) };
  };
}

const POSITION = {
  probePosition: 'right-index',
  referencePosition: 'right-index',
  templateId: 'template' as TemplateId,
  similarityScore: 0.9,
  logLikelihoodRatio: 12,
  probeQuality: 80,
  referenceQuality: 80,
} as const;

/** Yellow. */
async function link(hub: WorkingHub, ees: SubjectId, other: [SystemId, SubjectId]) {
  const linkId = randomUUID() as LinkId;
  const relation: PairRelation = { biometrics: 'same', identity: 'different', document: 'absent' };
  await hub.unitOfWork.transaction((tx) =>
    hub.ports.identityLinks.keep(tx, {
      linkId,
      dataSets: [
        { system: 'ees', subjectId: ees },
        { system: other[0], subjectId: other[1] },
      ],
      colour: 'yellow',
      relation,
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
    }),
  );
  return linkId;
}

const logged = (hub: WorkingHub, right: string) =>
  hub.unitOfWork.sql.query<{ outcome: string; component: string; result: string; reference: string | null }>(
    'select outcome, component, result, reference from hub.access_log where access_right = $1 order by entry_id',
    [right],
  );

t.test('Article 20: who it is, and nothing of where that is known from', async (t) => {
  const hub = await open(t);
  const ees = await known(hub, 'ees');
  await known(hub, 'ecris-tcn', { surnames: ['Otherwise'] });
  await known(hub, 'sis');
  finds(hub, ees);
  const { status, body } = await hub.call('POST', '/v1/cir/identifications', POLICE, {
    ...IDENTIFY,
    samples: [SAMPLE],
  });
  t.equal(status, 200, JSON.stringify(body));
  t.equal(body.files.length, 1);
  t.match(body.files[0].identities, [{ identity: { surnames: ['Zyxsearched'] } }]);
  t.same(Object.keys(body.files[0]).sort(), ['biometrics', 'identities']);
  t.notMatch(JSON.stringify(body), /ees|ecris|sis"|subjectId|encounterId/);
  t.match(await logged(hub, 'cir-identification'), [
    { outcome: 'permitted', reference: 'Case 3', result: 'ground no-document, files 1, flags 0' },
    { outcome: 'permitted', reference: 'Case 3' },
  ]);
  t.equal(hub.fakes.state.operations.size, 0, 'no operation is left');
});

t.test('the file follows its sources, and white and red links alone join it', async (t) => {
  const hub = await open(t);
  const ees = await known(hub, 'ees');
  const ecris = await known(hub, 'ecris-tcn', { surnames: ['Otherwise'] });
  finds(hub, ees);
  const identified = async () =>
    (await hub.call('POST', '/v1/cir/identifications', POLICE, { ...IDENTIFY, samples: [SAMPLE] })).body;
  const surnames = async () => {
    const body = await identified();
    t.same(body.flags.length, isRed ? 1 : 0, 'a red link is told, and no other');
    return body.files.flatMap((file: { identities: { identity: { surnames: string[] } }[] }) =>
      file.identities.map(({ identity }) => identity.surnames[0]),
    );
  };
  const linkId = await link(hub, ees, ['ecris-tcn', ecris]);
  let isRed = false;
  t.same(await surnames(), ['Zyxsearched'], 'a yellow link joins nothing');
  for (const [colour, joined] of [
    ['red', ['Otherwise', 'Zyxsearched']],
    ['green', ['Zyxsearched']],
    ['white', ['Otherwise', 'Zyxsearched']],
  ] as const) {
    await hub.unitOfWork.sql.query('update hub.identity_links set colour = $2 where link_id = $1', [
      linkId,
      colour,
    ]);
    isRed = colour === 'red';
    t.same((await surnames()).sort(), joined, colour);
    if (!isRed) continue;
    const { flags } = await identified();
    t.match(flags, [{ kind: 'multiple-identity', links: [linkId], citation: /Art 32/ }]);
    t.notMatch(JSON.stringify(flags), /ees|ecris/i, 'which systems it joins is not');
  }
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.adapters.get('ecris-tcn')!.erase(tx, ecris);
    await hub.ports.subjects.erase(tx, 'ecris-tcn', ecris);
  });
  t.same(await surnames(), ['Zyxsearched'], 'what is erased in its system is erased here');
});

t.test('who may not identify is refused before anything is searched, and logged', async (t) => {
  const hub = await open(t);
  hub.answers.search = () => {
    throw new Error('nothing may be searched');
  };
  const url = '/v1/cir/identifications';
  const samples = [SAMPLE];
  for (const [name, caller, more] of [
    ['no national law', { as: 'police-authority', id: 'AUT-other' }, { samples }],
    ['a mandate that has ended', EXPIRED, { samples }],
    ['the mandate of another state', { ...POLICE, of: 'FRA' }, { samples }],
    ['nobody is present', POLICE, { samples, personPresent: false }],
    ['a child', POLICE, { samples, age: 11 }],
    ['names before biometrics', POLICE, BY_NAME],
    ['a disaster without a law for it', POLICE, { samples, ground: 'disaster' }],
    ['another task', { as: 'border-authority' }, { samples }],
  ] as const) {
    const { status, body } = await hub.call('POST', url, caller, { ...IDENTIFY, ...more });
    t.match({ status, body }, { status: 403, body: { code: 'access-denied' } }, name);
  }
  const entries = await logged(hub, 'cir-identification');
  t.ok(entries.length >= 8 && entries.every(({ outcome }) => outcome === 'denied'));
  for (const more of [
    { age: 12, biometricsUnusable: true },
    { age: 11, bestInterestsOfChild: true, biometricsUnusable: true },
  ]) {
    t.equal((await hub.call('POST', url, POLICE, { ...IDENTIFY, ...BY_NAME, ...more })).status, 200);
  }
});

t.test('Article 21: the verifier of a yellow link reads both sides; nobody else does', async (t) => {
  const hub = await open(t);
  const ees = await known(hub, 'ees');
  const sis = await known(hub, 'sis');
  const linkId = await link(hub, ees, ['sis', sis]);
  const url = `/v1/cir/links/${linkId}`;
  const { status, body } = await hub.call('GET', url, { as: 'border-authority' });
  t.equal(status, 200);
  t.match(body.dataSets, [{ system: 'ees', subjectId: ees }]);
  t.equal(body.dataSets.length, 1, 'of SIS the repository holds nothing');
  t.equal((await hub.call('GET', url, { as: 'border-authority', of: 'FRA' })).status, 404);
  t.equal((await hub.call('GET', url, { as: 'visa-authority' })).status, 404);
  t.equal((await hub.call('GET', `/v1/cir/links/${randomUUID()}`, { as: 'border-authority' })).status, 404);
});

t.test('Article 22: which systems, and what must follow', async (t) => {
  const hub = await open(t);
  await known(hub, 'ees');
  await known(hub, 'ecris-tcn');
  await known(hub, 'sis');
  const url = '/v1/cir/consultations';
  const consult = (more: object = {}) => hub.call('POST', url, LAW, { ...CASE, ...BY_NAME, ...more });
  const { status, body } = await consult();
  t.equal(status, 201, JSON.stringify(body));
  t.same([body.state, body.systems], ['open', ['ees']], 'neither ECRIS-TCN nor SIS is ever named');
  t.notMatch(JSON.stringify(body), /Zyxsearched|1990/);
  t.match((await consult({ identity: { surname: 'Nobody', dateOfBirth: '1990-05-06' } })).body, {
    state: 'no-match',
    systems: [],
  });
  t.match(await consult({ offence: 'other' }), { status: 422, body: { code: 'conditions-unmet' } });
  const list = (caller: Caller) => hub.call('GET', url, caller);
  t.match((await list(LAW)).body.queries, [{ queryId: body.queryId }], 'what is owed');
  t.equal((await list({ as: 'supervisory-authority', of: 'AUT' })).body.queries.length, 1);
  t.equal((await list({ as: 'supervisory-authority', of: 'FRA' })).body.queries.length, 0);
  t.equal((await list({ as: 'border-authority' })).status, 403);
  const reasonUrl = `${url}/${body.queryId}/reason`;
  const reason = { reason: 'The person was found otherwise.' };
  t.equal((await hub.call('POST', reasonUrl, { ...LAW, id: 'AUT-other' }, reason)).status, 404);
  t.match((await hub.call('POST', reasonUrl, LAW, reason)).body, { state: 'reason-recorded' });
  t.equal((await hub.call('POST', reasonUrl, LAW, reason)).status, 409, 'once');
  t.match((await list(LAW)).body.queries, []);
});

/** What the gallery says where a part of it was not compared. */
function isIncomplete(hub: WorkingHub): void {
  const { search } = hub.answers;
  hub.answers.search = (asked) => ({ ...search(asked), complete: false });
}

t.test('nobody found is no word that there is nobody while not everything was compared', async (t) => {
  const hub = await open(t);
  const subjectId = await known(hub, 'ees');
  const wholeSearch = hub.answers.search;
  const samples = [SAMPLE];
  const url = '/v1/cir/consultations';
  const consult = async () => (await hub.call('POST', url, LAW, { ...CASE, samples })).body;
  isIncomplete(hub);
  const incomplete = await consult();
  t.match(incomplete, { state: 'incomplete', systems: [], complete: false });
  const kept = async () => (await hub.call('GET', `${url}?open=false`, LAW)).body.queries;
  t.match(await kept(), [{ queryId: incomplete.queryId, state: 'incomplete', complete: false }]);
  t.same((await hub.call('GET', url, LAW)).body.queries, [], 'nothing is owed: ask again');
  const reason = { reason: 'None.' };
  const reasonUrl = `${url}/${incomplete.queryId}/reason`;
  t.equal((await hub.call('POST', reasonUrl, LAW, reason)).status, 409);
  const before = { before: '2100-01-01T00:00:00Z', limit: 10 };
  t.equal(await hub.ports.lawEnforcement.eraseOld(hub.unitOfWork.sql, before), 1, 'and it is erased in time');
  finds(hub, subjectId);
  isIncomplete(hub);
  t.match(await consult(), { state: 'open', systems: ['ees'], complete: false }, 'who was found is there');
  hub.answers.search = wholeSearch;
  t.match(await consult(), { state: 'no-match', complete: true });
  const adapters = hub.ports.adapters as Map<SystemId, SystemAdapter>;
  const vis = adapters.get('vis')!;
  const silent = () => Promise.reject(new OperationalError('system-deadline-exceeded', 'It is away.'));
  adapters.set('vis', { ...vis, query: silent });
  t.match(
    await consult(),
    { state: 'incomplete', notAnswered: [{ system: 'vis' }] },
    'nor while one is silent',
  );
  adapters.set('vis', vis);

  finds(hub, subjectId);
  const { queryId } = await consult();
  const asked = await hub.call('POST', '/v1/law-enforcement-requests', LAW, {
    ...ACCESS,
    system: 'ees',
    queryId,
  });
  const at = `/v1/law-enforcement-requests/${asked.body.requestId}`;
  await hub.call('POST', `${at}/decision`, VERIFIER, { approves: true });
  const search = () => hub.call('POST', `${at}/search`, LAW, { samples });
  hub.answers.search = wholeSearch;
  isIncomplete(hub);
  t.match((await search()).body, { complete: false, request: { state: 'approved' }, answer: { hits: [] } });
  t.match((await hub.call('GET', at, LAW)).body, { state: 'approved' }, 'the one search is not used up');
  finds(hub, subjectId);
  isIncomplete(hub);
  t.match((await search()).body, { complete: false, answer: { hits: [{ subjectId }] } });
  t.equal((await search()).status, 409, 'what was shown has been searched');
});

t.test('a face alone is not asked by of all, and that is said', async (t) => {
  const hub = await open(t);
  await known(hub, 'ees');
  const consult = async (samples: readonly object[], more: object = {}) =>
    (await hub.call('POST', '/v1/cir/consultations', LAW, { ...CASE, samples, ...more })).body;
  const face = [{ ...SAMPLE, position: 'face' }];
  const byFace = await consult(face);
  t.match(byFace, { state: 'incomplete', systems: [], complete: false });
  t.same(byFace.notAnswered, [
    { system: 'ees', reason: 'face-alone' },
    { system: 'vis', reason: 'face-alone' },
    { system: 'etias', reason: 'no-usable-search-key' },
  ]);
  const identity = { surname: 'Nobody', dateOfBirth: '1990-05-06' };
  const byFaceAndName = await consult(face, { identity });
  t.match(byFaceAndName, { state: 'incomplete', complete: false }, 'a name does not compare the face');
  t.same(
    byFaceAndName.notAnswered.map(({ system }: { readonly system: SystemId }) => system),
    ['ees', 'vis'],
  );
  const byFinger = await consult([SAMPLE]);
  t.match(byFinger, { state: 'no-match', complete: true }, 'ETIAS holds no biometrics to be compared');
  t.same(byFinger.notAnswered, [{ system: 'etias', reason: 'no-usable-search-key' }]);
  t.same((await consult([SAMPLE, ...face])).notAnswered, byFinger.notAnswered);

  const access = await approved(hub);
  const searched = await access.search({ samples: face });
  const answer = { status: 'not-applicable' };
  t.match(searched.body, { complete: false, answer, request: { state: 'approved' } });
  t.equal(searched.body.request.searchedAt, undefined);
  t.match((await access.search({ identity })).body, { complete: true }, 'nothing was searched before');
});

/** A request for full access to EES that may be searched once. */
async function approved(hub: WorkingHub, more: object = {}) {
  const stated = { ...ACCESS, aim: 'travel-history-of-known-person', system: 'ees', ...more };
  const asked = await hub.call('POST', '/v1/law-enforcement-requests', LAW, stated);
  const at = `/v1/law-enforcement-requests/${asked.body.requestId}`;
  const decide = () => hub.call('POST', `${at}/decision`, VERIFIER, { approves: true });
  if (!('urgency' in more)) await decide();
  return { at, decide, search: (keys: object) => hub.call('POST', `${at}/search`, LAW, keys) };
}

t.test('while not everything is compared, one request looks for one person', async (t) => {
  const hub = await open(t);
  const { search, at } = await approved(hub);
  const able = {
    samples: [SAMPLE],
    identity: { surname: 'Able', givenName: 'A', dateOfBirth: '1990-05-06' },
  };
  const baker = { ...able, identity: { ...able.identity, surname: 'Baker' } };
  const whole = hub.answers.search;
  isIncomplete(hub);
  t.match(await search(able), { status: 200, body: { complete: false, request: { state: 'approved' } } });
  for (const keys of [baker, { samples: able.samples }, { identity: able.identity }]) {
    t.match(await search(keys), { status: 409, body: { detail: /same keys/ } });
  }
  t.notMatch(JSON.stringify((await hub.call('GET', at, LAW)).body), /searchedBy/);
  const { dateOfBirth, ...name } = able.identity;
  t.equal((await search({ identity: { dateOfBirth, ...name }, samples: able.samples })).status, 200);
  hub.answers.search = whole;
  t.match((await search(able)).body, { complete: true }, 'until all of it is compared');
  t.equal((await search(able)).status, 409);
});

t.test('a request that is decided while its search finds nobody is shown as it is', async (t) => {
  const hub = await open(t);
  const { search, at, decide } = await approved(hub, { urgency: 'imminent-danger-to-life' });
  isIncomplete(hub);
  const adapters = hub.ports.adapters as Map<SystemId, SystemAdapter>;
  const ees = adapters.get('ees')!;
  const query: SystemAdapter['query'] = async (...asked) => {
    await decide();
    return ees.query(...asked);
  };
  adapters.set('ees', { ...ees, query });
  const { body } = await search({ samples: [SAMPLE] });
  t.match(body, { complete: false, request: { state: 'justified', searchedAt: String } });
  t.match((await hub.call('GET', at, LAW)).body, { state: 'justified' });
});

t.test('full access: asked, decided by another, searched once', async (t) => {
  const hub = await open(t);
  const subjectId = await known(hub, 'ees');
  const url = '/v1/law-enforcement-requests';
  const consulted = await hub.call('POST', '/v1/cir/consultations', LAW, { ...CASE, ...BY_NAME });
  const { queryId } = consulted.body;
  t.equal(
    (await hub.call('POST', url, LAW, { ...ACCESS, system: 'vis', queryId })).status,
    409,
    'VIS was not named',
  );
  const { status, body } = await hub.call('POST', url, LAW, {
    ...ACCESS,
    system: 'ees',
    aim: 'identify-unknown-person',
    queryId,
  });
  t.equal(status, 201, JSON.stringify(body));
  const at = `${url}/${body.requestId}`;
  t.match((await hub.call('GET', '/v1/cir/consultations?open=false', LAW)).body.queries, [
    { state: 'access-requested' },
  ]);
  const search = () => hub.call('POST', `${at}/search`, LAW, BY_NAME);
  t.equal((await search()).status, 409, 'not before somebody has agreed');
  const decide = (caller: Caller, approves = true) =>
    hub.call('POST', `${at}/decision`, caller, { approves });
  t.equal((await decide(LAW)).status, 403);
  t.equal((await decide({ ...VERIFIER, of: 'FRA' })).status, 404);
  t.equal(
    (await decide({ ...VERIFIER, id: 'AUT-federal-police' })).status,
    409,
    'nobody decides on their own',
  );
  t.match((await hub.call('GET', url, VERIFIER)).body.requests, [{ requestId: body.requestId }]);
  t.match((await decide(VERIFIER)).body, { state: 'approved', decidedBy: 'AUT-access-point' });
  t.equal((await decide(VERIFIER)).status, 409);
  const ecris = await known(hub, 'ecris-tcn', { surnames: ['Otherwise'] });
  const linkId = await link(hub, subjectId, ['ecris-tcn', ecris]);
  await hub.unitOfWork.sql.query("update hub.identity_links set colour = 'red'");
  const adapters = hub.ports.adapters as Map<SystemId, SystemAdapter>;
  const ees = adapters.get('ees')!;
  adapters.set('ees', { ...ees, query: () => Promise.reject(new Error('broken')) });
  t.equal((await search()).status, 500);
  t.match((await hub.call('GET', at, LAW)).body, { state: 'approved' }, 'what broke has used up nothing');
  adapters.set('ees', ees);
  const { body: found } = await search();
  t.match(found, {
    answer: { system: 'ees', status: 'answered', hits: [{ subjectId }] },
    flags: [{ kind: 'multiple-identity', facts: { linkId } }],
    links: [{ linkId, colour: 'red', dataSets: [{ system: 'ees' }, { system: 'ecris-tcn' }] }],
  });
  t.notOk(found.links[0].dataSets[1].subjectId, 'whose data set it is in a system that was not opened');
  t.equal((await search()).status, 409, 'once');
  t.equal((await hub.call('GET', at, { ...LAW, id: 'AUT-other' })).status, 404);
});

t.test(
  'a consultation that names Eurodac is settled by the request to Eurodac, and by no other',
  async (t) => {
    const hub = await open(t);
    hub.time.today = '2026-09-21';
    await known(hub, 'eurodac');
    await known(hub, 'ees', { surnames: ['Otherwise'] });
    const consult = async (caller: Caller, surname: string) => {
      const keys = { identity: { surname, dateOfBirth: '1990-05-06' } };
      return (await hub.call('POST', '/v1/cir/consultations', caller, { ...CASE, ...keys })).body;
    };
    /** In an order of their own: all were asked for in the same millisecond. */
    const owed = async (caller: Caller, all = ''): Promise<ReadonlyMap<string, string>> => {
      const { body } = await hub.call('GET', `/v1/cir/consultations${all}`, caller);
      const queries: readonly { readonly queryId: string; readonly state: string }[] = body.queries;
      return new Map(queries.map(({ queryId, state }) => [queryId, state]));
    };
    const { queryId, systems } = await consult(LAW, 'Zyxsearched');
    t.same(systems, ['eurodac']);
    const OTHER: Caller = { ...LAW, id: 'AUT-other' };
    const others = await consult(OTHER, 'Zyxsearched');
    const ofEes = await consult(LAW, 'Otherwise');
    t.same(ofEes.systems, ['ees']);
    const ask = (priorCheck: object, more: object = {}) =>
      hub.call('POST', '/v1/systems/eurodac/law-enforcement-requests', LAW, {
        referenceNumber: 'AT4L1',
        operatorId: 'officer-1',
        offence: 'terrorist',
        fileNumber: 'File 7',
        isSpecificCase: true,
        hasOverridingConcern: true,
        groundsOfContribution: 'The repository names Eurodac.',
        key: 'biometrics',
        priorCheck,
        ...more,
      });
    for (const [name, refused] of [
      ["somebody else's", others.queryId],
      ['one that does not name Eurodac', ofEes.queryId],
      ['one there is not', randomUUID()],
    ]) {
      t.match(
        await ask({ kind: 'cir-reply', queryId: refused }),
        { status: 409, body: { code: 'request-out-of-order' } },
        name,
      );
    }
    t.match(await ask({ kind: 'cir-reply' }), { status: 400, body: { code: 'validation-failed' } }, 'none');
    t.match(await ask({ kind: 'cir-reply', queryId }, { offence: 'other' }), { status: 422 });
    const eesOpen = [ofEes.queryId, 'open'] as const;
    t.same(await owed(LAW), new Map([[queryId, 'open'], eesOpen]), 'what was refused has settled nothing');
    t.same(await owed(OTHER), new Map([[others.queryId, 'open']]));

    const { status, body } = await ask({ kind: 'cir-reply', queryId });
    t.equal(status, 201, JSON.stringify(body));
    t.match(body, { state: 'waiting', stated: { priorCheck: { kind: 'cir-reply', queryId } } });
    t.same(await owed(LAW), new Map([eesOpen]));
    t.same(await owed(LAW, '?open=false'), new Map([[queryId, 'access-requested'], eesOpen]));
    const before = { before: '2100-01-01T00:00:00Z', limit: 10 };
    t.equal(await hub.ports.lawEnforcement.eraseOld(hub.unitOfWork.sql, before), 1, 'so it can be erased');
  },
);

t.test('an emergency is searched first and verified within seven working days', async (t) => {
  const hub = await open(t);
  await known(hub, 'ees');
  hub.time.today = '2026-09-21';
  const url = '/v1/law-enforcement-requests';
  const ask = (more: object) => hub.call('POST', url, LAW, { ...ACCESS, system: 'ees', ...more });
  t.equal((await ask({ urgency: 'imminent-danger' })).status, 422, 'the EES asks for danger to life');
  t.equal((await ask({ aim: 'identify-unknown-person' })).status, 422, 'no prior check');
  const { body } = await ask({ urgency: 'imminent-danger-to-life', aim: 'identify-unknown-person' });
  const at = `${url}/${body.requestId}`;
  const searched = await hub.call('POST', `${at}/search`, LAW, BY_NAME);
  t.match(searched.body.request, { state: 'searched', verifyBy: '2026-09-30' });
  const after = await hub.call('POST', `${at}/decision`, VERIFIER, { approves: false });
  t.match(after.body, { state: 'unjustified', duties: [{ citation: '(EU) 2017/2226 Art 31(3)' }] });
});

t.test('what is settled is erased after its time, what is owed stays', async (t) => {
  const hub = await open(t);
  await known(hub, 'ees');
  const consult = (surname: string) =>
    hub.call('POST', '/v1/cir/consultations', LAW, {
      ...CASE,
      identity: { surname, dateOfBirth: '1990-05-06' },
    });
  await consult('Nobody');
  const { body } = await consult('Zyxsearched');
  const erase = () =>
    hub.ports.lawEnforcement.eraseOld(hub.unitOfWork.sql, { before: '2100-01-01T00:00:00Z', limit: 10 });
  t.equal(await erase(), 1);
  const { body: left } = await hub.call('GET', '/v1/cir/consultations?open=false', LAW);
  t.match(left.queries, [{ queryId: body.queryId, state: 'open' }]);
  t.equal(left.queries.length, 1);
});

t.test('a system that another hub keeps is reached by this one, which vouches for the gateway', async (t) => {
  const [here, there] = [await open(t), await open(t)];
  const ees = await known(there, 'ees');
  const base = await there.app.listen({ port: 0, host: '127.0.0.1' });
  const token = async ({ authorityId, authorityClass, memberState, purpose, vouchedGateway }: Requester) => {
    const vouched = vouchedGateway === undefined ? {} : { gateway: vouchedGateway };
    const claims = { sub: authorityId, member_state: memberState, purpose, ...vouched };
    return (await bearer(authorityClass, { claims, peerKey: true })).authorization.replace('Bearer ', '');
  };
  const log = createLog({ level: 'silent', component: 'test' });
  const remote = createRemoteAdapter('ees', { baseUrl: base, token }, { log });
  t.teardown(() => remote.close());
  Object.assign(here.ports, { adapters: new Map([...here.ports.adapters, ['ees', remote]]) });

  const asked = { ...IDENTIFY, ...BY_NAME, biometricsUnusable: true };
  const police = await here.call('POST', '/v1/cir/identifications', POLICE, asked);
  t.match(police.body, {
    complete: true,
    files: [{ identities: [{ identity: { surnames: ['Zyxsearched'] } }] }],
  });
  const consulted = await here.call('POST', '/v1/cir/consultations', LAW, { ...CASE, ...BY_NAME });
  t.match(consulted.body, { state: 'open', systems: ['ees'], notAnswered: [] });
  const entries = await logged(there, 'search');
  t.ok(entries.some(({ component, outcome }) => component === 'cir' && outcome === 'permitted'));

  const direct = async (claims: object, as: 'police-authority' | 'law-enforcement-authority') => {
    const payload = { ...BY_NAME, probes: [], falsePositiveIdentificationRate: 0.01, candidatesMax: 5 };
    const headers = { ...(await bearer(as, { claims: { ...claims }, peerKey: true })), prefer: 'wait=5' };
    return there.app.inject({ method: 'POST', url: '/v1/systems/ees/query', headers, payload });
  };
  t.equal((await direct({}, 'police-authority')).statusCode, 403, 'nobody vouches');
  t.equal(
    (await direct({ gateway: 'law-enforcement' }, 'police-authority')).statusCode,
    403,
    'not for police',
  );
  t.equal((await direct({ gateway: 'anything' }, 'police-authority')).statusCode, 401);
  const told = await direct({ gateway: 'law-enforcement' }, 'law-enforcement-authority');
  t.match(told.json(), { hits: [{ subjectId: ees, records: [] }] });
  t.notMatch(told.body, /Zyxsearched|1990/, 'that there is a match, and nothing else');
});
