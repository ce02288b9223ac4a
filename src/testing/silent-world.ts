/**
 * The same request in two worlds: in one of them systems that the caller may not ask hold records, and links lead to them.
 * What is answered, and what is done to answer it, must be the same.
 */
import type { AuthorityClass, Purpose } from '../domain/authorities.js';
import type { EncounterId, LinkId, SubjectId } from '../domain/ids.js';
import type { LinkColour } from '../domain/law/link-table.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import type { Candidate, GalleryAnswer, GallerySearch } from '../workflows/ports/gallery.js';
import type { IdentityLink } from '../workflows/ports/identity-links.js';
import type { SystemHit } from '../workflows/ports/systems.js';
import { FAKE_IDENTITY, fakeEntry } from './fakes/fake-people.js';
import type { FakePorts } from './fakes/fake-ports.js';
import { bearer, pngHeader } from './http-test-app.js';
import type { PortalHub } from './portal-hub.js';

export type World = {
  readonly holders: readonly SystemId[];
  /** Pairs of systems whose records of the person are linked. */
  readonly linked: readonly (readonly [SystemId, SystemId])[];
};

export type Caller = {
  readonly authorityClass: AuthorityClass;
  readonly purpose: Purpose;
  readonly memberState: string;
};

export type Told = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** Calls of ports, in order: reads and writes of the database, questions to systems, entries in logs. */
  readonly calls: readonly string[];
  /** Systems whose records or references were looked at. */
  readonly touched: readonly SystemId[];
};

export const SEARCH_KEYS = {
  identity: { surname: 'Rivera', dateOfBirth: '1990-05-06' },
  document: { number: 'X1', issuingCountry: 'PER' },
  samples: [{ position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 }],
};

export async function askIn(
  { app, ports }: PortalHub,
  world: World,
  asked: {
    readonly caller: Caller;
    readonly url: string;
    readonly accept: string;
    readonly payload: object;
    readonly calls: string[];
  },
): Promise<Told> {
  const { caller, url, accept, payload, calls } = asked;
  const { authorityClass, purpose, memberState } = caller;
  const touched = put(ports, world);
  const headers = await bearer(authorityClass, { claims: { purpose, member_state: memberState } });
  calls.length = 0;
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: { ...headers, accept, prefer: 'wait=5' },
    payload,
  });
  // Numbers of requests and operations count up, and with them the length of an answer that carries them.
  const {
    'x-request-id': _id,
    date: _date,
    'content-length': _length,
    location: _,
    ...kept
  } = answer.headers;
  const body = answer.body.replace(/"(requestId|operationId|queryId|self)":"[^"]*"/g, '');
  return { status: answer.statusCode, headers: kept, body, calls: [...calls], touched };
}

/** Puts the fakes into the world; the list that is returned grows with what is looked at. */
function put(ports: FakePorts, { holders, linked }: World): readonly SystemId[] {
  const touched: SystemId[] = [];
  ports.state.operations.clear();
  ports.state.log = [];
  // Both sides of every link are here: what shows a link reads them. In both worlds, whoever's records are found.
  ports.state.records = SYSTEMS.flatMap((system) => hitOf(system, undefined).records);
  ports.state.links = linked.flatMap((pair) => COLOURS.map((colour) => linkOf(pair, colour)));
  ports.answers.query = async (system, query) => {
    touched.push(system);
    return { hits: holders.includes(system) ? [hitOf(system, query.candidates[0])] : [], overflow: false };
  };
  ports.answers.search = (search) => {
    touched.push(...search.systems);
    return compared(search, holders);
  };
  return touched;
}

function compared({ systems }: GallerySearch, holders: readonly SystemId[]): GalleryAnswer {
  const found = systems.filter((system) => holders.includes(system));
  return {
    // Every change of the gallery has another name, and every shard another count, whoever's record it is.
    snapshot: `after ${holders.join()}`,
    complete: false,
    shardsNotCompared: [{ shard: 1, references: holders.length }],
    referencesCompared: found.length,
    comparisons: [found.length],
    threshold: 10,
    overflow: false,
    candidates: found.map(candidateOf),
  };
}

function candidateOf(system: SystemId, index: number): Candidate {
  return {
    system,
    subjectId: subjectIn(system),
    rank: index + 1,
    similarityScore: 12,
    decision: 'match',
    positions: [],
  };
}

function hitOf(system: SystemId, found: Candidate | undefined): SystemHit {
  const { hasFingerprints } = systemFacts(system);
  return {
    system,
    subjectId: subjectIn(system),
    foundBy: found && hasFingerprints ? ['fingerprint'] : ['identity'],
    ...(found ? { candidate: found } : {}),
    records: [
      {
        system,
        subjectId: subjectIn(system),
        encounterId: subjectIn(system) as string as EncounterId,
        memberState: 'AUT',
        encounterAt: '2026-09-01T10:00:00Z',
        identity: { ...FAKE_IDENTITY, sex: system === 'vis' ? 'male' : 'female' },
        facts: fakeEntry('2026-09-01') as never,
      },
    ],
  };
}

/** Red links are left out: who may see one of their sides learns of the other by law (Art 26(2)). */
const COLOURS: readonly LinkColour[] = ['white', 'yellow', 'green'];

function linkOf([a, b]: readonly [SystemId, SystemId], colour: LinkColour): IdentityLink {
  const at = '2026-09-01T10:00:00Z';
  return {
    linkId: `link ${a} ${b} ${colour}` as LinkId,
    dataSets: [
      { system: a, subjectId: subjectIn(a) },
      { system: b, subjectId: subjectIn(b) },
    ],
    colour,
    origin: 'automatic',
    relation: { biometrics: 'same', identity: 'same', document: 'same' },
    // Nobody of those who ask.
    responsible: { authorityClasses: ['ecris-central-authority'], memberState: 'MLT', citation: 'Art 29' },
    citation: 'Art 28',
    createdAt: at,
    updatedAt: at,
  } as unknown as IdentityLink;
}

function subjectIn(system: SystemId): SubjectId {
  return `0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2b0${SYSTEMS.indexOf(system)}` as SubjectId;
}
