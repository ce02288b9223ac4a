/**
 * `hub.template_minutiae`: what the second stage reads of a template. A row is bound to the subject and the version it
 * is of, and goes with its template, by whatever way that goes.
 */
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import type { EncodedMinutiae } from '../matching/template.js';
import type { NewEncounter, NewReference } from '../workflows/ports/operations.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { Keyring } from './keyring.js';
import type { CellPlace } from './sealed-cell.js';

/** Without minutiae where the join found none. */
export type MinutiaeRow = {
  readonly template_id: TemplateId;
  readonly system: SystemId;
  readonly subject_id: SubjectId;
  readonly minutiae_version: string | null;
  readonly minutiae_base64: string | null;
};

/**
 * Of `hub.template_minutiae` under the name `minutiae`. Results travel as text, where bytes are hexadecimal; a search reads
 * up to 1.5 MB of them at once, and base64 is a third shorter and read in half the time.
 */
export const MINUTIAE_COLUMNS = `minutiae.template_version as minutiae_version,
  encode(minutiae.minutiae, 'base64') as minutiae_base64`;

export async function insertMinutiae(
  tx: Sql,
  keyring: Keyring,
  encounter: Pick<NewEncounter, 'system' | 'subjectId'> & {
    readonly references: readonly Pick<NewReference, 'templateId' | 'template'>[];
  },
): Promise<void> {
  const { system, subjectId } = encounter;
  const found = encounter.references.flatMap(({ templateId, template: { minutiae } }) =>
    minutiae === undefined ? [] : [{ templateId, minutiae }],
  );
  if (found.length === 0) return;
  await tx.query(
    `insert into hub.template_minutiae (template_id, template_version, minutiae)
     select * from unnest($1::uuid[], $2::text[], $3::bytea[])`,
    [
      found.map(({ templateId }) => templateId),
      found.map(({ minutiae }) => minutiae.templateVersion),
      found.map(({ templateId, minutiae }) =>
        sealMinutiae(keyring, { system, subjectId, templateId }, minutiae),
      ),
    ],
  );
}

export function sealMinutiae(
  keyring: Keyring,
  owner: { readonly system: SystemId; readonly subjectId: SubjectId; readonly templateId: TemplateId },
  { templateVersion, bytes }: EncodedMinutiae,
): Uint8Array {
  return keyring.seal(bytes, placeOf({ ...owner, version: templateVersion }));
}

/** In one statement; templates without minutiae, and those that are gone, are left out. */
export async function readMinutiae(
  sql: Sql,
  keyring: Keyring,
  templateIds: readonly TemplateId[],
): Promise<ReadonlyMap<TemplateId, EncodedMinutiae>> {
  if (templateIds.length === 0) return new Map();
  const rows = await sql.query<MinutiaeRow>(
    `select template_id, template.system, template.subject_id, ${MINUTIAE_COLUMNS}
     from hub.template_minutiae minutiae join hub.templates template using (template_id)
     where template_id = any($1::uuid[])`,
    [templateIds],
  );
  return new Map(
    rows.flatMap((row) => {
      const opened = openMinutiae(keyring, row);
      return opened === undefined ? [] : [[row.template_id, opened] as const];
    }),
  );
}

export function openMinutiae(keyring: Keyring, row: MinutiaeRow): EncodedMinutiae | undefined {
  const { minutiae_base64: sealed, minutiae_version: version, template_id: templateId } = row;
  if (sealed === null || version === null) return undefined;
  const place = placeOf({ system: row.system, subjectId: row.subject_id, templateId, version });
  return { templateVersion: version, bytes: keyring.open(Buffer.from(sealed, 'base64'), place) };
}

function placeOf(of: {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly templateId: TemplateId;
  readonly version: string;
}): CellPlace {
  return `hub.template_minutiae.minutiae:${of.system}/${of.subjectId}/${of.templateId}/${of.version}`;
}
