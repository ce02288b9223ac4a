/**
 * References extracted by earlier models, found by their versions and exchanged one by one. Whoever exchanges holds the
 * subject, as whoever erases it does.
 */
import type { SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { StaleReference, TemplateRenewals } from '../workflows/ports/template-renewals.js';
import type { Keyring } from './keyring.js';
import { sealEmbedding } from './sealed-template.js';
import { IS_STALE, nameOf, pageOf, parametersOf } from './stale-templates.js';
import { insertMinutiae } from './template-minutiae.js';

/** `page`: references one statement looks at. */
export function createTemplateRenewals({
  keyring,
  page = LIMITS.staleTemplatesPage,
}: {
  readonly keyring: Keyring;
  readonly page?: number;
}): TemplateRenewals {
  return {
    async stale(sql, { versions, after, limit }) {
      const rows = await sql.query<Partial<StaleRow> & PageEnd>(STALE, [
        ...parametersOf(versions),
        after ?? null,
        limit,
        page,
      ]);
      const references = rows.flatMap((row) => (row.template_id ? [toReference(row as StaleRow)] : []));
      // A page that is full of stale ones goes on behind them, any other behind all it looked at.
      const next = references.length === limit ? references.at(-1)!.templateId : rows[0]?.page_end;
      return { references, ...(next === undefined ? {} : { next }) };
    },
    async renewed(sql, versions) {
      const [positions] = parametersOf(versions);
      const [row] = await sql.query<StaleRow>(
        `select template.template_id, template.sample_id, template.system, template.subject_id, template.position,
           sample.ppi
         from hub.templates template join hub.samples sample using (sample_id)
         where template.template_version = $1 and template.position = any($2::text[]) limit 1`,
        [versions.templateVersion, positions],
      );
      return row && toReference(row);
    },
    async replace(tx, { templateId: old, system, subjectId }, { templateId, template, versions }) {
      // A finger without minutiae is as good as it gets.
      const isLast = versions.secondStage !== undefined && template.minutiae === undefined;
      const replaced = await tx.query(
        `with old as (delete from hub.templates where template_id = $1 returning *)
         insert into hub.templates (template_id, sample_id, encounter_id, system, subject_id, member_state, category,
           position, template_version, quality, embedding, renewal_refused)
         select $2, sample_id, encounter_id, system, subject_id, member_state, category, $3, $4, $5, $6, $7 from old
         returning template_id`,
        [
          old,
          templateId,
          template.position,
          template.templateVersion,
          template.quality,
          sealEmbedding(keyring, { system, subjectId, templateId }, template.embedding),
          isLast ? nameOf(versions) : null,
        ],
      );
      if (replaced.length === 0) return false;
      await insertMinutiae(tx, keyring, { system, subjectId, references: [{ templateId, template }] });
      await tx.query(
        `insert into hub.gallery_changes (template_id, kind) values ($1, 'erased'), ($2, 'added')`,
        [old, templateId],
      );
      return true;
    },
    async refuse(tx, { templateId }, versions) {
      await tx.query('update hub.templates set renewal_refused = $2 where template_id = $1', [
        templateId,
        nameOf(versions),
      ]);
    },
  };
}

type StaleRow = {
  readonly template_id: TemplateId;
  readonly sample_id: SampleId;
  readonly system: SystemId;
  readonly subject_id: SubjectId;
  readonly position: Position;
  readonly ppi: number | null;
};

function toReference(row: StaleRow): StaleReference {
  return {
    templateId: row.template_id,
    sampleId: row.sample_id,
    system: row.system,
    subjectId: row.subject_id,
    position: row.position,
    ...(row.ppi === null ? {} : { ppi: row.ppi }),
  };
}

type PageEnd = { readonly page_end: TemplateId };

const STALE = `
  with ${pageOf('$6')}, stale as (
    select template.template_id, template.sample_id, template.system, template.subject_id, template.position, sample.ppi
    from page template join hub.samples sample using (sample_id)
      left join hub.template_minutiae minutiae using (template_id)
    where template.position = any($1::text[]) and ${IS_STALE}
    order by template.template_id limit $5
  )
  select page_end.page_end, stale.* from page_end left join stale on true order by stale.template_id`;
