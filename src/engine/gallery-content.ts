import type { SubjectId, TemplateId } from '../domain/ids.js';
import { comparablePositions, type Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { hasFullWeight } from '../matching/quality-weight.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { HeldPerson, HeldReference } from './held-reference.js';
import { Partition, type PartitionOptions } from './partition.js';
import type { GalleryCounts, ReferenceHeader } from './search-worker-protocol.js';

/**
 * Everything one search thread holds: persons, their references, and the partitions these lie in. Changes are
 * idempotent, as the feed may deliver one more than once.
 */
export class GalleryContent {
  readonly persons: HeldPerson[] = [];
  readonly #personByKey = new Map<string, HeldPerson>();
  readonly #referenceById = new Map<TemplateId, HeldReference>();
  readonly #partitionByKey = new Map<string, Partition>();
  /** Identifiers are never used twice: what was erased once is not taken in again when delivered late. */
  readonly #erased = new Set<TemplateId>();
  readonly #options: PartitionOptions;

  constructor(options: PartitionOptions) {
    this.#options = options;
  }

  /** `embeddings` holds one row per reference. References that are known already are left alone. */
  add(references: readonly ReferenceHeader[], embeddings: Int8Array): void {
    references.forEach((header, index) => {
      if (this.#referenceById.has(header.templateId) || this.#erased.has(header.templateId)) return;
      const from = index * EMBEDDING_DIMENSION;
      this.#append(header, embeddings.subarray(from, from + EMBEDDING_DIMENSION));
    });
  }

  /** No search finds them from here on; files hold them until `compact`. */
  erase(templateIds: readonly TemplateId[]): void {
    for (const templateId of templateIds) {
      this.#erased.add(templateId);
      const reference = this.#referenceById.get(templateId);
      if (reference === undefined) continue;
      this.#referenceById.delete(templateId);
      reference.rows.erase(reference.row);
      reference.person.references = reference.person.references.filter((each) => each !== reference);
    }
  }

  /** The partitions a probe has to be compared with. */
  comparableWith(
    probe: { readonly position: Position; readonly templateVersion: string },
    systems: readonly SystemId[],
  ): readonly Partition[] {
    return [...new Set(systems)].flatMap((system) =>
      comparablePositions(probe.position).flatMap((position) => {
        const partition = this.#partitionByKey.get(partitionKey(system, position, probe.templateVersion));
        return partition === undefined ? [] : [partition];
      }),
    );
  }

  /** Some partition whose tail has reached `rows`. */
  partitionToSeal(rows: number): Partition | undefined {
    for (const partition of this.#partitionByKey.values()) {
      if (partition.tail.rowCount >= rows) return partition;
    }
    return undefined;
  }

  async compact(): Promise<void> {
    for (const partition of this.#partitionByKey.values()) await partition.compact();
  }

  counts(): GalleryCounts {
    const counts = { referencesSealed: 0, referencesTail: 0, tombstones: 0, segments: 0 };
    for (const { segments, tail } of this.#partitionByKey.values()) {
      counts.referencesTail += tail.rowCount;
      counts.segments += segments.length;
      for (const { rowCount, erasedCount } of segments) {
        counts.referencesSealed += rowCount - erasedCount;
        counts.tombstones += erasedCount;
      }
    }
    return counts;
  }

  #append(header: ReferenceHeader, embedding: Int8Array): void {
    const person = this.#person(header.system, header.subjectId);
    const { tail } = this.#partition(header);
    const { templateId, position, templateVersion, quality } = header;
    const reference = { templateId, person, position, templateVersion, quality, rows: tail, row: 0 };
    tail.append(reference, embedding);
    this.#referenceById.set(templateId, reference);
    person.references.push(reference);
    person.hasLooseBounds ||= position === 'unknown-finger' || !hasFullWeight(quality);
  }

  #person(system: SystemId, subjectId: SubjectId): HeldPerson {
    const key = `${system}/${subjectId}`;
    const known = this.#personByKey.get(key);
    if (known !== undefined) return known;
    const person: HeldPerson = {
      number: this.persons.length,
      system,
      subjectId,
      references: [],
      hasLooseBounds: false,
    };
    this.persons.push(person);
    this.#personByKey.set(key, person);
    return person;
  }

  #partition(header: ReferenceHeader): Partition {
    const key = partitionKey(header.system, header.position, header.templateVersion);
    const known = this.#partitionByKey.get(key);
    if (known !== undefined) return known;
    const partition = new Partition(header, this.#options);
    this.#partitionByKey.set(key, partition);
    return partition;
  }
}

function partitionKey(system: SystemId, position: Position, templateVersion: string): string {
  return `${system}/${position}/${templateVersion}`;
}
