/**
 * References extracted by earlier models, found by their versions and exchanged one by one. Whoever exchanges holds the
 * subject, as whoever erases it does.
 */
import type { SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import { modalityOf, POSITIONS, type Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { CurrentVersions, TemplateRenewals } from '../workflows/ports/template-renewals.js';
import type { Keyring } from './keyring.js';
import { sealEmbedding } from './sealed-template.js';
import { insertMinutiae } from './template-minutiae.js';

export function createTemplateRenewals({ keyring }: { readonly keyring: Keyring }): TemplateRenewals {
  return {
    async stale(sql, { versions, after, limit }) {
      const rows = await sql.query<StaleRow>(
        `select template.template_id, template.sample_id, template.system, template.subject_id, template.position,
           sample.ppi
         from ${STALE} and ($4::uuid is null or template.template_id > $4::uuid)
         order by template.template_id limit $5`,
        [...parametersOf(versions), after ?? null, limit],
      );
      return rows.map((row) => ({
        templateId: row.template_id,
        sampleId: row.sample_id,
        system: row.system,
        subjectId: row.subject_id,
        position: row.position,
        ...(row.ppi === null ? {} : { ppi: row.ppi }),
      }));
    },
    async count(sql, versions) {
      const [row] = await sql.query<{ count: number }>(
        `select count(*)::integer as count from ${STALE}`,
        parametersOf(versions),
      );
      return row!.count;
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

const STALE = `hub.templates template
  join hub.samples sample using (sample_id)
  left join hub.template_minutiae minutiae using (template_id)
  where template.position = any($1::text[])
    and (template.template_version <> split_part($2, '+', 1)
      or ($3::text is not null and minutiae.template_version is distinct from $3))
    and template.renewal_refused is distinct from $2`;

function parametersOf(versions: CurrentVersions): readonly unknown[] {
  const positions = POSITIONS.filter((position) => modalityOf(position) === versions.modality);
  return [positions, nameOf(versions), versions.secondStage ?? null];
}

/** Both versions in one word. */
function nameOf({ templateVersion, secondStage }: CurrentVersions): string {
  return secondStage === undefined ? templateVersion : `${templateVersion}+${secondStage}`;
}
