/**
 * A failed operation that was kept goes on at the step whose input is still there. An operator asks for it; its caller,
 * who was told that it failed, may read another answer afterwards.
 */
import type { OperationId } from '../domain/ids.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import type { OperationFate } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { type JobRow, toJobPointer } from './job-row.js';

export async function reviveOperation(
  tx: Sql,
  operationId: OperationId,
): Promise<readonly JobPointer[] | undefined> {
  const rows = await tx.query<JobRow>(
    `with revived as (
       update hub.operations
       set state = case when gallery_answer is not null then 'searched'
                        when probes is not null then 'extracted' else 'queued' end,
         problem = null, is_kept_for_retry = false, updated_at = now(), looked_at = now()
       where operation_id = $1 and state = 'failed' and is_kept_for_retry and queue is not null
       returning operation_id, queue, service_class, traceparent
     )
     select revived.queue, revived.operation_id, part.shard, revived.service_class, revived.traceparent
     from revived
     left join hub.operation_shard_answers part
       on revived.queue = 'search' and part.operation_id = revived.operation_id and part.answer is null`,
    [operationId],
  );
  return rows.length === 0 ? undefined : rows.map(toJobPointer);
}

export async function operationFates(
  sql: Sql,
  operationIds: readonly OperationId[],
): Promise<ReadonlyMap<OperationId, OperationFate>> {
  const rows = await sql.query<{ operation_id: OperationId; fate: OperationFate }>(
    `select operation_id, case when state in ('queued', 'extracted', 'searched') then 'unfinished'
       when is_kept_for_retry then 'kept' else 'ended' end as fate
     from hub.operations where operation_id = any($1::uuid[])`,
    [operationIds],
  );
  return new Map(rows.map(({ operation_id, fate }) => [operation_id, fate]));
}
