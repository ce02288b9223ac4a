/**
 * Numbers found by keys of 32-bit words: open addressing in typed arrays, about 5 bytes per entry, as a `Map` of a
 * million identifiers takes ten times as much. Neither the keys nor their hashes are kept here: whoever has the columns
 * gives them. The hash of an entry is asked for often; whether it has a key only where the hashes are the same, so
 * keys may lie in a file.
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

export type IdEntries = {
  /** `hashOfWords` of the key of the entry a value stands for. */
  hashOf(value: number): number;
  hasKey(value: number, key: Uint32Array): boolean;
};

export class IdTable {
  readonly #shards: Uint32Array[] = Array.from({ length: SHARDS }, () => emptyShard(CAPACITY_MIN));
  readonly #counts = new Uint32Array(SHARDS);
  readonly #entries: IdEntries;

  constructor(entries: IdEntries) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  get(key: Uint32Array): number | undefined {
    const hash = hashOfWords(key);
    const shard = this.#shards[shardOf(hash)]!;
    for (let at = homeOf(hash, shard.length); shard[at] !== EMPTY; at = next(at, shard.length)) {
      const value = shard[at]!;
      if (this.#entries.hashOf(value) === hash && this.#entries.hasKey(value, key)) return value;
    }
    return undefined;
  }

  /** The key of `value` must not be here yet; its columns are filled. */
  add(value: number): void {
    const hash = this.#entries.hashOf(value);
    const index = shardOf(hash);
    const shard = this.#shards[index]!;
    shard[placeOf(shard, hash, EMPTY)] = value;
    this.#counts[index]!++;
    if (this.#counts[index]! > LOAD_MAX * shard.length) this.#grow(index);
  }

  /** `by` stands for the key of `value` from here on. `value` must be here, its hash still in its columns. */
  replace(value: number, by: number): void {
    const hash = this.#entries.hashOf(value);
    const shard = this.#shards[shardOf(hash)]!;
    shard[placeOf(shard, hash, value)] = by;
  }

  /** `value` must be here, its hash still in its columns. */
  delete(value: number): void {
    const hash = this.#entries.hashOf(value);
    const index = shardOf(hash);
    const shard = this.#shards[index]!;
    let hole = placeOf(shard, hash, value);
    this.#counts[index]!--;
    for (let at = next(hole, shard.length); shard[at] !== EMPTY; at = next(at, shard.length)) {
      const home = homeOf(this.#entries.hashOf(shard[at]!), shard.length);
      // An entry may move up as far as its home; the distances are those of the ring.
      if (distance(home, at, shard.length) < distance(hole, at, shard.length)) continue;
      shard[hole] = shard[at]!;
      hole = at;
    }
    shard[hole] = EMPTY;
  }

  #grow(index: number): void {
    const old = this.#shards[index]!;
    const shard = emptyShard(Math.ceil(old.length * GROWTH) + 1);
    for (const value of old) {
      if (value === EMPTY) continue;
      shard[placeOf(shard, this.#entries.hashOf(value), EMPTY)] = value;
    }
    this.#shards[index] = shard;
  }
}

function emptyShard(capacity: number): Uint32Array {
  return new Uint32Array(capacity).fill(EMPTY);
}

/** 32 bits. Identifiers of one time may share their first words, so every word is mixed in. */
export function hashOfWords(key: Uint32Array): number {
  let hash = 0x9e3779b9;
  for (let word = 0; word < key.length; word++) {
    hash = Math.imul(hash ^ key[word]!, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function shardOf(hash: number): number {
  return hash >>> (32 - SHARD_BITS);
}

/** Where `value` is. Of `EMPTY`: where an entry of this hash may go. */
function placeOf(shard: Uint32Array, hash: number, value: number): number {
  let at = homeOf(hash, shard.length);
  while (shard[at] !== value) at = next(at, shard.length);
  return at;
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
