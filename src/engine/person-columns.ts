import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { hashOfWords, IdTable } from './id-table.js';
import { NO_SLOT } from './reference-columns.js';
import { UUID_WORDS } from './uuid-words.js';

const CHUNK_PERSONS = 65_536;
/** Of `flags`: the lower bits are the index of the system. */
const LOOSE_BOUNDS = 0x80;
const SYSTEM_MASK = 0x7f;

type Chunk = {
  readonly hashes: Uint32Array;
  readonly firstSlots: Uint32Array;
  readonly flags: Uint8Array;
};

/** Identifier and system. */
const KEY_WORDS = UUID_WORDS + 1;

/**
 * Persons of systems, in columns: 9 bytes each, and 5 for finding them. A person's references are a chain of slots
 * that begins here; each of them lies beside the identifier of the person, of which only the hash is here. The number of a person
 * without references is given to somebody new, but not before `releaseRemoved`: changes also come between the steps of a search, which
 * knows persons by their numbers.
 */
export class PersonColumns {
  readonly #chunks: Chunk[] = [];
  readonly #table: IdTable;
  readonly #free: number[] = [];
  readonly #removed: number[] = [];
  readonly #key = new Uint32Array(KEY_WORDS);
  /** Numbers are below this. */
  count = 0;

  /** `hasSubjectId`: whether the reference in this slot is of the subject whose identifier these words begin with. */
  constructor(hasSubjectId: (slot: number, words: Uint32Array) => boolean) {
    this.#table = new IdTable({
      hashOf: (person) => this.hashOf(person),
      hasKey: (person, key) =>
        this.#systemIndexOf(person) === key[UUID_WORDS] && hasSubjectId(this.firstSlotOf(person), key),
    });
  }

  find(system: SystemId, subjectId: Uint32Array): number | undefined {
    return this.#table.get(this.#keyOf(system, subjectId));
  }

  /** Somebody new must get a first slot before anybody else is looked for. */
  findOrAdd(system: SystemId, subjectId: Uint32Array): number {
    const known = this.find(system, subjectId);
    if (known !== undefined) return known;
    const person = this.#free.pop() ?? this.#addPerson();
    const chunk = this.#chunkOf(person);
    const index = person % CHUNK_PERSONS;
    chunk.hashes[index] = hashOfWords(this.#keyOf(system, subjectId));
    chunk.firstSlots[index] = NO_SLOT;
    chunk.flags[index] = SYSTEMS.indexOf(system);
    this.#table.add(person);
    return person;
  }

  /** The person must not have references any more. */
  remove(person: number): void {
    this.#table.delete(person);
    this.#chunkOf(person).hashes[person % CHUNK_PERSONS] = 0;
    this.#removed.push(person);
  }

  /** No search goes on: the numbers of those who were removed may be given to others. */
  releaseRemoved(): void {
    for (const person of this.#removed) this.#free.push(person);
    this.#removed.length = 0;
  }

  /** Of identifier and system. */
  hashOf(person: number): number {
    return this.#chunkOf(person).hashes[person % CHUNK_PERSONS]!;
  }

  /** Whether the person is hashed as this subject of their system. */
  isHashedAs(person: number, subjectId: Uint32Array): boolean {
    return this.hashOf(person) === hashOfWords(this.#keyOf(this.systemOf(person), subjectId));
  }

  systemOf(person: number): SystemId {
    return SYSTEMS[this.#systemIndexOf(person)]!;
  }

  firstSlotOf(person: number): number {
    return this.#chunkOf(person).firstSlots[person % CHUNK_PERSONS]!;
  }

  setFirstSlot(person: number, slot: number): void {
    this.#chunkOf(person).firstSlots[person % CHUNK_PERSONS] = slot;
  }

  /**
   * Some reference has an unknown finger or a quality that weighs less: bounds of this person are not exact. Never
   * taken back, as that costs speed only.
   */
  hasLooseBounds(person: number): boolean {
    return (this.#chunkOf(person).flags[person % CHUNK_PERSONS]! & LOOSE_BOUNDS) !== 0;
  }

  setLooseBounds(person: number): void {
    this.#chunkOf(person).flags[person % CHUNK_PERSONS]! |= LOOSE_BOUNDS;
  }

  #systemIndexOf(person: number): number {
    return this.#chunkOf(person).flags[person % CHUNK_PERSONS]! & SYSTEM_MASK;
  }

  #keyOf(system: SystemId, subjectId: Uint32Array): Uint32Array {
    for (let word = 0; word < UUID_WORDS; word++) this.#key[word] = subjectId[word]!;
    this.#key[UUID_WORDS] = SYSTEMS.indexOf(system);
    return this.#key;
  }

  #addPerson(): number {
    if (this.count === this.#chunks.length * CHUNK_PERSONS) {
      this.#chunks.push({
        hashes: new Uint32Array(CHUNK_PERSONS),
        firstSlots: new Uint32Array(CHUNK_PERSONS),
        flags: new Uint8Array(CHUNK_PERSONS),
      });
    }
    return this.count++;
  }

  #chunkOf(person: number): Chunk {
    return this.#chunks[Math.floor(person / CHUNK_PERSONS)]!;
  }
}
