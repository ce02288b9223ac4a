import type { OperationId } from '../domain/ids.js';
import { handOver } from './await-operation.js';
import type { QueueName } from './ports/jobs.js';
import type { OperationState } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

/**
 * Moves an operation to its next queue, once: nothing happens where another run has moved it already. `keep` sends what it has
 * to before it first waits, as the job's place is made of it.
 */
export async function advanceOperation(
  ports: Pick<Ports, 'unitOfWork' | 'operations' | 'outbox'>,
  operationId: OperationId,
  step: { readonly from: OperationState; readonly to: QueueName },
  keep: (tx: Sql) => Promise<void>,
): Promise<void> {
  await ports.unitOfWork.transaction(async (tx) => {
    if (!(await ports.operations.lockIn(tx, operationId, step.from))) return;
    await Promise.all([keep(tx), ports.outbox.insert(tx, { queue: step.to, operationId })]);
  });
  handOver(ports);
}
