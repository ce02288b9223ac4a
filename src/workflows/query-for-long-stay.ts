/**
 * The automated queries of an application for a long-stay visa or residence permit ((EC) 767/2008 Art 22b): its data are put
 * to every source that has not answered yet, once each. A source that does not answer, or cannot be asked without its owner
 * learning of it, is named, and the queries stand open until it has answered; so they do where another hub shows some of
 * its alerts alone, and the hits on those are kept. The file holds of a hit what its row lets
 * it: nothing of alerts on missing persons, for judicial procedures and for checks; of some only that further verification
 * is needed. Whom a hit found is kept nowhere.
 */
import type { Requester } from '../domain/authorities.js';
import { SOURCES, type SourceId } from '../domain/law/portal-table.js';
import { LONG_STAY_QUERY_ROWS, type LongStaySource } from '../domain/law/vis-query-table.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { applicationFiles, type VisApplicationFile } from '../domain/vis/application-file.js';
import {
  type FileHit,
  hitsInFile,
  recordedHits,
  SYSTEM_OF_SOURCE,
  sourcesToAsk,
} from '../domain/vis/automated-queries.js';
import { longStayHitShown } from '../domain/vis/border-verification.js';
import {
  type ApplicationPorts,
  alertsOnDocument,
  documentKeys,
  entriesAbout,
  flaggedOf,
  identityKeys,
  isShownInPart,
  queryPersons,
  unlessSilent,
} from './ask-for-application.js';
import { askSource } from './ask-source.js';
import type { Denied } from './hub-workflows.js';
import type { StoredFileHit } from './ports/long-stay-queries.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { ApplicationPlace } from './process-application.js';
import { logTask, refuseTask } from './task-access.js';

type LongStayPorts = ApplicationPorts &
  Pick<Ports, 'accessLog' | 'sources' | 'longStayQueries' | 'subjects' | 'ids'>;

export type ShownHit = Pick<StoredFileHit, 'hitId' | 'hit' | 'memberState' | 'verdict'>;

export type LongStayOutcome =
  | {
      readonly kind: 'queried';
      /** Sources that have answered, now or before. */
      readonly answered: readonly LongStaySource[];
      readonly notAnswered: readonly LongStaySource[];
      /** The hits the file shows, with the state concerned. */
      readonly hits: readonly ShownHit[];
      /** There are others, of which the file shows no more. */
      readonly furtherVerificationNeeded: boolean;
      readonly citation: string;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-in-state'; readonly state: string }
  | Denied;

export type LongStayVerdictOutcome =
  | { readonly kind: 'judged'; readonly unverified: number }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-in-state'; readonly state: string }
  | Denied;

const RIGHT = 'long-stay-queries';
const SYSTEMS_ASKED = ['vis', 'sis', 'ees', 'etias', 'ecris-tcn'] as const;

export function createQueryForLongStay(ports: LongStayPorts) {
  return async (
    requester: Requester,
    place: ApplicationPlace,
    signal: AbortSignal,
  ): Promise<LongStayOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = {
      systems: SYSTEMS_ASKED,
      subjectId: place.subjectId,
      dataUsed: ['identity', 'document'],
    } as const;
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    // Before anything is asked: what cannot be logged is not done.
    await logTask(ports, sql, requester, RIGHT, about);
    const found = await findLongStay(ports, sql, requester, place);
    if (found.kind !== 'found') return found;
    const known = await ports.longStayQueries.sources(sql, place.applicationId);
    const left = sourcesToAsk(found.file.application.applicationDate, known?.answered ?? []);
    const wanted = left.filter(
      (source) => !known?.answeredInPart.includes(source) || !isPart(ports, requester, source),
    );
    const answers = await askAll(ports, requester, { ...found, wanted, signal });
    return ports.unitOfWork.transaction((tx) => keep(ports, tx, requester, { place, answers }));
  };
}

export function createReadLongStayHits(ports: LongStayPorts) {
  return async (requester: Requester, place: ApplicationPlace): Promise<LongStayOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['vis'], subjectId: place.subjectId } as const;
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    await logTask(ports, sql, requester, RIGHT, about);
    const found = await findLongStay(ports, sql, requester, place);
    return found.kind === 'not-found' ? found : tell(ports, sql, place);
  };
}

