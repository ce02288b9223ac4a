/**
 * Follow-up work, written in the transaction that makes it necessary and handed to the queues after it. Rows are
 * deleted in the transaction that hands them over: a crash in between hands them over again, never not at all.
 */
import type { ServiceClass } from '../domain/service-class.js';
import { joinRuns } from '../platform/joined-runs.js';
import { LIMITS } from '../platform/limits.js';
import type { JobPointer, Outbox } from '../workflows/ports/jobs.js';
import type { UnitOfWork } from '../workflows/ports/persistence.js';
import { type JobRow, toJobPointer } from './job-row.js';

export function createOutbox({
  unitOfWork,
  enqueue,
  traceparent = () => undefined,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly enqueue: (jobs: readonly JobPointer[]) => Promise<void>;
  /** Of the trace in which it is called, where traces are kept: the span that makes the job. */
  readonly traceparent?: () => string | undefined;
}): Outbox {
  return {
    async insert(tx, { queue, operationId }) {
      // The operation remembers the queue too: an outbox row is gone once Redis has the job, which Redis may lose.
      await tx.query(
        `with placed as (
           update hub.operations set queue = $1, looked_at = now() where operation_id = $2
           returning service_class, traceparent
         )
         insert into hub.outbox (queue, operation_id, shard, service_class, traceparent)
         select $1, $2::uuid, shard, service_class, coalesce($3, traceparent) from placed
         left join hub.operation_shard_answers on $1 = 'search' and operation_id = $2`,
        [queue, operationId, traceparent() ?? null],
      );
    },
    // One hand-over at a time in a process: while Redis is slow or away, requests must not each hold a connection.
    relay: joinRuns(() =>
      unitOfWork.transaction(async (tx) => {
        const jobs = await tx.query<JobRow>(
          `delete from hub.outbox where outbox_id in (
             select outbox_id from hub.outbox
             order by array_position(array['border', 'interactive', 'batch'], service_class), outbox_id
             limit $1 for update skip locked
           )
           returning queue, operation_id, shard, service_class, traceparent`,
          [LIMITS.relayBatch],
        );
        if (jobs.length > 0) await enqueue(jobs.map(toJobPointer));
        return jobs.length;
      }),
    ),
    async backlog(sql) {
      const rows = await sql.query<{ service_class: ServiceClass; count: number; oldest_ms: number }>(
        `select service_class, count(*)::integer as count,
           (extract(epoch from now() - min(created_at)) * 1000)::double precision as oldest_ms
         from (select service_class, created_at from hub.outbox order by outbox_id limit $1) counted
         group by service_class`,
        [LIMITS.outboxCountedMax],
      );
      const of = (serviceClass: ServiceClass) =>
        rows.find((row) => row.service_class === serviceClass)?.count ?? 0;
      return {
        rows: { border: of('border'), interactive: of('interactive'), batch: of('batch') },
        oldestMs: Math.max(0, ...rows.map(({ oldest_ms }) => oldest_ms)),
      };
    },
  };
}
