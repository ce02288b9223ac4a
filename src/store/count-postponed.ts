import { LIMITS } from '../platform/limits.js';
import type { PostponedOperations } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';

/**
 * Unfinished operations that were postponed and have not moved on since, those that are being tried again among them. The
 * conditions are those of the index, by which the oldest comes first.
 */
export async function countPostponed(sql: Sql): Promise<PostponedOperations> {
  const [row] = await sql.query<{ readonly count: number; readonly oldest_ms: number | null }>(
    `select count(*)::integer as count,
       (extract(epoch from now() - min(created_at)) * 1000)::double precision as oldest_ms
     from (
       select created_at from hub.operations
       where not_before > updated_at and state in ('queued', 'extracted', 'searched')
       order by created_at limit $1
     ) postponed`,
    [LIMITS.postponedCountedMax],
  );
  return { count: row?.count ?? 0, oldestMs: Math.max(0, row?.oldest_ms ?? 0) };
}
