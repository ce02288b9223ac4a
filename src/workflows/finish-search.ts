/**
 * What becomes of a gallery's answer: an identification ends with it, a federated search keeps its candidates and goes on
 * to `federation`. Nothing happens where another run has got so far already.
 */
import type { OperationId } from '../domain/ids.js';
import { handOver } from './await-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type PlannedSearch, planSearch } from './plan-search.js';
import type { GalleryAnswer, IdentifyRequest, Ports, Sql } from './ports.js';
import type { GalleryFacts, IdentifyResult } from './results.js';

export type FinishPorts = EndPorts & Pick<Ports, 'outbox' | 'adapters'>;

/** `answerOf` runs in the transaction, with the operation locked; without an answer the operation stays as it is. */
export async function finishSearch(
  ports: FinishPorts,
  operationId: OperationId,
  answerOf: (tx: Sql, planned: PlannedSearch) => Promise<GalleryAnswer | undefined>,
): Promise<void> {
  let goesOn = false;
  await endOperation(ports, operationId, async (tx, operation) => {
    if (operation.state !== 'extracted') return undefined;
    const planned = planSearch(ports, operation);
    const answer = await answerOf(tx, planned);
    if (!answer) return undefined;
    const { request } = planned;
    if (request.kind === 'identify') return { kind: 'completed', result: resultOf(request, planned, answer) };
    await ports.operations.keepGalleryAnswer(tx, operationId, answer);
    await ports.outbox.insert(tx, { queue: 'federation', operationId });
    goesOn = true;
    return undefined;
  });
  if (goesOn) handOver(ports);
}

function resultOf(
  request: IdentifyRequest,
  { search: { systems } }: PlannedSearch,
  answer: GalleryAnswer,
): IdentifyResult {
  return {
    kind: 'identify',
    gallery: galleryFacts(answer),
    systemsSearched: systems,
    systemsNotSearched: request.systems.filter((system) => !systems.includes(system)),
    candidates: answer.candidates,
  };
}

export function galleryFacts({ candidates, comparisons, ...facts }: GalleryAnswer): GalleryFacts {
  return facts;
}
