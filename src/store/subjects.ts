/**
 * Subjects, their encounters, samples and references. Images and templates are sealed. Whoever adds to a subject or
 * erases it holds its row until the transaction ends, so an erasure announces every template there is.
 */
import type { EncounterId, SampleId, SubjectId } from '../domain/ids.js';
import type { SamplePosition } from '../domain/palm-positions.js';
import { modalityOf, POSITIONS } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { NewEncounter, StoredSubject, Subjects } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { Keyring } from './keyring.js';
import type { CellPlace } from './sealed-cell.js';
import { openTemplate, sealEmbedding, type TemplateRow } from './sealed-template.js';
import {
  insertMinutiae,
  MINUTIAE_COLUMNS,
  type MinutiaeRow,
  openMinutiae,
  readMinutiae,
} from './template-minutiae.js';

export function createSubjects({ keyring }: { readonly keyring: Keyring }): Subjects {
  return {
    async insertEncounter(tx, encounter) {
      await insertSubjectAndEncounter(tx, encounter);
      await insertSamples(tx, keyring, encounter);
      await insertReferences(tx, keyring, encounter);
      await insertMinutiae(tx, keyring, encounter);
    },
    lock,
    read: readSubject,
    async references(sql, system, subjectId) {
      const rows = await sql.query<TemplateRow & MinutiaeRow & { readonly sample_id: SampleId }>(
        `select template_id, sample_id, system, subject_id, position, template.template_version, quality, embedding,
           ${MINUTIAE_COLUMNS}
         from hub.templates template left join hub.template_minutiae minutiae using (template_id)
         where system = $1 and subject_id = $2 order by template_id`,
        [system, subjectId],
      );
      return rows.map((row) => {
        const minutiae = openMinutiae(keyring, row);
        return {
          ...openTemplate(keyring, row),
          ...(minutiae === undefined ? {} : { minutiae }),
          templateId: row.template_id,
          sampleId: row.sample_id,
        };
      });
    },
    minutiae: (sql, templateIds) => readMinutiae(sql, keyring, templateIds),
    async sample(sql, sampleId) {
      const [row] = await sql.query<SampleRow>(
        `select system, subject_id as "subjectId", image, media_type as "mediaType"
         from hub.samples join hub.encounters using (encounter_id) where sample_id = $1`,
        [sampleId],
      );
      return row && { ...row, image: keyring.open(row.image, imagePlace(sampleId)) };
    },
    async eraseEncounter(tx, system, subjectId, encounterId) {
      await lock(tx, system, subjectId);
      await tx.query(
        `with announced as (
           insert into hub.gallery_changes (template_id, kind)
           select template_id, 'erased' from hub.templates where encounter_id = $3
         ), marked as (
           update hub.subjects set biometrics_erased_at = clock_timestamp() where system = $1 and subject_id = $2
             and exists (select from hub.samples where encounter_id = $3)
         )
         delete from hub.encounters where system = $1 and subject_id = $2 and encounter_id = $3`,
        [system, subjectId, encounterId],
      );
    },
    async eraseBiometrics(tx, system, subjectId, { encounterId, modality }) {
      await lock(tx, system, subjectId);
      const positions = modality && POSITIONS.filter((position) => modalityOf(position) === modality);
      const gone = await tx.query(ERASE_BIOMETRICS, [
        system,
        subjectId,
        encounterId ?? null,
        positions ?? null,
      ]);
      return gone.length > 0;
    },
    async erase(tx, system, subjectId) {
      // In a statement of its own: the next one then sees what a transaction that held the row has added.
      await lock(tx, system, subjectId);
      // A detection that waits holds probes of the subject; its job finds nothing to do.
      await tx.query('delete from hub.operations where detected_system = $1 and detected_subject_id = $2', [
        system,
        subjectId,
      ]);
      await tx.query(
        `with announced as (
           insert into hub.gallery_changes (template_id, kind)
           select template_id, 'erased' from hub.templates where system = $1 and subject_id = $2
         )
         delete from hub.subjects where system = $1 and subject_id = $2`,
        [system, subjectId],
      );
    },
  };
}

const ERASE_BIOMETRICS = `
  with gone as (
    select sample_id from hub.samples sample join hub.encounters encounter using (encounter_id)
    where encounter.system = $1 and encounter.subject_id = $2
      and ($3::uuid is null or encounter_id = $3::uuid) and ($4::text[] is null or sample.position = any($4::text[]))
  ), announced as (
    insert into hub.gallery_changes (template_id, kind)
    select template_id, 'erased' from hub.templates where sample_id in (select sample_id from gone)
  ), marked as (
    update hub.subjects set biometrics_erased_at = clock_timestamp() where system = $1 and subject_id = $2
      and exists (select from gone)
  )
  delete from hub.samples where sample_id in (select sample_id from gone) returning sample_id`;