/** Of a hit the file shows; any other is unknown to whoever asks. */
export function createJudgeLongStayHit(ports: LongStayPorts) {
  return (
    requester: Requester,
    hitId: string,
    verdict: 'false' | 'confirmed',
  ): Promise<LongStayVerdictOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const about = { systems: ['vis'], dataUsed: ['reference'] } as const;
      const denied = await refuseTask(ports, tx, requester, RIGHT, about);
      if (denied) return denied;
      const hit = await ports.longStayQueries.hit(tx, hitId);
      const shown = hit && isShown(hit) ? hit : undefined;
      await logTask(ports, tx, requester, RIGHT, {
        ...about,
        result: shown ? verdict : 'no such hit',
        ...(shown ? { subjectId: shown.subjectId } : {}),
      });
      if (!shown || !(await ports.subjects.lock(tx, 'vis', shown.subjectId))) return { kind: 'not-found' };
      const found = await findLongStay(ports, tx, requester, shown);
      if (found.kind !== 'found') return found;
      await ports.longStayQueries.judge(tx, { hitId, verdict });
      const left = await ports.longStayQueries.hits(tx, shown.applicationId);
      return {
        kind: 'judged',
        unverified: left.filter((each) => isShown(each) && each.verdict === 'unverified').length,
      };
    });
}

type Found = {
  readonly kind: 'found';
  readonly record: SystemRecord;
  readonly file: VisApplicationFile;
};

/** An application for a long stay that the state of the requester examines, and has not decided. */
async function findLongStay(
  ports: LongStayPorts,
  sql: Sql,
  requester: Requester,
  { subjectId, applicationId }: ApplicationPlace,
): Promise<
  Found | { readonly kind: 'not-found' } | { readonly kind: 'not-in-state'; readonly state: string }
> {
  const records = await ports.adapters.get('vis')!.read(sql, subjectId);
  const record = records.find(({ encounterId }) => encounterId === applicationId);
  const file = applicationFiles(records).find(({ encounterId }) => encounterId === applicationId);
  if (!record || !file?.application.isLongStay || record.memberState !== requester.memberState) {
    return { kind: 'not-found' };
  }
  const { state } = file.history;
  return state === 'pending' ? { kind: 'found', record, file } : { kind: 'not-in-state', state };
}

type Asked = Found & { readonly wanted: readonly LongStaySource[]; readonly signal: AbortSignal };
type Answer = {
  readonly source: LongStaySource;
  readonly hits: readonly FileHit[] | undefined;
  /** It has more, which it does not show. */
  readonly isPart: boolean;
};

function askAll(ports: LongStayPorts, requester: Requester, asked: Asked): Promise<readonly Answer[]> {
  return Promise.all(
    asked.wanted.map(async (source) => ({
      source,
      hits: await ask(ports, requester, asked, source),
      isPart: isPart(ports, requester, source),
    })),
  );
}

function isPart(ports: LongStayPorts, requester: Requester, source: LongStaySource): boolean {
  const system = SYSTEM_OF_SOURCE[source];
  return system !== undefined && isShownInPart(ports, system, requester);
}

/** `undefined` where the source does not answer, or answers with more than can be looked at. */
async function ask(
  ports: LongStayPorts,
  requester: Requester,
  asked: Asked,
  source: LongStaySource,
): Promise<readonly FileHit[] | undefined> {
  const { record } = asked;
  const today = localDate(ports.clock.today());
  const isHere = (system: 'sis' | 'etias') => ports.adapters.get(system)!.location === 'local';
  if (isOutside(source)) return askOutside(ports, requester, asked, source);
  if (source === 'sis-document') {
    if (!isHere('sis')) return undefined;
    const alerts = await alertsOnDocument(ports, record, today);
    return alerts.map(({ memberState }) => ({ hit: 'sis-document', memberState }));
  }
  if (source === 'etias-watchlist') {
    if (!isHere('etias')) return undefined;
    return (await entriesAbout(ports, record, today)).length > 0 ? [{ hit: 'etias-watchlist' }] : [];
  }
  return askPersons(ports, requester, { ...asked, source, today });
}

