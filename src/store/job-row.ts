import type { OperationId } from '../domain/ids.js';
import type { ServiceClass } from '../domain/service-class.js';
import type { JobPointer, QueueName } from '../workflows/ports/jobs.js';

export type JobRow = {
  readonly queue: QueueName;
  readonly operation_id: OperationId;
  readonly shard: number | null;
  readonly service_class: ServiceClass;
  readonly traceparent: string | null;
  readonly was_postponed?: boolean;
};

export function toJobPointer(row: JobRow): JobPointer {
  const { queue, operation_id, shard, service_class, traceparent, was_postponed: wasPostponed } = row;
  return {
    queue,
    operationId: operation_id,
    serviceClass: service_class,
    ...(shard === null ? {} : { shard }),
    ...(traceparent === null ? {} : { traceparent }),
    ...(wasPostponed ? { wasPostponed } : {}),
  };
}
