import type { Sql } from '../workflows/ports/persistence.js';

/**
 * Erases operations that ended before `finishedBeforeMs` (milliseconds since the epoch), with their results; returns
 * how many. Call again while it returns `limit`.
 */
export async function eraseOldOperations(
  sql: Sql,
  { finishedBeforeMs, limit }: { readonly finishedBeforeMs: number; readonly limit: number },
): Promise<number> {
  const erased = await sql.query(
    `delete from hub.operations where operation_id in (
       select operation_id from hub.operations
       where state in ('completed', 'rejected', 'failed') and updated_at < to_timestamp($1::double precision / 1000)
       order by updated_at limit $2
       for update skip locked
     )
     returning operation_id`,
    [finishedBeforeMs, limit],
  );
  return erased.length;
}
