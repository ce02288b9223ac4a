/**
 * The databases a screening asks beside the six systems, with the same capture: the identity repository by the gateway of
 * (EU) 2019/817 Article 20a, by biometrics first and by what the person states where they find nobody; Interpol and Europol
 * through the portal, the watchlist of ETIAS where it is kept here ((EU) 2024/1356 Art 14, 15(2), 16, 22). One that is not connected, or does not answer, is recorded as such.
 */
import type { Requester } from '../domain/authorities.js';
import type { FileWithoutSource } from '../domain/cir/individual-files.js';
import type { IdentityQuery } from '../domain/identity-data.js';
import { permittedSources } from '../domain/law/portal-rules.js';
import type { SourceId } from '../domain/law/portal-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { DatabaseCheck } from '../domain/screening/database-checks.js';
import type { DatabaseHit, ScreeningCase } from '../domain/screening/screening-case.js';
import type { RepositoryKeys } from './ask-repository.js';
import { askSource, type SourceReply } from './ask-source.js';
import { createIdentifyInRepository, type IdentifyPorts } from './identify-in-repository.js';
import type { SearchSystemsRequest } from './ports/operations.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import type { FlagWithoutSource } from './repository-flags.js';

export type DatabasePorts = IdentifyPorts & Pick<Ports, 'sources' | 'adapters' | 'etiasApplications'>;

/** Identity data that the repository holds of who it may be. Nothing of it is kept with the case. */
export type ScreeningIdentification = {
  readonly complete: boolean;
  readonly files: readonly FileWithoutSource[];
  readonly flags: readonly FlagWithoutSource[];
  readonly citation: string;
};

export type AskedDatabases = {
  readonly checks: readonly DatabaseCheck[];
  readonly hits: readonly DatabaseHit[];
  readonly identification?: ScreeningIdentification;
};

export type DatabaseQuestion = {
  readonly requester: Requester;
  readonly screening: ScreeningCase;
  readonly samples: readonly Sample[];
  readonly falsePositiveIdentificationRate: number;
  readonly today: LocalDate;
  readonly signal: AbortSignal;
};

export async function askDatabases(
  ports: DatabasePorts,
  question: DatabaseQuestion,
): Promise<AskedDatabases> {
  const [repository, sources, watchlist] = await Promise.all([
    askForIdentity(ports, question),
    askSources(ports, question),
    askWatchlist(ports, question),
  ]);
  const security = [...sources, watchlist];
  return {
    checks: [repository.check, ...security.map(({ check }) => check)],
    hits: security.flatMap(({ hits }) => hits),
    ...(repository.identification ? { identification: repository.identification } : {}),
  };
}

/** What a person states of itself, and its document, as keys of a search. */
export function statedKeys({ person: { identity, travelDocument } }: ScreeningCase): Pick<
  SearchSystemsRequest,
  'identity' | 'document'
> & {
  readonly identity: IdentityQuery;
} {
  return {
    identity: {
      surname: identity.surnames.join(' '),
      ...(identity.givenNames.length === 0 ? {} : { givenName: identity.givenNames.join(' ') }),
      dateOfBirth: identity.dateOfBirth,
    },
    ...(travelDocument
      ? { document: { number: travelDocument.number, issuingCountry: travelDocument.issuingCountry } }
      : {}),
  };
}

async function askForIdentity(
  ports: DatabasePorts,
  question: DatabaseQuestion,
): Promise<{ readonly check: DatabaseCheck; readonly identification?: ScreeningIdentification }> {
  const { requester, screening, samples, today, signal } = question;
  const { falsePositiveIdentificationRate } = question;
  const about = { database: 'cir', element: 'identity', on: today } as const;
  const identify = createIdentifyInRepository(ports);
  const stated = {
    ground: 'screening',
    personPresent: true,
    reference: screening.caseId,
    operatorId: requester.operatorId ?? requester.authorityId,
  } as const;
  const ways: readonly RepositoryKeys[] = [
    ...(samples.length === 0 ? [] : [{ samples, falsePositiveIdentificationRate }]),
    { samples: [], falsePositiveIdentificationRate, ...statedKeys(screening) },
  ];
  let last: { readonly check: DatabaseCheck; readonly identification?: ScreeningIdentification } = {
    check: { ...about, outcome: 'not-asked' },
  };
  let isWhole = true;
  for (const keys of ways) {
    const outcome = await identify(requester, stated, keys, signal);
    if (outcome.kind === 'denied')
      return { check: { ...about, outcome: 'not-asked', reason: 'access-denied' } };
    // A sample that cannot be used is told with the search of the systems; here the stated data are next, as the
    // law has it (Art 14), and are the whole search. Where the hub failed they are not: good fingers were compared with nothing.
    if (outcome.kind === 'problem') {
      isWhole &&= !outcome.isFault;
      continue;
    }
    const { kind: _kind, ...found } = outcome;
    isWhole &&= found.complete;
    const identification = { ...found, complete: isWhole };
    const isHit = identification.files.length > 0;
    const unknown = isWhole ? ({ outcome: 'no-hit' } as const) : INCOMPLETE;
    last = { check: { ...about, ...(isHit ? { outcome: 'hit' } : unknown) }, identification };
    if (isHit) return last;
  }
  return last;
}

