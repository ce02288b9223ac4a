import type { RowStore } from './row-pages.js';

/** References that lie one after the other in one tail or segment. */
export const PAGE_SLOTS = 256;
const PAGES_PER_CHUNK = 256;
const CHUNK_SLOTS = PAGE_SLOTS * PAGES_PER_CHUNK;

/** Person of a slot that is free or was erased. */
export const NOBODY = 0xffffffff;
export const NO_SLOT = 0xffffffff;

type Chunk = {
  readonly hashes: Uint32Array;
  readonly persons: Uint32Array;
  readonly next: Uint32Array;
  readonly origins: Uint16Array;
};

/**
 * What is held of each reference, in columns: 14 bytes. Identifiers lie with the rows; here is the hash of that of the
 * template, which finds it and shows that what was read is what was written. A reference has a slot; slots come in pages
 * of 256, each of which belongs to one tail or segment at a time, so that slot and row are found from each other without
 * an index per reference. A slot that was erased is `NOBODY`'s until its page is rewritten.
 *
 * Columns grow by chunks, as doubling would hold up to twice what is needed.
 */
export class ReferenceColumns {
  readonly #chunks: Chunk[] = [];
  readonly #owners: (RowStore | undefined)[] = [];
  readonly #firstRows: number[] = [];
  readonly #freePages: number[] = [];

  allocatePage(): number {
    if (this.#freePages.length === 0) this.#addChunk();
    return this.#freePages.pop()!;
  }

  /** From here on the slots of a page are rows of `owner`, from `firstRow` on. */
  assignPage(page: number, owner: RowStore, firstRow: number): void {
    this.#owners[page] = owner;
    this.#firstRows[page] = firstRow;
  }

  /** Nothing of what was there is kept. */
  freePage(page: number): void {
    const { hashes, persons, next, origins } = this.#chunkOf(page * PAGE_SLOTS);
    const from = (page % PAGES_PER_CHUNK) * PAGE_SLOTS;
    hashes.fill(0, from, from + PAGE_SLOTS);
    persons.fill(NOBODY, from, from + PAGE_SLOTS);
    next.fill(NO_SLOT, from, from + PAGE_SLOTS);
    origins.fill(0, from, from + PAGE_SLOTS);
    this.#owners[page] = undefined;
    this.#freePages.push(page);
  }

  /** The tail or segment a slot lies in, and its row there. */
  ownerOf(slot: number): RowStore {
    return this.#owners[slot >>> 8]!;
  }

  rowOf(slot: number): number {
    return this.#firstRows[slot >>> 8]! + (slot & (PAGE_SLOTS - 1));
  }

  personOf(slot: number): number {
    return this.#chunkOf(slot).persons[slot % CHUNK_SLOTS]!;
  }

  /** The persons of a page, to be read at once. */
  personsOfPage(page: number): Uint32Array {
    const from = (page % PAGES_PER_CHUNK) * PAGE_SLOTS;
    return this.#chunkOf(page * PAGE_SLOTS).persons.subarray(from, from + PAGE_SLOTS);
  }

  /** Numbers of the origins of a page's references, `ReferenceOrigins`. */
  originsOfPage(page: number): Uint16Array {
    const from = (page % PAGES_PER_CHUNK) * PAGE_SLOTS;
    return this.#chunkOf(page * PAGE_SLOTS).origins.subarray(from, from + PAGE_SLOTS);
  }

  originOf(slot: number): number {
    return this.#chunkOf(slot).origins[slot % CHUNK_SLOTS]!;
  }

  nextOf(slot: number): number {
    return this.#chunkOf(slot).next[slot % CHUNK_SLOTS]!;
  }

  setNext(slot: number, next: number): void {
    this.#chunkOf(slot).next[slot % CHUNK_SLOTS] = next;
  }

  /** `hashOfWords` of the template's identifier. */
  hashOf(slot: number): number {
    return this.#chunkOf(slot).hashes[slot % CHUNK_SLOTS]!;
  }

  write(
    slot: number,
    of: { readonly hash: number; readonly person: number; readonly next: number; readonly origin: number },
  ): void {
    const chunk = this.#chunkOf(slot);
    const index = slot % CHUNK_SLOTS;
    chunk.hashes[index] = of.hash;
    chunk.persons[index] = of.person;
    chunk.next[index] = of.next;
    chunk.origins[index] = of.origin;
  }

  erase(slot: number): void {
    this.write(slot, NOTHING);
  }

  #chunkOf(slot: number): Chunk {
    return this.#chunks[Math.floor(slot / CHUNK_SLOTS)]!;
  }

  #addChunk(): void {
    const firstPage = this.#chunks.length * PAGES_PER_CHUNK;
    this.#chunks.push({
      hashes: new Uint32Array(CHUNK_SLOTS),
      persons: new Uint32Array(CHUNK_SLOTS).fill(NOBODY),
      next: new Uint32Array(CHUNK_SLOTS).fill(NO_SLOT),
      origins: new Uint16Array(CHUNK_SLOTS),
    });
    for (let page = PAGES_PER_CHUNK - 1; page >= 0; page--) this.#freePages.push(firstPage + page);
  }
}

const NOTHING = { hash: 0, person: NOBODY, next: NO_SLOT, origin: 0 };