async function lock(tx: Sql, system: SystemId, subjectId: SubjectId) {
  const [row] = await tx.query<{ memberState: string }>(
    `select member_state as "memberState" from hub.subjects
     where system = $1 and subject_id = $2 for update`,
    [system, subjectId],
  );
  return row;
}

async function insertSubjectAndEncounter(tx: Sql, encounter: NewEncounter): Promise<void> {
  const { system, subjectId, memberState } = encounter;
  // `do update` changes nothing but holds the row against erasure; `do nothing` would not.
  await tx.query(
    `insert into hub.subjects as known (system, subject_id, member_state) values ($1, $2, $3)
     on conflict (system, subject_id) do update set member_state = known.member_state`,
    [system, subjectId, memberState],
  );
  await tx.query(
    `insert into hub.encounters (encounter_id, system, subject_id, member_state, authority_id, encounter_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [encounter.encounterId, system, subjectId, memberState, encounter.authorityId, encounter.encounterAt],
  );
}

const imagePlace = (sampleId: SampleId): CellPlace => `hub.samples.image:${sampleId}`;

async function insertSamples(
  tx: Sql,
  keyring: Keyring,
  { encounterId, samples }: NewEncounter,
): Promise<void> {
  if (samples.length === 0) return;
  await tx.query(
    `insert into hub.samples (encounter_id, sample_id, position, media_type, width_px, height_px, ppi, image)
     select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[],
       $7::double precision[], $8::bytea[])`,
    [
      encounterId,
      samples.map(({ sampleId }) => sampleId),
      samples.map(({ sample }) => sample.position),
      samples.map(({ image }) => image.mediaType),
      samples.map(({ image }) => image.widthPx),
      samples.map(({ image }) => image.heightPx),
      samples.map(({ image, sample }) => image.ppi ?? sample.ppi ?? null),
      samples.map(({ sampleId, sample }) => keyring.seal(sample.image, imagePlace(sampleId))),
    ],
  );
}

async function insertReferences(
  tx: Sql,
  keyring: Keyring,
  { system, subjectId, encounterId, memberState, references }: NewEncounter,
): Promise<void> {
  if (references.length === 0) return;
  const templateIds = references.map(({ templateId }) => templateId);
  await tx.query(
    `insert into hub.templates (encounter_id, system, subject_id, member_state, template_id, sample_id, position,
       template_version, quality, embedding, category)
     select $1, $2, $3, $4, * from unnest($5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::double precision[],
       $10::bytea[], $11::text[])`,
    [
      encounterId,
      system,
      subjectId,
      memberState,
      templateIds,
      references.map(({ sampleId }) => sampleId),
      references.map(({ template }) => template.position),
      references.map(({ template }) => template.templateVersion),
      references.map(({ template }) => template.quality),
      references.map(({ template, templateId }) =>
        sealEmbedding(keyring, { system, subjectId, templateId }, template.embedding),
      ),
      references.map(({ category }) => category),
    ],
  );
  await tx.query(
    `insert into hub.gallery_changes (template_id, kind) select *, 'added' from unnest($1::uuid[])`,
    [templateIds],
  );
}

type SampleRow = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly image: Buffer;
  readonly mediaType: string;
};

type StoredRow = {
  readonly member_state: string;
  readonly biometrics_erased_at: Date | null;
  readonly sample_id: SampleId | null;
  readonly encounter_id: EncounterId;
  readonly position: SamplePosition;
  readonly quality: number | null;
  readonly media_type: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly ppi: number | null;
};

async function readSubject(
  sql: Sql,
  system: SystemId,
  subjectId: SubjectId,
): Promise<StoredSubject | undefined> {
  const rows = await sql.query<StoredRow>(
    `select subject.member_state, subject.biometrics_erased_at, sample.sample_id, encounter.encounter_id, sample.position, template.quality,
       sample.media_type, sample.width_px, sample.height_px, sample.ppi
     from hub.subjects subject
     left join hub.encounters encounter using (system, subject_id)
     left join hub.samples sample using (encounter_id)
     left join hub.templates template using (sample_id)
     where subject.system = $1 and subject.subject_id = $2
     order by encounter.encounter_at, encounter.created_at, sample.position, sample.sample_id`,
    [system, subjectId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const erasedAt = first.biometrics_erased_at;
  return {
    system,
    subjectId,
    memberState: first.member_state,
    ...(erasedAt === null ? {} : { biometricsErasedAt: erasedAt.toISOString() }),
    samples: rows.flatMap(toStoredSample),
  };
}

function toStoredSample(row: StoredRow): StoredSubject['samples'] {
  // A subject of a system without biometrics has encounters without samples.
  if (row.sample_id === null) return [];
  return [
    {
      sampleId: row.sample_id,
      encounterId: row.encounter_id,
      position: row.position,
      ...(row.quality === null ? {} : { quality: row.quality }),
      image: {
        mediaType: row.media_type,
        widthPx: row.width_px,
        heightPx: row.height_px,
        ...(row.ppi === null ? {} : { ppi: row.ppi }),
      },
    },
  ];
}
