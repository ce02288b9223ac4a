/**
 * Numbers found by identifiers of a fixed count of 32-bit words: open addressing in typed arrays, about 5 bytes per
 * entry, as a `Map` of a million identifiers takes ten times as much. The keys themselves are not kept here: whoever
 * has the columns reads them (`keyOf`).
 *
 * Split into shards by hash so that growing stops nobody: a shard is 1/1024 of the table. Deleting moves later entries
 * of the same run up, so that nothing is left that would slow a search down.
 */
const SHARD_BITS = 10;
const SHARDS = 1 << SHARD_BITS;
const CAPACITY_MIN = 4;
const LOAD_MAX = 0.85;
const GROWTH = 1.25;
const EMPTY = 0xffffffff;

export class IdTable {
  readonly #shards: Uint32Array[] = Array.from({ length: SHARDS }, () => emptyShard(CAPACITY_MIN));
  readonly #counts = new Uint32Array(SHARDS);
  readonly #wordCount: number;
  readonly #keyOf: (value: number, into: Uint32Array) => void;
  readonly #other: Uint32Array;

  /** `keyOf` writes the words of the entry a value stands for. */
  constructor(wordCount: number, keyOf: (value: number, into: Uint32Array) => void) {
    this.#wordCount = wordCount;
    this.#keyOf = keyOf;
    this.#other = new Uint32Array(wordCount);
  }

  get size(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  get(key: Uint32Array): number | undefined {
    const hash = hashOf(key, this.#wordCount);
    const shard = this.#shards[hash >>> (32 - SHARD_BITS)]!;
    const at = this.#find(shard, key, hash);
    return shard[at] === EMPTY ? undefined : shard[at];
  }

  /** The columns must hold `key` under `value` by now; an entry of the same key is replaced. */
  set(key: Uint32Array, value: number): void {
    const hash = hashOf(key, this.#wordCount);
    const index = hash >>> (32 - SHARD_BITS);
    const at = this.#find(this.#shards[index]!, key, hash);
    if (this.#shards[index]![at] === EMPTY) this.#counts[index]!++;
    this.#shards[index]![at] = value;
    if (this.#counts[index]! > LOAD_MAX * this.#shards[index]!.length) this.#grow(index);
  }

  /** The columns must still hold `key`. */
  delete(key: Uint32Array): void {
    const hash = hashOf(key, this.#wordCount);
    const index = hash >>> (32 - SHARD_BITS);
    const shard = this.#shards[index]!;
    let hole = this.#find(shard, key, hash);
    if (shard[hole] === EMPTY) return;
    this.#counts[index]!--;
    for (let at = next(hole, shard.length); shard[at] !== EMPTY; at = next(at, shard.length)) {
      const home = homeOf(this.#hashOfValue(shard[at]!), shard.length);
      // An entry may move up as far as its home; the distances are those of the ring.
      if (distance(home, at, shard.length) < distance(hole, at, shard.length)) continue;
      shard[hole] = shard[at]!;
      hole = at;
    }
    shard[hole] = EMPTY;
  }

  /** Where `key` is, or the free place where it would be. */
  #find(shard: Uint32Array, key: Uint32Array, hash: number): number {
    let at = homeOf(hash, shard.length);
    while (shard[at] !== EMPTY && !this.#isKeyOf(shard[at]!, key)) at = next(at, shard.length);
    return at;
  }

  #isKeyOf(value: number, key: Uint32Array): boolean {
    this.#keyOf(value, this.#other);
    for (let word = 0; word < this.#wordCount; word++) {
      if (this.#other[word] !== key[word]) return false;
    }
    return true;
  }

  #hashOfValue(value: number): number {
    this.#keyOf(value, this.#other);
    return hashOf(this.#other, this.#wordCount);
  }

  #grow(index: number): void {
    const old = this.#shards[index]!;
    const shard = emptyShard(Math.ceil(old.length * GROWTH) + 1);
    for (const value of old) {
      if (value === EMPTY) continue;
      let at = homeOf(this.#hashOfValue(value), shard.length);
      while (shard[at] !== EMPTY) at = next(at, shard.length);
      shard[at] = value;
    }
    this.#shards[index] = shard;
  }
}

function emptyShard(capacity: number): Uint32Array {
  return new Uint32Array(capacity).fill(EMPTY);
}

/** Identifiers of one time may share their first words, so every word is mixed in. */
function hashOf(key: Uint32Array, wordCount: number): number {
  let hash = 0x9e3779b9;
  for (let word = 0; word < wordCount; word++) {
    hash = Math.imul(hash ^ key[word]!, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The bits that chose the shard are used up. */
function homeOf(hash: number, capacity: number): number {
  const rest = (hash << SHARD_BITS) >>> 0;
  return Math.floor((rest / 2 ** 32) * capacity);
}

function next(at: number, capacity: number): number {
  return at + 1 === capacity ? 0 : at + 1;
}

function distance(from: number, to: number, capacity: number): number {
  return to >= from ? to - from : to + capacity - from;
}
