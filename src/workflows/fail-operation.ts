/**
 * Ends an operation whose job cannot be carried out, so that its caller reads why instead of waiting for ever. Nobody
 * waits for a detection or a comparison and nobody would begin it again: while its failure may pass it stays unfinished, and the relay
 * makes its job anew, where the failure says how long it takes not before then. An erasure stays unfinished whatever the failure: its subject is gone, so that nobody could ask for
 * it again, and every matcher goes on compacting until nothing of it is left. Any other one whose failure may pass is
 * kept, so that it can be tried again: what only reads by an operator, an enrolment by its caller alone, or, where that gave no
 * key, by an operator who has asked.
 */
import type { OperationId } from '../domain/ids.js';
import { type EndPorts, endOperation } from './end-operation.js';
import { type GiveUpPorts, giveUpComparison } from './give-up-comparison.js';
import type { OperationKind, OperationProblem } from './ports/operations.js';

export type Failed = {
  /** Failed, and listed with those an operator may have tried again: nothing of its job has to be remembered. */
  readonly isListed: boolean;
};

export function createFailOperation(ports: EndPorts & GiveUpPorts) {
  return async (
    operationId: OperationId,
    problem: OperationProblem,
    {
      mayPass = false,
      postponedMs,
      shard,
    }: {
      readonly mayPass?: boolean;
      readonly postponedMs?: number;
      /** Whose search failed. */
      readonly shard?: number;
    } = {},
  ): Promise<Failed> => {
    await endOperation(ports, operationId, async (tx, operation) => {
      if (!staysUnfinished(operation.request.kind, mayPass)) {
        await giveUpComparison(ports, tx, operation, problem);
        return { kind: 'failed', problem, keepForRetry: mayPass, ...(shard === undefined ? {} : { shard }) };
      }
      if (postponedMs !== undefined) await ports.operations.postpone(tx, operationId, postponedMs);
      return undefined;
    });
    // Asked and not concluded: a job of another shard may have ended it before.
    const fates = mayPass ? await ports.operations.fates(ports.unitOfWork.sql, [operationId]) : undefined;
    const fate = fates?.get(operationId);
    return { isListed: fate === 'kept' || fate === 'unkeyed' };
  };
}

function staysUnfinished(kind: OperationKind, mayPass: boolean): boolean {
  return kind === 'erase' || (mayPass && (kind === 'detect-links' || kind === 'compare-data-set'));
}
