import { strict as assert } from 'node:assert';
import type { Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { GalleryReference } from '../workflows/ports/gallery.js';
import { packOrigin } from './reference-origins.js';
import { uuidWords } from './uuid-words.js';

/** What references share that are compared with the same probes and lie in the same files. */
export type PartitionKey = {
  readonly system: SystemId;
  readonly position: Position;
  readonly templateVersion: string;
};

/** References as they travel between threads: columns that are handed over, not copied. */
export type ReferenceBatch = {
  readonly count: number;
  readonly templateIds: Uint32Array<ArrayBuffer>;
  readonly subjectIds: Uint32Array<ArrayBuffer>;
  readonly qualities: Float64Array<ArrayBuffer>;
  readonly embeddings: Int8Array<ArrayBuffer>;
  /** As `packOrigin` gives them. */
  readonly origins: Uint32Array<ArrayBuffer>;
  /** Index into `partitions`, per reference. */
  readonly kinds: Uint16Array<ArrayBuffer>;
  readonly partitions: readonly PartitionKey[];
};

export function packReferences(references: readonly GalleryReference[]): ReferenceBatch {
  const partitions = new Map<string, { readonly index: number; readonly key: PartitionKey }>();
  const embeddings = new Int8Array(references.length * EMBEDDING_DIMENSION);
  const kinds = new Uint16Array(references.length);
  references.forEach(({ system, template }, index) => {
    const { position, templateVersion, embedding } = template;
    assert(embedding.length === EMBEDDING_DIMENSION, 'a reference has 256 values');
    embeddings.set(embedding, index * EMBEDDING_DIMENSION);
    const name = partitionName({ system, position, templateVersion });
    const known = partitions.get(name) ?? {
      index: partitions.size,
      key: { system, position, templateVersion },
    };
    partitions.set(name, known);
    kinds[index] = known.index;
  });
  return {
    count: references.length,
    templateIds: uuidWords(references.map(({ templateId }) => templateId)),
    subjectIds: uuidWords(references.map(({ subjectId }) => subjectId)),
    qualities: Float64Array.from(references, ({ template }) => template.quality),
    embeddings,
    origins: Uint32Array.from(references, ({ origin }) => packOrigin(origin)),
    kinds,
    partitions: [...partitions.values()].map(({ key }) => key),
  };
}

export function buffersOf(batch: ReferenceBatch): readonly ArrayBuffer[] {
  const { templateIds, subjectIds, qualities, embeddings, origins, kinds } = batch;
  return [templateIds, subjectIds, qualities, embeddings, origins, kinds].map(({ buffer }) => buffer);
}

export function partitionName({ system, position, templateVersion }: PartitionKey): string {
  return `${system}/${position}/${templateVersion}`;
}
