/**
 * Seeded random numbers (sfc32), the same on every machine. Not for secrets. One generator per purpose: drawing once
 * more in one place must not change what another place draws, so `fork` makes independent ones by name.
 */
export type Random = {
  /** 32 random bits as an unsigned integer. */
  bits(): number;
  /** At least `low`, below `high`. */
  uniform(low: number, high: number): number;
  /** Whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Gaussian with mean 0; a sum of eight bytes, so never beyond 4.9 deviations. */
  normal(deviation: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Index of a weight, drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number;
  fork(name: string): Random;
};

/** Deviation of the sum of eight bytes: sqrt(8 * (256^2 - 1) / 12). */
const EIGHT_BYTES_DEVIATION = 209.0175;
const EIGHT_BYTES_MEAN = 8 * 127.5;

export function createRandom(seed: number | string): Random {
  const state = hash(String(seed));
  const bits = () => next(state);
  const uniform = (low: number, high: number) => low + (bits() / 2 ** 32) * (high - low);
  const integer = (low: number, high: number) => low + Math.floor((bits() / 2 ** 32) * (high - low + 1));
  for (let round = 0; round < 12; round += 1) bits();
  return {
    bits,
    uniform,
    integer,
    normal: (deviation) =>
      ((byteSum(bits()) + byteSum(bits()) - EIGHT_BYTES_MEAN) * deviation) / EIGHT_BYTES_DEVIATION,
    chance: (probability) => bits() / 2 ** 32 < probability,
    pick: (items) => items[integer(0, items.length - 1)]!,
    weighted: (weights) => {
      let left = uniform(
        0,
        weights.reduce((sum, weight) => sum + weight, 0),
      );
      const index = weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      });
      return index < 0 ? weights.length - 1 : index;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

function byteSum(word: number): number {
  return (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
}

/** One step of sfc32 (Doty-Humphrey). */
function next(state: Uint32Array): number {
  const sum = (state[0]! + state[1]! + state[3]!) >>> 0;
  state[3] = state[3]! + 1;
  state[0] = state[1]! ^ (state[1]! >>> 9);
  state[1] = state[2]! + (state[2]! << 3);
  state[2] = ((state[2]! << 21) | (state[2]! >>> 11)) + sum;
  return sum;
}

/** Four words of a text: FNV-1a from four bases, each mixed as MurmurHash3 ends. */
function hash(text: string): Uint32Array {
  const words = new Uint32Array(4);
  for (let word = 0; word < 3; word += 1) {
    let value = 0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b9);
    for (let index = 0; index < text.length; index += 1) {
      value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
    }
    value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    words[word] = value ^ (value >>> 16);
  }
  words[3] = 1;
  return words;
}
