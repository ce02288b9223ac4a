/**
 * What the shards of a gallery said to one search, sealed, until all of it is merged. The rows are there from the moment
 * the search is put to the shards (`hub.divide_search`), so a row without an answer is a shard that is waited for.
 */
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { GalleryAnswer, ShardNotCompared } from '../workflows/ports/gallery.js';
import type { ShardAnswers } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { LAYOUT_LOCK, readShardCount } from './gallery-layout.js';
import type { Keyring } from './keyring.js';
import { type CellPlace, openJson, sealJson } from './sealed-cell.js';

export function createShardAnswers({ keyring }: { readonly keyring: Keyring }): ShardAnswers {
  return {
    async keep(tx, operationId, { shard, answer }, shardCount) {
      await requireLayout(tx, shardCount);
      await tx.query(
        `update hub.operation_shard_answers set answer = $3, answered_at = now()
         where operation_id = $1 and shard = $2 and answer is null`,
        [operationId, shard, sealJson(keyring, placeOf(operationId, shard), answer)],
      );
      const [kept] = await tx.query<{ count: number }>(
        `select count(answer)::integer as count from hub.operation_shard_answers where operation_id = $1`,
        [operationId],
      );
      return { isLast: kept!.count === shardCount };
    },
    async read(sql, operationId) {
      const rows = await sql.query<{ shard: number; answer: Buffer | null }>(
        'select shard, answer from hub.operation_shard_answers where operation_id = $1 order by shard',
        [operationId],
      );
      return {
        answers: rows.flatMap(({ shard, answer }) =>
          answer === null
            ? []
            : [{ shard, answer: openJson<GalleryAnswer>(keyring, placeOf(operationId, shard), answer) }],
        ),
        waitingFor: rows.filter(({ answer }) => answer === null).map(({ shard }) => shard),
      };
    },
    isAnswered: async (sql, operationId, shard) => {
      const rows = await sql.query(
        `select from hub.operation_shard_answers where operation_id = $1 and shard = $2 and answer is not null`,
        [operationId, shard],
      );
      return rows.length > 0;
    },
    async discard(tx, operationId) {
      await tx.query(
        'update hub.operation_shard_answers set answer = null, answered_at = null where operation_id = $1',
        [operationId],
      );
    },
    overdue: (sql, limit) => findOverdue(sql, limit),
    countReferences: (sql, shards) => countReferences(sql, shards),
  };
}

const placeOf = (operationId: OperationId, shard: number): CellPlace =>
  `hub.operation_shard_answers.answer:${operationId}/${shard}`;

/**
 * A matcher that was taken for dead may not know that the gallery has been divided anew. Never waits, as the caller
 * holds the operation, which whoever changes the layout may want.
 */
async function requireLayout(tx: Sql, shardCount: number): Promise<void> {
  const [lock] = await tx.query<{ taken: boolean }>('select pg_try_advisory_xact_lock_shared($1) as taken', [
    LAYOUT_LOCK,
  ]);
  if (lock!.taken && (await readShardCount(tx)) === shardCount) return;
  throw new OperationalError('gallery-not-ready', 'the gallery has been divided anew');
}

/**
 * Searches somebody waits for that some shard has answered and another has not, for so long that the answer has to do without: sooner where
 * nobody is alive who could give it. Before the first answer there is nothing to tell, and a search waits as it does for
 * a gallery that is in one piece.
 */
async function findOverdue(sql: Sql, limit: number): Promise<readonly OperationId[]> {
  const rows = await sql.query<{ operation_id: OperationId }>(
    `select operation_id from (
       select part.operation_id, min(part.answered_at) as first_answer_at,
         bool_or(part.answer is null and not exists (
           select from hub.matcher_shards holder join hub.matchers matcher using (matcher_id)
           where holder.shard = part.shard and holder.is_ready
             and matcher.seen_at > now() - $1 * interval '1 millisecond'
         )) as nobody_will
       from hub.operation_shard_answers part join hub.operations operation using (operation_id)
       where operation.state = 'extracted' and operation.kind in ('identify', 'search-systems')
       group by part.operation_id
       having bool_or(part.answer is null)
     ) late
     where first_answer_at < now() - case when nobody_will then $2::integer else $3 end * interval '1 millisecond'
     order by first_answer_at limit $4`,
    [LIMITS.matcherGoneMs, LIMITS.shardAnswerMs, LIMITS.shardAnswerMsMax, limit],
  );
  return rows.map(({ operation_id }) => operation_id);
}

/** As a holder counted them last; counted now only where no holder ever has. */
async function countReferences(sql: Sql, shards: readonly number[]): Promise<readonly ShardNotCompared[]> {
  const rows = await sql.query<{ shard: number; references: string }>(
    `select wanted.shard, coalesce(known.reference_count, (
       select count(*) from hub.templates template, hub.gallery_layout
       where hub.shard_of(hub.gallery_key(template.system, template.subject_id), shard_count) = wanted.shard
     ))::text as references
     from unnest($1::integer[]) wanted (shard)
     left join hub.shard_references known using (shard)
     order by wanted.shard`,
    [shards],
  );
  return rows.map(({ shard, references }) => ({ shard, references: Number(references) }));
}
