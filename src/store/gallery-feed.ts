/**
 * What galleries are loaded from and kept in step by. A cursor names the gallery, the shard, and the snapshot
 * (`pg_current_snapshot()`) of the last reading; what came since is every change whose transaction that snapshot does not see. So a transaction that began
 * first and committed last is not missed, and one that is still open costs nothing but a longer index range.
 *
 * A database that was restored, or that a standby took over, may have lost what a gallery has seen, and gives its numbers
 * out again, of changes as of transactions. So a cursor also knows the newest changes of its reading (`history`): where these are not what
 * it says, it is of another history. Where they are, a change of a larger number came after the reading, whatever
 * its transaction says. This needs no right to ask the server for its timeline, which a copy put back as files would keep,
 * and a standby that has lost nothing costs no loading.
 *
 * Which side of a change is delivered is decided by the templates there are now: added and erased since the cursor is
 * delivered as erased only. A cursor of another history, one whose changes may have been pruned, or a gallery too far behind, gets
 * `OperationalError('gallery-not-ready')`: it must be loaded anew with `readAll`.
 */
import { createHash } from 'node:crypto';
import type { EncounterId, TemplateId } from '../domain/ids.js';
import type { RecordCategory } from '../domain/record-category.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { GalleryFeed, GalleryReference } from '../workflows/ports/gallery.js';
import type { UnitOfWork } from '../workflows/ports/persistence.js';
import type { Keyring } from './keyring.js';
import { openTemplate, type TemplateRow } from './sealed-template.js';

/** One of `count` parts of the gallery, from 0; every reference of one person is in one part. */
export type FeedShard = { readonly shard: number; readonly shardCount: number };

/** Of the whole gallery, or of one shard of it: erasures are then told of all shards, as what is gone has no place. */
export function createGalleryFeed({
  unitOfWork,
  keyring,
  shard = { shard: 0, shardCount: 1 },
}: {
  readonly unitOfWork: UnitOfWork;
  readonly keyring: Keyring;
  readonly shard?: FeedShard;
}): GalleryFeed {
  const isWhole = shard.shardCount === 1;
  const keys = keysOf(shard);
  const toReference = (row: ReferenceRow): GalleryReference => ({
    templateId: row.template_id,
    system: row.system,
    subjectId: row.subject_id,
    encounterId: row.encounter_id,
    origin: { memberState: row.member_state, category: row.category },
    template: openTemplate(keyring, row),
  });

  return {
    readAll: (onBatch, signal) =>
      unitOfWork.transaction(async (tx) => {
        signal.throwIfAborted();
        // One snapshot for all batches: what they hold is exactly what the cursor stands for.
        await tx.query('set transaction isolation level repeatable read, read only');
        const [row] = await tx.query<State>(
          `select ${STATE} from hub.gallery_pruned, hub.gallery_layout, ${NEWEST}`,
        );
        // All rows are wanted, so the plan is chosen for all of them and not for the first.
        await tx.query('set local cursor_tuple_fraction = 1');
        await tx.query(
          `declare gallery no scroll cursor for select ${REFERENCE} from hub.templates template
           ${isWhole ? '' : `where ${inKeys('$1', '$2')}`}`,
          isWhole ? [] : keys,
        );
        for (;;) {
          const rows = await tx.query<ReferenceRow>(`fetch ${LIMITS.galleryLoadBatch} from gallery`);
          signal.throwIfAborted();
          if (rows.length > 0) await onBatch(rows.map(toReference), stateOf(row!, shard));
          if (rows.length < LIMITS.galleryLoadBatch) return stateOf(row!, shard);
        }
      }),
    async changesSince(cursor) {
      const { snapshot, galleryId, history } = readCursor(cursor, shard);
      const rows = await unitOfWork.sql.query<ChangeRow>(isWhole ? CHANGES : CHANGES_OF_SHARD, [
        snapshot,
        LIMITS.galleryChangesMax + 1,
        galleryId,
        ...history,
        ...(isWhole ? [] : keys),
      ]);
      const [first] = rows;
      if (!first?.is_usable) throw mustLoad();
      const changes = rows.filter(({ changed_id }) => changed_id !== null);
      if (changes.length > LIMITS.galleryChangesMax) {
        throw new OperationalError(
          'gallery-not-ready',
          'the gallery is too far behind and must be loaded anew',
        );
      }
      return {
        ...stateOf(first, shard),
        added: changes.filter(isPresent).map(toReference),
        erased: changes.filter((row) => !isPresent(row)).map(({ changed_id }) => changed_id!),
      };
    },
  };
}

type ReferenceRow = TemplateRow & {
  readonly encounter_id: EncounterId;
  readonly member_state: string;
  readonly category: RecordCategory;
};

const REFERENCE = `template.template_id, template.system, template.subject_id, template.encounter_id,
  template.position, template.template_version, template.quality, template.embedding,
  template.member_state, template.category`;

