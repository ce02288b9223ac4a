import type { Sql } from '../workflows/ports/persistence.js';

/**
 * Removes searches whose caller was to be answered while it waited, and whose candidates nobody has taken for `lateMs`: the
 * process that waited has died. Of all operations these alone keep the queue `search` once they are `searched`; any other
 * goes on to the next queue in the transaction that keeps its candidates. Returns how many; call again while it returns
 * `limit`.
 */
export async function forgetLateSearches(
  sql: Sql,
  { lateMs, limit }: { readonly lateMs: number; readonly limit: number },
): Promise<number> {
  const forgotten = await sql.query(
    `delete from hub.operations where operation_id in (
       select operation_id from hub.operations
       where state = 'searched' and kind = 'search-systems' and queue = 'search'
         and updated_at < now() - $1 * interval '1 millisecond'
       limit $2
       for update skip locked
     )
     returning operation_id`,
    [lateMs, limit],
  );
  return forgotten.length;
}
