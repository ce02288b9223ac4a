/**
 * Follow-up work, written in the transaction that makes it necessary and handed to the queues after it. Rows are
 * deleted in the transaction that hands them over: a crash in between hands them over again, never not at all.
 */
import { joinRuns } from '../platform/joined-runs.js';
import { LIMITS } from '../platform/limits.js';
import type { JobPointer, Outbox } from '../workflows/ports/jobs.js';
import type { UnitOfWork } from '../workflows/ports/persistence.js';
import { type JobRow, toJobPointer } from './job-row.js';

export function createOutbox({
  unitOfWork,
  enqueue,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly enqueue: (jobs: readonly JobPointer[]) => Promise<void>;
}): Outbox {
  return {
    async insert(tx, { queue, operationId }) {
      // The operation remembers the queue too: an outbox row is gone once Redis has the job, which Redis may lose.
      await tx.query(
        `with placed as (update hub.operations set queue = $1, looked_at = now() where operation_id = $2)
         insert into hub.outbox (queue, operation_id, shard)
         select $1, $2::uuid, shard from (select) one
         left join hub.operation_shard_answers on $1 = 'search' and operation_id = $2`,
        [queue, operationId],
      );
    },
    // One hand-over at a time in a process: while Redis is slow or away, requests must not each hold a connection.
    relay: joinRuns(() =>
      unitOfWork.transaction(async (tx) => {
        const jobs = await tx.query<JobRow>(
          `delete from hub.outbox where outbox_id in (
             select outbox_id from hub.outbox order by outbox_id limit $1 for update skip locked
           )
           returning queue, operation_id, shard`,
          [LIMITS.relayBatch],
        );
        if (jobs.length > 0) await enqueue(jobs.map(toJobPointer));
        return jobs.length;
      }),
    ),
  };
}
