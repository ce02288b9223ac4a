/**
 * A failed operation that was kept goes on at the step whose input is still there. An operator asks for it, whose caller,
 * having been told that it failed, may read another answer afterwards; or its caller does, by its idempotency key. What
 * enters data goes on for its caller alone where that has a key: nobody else knows whether it has been sent in another way since.
 * Without a key an operator may, who has asked.
 */
import type { OperationId } from '../domain/ids.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import type { OperationFate, Reviver } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { type JobRow, toJobPointer } from './job-row.js';

export async function reviveOperation(
  tx: Sql,
  operationId: OperationId,
  by: Reviver,
): Promise<readonly JobPointer[] | undefined> {
  const rows = await tx.query<JobRow>(
    `with revived as (
       update hub.operations
       set state = case when gallery_answer is not null then 'searched'
                        when probes is not null then 'extracted' else 'queued' end,
         problem = null, is_kept_for_retry = false, updated_at = now(), looked_at = now()
       where operation_id = $1 and state = 'failed' and is_kept_for_retry and queue is not null
         and (kind <> 'enrol' or $2 = 'caller' or idempotency_mac is null)
       returning operation_id, queue, service_class, traceparent
     )
     select revived.queue, revived.operation_id, part.shard, revived.service_class, revived.traceparent
     from revived
     left join hub.operation_shard_answers part
       on revived.queue = 'search' and part.operation_id = revived.operation_id and part.answer is null`,
    [operationId, by],
  );
  return rows.length === 0 ? undefined : rows.map(toJobPointer);
}

/** As its caller asked for it: a job that is made again goes before and after the same ones. */
export async function jobTermsOf(
  sql: Sql,
  operationId: OperationId,
): Promise<Pick<JobPointer, 'serviceClass' | 'traceparent'> | undefined> {
  const [row] = await sql.query<Pick<JobRow, 'service_class' | 'traceparent'>>(
    `select service_class, traceparent from hub.operations
     where operation_id = $1 and state in ('queued', 'extracted', 'searched')`,
    [operationId],
  );
  if (!row) return undefined;
  const { service_class: serviceClass, traceparent } = row;
  return { serviceClass, ...(traceparent === null ? {} : { traceparent }) };
}

export async function operationFates(
  sql: Sql,
  operationIds: readonly OperationId[],
): Promise<ReadonlyMap<OperationId, OperationFate>> {
  const rows = await sql.query<{ operation_id: OperationId; fate: OperationFate }>(
    `select operation_id, case when state in ('queued', 'extracted', 'searched') then 'unfinished'
       when not is_kept_for_retry or queue is null then 'ended' when kind <> 'enrol' then 'kept'
       when idempotency_mac is null then 'unkeyed' else 'caller' end as fate
     from hub.operations where operation_id = any($1::uuid[])`,
    [operationIds],
  );
  return new Map(rows.map(({ operation_id, fate }) => [operation_id, fate]));
}
