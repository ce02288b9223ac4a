/** Waits for the end of an operation that is already kept, at most as long as the caller likes. */
import type { OperationId } from '../domain/ids.js';
import type { Operation, OperationState } from './ports/operations.js';
import type { Ports } from './ports.js';

export type AwaitPorts = Pick<Ports, 'unitOfWork' | 'operations' | 'outbox' | 'notices'>;

/** The operation as it stands when it has ended or the time is over. */
export async function awaitOperation(
  ports: AwaitPorts,
  operationId: OperationId,
  waitMs: number,
): Promise<Operation> {
  handOver(ports);
  if (waitMs > 0) {
    await ports.notices.waitWhile(operationId, waitMs, async () => {
      const { state } = await readAwaited(ports, operationId);
      return !hasEnded(state);
    });
  }
  return readAwaited(ports, operationId);
}

export function hasEnded(state: OperationState): boolean {
  return state === 'completed' || state === 'rejected' || state === 'failed';
}

/**
 * Saves the caller the relay's next round. Nobody waits for it and its failure decides nothing: the rows stay where
 * they are and the relay, which reports such failures, takes them.
 */
export function handOver(ports: Pick<Ports, 'outbox'>): void {
  ports.outbox.relay().catch(() => {});
}

export async function readAwaited(
  ports: Pick<AwaitPorts, 'operations' | 'unitOfWork'>,
  operationId: OperationId,
): Promise<Operation> {
  const operation = await ports.operations.read(ports.unitOfWork.sql, operationId);
  if (!operation) throw new Error('an operation vanished while its caller waited');
  return operation;
}
