/**
 * Which matcher processes are alive and which shards they hold: a table of heartbeats by the clock of the database, so
 * that no two machines have to agree on the time. Who was not seen for `LIMITS.matcherGoneMs` counts as gone; if it is
 * only slow, its next heartbeat brings it back.
 */
import { LIMITS } from '../platform/limits.js';
import type { LiveMatcher, MatcherRegistry, ReportedShard } from '../workflows/ports/operations.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import { LAYOUT_LOCK, readShardCount } from './gallery-layout.js';

export function createMatcherRegistry(unitOfWork: UnitOfWork): MatcherRegistry {
  return {
    report: (matcher, shards) =>
      unitOfWork.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock_shared($1)', [LAYOUT_LOCK]);
        await tx.query(
          `insert into hub.matchers (matcher_id, is_assigned, shards_max) values ($1, $2, $3)
           on conflict (matcher_id) do update
           set seen_at = now(), is_assigned = excluded.is_assigned, shards_max = excluded.shards_max`,
          [matcher.matcherId, matcher.isAssigned, matcher.shardsMax ?? null],
        );
        await writeShards(tx, matcher.matcherId, shards);
        return { shardCount: await readShardCount(tx), alive: await readAlive(tx) };
      }),
    survey: async () => ({
      shardCount: await readShardCount(unitOfWork.sql),
      alive: await readAlive(unitOfWork.sql),
    }),
    async leave(matcherId) {
      await unitOfWork.sql.query('delete from hub.matchers where matcher_id = $1', [matcherId]);
    },
  };
}

/** In the order of shards, so that two holders of the same ones never wait for each other in a circle. */
async function writeShards(tx: Sql, matcherId: string, reported: readonly ReportedShard[]): Promise<void> {
  const shards = [...reported].sort((a, b) => a.shard - b.shard);
  await tx.query(
    `with gone as (delete from hub.matcher_shards where matcher_id = $1 and shard <> all($2::integer[]))
     insert into hub.matcher_shards as held (matcher_id, shard, is_ready)
     select $1, * from unnest($2::integer[], $3::boolean[])
     on conflict (matcher_id, shard) do update set is_ready = excluded.is_ready
     where held.is_ready <> excluded.is_ready`,
    [matcherId, shards.map(({ shard }) => shard), shards.map(({ isReady }) => isReady)],
  );
  const counted = shards.filter(({ references }) => references !== undefined);
  if (counted.length === 0) return;
  await tx.query(
    `insert into hub.shard_references as known (shard, reference_count)
     select * from unnest($1::integer[], $2::bigint[])
     on conflict (shard) do update set reference_count = excluded.reference_count, counted_at = now()
     where known.reference_count <> excluded.reference_count`,
    [counted.map(({ shard }) => shard), counted.map(({ references }) => references)],
  );
}

async function readAlive(sql: Sql): Promise<readonly LiveMatcher[]> {
  const rows = await sql.query<LiveMatcher & { readonly shards_max: number | null }>(
    `select matcher.matcher_id as "matcherId", matcher.is_assigned as "isAssigned", matcher.shards_max,
       coalesce(
         json_agg(json_build_object('shard', held.shard, 'isReady', held.is_ready) order by held.shard)
           filter (where held.shard is not null),
         '[]'
       ) as shards
     from hub.matchers matcher left join hub.matcher_shards held using (matcher_id)
     where matcher.seen_at > now() - $1 * interval '1 millisecond'
     group by matcher.matcher_id
     order by matcher.matcher_id`,
    [LIMITS.matcherGoneMs],
  );
  return rows.map(({ shards_max, ...matcher }) => ({
    ...matcher,
    ...(shards_max === null ? {} : { shardsMax: shards_max }),
  }));
}

/** Matchers nobody has seen for long. Returns how many; call again while it returns `limit`. */
export async function forgetGoneMatchers(sql: Sql, { limit }: { readonly limit: number }): Promise<number> {
  const gone = await sql.query(
    `delete from hub.matchers where matcher_id in (
       select matcher_id from hub.matchers where seen_at < now() - $1 * interval '1 millisecond' limit $2
     )
     returning matcher_id`,
    [LIMITS.matcherForgottenMs, limit],
  );
  return gone.length;
}
