/**
 * Queue `federation`: every system the requester may see is asked in parallel, each with its own deadline, and the
 * answer names for each what it said or why it said nothing. Flags are raised from what the requester may see and from
 * nothing else. A system that fails costs its own answer, never the others'.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import { type AskPorts, askSystem, type Found } from './ask-systems.js';
import { type ComparePorts, compareDataSet } from './compare-data-set.js';
import { type DetectPorts, detectLinks } from './detect-links.js';
import { endOperation } from './end-operation.js';
import { galleryFacts } from './finish-search.js';
import { logLinksShown } from './link-access.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { Operation } from './ports/operations.js';
import type { Ports } from './ports.js';
import { raiseFlags } from './raise-flags.js';
import {
  hasAnsweredWholly,
  type SearchSystemsResult,
  type SystemAnswer,
  type VisibleLink,
} from './results.js';
import { type ServePorts, withoutRecords } from './serve-gateway.js';
import { type SidePorts, seenLinks } from './sides-of-links.js';

export type QueryPorts = DetectPorts & ComparePorts & AskPorts & ServePorts & Pick<Ports, 'accessLog'>;

export function createQuerySystems(ports: QueryPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const { sql } = ports.unitOfWork;
    const operation = await ports.operations.read(sql, operationId);
    if (!operation || !isReady(operation)) return;
    const { requester, request, serviceClass } = operation;
    const isBulk = serviceClass === 'batch';
    const gallery = await ports.operations.galleryAnswer(sql, operationId);
    if (request.kind === 'detect-links') return detectLinks(ports, operation, { request, gallery }, signal);
    if (request.kind === 'compare-data-set') {
      return compareDataSet(ports, operation, { request, gallery }, signal);
    }
    if (request.kind !== 'search-systems') return;
    // Its caller was to be answered while it waited, and is gone: nobody will read an answer.
    if (request.live) return forgetOperation(ports, operationId);
    const found: Found = { probes: await ports.operations.probes(sql, operationId), gallery };
    const answers = await Promise.all(
      request.systems.map((system) =>
        askSystem(ports, { requester, request, found, system, signal, isBulk }),
      ),
    );
    // A process that stops breaks its questions off, as a deadline would: no system was silent, and others ask again.
    signal.throwIfAborted();
    const { gateway } = request;
    const systems = gateway
      ? await Promise.all(answers.map((answer) => withoutRecords(ports, gateway, answer)))
      : answers;
    const links = gateway ? [] : await linksOfHits(ports, requester, systems);
    const result = resultOf(ports, { systems, links }, found.gallery);
    countAnswers(ports, result);
    await endOperation(ports, operationId, () => ({ kind: 'completed', result }));
  };
}

/** No trace of it stays but the log. */
export function forgetOperation(
  { unitOfWork, operations }: Pick<Ports, 'unitOfWork' | 'operations'>,
  operationId: OperationId,
): Promise<void> {
  return unitOfWork.transaction((tx) => operations.forget(tx, operationId));
}

/** Without biometrics a search starts here; with them the gallery comes first. */
function isReady({ state }: Operation): boolean {
  return state === 'queued' || state === 'searched';
}

function resultOf(
  ports: QueryPorts,
  { systems, links }: { readonly systems: readonly SystemAnswer[]; readonly links: readonly VisibleLink[] },
  gallery: GalleryAnswer | undefined,
): SearchSystemsResult {
  return {
    kind: 'search-systems',
    ...(gallery ? { gallery: galleryFacts(gallery) } : {}),
    complete: (gallery?.complete ?? true) && systems.every(hasAnsweredWholly),
    systems,
    flags: raiseFlags({ systems, links }, localDate(ports.clock.today()), ports.identityRules),
    links,
  };
}

/** Links that touch what was found and that this requester may see; of every other there is no trace. */
export async function linksOfHits(
  ports: SidePorts & Pick<Ports, 'identityLinks' | 'unitOfWork' | 'accessLog'>,
  requester: Requester,
  systems: readonly SystemAnswer[],
): Promise<readonly VisibleLink[]> {
  const found = systems.flatMap((answer) => (answer.status === 'answered' ? answer.hits : []));
  const { sql } = ports.unitOfWork;
  const links = await ports.identityLinks.ofDataSets(sql, found);
  const seen = await seenLinks(ports, sql, { requester, matched: found }, links);
  const shown = seen.map(({ visible }) => visible);
  await logLinksShown(ports, sql, requester, shown);
  return shown;
}

function countAnswers({ metrics }: QueryPorts, { systems, flags }: SearchSystemsResult): void {
  for (const answer of systems) {
    const { system, status } = answer;
    metrics.systemAnswers.inc({ system, outcome: status });
    if (!('tookMs' in answer)) continue;
    const outcome = status === 'answered' ? 'done' : 'failed';
    metrics.stageSeconds.observe({ stage: `system-${system}`, outcome }, answer.tookMs / 1000);
  }
  for (const { kind } of flags) metrics.flags.inc({ flag: kind });
}
