import type { SubjectId } from '../domain/ids.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { IdTable } from './id-table.js';
import { NO_SLOT } from './reference-columns.js';
import { readUuid, UUID_WORDS } from './uuid-words.js';

const CHUNK_PERSONS = 65_536;
/** Of `flags`: the lower bits are the index of the system. */
const LOOSE_BOUNDS = 0x80;
const SYSTEM_MASK = 0x7f;

type Chunk = {
  readonly subjectIds: Uint32Array;
  readonly firstSlots: Uint32Array;
  readonly flags: Uint8Array;
};

/** Identifier and system, as the table wants them. */
const KEY_WORDS = UUID_WORDS + 1;

/**
 * Persons of systems, in columns: 21 bytes each, and 5 for finding them. A person's references are a chain of slots
 * that begins here. The number of a person without references is given to somebody new; no search sees both, as
 * changes come between searches only.
 */
export class PersonColumns {
  readonly #chunks: Chunk[] = [];
  readonly #table: IdTable;
  readonly #free: number[] = [];
  readonly #key = new Uint32Array(KEY_WORDS);
  /** Numbers are below this. */
  count = 0;

  constructor() {
    this.#table = new IdTable(KEY_WORDS, (person, into) => this.#readKey(person, into));
  }

  find(system: SystemId, subjectId: Uint32Array): number | undefined {
    this.#fillKey(system, subjectId);
    return this.#table.get(this.#key);
  }

  findOrAdd(system: SystemId, subjectId: Uint32Array): number {
    const known = this.find(system, subjectId);
    if (known !== undefined) return known;
    const person = this.#free.pop() ?? this.#addPerson();
    const chunk = this.#chunkOf(person);
    const index = person % CHUNK_PERSONS;
    chunk.subjectIds.set(subjectId.subarray(0, UUID_WORDS), index * UUID_WORDS);
    chunk.firstSlots[index] = NO_SLOT;
    chunk.flags[index] = SYSTEMS.indexOf(system);
    this.#table.set(this.#key, person);
    return person;
  }

  /** The person must not have references any more. */
  remove(person: number): void {
    this.#readKey(person, this.#key);
    this.#table.delete(this.#key);
    const index = person % CHUNK_PERSONS;
    this.#chunkOf(person).subjectIds.fill(0, index * UUID_WORDS, (index + 1) * UUID_WORDS);
    this.#free.push(person);
  }

  systemOf(person: number): SystemId {
    return SYSTEMS[this.#chunkOf(person).flags[person % CHUNK_PERSONS]! & SYSTEM_MASK]!;
  }

  subjectIdOf(person: number): SubjectId {
    return readUuid(this.#chunkOf(person).subjectIds, (person % CHUNK_PERSONS) * UUID_WORDS) as SubjectId;
  }

  readSubjectId(person: number, into: Uint32Array, at: number): void {
    const { subjectIds } = this.#chunkOf(person);
    const from = (person % CHUNK_PERSONS) * UUID_WORDS;
    for (let word = 0; word < UUID_WORDS; word++) into[at + word] = subjectIds[from + word]!;
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

  #fillKey(system: SystemId, subjectId: Uint32Array): void {
    for (let word = 0; word < UUID_WORDS; word++) this.#key[word] = subjectId[word]!;
    this.#key[UUID_WORDS] = SYSTEMS.indexOf(system);
  }

  #readKey(person: number, into: Uint32Array): void {
    this.readSubjectId(person, into, 0);
    into[UUID_WORDS] = this.#chunkOf(person).flags[person % CHUNK_PERSONS]! & SYSTEM_MASK;
  }

  #addPerson(): number {
    if (this.count === this.#chunks.length * CHUNK_PERSONS) {
      this.#chunks.push({
        subjectIds: new Uint32Array(CHUNK_PERSONS * UUID_WORDS),
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
