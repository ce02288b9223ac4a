/**
 * What galleries are loaded from and kept in step by. A cursor is the snapshot (`pg_current_snapshot()`) of the last
 * reading; what came since is every change whose transaction that snapshot does not see. So a transaction that began
 * first and committed last is not missed, and one that is still open costs nothing but a longer index range.
 *
 * Which side of a change is delivered is decided by the templates there are now: added and erased since the cursor is
 * delivered as erased only. A cursor whose changes may have been pruned, or a gallery too far behind, gets
 * `OperationalError('gallery-not-ready')`: it must be loaded anew with `readAll`.
 */
import { createHash } from 'node:crypto';
import type { EncounterId, TemplateId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { GalleryFeed, GalleryReference, UnitOfWork } from '../workflows/ports.js';
import type { Keyring } from './keyring.js';
import { openTemplate, type TemplateRow } from './sealed-template.js';

export function createGalleryFeed({
  unitOfWork,
  keyring,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly keyring: Keyring;
}): GalleryFeed {
  const toReference = (row: ReferenceRow): GalleryReference => ({
    templateId: row.template_id,
    system: row.system,
    subjectId: row.subject_id,
    encounterId: row.encounter_id,
    template: openTemplate(keyring, row),
  });

  return {
    readAll: (onBatch, signal) =>
      unitOfWork.transaction(async (tx) => {
        signal.throwIfAborted();
        // One snapshot for all batches: what they hold is exactly what the cursor stands for.
        await tx.query('set transaction isolation level repeatable read, read only');
        const [row] = await tx.query<{ cursor: string }>('select pg_current_snapshot()::text as cursor');
        await tx.query(
          `declare gallery no scroll cursor for select ${REFERENCE} from hub.templates template`,
        );
        for (;;) {
          const rows = await tx.query<ReferenceRow>(`fetch ${LIMITS.galleryLoadBatch} from gallery`);
          signal.throwIfAborted();
          if (rows.length > 0) await onBatch(rows.map(toReference));
          if (rows.length < LIMITS.galleryLoadBatch) return stateOf(row!.cursor);
        }
      }),
    async changesSince(cursor) {
      const rows = await unitOfWork.sql.query<ChangeRow>(CHANGES, [cursor, LIMITS.galleryChangesMax + 1]);
      const [first] = rows;
      if (!first?.is_usable)
        throw new OperationalError('gallery-not-ready', 'the gallery must be loaded anew');
      const changes = rows.filter(({ changed_id }) => changed_id !== null);
      if (changes.length > LIMITS.galleryChangesMax) {
        throw new OperationalError(
          'gallery-not-ready',
          'the gallery is too far behind and must be loaded anew',
        );
      }
      return {
        ...stateOf(first.cursor),
        added: changes.filter(isPresent).map(toReference),
        erased: changes.filter((row) => !isPresent(row)).map(({ changed_id }) => changed_id!),
      };
    },
  };
}

type ReferenceRow = TemplateRow & { readonly encounter_id: EncounterId };

const REFERENCE = `template.template_id, template.system, template.subject_id, template.encounter_id,
  template.position, template.template_version, template.quality, template.embedding`;

type ChangeRow = {
  readonly cursor: string;
  readonly is_usable: boolean;
  readonly changed_id: TemplateId | null;
} & (ReferenceRow | { readonly template_id: null });

/**
 * One statement, so that new cursor, changes and templates are of one snapshot; always at least one row. A cursor from
 * the future belongs to another database, or to this one before it was restored.
 */
const CHANGES = `
  select state.cursor, state.is_usable, change.template_id as changed_id, ${REFERENCE}
  from (
    select pg_current_snapshot()::text as cursor,
      pg_snapshot_xmin($1::pg_snapshot) > through_xid
        and pg_snapshot_xmax($1::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as is_usable
    from hub.gallery_pruned
  ) state
  left join lateral (
    select distinct template_id from hub.gallery_changes
    where xid >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::pg_snapshot)
    limit $2
  ) change on state.is_usable
  left join hub.templates template on template.template_id = change.template_id`;

function isPresent(row: ChangeRow): row is ChangeRow & ReferenceRow {
  return row.template_id !== null;
}

/** Short enough to stand in an answer: the newest transaction seen, and which of the older ones were still open. */
function stateOf(cursor: string): { readonly cursor: string; readonly snapshot: string } {
  const [, newest] = cursor.split(':');
  const open = createHash('sha256').update(cursor).digest('hex').slice(0, 8);
  return { cursor, snapshot: `${newest}-${open}` };
}
