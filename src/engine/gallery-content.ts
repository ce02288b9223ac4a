import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import { comparablePositions } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { hasFullWeight } from '../matching/quality-weight.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { hashOfWords, IdTable } from './id-table.js';
import { Partition } from './partition.js';
import { PersonColumns } from './person-columns.js';
import { type PartitionKey, partitionName, type ReferenceBatch } from './reference-batch.js';
import { NO_SLOT, PAGE_SLOTS, ReferenceColumns } from './reference-columns.js';
import { ReferenceOrigins } from './reference-origins.js';
import { SealedSegment } from './sealed-segment.js';
import type { GalleryCounts } from './search-worker-protocol.js';
import { UnusableSegment } from './segment-header.js';
import { Tail } from './tail.js';
import { readUuid, UUID_WORDS } from './uuid-words.js';

/** What is known of a reference beside its identifiers and its embedding. */
type Measured = { readonly quality: number; readonly packedOrigin: number };

/**
 * Everything one search thread holds: persons, their references, and the partitions these lie in. Changes are
 * idempotent, as the feed may deliver one more than once.
 */
export class GalleryContent {
  readonly persons = new PersonColumns((slot, words) => this.#isOf(slot, UUID_WORDS, words));
  readonly references = new ReferenceColumns();
  readonly origins = new ReferenceOrigins();
  /** Erasures so far: each has a number, and segments know the oldest that is still in their files. */
  erasures = 0;
  readonly #slots = new IdTable({
    hashOf: (slot) => this.references.hashOf(slot),
    hasKey: (slot, templateId) => this.#isOf(slot, 0, templateId),
  });
  readonly #partitions = new Map<string, Partition>();
  readonly #templateId = new Uint32Array(UUID_WORDS);
  readonly #subjectId = new Uint32Array(UUID_WORDS);
  /** As read: template, then subject. */
  readonly #identifiers = new Uint32Array(2 * UUID_WORDS);
  readonly #segmentRowsMax: number;
  /** While everything is being read: what was erased meanwhile and may still be delivered from before that. */
  #erasedWhileLoading: Set<string> | undefined;

  /** `segmentRowsMax`: a tail with so many rows is a whole segment, and takes no more. */
  constructor(segmentRowsMax = Number.POSITIVE_INFINITY) {
    this.#segmentRowsMax = segmentRowsMax;
  }

  get partitions(): Iterable<Partition> {
    return this.#partitions.values();
  }

  beginLoading(): void {
    this.#erasedWhileLoading = new Set();
  }

  endLoading(): void {
    this.#erasedWhileLoading = undefined;
  }

  /** References that are known already are left alone. */
  add(batch: ReferenceBatch): void {
    const partitions = batch.partitions.map((key) => this.partition(key));
    for (let index = 0; index < batch.count; index++) {
      this.#templateId.set(batch.templateIds.subarray(index * UUID_WORDS, (index + 1) * UUID_WORDS));
      this.#subjectId.set(batch.subjectIds.subarray(index * UUID_WORDS, (index + 1) * UUID_WORDS));
      if (this.#isKnown()) continue;
      const from = index * EMBEDDING_DIMENSION;
      this.#append(
        partitions[batch.kinds[index]!]!,
        batch.embeddings.subarray(from, from + EMBEDDING_DIMENSION),
        { quality: batch.qualities[index]!, packedOrigin: batch.origins[index]! },
      );
    }
  }

  /** No search finds them from here on; files hold them until they are compacted. */
  erase(templateIds: Uint32Array): void {
    for (let at = 0; at < templateIds.length; at += UUID_WORDS) {
      this.#templateId.set(templateIds.subarray(at, at + UUID_WORDS));
      this.erasures++;
      this.#erasedWhileLoading?.add(readUuid(this.#templateId, 0));
      const slot = this.#slots.get(this.#templateId);
      if (slot === undefined) continue;
      this.#slots.delete(slot);
      this.#unlink(slot);
      this.#eraseRow(slot);
    }
  }

  /**
   * Gives a row of a segment or tail that was read from a file its reference. `false` where the reference is known
   * already; the row then belongs to nobody.
   */
  link(
    slot: number,
    key: PartitionKey,
    record: Measured & { readonly words: Uint32Array; readonly at: number },
  ): boolean {
    this.#templateId.set(record.words.subarray(record.at, record.at + UUID_WORDS));
    this.#subjectId.set(record.words.subarray(record.at + UUID_WORDS, record.at + 2 * UUID_WORDS));
    if (this.#isKnown()) return false;
    this.#link(slot, key, record);
    return true;
  }

  /** The reference of one slot gets another; both rows must hold the same by the time either is read. */
  moveReference(from: number, to: number): void {
    const person = this.references.personOf(from);
    this.#slots.replace(from, to);
    this.references.write(to, {
      hash: this.references.hashOf(from),
      person,
      next: this.references.nextOf(from),
      origin: this.references.originOf(from),
    });
    this.#replaceInChain(person, from, to);
    this.references.erase(from);
  }

  /** Throws `UnusableSegment` where a file holds another one than it was given. */
  templateIdOf(slot: number): TemplateId {
    const words = this.#readIdentifiers(slot).subarray(0, UUID_WORDS);
    requireIntact(hashOfWords(words) === this.references.hashOf(slot));
    return readUuid(words, 0) as TemplateId;
  }

  /** Throws `UnusableSegment` where a file holds another one than it was given. */
  subjectIdOf(person: number): SubjectId {
    const words = this.#readIdentifiers(this.persons.firstSlotOf(person)).subarray(UUID_WORDS);
    requireIntact(this.persons.isHashedAs(person, words));
    return readUuid(words, 0) as SubjectId;
  }

  /** Slots of everything a person has, in no particular order. */
  *slotsOf(person: number): Iterable<number> {
    for (let slot = this.persons.firstSlotOf(person); slot !== NO_SLOT; slot = this.references.nextOf(slot))
      yield slot;
  }

  /** The partition a slot lies in has the key of its reference. */
  partition(key: PartitionKey): Partition {
    const name = partitionName(key);
    const known = this.#partitions.get(name);
    if (known !== undefined) return known;
    const partition = new Partition(key);
    this.#partitions.set(name, partition);
    return partition;
  }

  /** The partitions a probe has to be compared with. */
  comparableWith(
    probe: { readonly position: Position; readonly templateVersion: string },
    systems: readonly SystemId[],
  ): readonly Partition[] {
    return this.#ofPositions(probe.position, systems).filter(
      ({ key }) => key.templateVersion === probe.templateVersion,
    );
  }

  /** Partitions a probe would be compared with if they were not of another template version. */
  ofOtherVersions(
    probe: { readonly position: Position; readonly templateVersion: string },
    systems: readonly SystemId[],
  ): readonly Partition[] {
    return this.#ofPositions(probe.position, systems).filter(
      ({ key }) => key.templateVersion !== probe.templateVersion,
    );
  }

  counts(): GalleryCounts {
    const counts = { referencesSealed: 0, referencesTail: 0, tombstones: 0, segments: 0 };
    for (const { segments, tails } of this.#partitions.values()) {
      counts.segments += segments.length;
      for (const { liveCount } of tails) counts.referencesTail += liveCount;
      for (const { liveCount, erasedCount } of segments) {
        counts.referencesSealed += liveCount;
        counts.tombstones += erasedCount;
      }
    }
    return counts;
  }

  #ofPositions(position: Position, systems: readonly SystemId[]): readonly Partition[] {
    const positions = comparablePositions(position);
    return [...this.#partitions.values()].filter(
      ({ key }) => systems.includes(key.system) && positions.includes(key.position),
    );
  }

  #isKnown(): boolean {
    if (this.#slots.get(this.#templateId) !== undefined) return true;
    return this.#erasedWhileLoading?.has(readUuid(this.#templateId, 0)) === true;
  }

  /** Compares what lies beside the row from word `from` on. */
  #isOf(slot: number, from: number, words: Uint32Array): boolean {
    const identifiers = this.#readIdentifiers(slot);
    for (let word = 0; word < UUID_WORDS; word++) if (identifiers[from + word] !== words[word]) return false;
    return true;
  }

  /** To be used at once. */
  #readIdentifiers(slot: number): Uint32Array {
    this.references.ownerOf(slot).readIdentifiers(this.references.rowOf(slot), this.#identifiers);
    return this.#identifiers;
  }

  #append(partition: Partition, embedding: Int8Array, measured: Measured): void {
    if (partition.tail.rowCount >= this.#segmentRowsMax) partition.freezeTail();
    const { tail } = partition;
    const row = tail.rowCount;
    if (row % PAGE_SLOTS === 0) {
      const page = this.references.allocatePage();
      this.references.assignPage(page, tail, row);
      tail.rows.add(page, 1);
    } else tail.rows.rowCount++;
    tail.write(row, embedding, {
      quality: measured.quality,
      templateId: this.#templateId,
      subjectId: this.#subjectId,
    });
    this.#link(tail.rows.slotOf(row), partition.key, measured);
  }

  /** Of `#templateId` and `#subjectId`. */
  #link(slot: number, key: PartitionKey, { quality, packedOrigin }: Measured): void {
    const { system, position } = key;
    const person = this.persons.findOrAdd(system, this.#subjectId);
    const origin = this.origins.numberOf(packedOrigin);
    this.references.write(slot, {
      hash: hashOfWords(this.#templateId),
      person,
      next: this.persons.firstSlotOf(person),
      origin,
    });
    this.partition(key).countOrigin(origin, 1);
    this.persons.setFirstSlot(person, slot);
    this.#slots.add(slot);
    if (position === 'unknown-finger' || !hasFullWeight(quality)) this.persons.setLooseBounds(person);
  }

  #unlink(slot: number): void {
    const person = this.references.personOf(slot);
    this.#replaceInChain(person, slot, this.references.nextOf(slot));
    if (this.persons.firstSlotOf(person) === NO_SLOT) this.persons.remove(person);
  }

  #replaceInChain(person: number, from: number, to: number): void {
    if (this.persons.firstSlotOf(person) === from) {
      this.persons.setFirstSlot(person, to);
      return;
    }
    for (const slot of this.slotsOf(person)) {
      if (this.references.nextOf(slot) !== from) continue;
      this.references.setNext(slot, to);
      return;
    }
  }

  #eraseRow(slot: number): void {
    const owner = this.references.ownerOf(slot);
    this.partition(owner.key).countOrigin(this.references.originOf(slot), -1);
    const row = this.references.rowOf(slot);
    if (owner instanceof Tail && !owner.isFrozen) {
      this.#removeFromTail(owner, slot, row);
      return;
    }
    this.references.erase(slot);
    if (owner instanceof Tail) {
      owner.clear(row);
      owner.erasedCount++;
    } else if (owner instanceof SealedSegment) owner.markErased(this.erasures);
  }

  #removeFromTail(tail: Tail, slot: number, row: number): void {
    const last = tail.rowCount - 1;
    const lastSlot = tail.rows.slotOf(last);
    tail.moveLast(row);
    if (lastSlot !== slot) this.moveReference(lastSlot, slot);
    else this.references.erase(slot);
    if (last % PAGE_SLOTS === 0) this.references.freePage(tail.rows.removeLast());
    else tail.rows.rowCount--;
  }
}

function requireIntact(isIntact: boolean): void {
  if (!isIntact)
    throw new UnusableSegment('damaged', 'an identifier in a gallery segment is not what was written');
}
