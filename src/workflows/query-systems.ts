/**
 * Queue `federation`: every system the requester may see is asked in parallel, each with its own deadline, and the
 * answer names for each what it said or why it said nothing. Flags are raised from what the requester may see and from
 * nothing else. A system that fails costs its own answer, never the others'.
 */
import type { AccessRight, Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import { localDate } from '../domain/local-date.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { type DetectPorts, detectLinks } from './detect-links.js';
import { endOperation } from './end-operation.js';
import { galleryFacts } from './finish-search.js';
import { logLinksShown, visibleLink } from './link-access.js';
import type {
  GalleryAnswer,
  Operation,
  Ports,
  SearchSystemsRequest,
  SystemAdapter,
  SystemQuery,
} from './ports.js';
import { raiseFlags } from './raise-flags.js';
import type { SearchSystemsResult, SystemAnswer, VisibleLink } from './results.js';

export type QueryPorts = DetectPorts & Pick<Ports, 'adapters' | 'clock' | 'accessLog'>;

export function createQuerySystems(ports: QueryPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const { sql } = ports.unitOfWork;
    const operation = await ports.operations.read(sql, operationId);
    if (!operation || !isReady(operation)) return;
    const { requester, request } = operation;
    const gallery = await ports.operations.galleryAnswer(sql, operationId);
    if (request.kind === 'detect-links') return detectLinks(ports, operation, { request, gallery }, signal);
    if (request.kind !== 'search-systems') return;
    const found: Found = { probes: await ports.operations.probes(sql, operationId), gallery };
    const systems = await Promise.all(
      request.systems.map((system) => ask(ports, { requester, request, found, system, signal })),
    );
    const links = await linksOfHits(ports, requester, systems);
    const result = resultOf(ports, { systems, links }, found.gallery);
    countAnswers(ports, result);
    await endOperation(ports, operationId, () => ({ kind: 'completed', result }));
  };
}

type Found = { readonly probes: readonly ProbeTemplate[]; readonly gallery: GalleryAnswer | undefined };

type Question = {
  readonly requester: Requester;
  readonly request: SearchSystemsRequest;
  readonly found: Found;
  readonly system: SystemId;
  readonly signal: AbortSignal;
};

/** Without biometrics a search starts here; with them the gallery comes first. */
function isReady({ state }: Operation): boolean {
  return state === 'queued' || state === 'searched';
}

async function ask(ports: QueryPorts, question: Question): Promise<SystemAnswer> {
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
    const { hits, overflow } = await withinDeadline(adapter, query, signal);
    return { system, status: 'answered', location, askedBy, tookMs: tookMs(), hits, overflow };
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

type Way = 'biometrics' | 'identity' | 'document';

/** The keys of the request that this system has and that this requester may use in it. */
function waysToAsk({ requester, request, found, system }: Question): readonly Way[] {
  const may = (right: AccessRight) => decideAccess(requester, right, system).permitted;
  const { hasFingerprints, hasFaces } = systemFacts(system);
  const ways: Way[] = [];
  if (found.probes.length > 0 && (hasFingerprints || hasFaces) && may('identify')) ways.push('biometrics');
  if (request.identity && may('search')) ways.push('identity');
  if (request.document && may('search')) ways.push('document');
  return ways;
}

function queryFor({ requester, request, found, system }: Question, ways: readonly Way[]): SystemQuery {
  const biometric = ways.includes('biometrics');
  const candidates = found.gallery?.candidates ?? [];
  return {
    requester,
    falsePositiveIdentificationRate: request.falsePositiveIdentificationRate,
    probes: biometric ? found.probes : [],
    candidates: biometric
      ? candidates.filter((candidate) => candidate.system === system).slice(0, request.candidatesMax)
      : [],
    ...(request.identity && ways.includes('identity') ? { identity: request.identity } : {}),
    ...(request.document && ways.includes('document') ? { document: request.document } : {}),
  };
}

/** An adapter that does not heed its signal is left behind: its answer comes too late for anybody. */
async function withinDeadline(adapter: SystemAdapter, query: SystemQuery, signal: AbortSignal) {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(LIMITS.systemDeadlineMs)]);
  let onAbort = () => {};
  const tooLate = new Promise<never>((_, reject) => {
    onAbort = () =>
      reject(
        new OperationalError(
          'system-deadline-exceeded',
          `${systemFacts(adapter.system).name} did not answer in time.`,
        ),
      );
    if (deadline.aborted) onAbort();
    else deadline.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([adapter.query(query, deadline), tooLate]);
  } finally {
    deadline.removeEventListener('abort', onAbort);
  }
}

function resultOf(
  ports: QueryPorts,
  { systems, links }: { readonly systems: readonly SystemAnswer[]; readonly links: readonly VisibleLink[] },
  gallery: GalleryAnswer | undefined,
): SearchSystemsResult {
  return {
    kind: 'search-systems',
    ...(gallery ? { gallery: galleryFacts(gallery) } : {}),
    complete: (gallery?.complete ?? true) && systems.every((answer) => answer.status !== 'not-answered'),
    systems,
    flags: raiseFlags({ systems, links }, localDate(ports.clock.today())),
    links,
  };
}

/** Links that touch what was found and that this requester may see; of every other there is no trace. */
async function linksOfHits(
  ports: QueryPorts,
  requester: Requester,
  systems: readonly SystemAnswer[],
): Promise<readonly VisibleLink[]> {
  const found = systems.flatMap((answer) => (answer.status === 'answered' ? answer.hits : []));
  const links = await ports.identityLinks.ofDataSets(ports.unitOfWork.sql, found);
  const shown = links.flatMap((link) => visibleLink(requester, link, found) ?? []);
  await logLinksShown(ports, ports.unitOfWork.sql, requester, shown);
  return shown;
}

function countAnswers({ metrics }: QueryPorts, { systems, flags }: SearchSystemsResult): void {
  for (const { system, status } of systems) metrics.systemAnswers.inc({ system, outcome: status });
  for (const { kind } of flags) metrics.flags.inc({ flag: kind });
}