/** First key of the shard and first key after it, of 2^32: `hub.shard_of`. */
function keysOf({ shard, shardCount }: FeedShard): readonly [from: number, until: number] {
  return [Math.ceil((shard * 2 ** 32) / shardCount), Math.ceil(((shard + 1) * 2 ** 32) / shardCount)];
}

const inKeys = (from: string, until: string) =>
  `hub.gallery_key(template.system, template.subject_id) >= ${from}::bigint
   and hub.gallery_key(template.system, template.subject_id) < ${until}::bigint`;

type State = {
  readonly snapshot: string;
  readonly gallery_id: string;
  /** First and last number of the newest changes, and their digest. */
  readonly history: string;
};

type ChangeRow = State & {
  readonly is_usable: boolean;
  readonly changed_id: TemplateId | null;
} & (ReferenceRow | { readonly template_id: null });

/** Of changes that a snapshot sees: two histories may give out the same numbers, never these rows. */
const digestOf = (snapshot: string) => `
  encode(sha256(convert_to(string_agg(
    concat_ws('/', change_id, xid, template_id, kind, extract(epoch from created_at)), ',' order by change_id
  ) filter (where pg_visible_in_snapshot(xid, ${snapshot})), 'UTF8')), 'hex')`;

/** The newest changes there are; those that are pruned are known by their number only. */
const NEWEST = `(
  select min(change_id) as from_change, max(change_id) as to_change,
    ${digestOf('pg_current_snapshot()')} as digest
  from (select * from hub.gallery_changes order by change_id desc limit ${LIMITS.galleryHistoryChanges}) newest
) newest`;

const STATE = `pg_current_snapshot()::text as snapshot, gallery_id,
  concat_ws('-', coalesce(from_change, through_change), coalesce(to_change, through_change), coalesce(digest, '0')) as history`;

/**
 * What is pruned is older than what a restored database can have lost without anybody having noticed. A number that was
 * seen was given out, and one that was pruned stays so: a database that has not come that far has lost it. A cursor of
 * nothing but pruned changes therefore has no digest that could do.
 */
const IS_OF_THIS_HISTORY = `(
  greatest(through_change, to_change) >= $5::bigint
  and (
    through_change >= $4::bigint
    or $6 = (
      select ${digestOf('$1::pg_snapshot')}
      from hub.gallery_changes where change_id between $4::bigint and $5::bigint
    )))`;

/**
 * One statement, so that new cursor, changes and templates are of one snapshot; always at least one row. A cursor from
 * the future belongs to another database, or to this one before it was restored.
 */
const changesAmong = (changed: string) => `
  select state.snapshot, state.gallery_id, state.history, state.is_usable, change.template_id as changed_id, ${REFERENCE}
  from (
    select ${STATE},
      gallery_id = $3::uuid
        and pg_snapshot_xmin($1::pg_snapshot) > through_xid
        and pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
        and ${IS_OF_THIS_HISTORY} as is_usable
    from hub.gallery_pruned, hub.gallery_layout, ${NEWEST}
  ) state
  left join lateral (
    ${changed}
    limit $2
  ) change on state.is_usable
  left join hub.templates template on template.template_id = change.template_id`;

/** Two ranges of two indexes: what the snapshot does not see, and what has a larger number than all it saw. */
const SINCE = `(
    select template_id from hub.gallery_changes
    where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)
    union
    select template_id from hub.gallery_changes where change_id > $5::bigint
  ) changed`;

const CHANGES = changesAmong(`select changed.template_id from ${SINCE}`);

const CHANGES_OF_SHARD = changesAmong(
  `select changed.template_id from ${SINCE}
    left join hub.templates template on template.template_id = changed.template_id
    where template.template_id is null or ${inKeys('$7', '$8')}`,
);

function isPresent(row: ChangeRow): row is ChangeRow & ReferenceRow {
  return row.template_id !== null;
}

/** The name is short enough to stand in an answer: the newest transaction seen, and which of the older were still open. */
function stateOf({ snapshot, gallery_id, history }: State, { shard, shardCount }: FeedShard) {
  const [, newest] = snapshot.split(':');
  const open = createHash('sha256').update(snapshot).digest('hex').slice(0, 8);
  const cursor = [gallery_id, shard, shardCount, snapshot, history].join('/');
  return { cursor, snapshot: `${newest}-${open}` };
}

/** A gallery may bring the cursor of files that are of another shard, or were written by another release. */
function readCursor(cursor: string, { shard, shardCount }: FeedShard) {
  const [, galleryId, ofShard, ofCount, snapshot, history] =
    /^([0-9a-f-]{36})\/(\d+)\/(\d+)\/([\d:,]+)\/(\d+-\d+-[0-9a-f]+)$/.exec(cursor) ?? [];
  if (galleryId === undefined || snapshot === undefined || history === undefined) throw mustLoad();
  if (Number(ofShard) !== shard || Number(ofCount) !== shardCount) throw mustLoad();
  return { galleryId, snapshot, history: history.split('-') };
}

function mustLoad(): OperationalError {
  return new OperationalError('gallery-not-ready', 'the gallery must be loaded anew');
}
