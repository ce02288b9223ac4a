/**
 * The sealed embedding of a row of `hub.templates`. It is bound to its subject as well as to its row: whoever could
 * write to the table could otherwise give one subject the fingers of another by changing two identifiers.
 */
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { ReferenceTemplate } from '../matching/template.js';
import type { Keyring } from './keyring.js';
import type { CellPlace } from './sealed-cell.js';

export type TemplateRow = {
  readonly template_id: TemplateId;
  readonly system: SystemId;
  readonly subject_id: SubjectId;
  readonly position: Position;
  readonly template_version: string;
  readonly quality: number;
  readonly embedding: Uint8Array;
};

type Owner = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly templateId: TemplateId;
};

export function sealEmbedding(keyring: Keyring, owner: Owner, embedding: Int8Array): Uint8Array {
  const bytes = new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.length);
  return keyring.seal(bytes, placeOf(owner));
}

export function openTemplate(keyring: Keyring, row: TemplateRow): ReferenceTemplate {
  const owner = { system: row.system, subjectId: row.subject_id, templateId: row.template_id };
  const bytes = keyring.open(row.embedding, placeOf(owner));
  return {
    position: row.position,
    templateVersion: row.template_version,
    quality: row.quality,
    embedding: new Int8Array(bytes),
  };
}

function placeOf({ system, subjectId, templateId }: Owner): CellPlace {
  return `hub.templates.embedding:${system}/${subjectId}/${templateId}`;
}
