/**
 * Failed operations an operator may have tried again, where their jobs failed: from here and not from the queues, whose
 * failed jobs are lost with Redis, and pushed out by ten thousand others. Conditions and orders are those of their index: in an
 * outage a good part of all operations is kept, and whoever has to look through them would take long just then.
 */
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { QueueName } from '../workflows/ports/jobs.js';
import type { FailedJob, QueuePlace } from '../workflows/ports/operation.js';
import type { KeptCount, KeptJob, OperationFate, OperationProblem } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';

/**
 * Where something may have failed, `of`, and as what place it is shown. Of shards that are no more it is the last, and of none
 * (before the gallery was divided) the first.
 */
const PLACES = `(select queue, failed_shard::smallint, case when queue = 'search' and shard_count > 1
      then least(shard_count - 1, greatest(failed_shard, 0)) end as shard
    from unnest($1::text[]) as queue, generate_series(-1, 255) as failed_shard, hub.gallery_layout
    where queue = 'search' or failed_shard = -1) of`;

const KEPT = `from hub.operations kept
    where kept.state = 'failed' and kept.is_kept_for_retry and (kept.kind <> 'enrol' or kept.idempotency_mac is null)
      and kept.queue = of.queue and kept.failed_shard = of.failed_shard`;

const NEWEST_FIRST = 'order by kept.updated_at desc, kept.operation_id';
const OLDEST_FIRST = 'order by kept.updated_at, kept.operation_id desc';

/** An erasure never fails. */
const QUEUES: readonly Exclude<QueueName, 'erasure'>[] = ['extraction', 'search', 'federation'];

/** Each queue and each shard is counted by itself, so that one with very many does not hide the others. */
export async function countKept(sql: Sql): Promise<readonly KeptCount[]> {
  const rows = await sql.query<{
    readonly queue: QueueName;
    readonly shard: number | null;
    readonly count: number;
  }>(
    `select of.queue, of.shard, sum(counted.count)::integer as count
     from ${PLACES} cross join lateral (
       select count(*) from (select 1 ${KEPT} ${NEWEST_FIRST} limit $2) counted
     ) counted
     where counted.count > 0 group by of.queue, of.shard`,
    [QUEUES, LIMITS.keptCountedMax],
  );
  return rows.map(({ queue, shard, count }) => ({ queue, ...(shard === null ? {} : { shard }), count }));
}

export async function listKept(
  sql: Sql,
  { queue, shard }: QueuePlace,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly jobs: readonly KeptJob[] }> {
  const place = [[queue], shard ?? null];
  const [counted, rows] = await Promise.all([
    sql.query<{ readonly total: number }>(
      `select count(*)::integer as total from (
         select 1 from ${PLACES} cross join lateral (select 1 ${KEPT} ${NEWEST_FIRST} limit $3) each
         where of.shard is not distinct from $2::integer limit $3
       ) counted`,
      [...place, LIMITS.keptCountedMax],
    ),
    sql.query<KeptRow>(
      `select kept.* from ${PLACES} cross join lateral (
         select kept.operation_id, kept.kind, kept.problem, kept.updated_at ${KEPT} ${NEWEST_FIRST}
         limit $3::bigint + $4
       ) kept
       where of.shard is not distinct from $2::integer ${NEWEST_FIRST} offset $3 limit $4`,
      [...place, offset, limit],
    ),
  ]);
  const jobs = rows.map((row) => toJob(row, { queue, ...(shard === undefined ? {} : { shard }) }));
  return { total: counted[0]?.total ?? 0, jobs };
}

/** Oldest first: what is tried again and fails again goes to the end, and what is erased first comes first. */
export async function oldestKept(
  sql: Sql,
  { queue, shard }: QueuePlace,
  { failedBeforeMs, limit }: { readonly failedBeforeMs: number; readonly limit: number },
): Promise<readonly OperationId[]> {
  const rows = await sql.query<{ readonly operation_id: OperationId }>(
    `select kept.operation_id from ${PLACES} cross join lateral (
       select kept.operation_id, kept.updated_at ${KEPT} and kept.kind <> 'enrol' and kept.updated_at <= $3
       ${OLDEST_FIRST} limit $4
     ) kept
     where of.shard is not distinct from $2::integer ${OLDEST_FIRST} limit $4`,
    [[queue], shard ?? null, new Date(failedBeforeMs), limit],
  );
  return rows.map(({ operation_id }) => operation_id);
}

type KeptRow = {
  readonly operation_id: OperationId;
  readonly kind: string;
  readonly problem: OperationProblem;
  readonly updated_at: Date;
};

function toJob(row: KeptRow, place: QueuePlace): FailedJob & { readonly fate: OperationFate } {
  return {
    ...place,
    operationId: row.operation_id,
    reason: row.problem.code,
    // Kept is only what was tried as often as that.
    attempts: LIMITS.jobAttempts,
    failedAtMs: row.updated_at.getTime(),
    fate: row.kind === 'enrol' ? 'unkeyed' : 'kept',
  };
}