function askPersons(
  ports: LongStayPorts,
  requester: Requester,
  { source, record, today, signal }: Asked & { readonly source: LongStaySource; readonly today: LocalDate },
): Promise<readonly FileHit[] | undefined> {
  const system = SYSTEM_OF_SOURCE[source]!;
  const { identity, encounterId: own } = record;
  return unlessSilent(async () => {
    const files = await queryPersons(ports, {
      system,
      requester,
      signal,
      record,
      identity: identityKeys(identity),
      isPartUsed: true,
    });
    if (!files) return undefined;
    const flagged = await flaggedOf(ports, files, today);
    return files.flatMap((file) => hitsInFile(file, { identity, own, flagged, today }));
  });
}

/** An application without a document has nothing a database of documents could be asked by: that is an answer. */
async function askOutside(
  ports: LongStayPorts,
  requester: Requester,
  { record, signal }: Asked,
  source: SourceId,
): Promise<readonly FileHit[] | undefined> {
  const adapter = ports.sources.get(source);
  if (!adapter) return undefined;
  const request = {
    kind: 'search-systems',
    systems: [],
    candidatesMax: 1,
    falsePositiveIdentificationRate: 0.01,
    identity: identityKeys(record.identity),
    ...documentKeys(record),
  } as const;
  const reply = await askSource(ports, adapter, { requester, request }, signal);
  if (reply.status === 'not-asked' && reply.reason === 'no-usable-search-key') return [];
  if (reply.status !== 'answered' || reply.overflow) return undefined;
  return reply.hits.map(({ owner }) => ({ hit: source, ...(owner ? { memberState: owner } : {}) }));
}

function isOutside(source: LongStaySource): source is SourceId {
  return (SOURCES as readonly string[]).includes(source);
}

/** Of two that ask at the same time the second keeps nothing of a source the first has an answer of. */
async function keep(
  ports: LongStayPorts,
  tx: Sql,
  requester: Requester,
  { place, answers }: { readonly place: ApplicationPlace; readonly answers: readonly Answer[] },
): Promise<LongStayOutcome> {
  if (!(await ports.subjects.lock(tx, 'vis', place.subjectId))) return { kind: 'not-found' };
  const found = await findLongStay(ports, tx, requester, place);
  if (found.kind !== 'found') return found;
  const known = await ports.longStayQueries.sources(tx, place.applicationId);
  const wanted = sourcesToAsk(found.file.application.applicationDate, known?.answered ?? []);
  const inPart = known?.answeredInPart ?? [];
  const fresh = answers.filter(
    ({ source, hits, isPart }) =>
      hits !== undefined && wanted.includes(source) && !(isPart && inPart.includes(source)),
  );
  const sourcesOf = (part: boolean) =>
    fresh.flatMap(({ source, isPart }) => (isPart === part ? [source] : []));
  const answered = [...(known?.answered ?? []), ...sourcesOf(false)];
  // What a part has shown the whole shows again.
  const kept = new Set((await ports.longStayQueries.hits(tx, place.applicationId)).map(keyOf));
  const hits = recordedHits(fresh.flatMap((each) => each.hits ?? []));
  await ports.longStayQueries.keep(tx, {
    ...place,
    queriedAt: new Date(ports.clock.nowMs()).toISOString(),
    answered,
    answeredInPart: [...inPart, ...sourcesOf(true)].filter((source) => !answered.includes(source)),
    notAnswered: sourcesToAsk(found.file.application.applicationDate, answered),
    hits: hits.flatMap((hit) => (kept.has(keyOf(hit)) ? [] : [{ ...hit, hitId: ports.ids.uuid() }])),
  });
  return tell(ports, tx, place);
}

function keyOf({ hit, memberState }: FileHit): string {
  return `${hit} ${memberState ?? ''}`;
}

async function tell(ports: LongStayPorts, sql: Sql, { applicationId }: ApplicationPlace) {
  const sources = await ports.longStayQueries.sources(sql, applicationId);
  const hits = await ports.longStayQueries.hits(sql, applicationId);
  return {
    kind: 'queried' as const,
    answered: sources?.answered ?? [],
    notAnswered: sources?.notAnswered ?? [],
    hits: hits.filter(isShown).map(({ hitId, hit, memberState, verdict }) => ({
      hitId,
      hit,
      verdict,
      ...(memberState ? { memberState } : {}),
    })),
    furtherVerificationNeeded: hits.some((each) => !isShown(each)),
    citation: LONG_STAY_QUERY_ROWS['hit-verified'].citation,
  };
}

function isShown({ hit }: FileHit): boolean {
  return longStayHitShown(hit).shows === 'hit-and-state';
}
