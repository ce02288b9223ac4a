import type { ServiceClass } from '../domain/service-class.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { type JobRow, toJobPointer } from './job-row.js';

/**
 * Where the jobs of unfinished operations of a class that nobody touched or looked at for `untouchedMs` belong, longest ago
 * first. They count as looked at from now on, so that several relays share the work and none looks at the same ones
 * again and again; an operation that is locked is being worked on and left out, and so is one that is postponed. A search that was put to shards belongs
 * to each that has not answered.
 */
export async function findUnfinishedOperations(
  sql: Sql,
  {
    serviceClass,
    untouchedMs,
    limit,
  }: { readonly serviceClass: ServiceClass; readonly untouchedMs: number; readonly limit: number },
): Promise<readonly JobPointer[]> {
  const rows = await sql.query<JobRow>(
    `with stale as (
     update hub.operations set looked_at = now()
     where operation_id in (
       select operation_id from hub.operations
       where state in ('queued', 'extracted', 'searched') and queue is not null
         and service_class = $3
         and (not_before is null or not_before < now())
         and looked_at < now() - $1 * interval '1 millisecond'
         and updated_at < now() - $1 * interval '1 millisecond'
       order by looked_at limit $2
       for update skip locked
     )
     returning queue, operation_id, service_class, traceparent,
       coalesce(not_before > updated_at, false) as was_postponed
     )
     select stale.queue, stale.operation_id, part.shard, stale.service_class, stale.traceparent, stale.was_postponed
     from stale
     left join hub.operation_shard_answers part
       on stale.queue = 'search' and part.operation_id = stale.operation_id and part.answer is null`,
    [untouchedMs, limit, serviceClass],
  );
  return rows.map(toJobPointer);
}
