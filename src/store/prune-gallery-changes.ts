import { LIMITS } from '../platform/limits.js';
import type { UnitOfWork } from '../workflows/ports/persistence.js';

/**
 * Removes changes no living gallery needs any more and remembers up to which transaction and number; a gallery that comes back
 * with an older cursor is told to load anew. Returns how many. Call now and then, while it returns `limit` again.
 */
export async function pruneGalleryChanges(
  unitOfWork: UnitOfWork,
  { limit, keptMs = LIMITS.galleryChangesKeptMs }: { readonly limit: number; readonly keptMs?: number },
): Promise<number> {
  const [pruned] = await unitOfWork.sql.query<{ count: number }>(
    `with gone as (
       delete from hub.gallery_changes where change_id in (
         select change_id from hub.gallery_changes
         where created_at < now() - $1 * interval '1 millisecond'
         order by created_at limit $2
         for update skip locked
       )
       returning xid, change_id
     ), remembered as (
       -- PostgreSQL 15 has no max(xid8).
       update hub.gallery_pruned
       set through_xid = greatest(through_xid, (select xid from gone order by xid desc limit 1)),
         through_change = greatest(through_change, (select max(change_id) from gone))
       where exists (select from gone)
     )
     select count(*)::integer as count from gone`,
    [keptMs, limit],
  );
  return pruned?.count ?? 0;
}