const INCOMPLETE = { outcome: 'not-answered', reason: 'incomplete' } as const;

type AskedSource = { readonly check: DatabaseCheck; readonly hits: readonly DatabaseHit[] };

async function askSources(
  ports: DatabasePorts,
  { requester, screening, today, signal, falsePositiveIdentificationRate }: DatabaseQuestion,
): Promise<readonly AskedSource[]> {
  const permitted = permittedSources(requester);
  const connected = permitted.filter((source) => ports.sources.has(source));
  const { identity, document } = statedKeys(screening);
  // Logged before anything is asked: what cannot be logged is not done.
  await ports.accessLog.append(ports.unitOfWork.sql, {
    requester,
    right: 'search',
    systems: [],
    outcome: 'permitted',
    components: ['esp', 'screening'],
    caseId: screening.caseId,
    dataUsed: document ? ['identity', 'document'] : ['identity'],
    result: connected.length === 0 ? 'no source is connected' : `sources ${connected.join(', ')}`,
  });
  const request: SearchSystemsRequest = {
    kind: 'search-systems',
    systems: [],
    candidatesMax: 1,
    falsePositiveIdentificationRate,
    identity,
    ...(document ? { document } : {}),
  };
  return Promise.all(
    permitted.map(async (source): Promise<AskedSource> => {
      const adapter = ports.sources.get(source);
      if (!adapter) return { check: checkOf(source, today, NOT_CONNECTED), hits: [] };
      const reply = await askSource(ports, adapter, { requester, request }, signal);
      const kinds = reply.status === 'answered' ? reply.hits.map(({ category }) => category) : [];
      return {
        check: checkOf(source, today, outcomeOf(reply)),
        hits: [...new Set(kinds)].map((kind) => ({ source, kind, on: today })),
      };
    }),
  );
}

/**
 * A hit says whose entry it is and nothing of it: what it means is for that state, or Europol, to say in an opinion
 * ((EU) 2018/1240 Art 35a).
 */
async function askWatchlist(
  ports: DatabasePorts,
  { requester, screening, today }: DatabaseQuestion,
): Promise<AskedSource> {
  const about = { database: WATCHLIST, element: 'security', on: today } as const;
  if (ports.adapters.get('etias')?.location !== 'local') {
    return { check: { ...about, ...NOT_CONNECTED }, hits: [] };
  }
  const { identity, travelDocument: document } = screening.person;
  // Logged before it is asked, as the others.
  await ports.accessLog.append(ports.unitOfWork.sql, {
    requester,
    right: 'search',
    systems: ['etias'],
    outcome: 'permitted',
    components: ['screening'],
    caseId: screening.caseId,
    dataUsed: document ? ['identity', 'document'] : ['identity'],
    result: 'watchlist',
  });
  const states = await ports.etiasApplications.watchlistStates(ports.unitOfWork.sql, {
    identity,
    today,
    ...(document ? { document } : {}),
  });
  return {
    check: { ...about, outcome: states.length > 0 ? 'hit' : 'no-hit' },
    hits: states.map((memberState) => ({ source: WATCHLIST, kind: 'entry', on: today, memberState })),
  };
}

const WATCHLIST = 'etias-watchlist';

const NOT_CONNECTED = { outcome: 'not-asked', reason: 'not-connected' } as const;

function checkOf(
  database: SourceId,
  on: LocalDate,
  said: Pick<DatabaseCheck, 'outcome' | 'reason'>,
): DatabaseCheck {
  return { database, element: 'security', on, ...said };
}

function outcomeOf(reply: SourceReply): Pick<DatabaseCheck, 'outcome' | 'reason'> {
  if (reply.status === 'answered') return { outcome: reply.hits.length > 0 ? 'hit' : 'no-hit' };
  return { outcome: reply.status, reason: reply.reason };
}
