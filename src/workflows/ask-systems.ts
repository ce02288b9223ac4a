/**
 * One system asked within its deadline, and what became of it in words: answered, not answered and why, or not a question
 * it can be asked. A system that fails, lies or hangs costs its own answer, never the others'; what it said is narrowed to
 * what the requester may learn before anybody sees it.
 */
import type { AccessRight, Requester } from '../domain/authorities.js';
import { comparedRecords } from '../domain/eurodac/plain-search.js';
import { decideAccess } from '../domain/law/access.js';
import { faceAloneRefusal } from '../domain/law/face-search-table.js';
import { seesFlaggedOnly } from '../domain/law/narrowed-access-table.js';
import { localDate } from '../domain/local-date.js';
import { isLimitedToSecurity, securityRecords } from '../domain/screening/limited-data.js';
import { alertsFor } from '../domain/sis/alerts-for.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { timeLimit } from '../platform/time-limit.js';
import { comparisonOf } from './compared-biometrics.js';
import { type HidePorts, withoutHiddenAlerts } from './hide-alerts.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { SearchSystemsRequest } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { SystemAdapter, SystemHit, SystemQuery } from './ports/systems.js';
import type { Ports } from './ports.js';
import type { SystemAnswer } from './results.js';
import { hasGatewayRight } from './serve-gateway.js';

export type AskPorts = HidePorts &
  Pick<Ports, 'adapters' | 'convictionFlags' | 'renewalProgress' | 'restrictions' | 'unitOfWork'>;

/** What biometrics found before any system is asked. */
export type Found = {
  readonly probes: readonly ProbeTemplate[];
  readonly gallery: GalleryAnswer | undefined;
};

export type Question = {
  readonly requester: Requester;
  readonly request: SearchSystemsRequest;
  readonly found: Found;
  readonly system: SystemId;
  readonly signal: AbortSignal;
  readonly isBulk?: boolean;
};

export async function askSystem(ports: AskPorts, question: Question): Promise<SystemAnswer> {
  const { system, signal } = question;
  const adapter = ports.adapters.get(system)!;
  const { location } = adapter;
  const askedBy = waysToAsk(question);
  if (askedBy.length === 0) {
    return { system, status: 'not-applicable', location, reason: 'no-usable-search-key' };
  }
  const startedMs = ports.clock.nowMs();
  const tookMs = () => Math.round(ports.clock.nowMs() - startedMs);
  try {
    const query = queryFor(question, askedBy);
    const { hits: found, overflow, biometrics: told } = await withinDeadline(adapter, query, signal);
    const narrowed = await narrowedHits(ports, narrowingOf(ports, question), found, location);
    const hits = await marked(ports, question, narrowed, location);
    return {
      system,
      status: 'answered',
      location,
      askedBy,
      tookMs: tookMs(),
      hits,
      overflow,
      ...(askedBy.includes('biometrics')
        ? await comparisonOf(ports, adapter, { ...question.found, told })
        : {}),
    };
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return {
      system,
      status: 'not-answered',
      location,
      reason: error.code,
      detail: error.message,
      tookMs: tookMs(),
    };
  }
}

export type Narrowing = {
  readonly sql: Sql;
  readonly requester: Requester;
  readonly system: SystemId;
  /** The state asks for its own data of Eurodac too. */
  readonly wantsOwn: boolean;
  /** The right is that of a gateway of the repository, not of the class in the system. */
  readonly isGateway: boolean;
};

export type NarrowPorts = HidePorts & Pick<Ports, 'convictionFlags'>;

function narrowingOf({ unitOfWork }: AskPorts, { requester, request, system }: Question): Narrowing {
  const { comparesOwn: wantsOwn = false } = request;
  return { sql: unitOfWork.sql, requester, system, wantsOwn, isGateway: hasGatewayRight(request) };
}

/**
 * Whoever has nothing the requester may learn is not among the hits. A system kept elsewhere narrows for itself. What links
 * tell of the sides of a link is decided here too (`sides-of-links.ts`): both must say the same.
 */
export async function narrowedHits(
  ports: NarrowPorts,
  narrowing: Narrowing,
  found: readonly SystemHit[],
  location: SystemAdapter['location'],
): Promise<readonly SystemHit[]> {
  const { sql, requester, system, isGateway } = narrowing;
  const { authorityClass } = requester;
  const unhidden = location === 'local' ? await visibleHits(ports, narrowing, found) : found;
  // A gateway of the repository returns identity data alone, whatever the record: (EU) 2019/817 Art 18(1), 20a.
  if (isGateway) return unhidden;
  // Here too of a system kept elsewhere: what it says of kinds the requester has no access to goes no further.
  const hits = ofKnownKinds(requester, unhidden);
  if (seesFlaggedOnly(authorityClass, system)) {
    return location === 'local' ? flaggedHits(ports, sql, hits) : hits;
  }
  if (!isLimitedToSecurity(authorityClass)) return hits;
  return hits.flatMap((hit) => {
    const records = securityRecords(hit.records);
    return records.length === 0 ? [] : [{ ...hit, records }];
  });
}

/** Says of each person whose data are restricted that they are. Another hub says it itself; its gateways return no records. */
async function marked(
  ports: AskPorts,
  { request, system }: Question,
  hits: readonly SystemHit[],
  location: SystemAdapter['location'],
): Promise<readonly SystemHit[]> {
  if (location !== 'local' || request.gateway !== undefined || hits.length === 0) return hits;
  const subjectIds = hits.map(({ subjectId }) => subjectId);
  const since = await ports.restrictions.since(ports.unitOfWork.sql, system, subjectIds);
  return hits.map((hit) => {
    const restrictedSince = since.get(hit.subjectId);
    return restrictedSince === undefined ? hit : { ...hit, restrictedSince };
  });
}

