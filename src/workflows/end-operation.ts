/** The last step of every operation: the final state in one transaction, then whoever waits is told. */
import type { OperationId } from '../domain/ids.js';
import { hasEnded } from './await-operation.js';
import type { Operation, OperationKind, OperationProblem } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { OperationResult } from './results.js';

export type EndPorts = Pick<Ports, 'unitOfWork' | 'operations' | 'notices' | 'metrics'>;

export type Ending =
  | {
      readonly kind: 'completed';
      readonly result: OperationResult;
      /** What was sent in the transaction and need not have been answered before the ending is. */
      readonly sent?: Promise<void>;
    }
  | {
      readonly kind: 'rejected' | 'failed';
      readonly problem: OperationProblem;
      /** See `Operations.end`. */
      readonly keepForRetry?: boolean;
      readonly shard?: number;
    };

/**
 * Locks the operation, does nothing where it has ended already (a job that runs twice), otherwise lets `decide` do its
 * effects in the same transaction and writes the ending it returns, if it returns one. `hold` locks what is to be locked before
 * the operation.
 */
export async function endOperation(
  ports: EndPorts,
  operationId: OperationId,
  decide: (tx: Sql, operation: Operation) => Promise<Ending | undefined> | Ending,
  hold?: (tx: Sql) => Promise<unknown>,
): Promise<void> {
  const ended = await ports.unitOfWork.transaction(async (tx) => {
    await hold?.(tx);
    const operation = await ports.operations.lock(tx, operationId);
    if (!operation || hasEnded(operation.state)) return undefined;
    const ending = await decide(tx, operation);
    if (!ending) return undefined;
    if (ending.kind === 'completed') {
      const completing = ports.operations.complete(tx, operationId, ending.result, operation.request);
      await Promise.all([ending.sent, completing]);
    } else {
      const { keepForRetry = false, shard } = ending;
      await ports.operations.end(tx, operationId, ending.kind, ending.problem, {
        keepForRetry,
        ...(shard === undefined ? {} : { shard }),
      });
    }
    return { kind: operation.request.kind, outcome: ending.kind };
  });
  if (ended) await tell(ports, operationId, ended);
}

async function tell(
  ports: EndPorts,
  operationId: OperationId,
  ended: { readonly kind: OperationKind; readonly outcome: string },
): Promise<void> {
  ports.metrics.operations.inc({ kind: ended.kind, outcome: ended.outcome });
  await ports.notices.announce(operationId);
}
