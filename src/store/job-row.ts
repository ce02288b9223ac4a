import type { OperationId } from '../domain/ids.js';
import type { JobPointer, QueueName } from '../workflows/ports/jobs.js';

export type JobRow = {
  readonly queue: QueueName;
  readonly operation_id: OperationId;
  readonly shard: number | null;
};

export function toJobPointer({ queue, operation_id, shard }: JobRow): JobPointer {
  return { queue, operationId: operation_id, ...(shard === null ? {} : { shard }) };
}
