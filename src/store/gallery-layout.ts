/**
 * Into how many shards the gallery is divided: a property of the installation, the same for all its processes.
 *
 * It is changed only while no matcher is alive. Whoever rests on it holds an advisory lock until its transaction ends:
 * matchers that announce themselves, searches that are put to the shards, shards that answer. Searches under way are put
 * to the new shards.
 */
import { LIMITS } from '../platform/limits.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';

/** `hubg`; also in the migration that made the layout. */
export const LAYOUT_LOCK = 0x68756267;

export async function readShardCount(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ shard_count: number }>('select shard_count from hub.gallery_layout');
  return row!.shard_count;
}

export type LayoutChange =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed' }
  /** Matchers are alive that hold the shards there are. */
  | { readonly kind: 'refused'; readonly shardCount: number; readonly matchersAlive: number };

export function changeShardCount(unitOfWork: UnitOfWork, shardCount: number): Promise<LayoutChange> {
  return unitOfWork.transaction(async (tx): Promise<LayoutChange> => {
    await tx.query('select pg_advisory_xact_lock($1)', [LAYOUT_LOCK]);
    const now = await readShardCount(tx);
    if (now === shardCount) return { kind: 'unchanged' };
    const matchersAlive = await countMatchers(tx);
    if (matchersAlive > 0) return { kind: 'refused', shardCount: now, matchersAlive };
    await tx.query('update hub.gallery_layout set shard_count = $1', [shardCount]);
    await tx.query('delete from hub.shard_references');
    await searchAgain(tx, shardCount);
    return { kind: 'changed' };
  });
}

async function countMatchers(tx: Sql): Promise<number> {
  const [alive] = await tx.query<{ count: number }>(
    `select count(*)::integer as count from hub.matchers
     where seen_at > now() - $1 * interval '1 millisecond'`,
    [LIMITS.matcherGoneMs],
  );
  return alive!.count;
}

/** What shards have answered so far was divided otherwise. */
async function searchAgain(tx: Sql, shardCount: number): Promise<void> {
  await tx.query('delete from hub.operation_shard_answers');
  await tx.query(`delete from hub.outbox where queue = 'search'`);
  await tx.query(
    `with shards as (
       select operation_id, shard, service_class, traceparent from hub.operations, generate_series(0, $1::integer - 1) shard
       where state = 'extracted' and queue = 'search'
     ), divided as (
       insert into hub.operation_shard_answers (operation_id, shard)
       select operation_id, shard from shards where $1 > 1
     )
     insert into hub.outbox (queue, operation_id, shard, service_class, traceparent)
     select 'search', operation_id, case when $1 > 1 then shard end, service_class, traceparent from shards`,
    [shardCount],
  );
}
