/**
 * How far the files of galleries are rid of what was erased. Each holder of a shard keeps the snapshot of the database
 * it took before it last compacted: what transactions of that snapshot erased is in no file of it any more. An erasure
 * is over when all who are alive and hold its shard have compacted past it, and there is at least one of them.
 */
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Erasures } from '../workflows/ports/operations.js';

export function createErasures(): Erasures {
  return {
    uncompacted: (sql, matcherId) =>
      sql.query<{ shard: number; through: string }>(
        `select held.shard, pg_current_snapshot()::text || '/' || ${SERVER_STARTED} as through
         from hub.matcher_shards held, hub.gallery_layout
         where held.matcher_id = $1 and held.is_ready and exists (
           select from hub.operations erasure
           where erasure.kind = 'erase' and erasure.state = 'queued'
             and coalesce(hub.shard_of(erasure.gallery_key, shard_count) = held.shard, true)
             and not ${HAS_COMPACTED}
         )
         order by held.shard`,
        [matcherId],
      ),
    async keepCompacted(sql, matcherId, { shard, through }) {
      const [snapshot, serverStarted] = through.split('/');
      await sql.query(
        `update hub.matcher_shards set compacted_through = $3::pg_snapshot
         where matcher_id = $1 and shard = $2 and $4 = ${SERVER_STARTED}`,
        [matcherId, shard, snapshot, serverStarted],
      );
    },
    async finished(sql, limit) {
      const rows = await sql.query<{ operation_id: OperationId }>(
        `select erasure.operation_id
         from hub.operations erasure, hub.gallery_layout,
         lateral (
           select bool_and(${HAS_COMPACTED}) as all_have
           from hub.matcher_shards held join hub.matchers matcher using (matcher_id)
           where coalesce(hub.shard_of(erasure.gallery_key, shard_count) = held.shard, true)
             and matcher.seen_at > now() - $1 * interval '1 millisecond'
         ) holders
         where erasure.kind = 'erase' and erasure.state = 'queued' and holders.all_have
         order by erasure.created_at limit $2`,
        [LIMITS.matcherGoneMs, limit],
      );
      return rows.map(({ operation_id }) => operation_id);
    },
  };
}

/**
 * A server that started while a matcher compacted may lack what it had seen, and give those numbers out again; what was
 * compacted then counts for nothing, and is compacted once more.
 */
const SERVER_STARTED = `extract(epoch from pg_postmaster_start_time())::text`;

/**
 * Numbers of transactions mean nothing in another cluster, where a dump may have been restored: a snapshot from the
 * future says nothing, and an erasure from the future was over before the dump.
 */
const HAS_COMPACTED = `(
  coalesce(pg_snapshot_xmax(held.compacted_through) <= pg_snapshot_xmax(pg_current_snapshot()), false)
  and (pg_visible_in_snapshot(erasure.accepted_xid, held.compacted_through)
    or erasure.accepted_xid >= pg_snapshot_xmax(pg_current_snapshot())))`;