async function visibleHits(
  ports: NarrowPorts,
  { sql, requester, wantsOwn, isGateway }: Narrowing,
  hits: readonly SystemHit[],
) {
  const records = hits.flatMap((hit) => hit.records);
  const on = localDate(ports.clock.today());
  const unhidden = await withoutHiddenAlerts(ports, sql, requester, records);
  const visible = new Set(isGateway ? unhidden : comparedRecords({ requester, wantsOwn, on }, unhidden));
  return visible.size === records.length
    ? hits
    : hits.flatMap((hit) => {
        const left = hit.records.filter((record) => visible.has(record));
        return left.length === 0 ? [] : [{ ...hit, records: left }];
      });
}

/** Without alerts of a kind that is not the requester's; whoever has no other is not among the hits. */
function ofKnownKinds(requester: Requester, hits: readonly SystemHit[]): readonly SystemHit[] {
  return hits.flatMap((hit) => {
    const records = alertsFor(requester, hit.records);
    if (records.length === hit.records.length) return [hit];
    return records.length === 0 ? [] : [{ ...hit, records }];
  });
}

/** Persons with a flagged conviction alone, and of those the flagged records ((EU) 2019/816 Art 5(7), 7c). */
async function flaggedHits(
  ports: NarrowPorts,
  sql: Sql,
  hits: readonly SystemHit[],
): Promise<readonly SystemHit[]> {
  const today = ports.clock.today();
  const flags = await ports.convictionFlags.ofSubjects(
    sql,
    hits.map(({ subjectId }) => subjectId),
  );
  const flagged = new Set(
    flags.filter(({ lastDay }) => lastDay >= today).map(({ encounterId }) => encounterId),
  );
  return hits.flatMap((hit) => {
    const records = hit.records.filter(({ encounterId }) => flagged.has(encounterId));
    return records.length === 0 ? [] : [{ ...hit, records }];
  });
}

type Way = 'biometrics' | 'identity' | 'document';

/**
 * The keys of the request that this system has and that this requester may use in it. A gateway of the identity
 * repository, and a request of law enforcement that was approved, carry their own right.
 */
export function waysToAsk({ requester, request, found, system }: Omit<Question, 'signal'>): readonly Way[] {
  const isGateway = hasGatewayRight(request);
  const may = (right: AccessRight) => isGateway || decideAccess(requester, right, system).permitted;
  const { hasFingerprints, hasFaces } = systemFacts(system);
  const ways: Way[] = [];
  const isByFaceAlone =
    faceAloneRefusal(
      system,
      found.probes.map(({ position }) => position),
    ) !== undefined;
  const mayCompare = (hasFingerprints || hasFaces) && !isByFaceAlone && may('identify');
  if (found.probes.length > 0 && mayCompare) ways.push('biometrics');
  if (request.identity && may('search')) ways.push('identity');
  if (request.document && may('search')) ways.push('document');
  return ways;
}

function queryFor(
  { requester, request, found, system, isBulk }: Question,
  ways: readonly Way[],
): SystemQuery {
  const biometric = ways.includes('biometrics');
  const candidates = found.gallery?.candidates ?? [];
  const { gateway } = request;
  return {
    // Vouched for at a system another hub keeps; what it demands was checked before anything was searched.
    requester: gateway === undefined ? requester : { ...requester, vouchedGateway: gateway },
    falsePositiveIdentificationRate: request.falsePositiveIdentificationRate,
    probes: biometric ? found.probes : [],
    candidates: biometric
      ? candidates.filter((candidate) => candidate.system === system).slice(0, request.candidatesMax)
      : [],
    ...(request.identity && ways.includes('identity') ? { identity: request.identity } : {}),
    ...(request.document && ways.includes('document') ? { document: request.document } : {}),
    ...(request.comparesOwn ? { comparesOwn: true } : {}),
    ...(isBulk ? { isBulk } : {}),
  };
}

/** An adapter that does not heed its signal is left behind: its answer comes too late for anybody. */
export async function withinDeadline(adapter: SystemAdapter, query: SystemQuery, signal: AbortSignal) {
  const { system, location, deadlineMs: ownMs = LIMITS.systemDeadlineMs } = adapter;
  const deadlineMs = Math.max(ownMs, longerMs(query, location));
  return untilDeadline(
    (deadline) => adapter.query(query, deadline),
    { name: systemFacts(system).name, deadlineMs },
    signal,
  );
}

/** What takes longer than a caller's share. Another hub does bulk last; its adapter decides how much of it waits so long. */
function longerMs({ isWhole, isBulk }: SystemQuery, location: SystemAdapter['location']): number {
  if (location === 'remote') return isBulk ? LIMITS.systemBulkDeadlineMs : 0;
  return isWhole ? LIMITS.systemWholeMs : 0;
}

/** What `ask` answers, or `system-deadline-exceeded` once the time is over, whether or not `ask` heeds its signal. */
export async function untilDeadline<T>(
  ask: (deadline: AbortSignal) => Promise<T>,
  { name, deadlineMs }: { readonly name: string; readonly deadlineMs: number },
  signal: AbortSignal,
): Promise<T> {
  const limit = timeLimit(signal, deadlineMs);
  const { signal: deadline } = limit;
  let onAbort = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(new OperationalError('system-deadline-exceeded', `${name} did not answer in time.`));
    if (deadline.aborted) onAbort();
    else deadline.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([ask(deadline), tooLate]);
  } finally {
    deadline.removeEventListener('abort', onAbort);
    limit.clear();
  }
}
