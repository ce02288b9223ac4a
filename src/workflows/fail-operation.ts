/**
 * Ends an operation whose job cannot be carried out, so that its caller reads why instead of waiting for ever. Nobody
 * waits for a detection or a comparison and nobody would begin it again: while its failure may pass it stays unfinished, and the relay
 * makes its job anew, where the failure says how long it takes not before then. An erasure stays unfinished whatever the failure: its subject is gone, so that nobody could ask for
 * it again, and every matcher goes on compacting until nothing of it is left. Any other one whose failure may pass is
 * kept, so that an operator can have it tried again.
 */
import type { OperationId } from '../domain/ids.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { OperationKind, OperationProblem } from './ports/operations.js';

export function createFailOperation(ports: EndPorts) {
  return (
    operationId: OperationId,
    problem: OperationProblem,
    { mayPass = false, postponedMs }: { readonly mayPass?: boolean; readonly postponedMs?: number } = {},
  ): Promise<void> =>
    endOperation(ports, operationId, async (tx, { request }) => {
      if (!staysUnfinished(request.kind, mayPass)) return { kind: 'failed', problem, keepForRetry: mayPass };
      if (postponedMs !== undefined) await ports.operations.postpone(tx, operationId, postponedMs);
      return undefined;
    });
}

function staysUnfinished(kind: OperationKind, mayPass: boolean): boolean {
  return kind === 'erase' || (mayPass && (kind === 'detect-links' || kind === 'compare-data-set'));
}
