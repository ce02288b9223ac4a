/** Coefficients to categories and bits (IAFIS-IC-0110(V3) annex C, table 8), the mirror of `decode-blocks`. */
import type { HuffmanCode } from './huffman-code.js';

/** Receives a category and the bits that follow its code. */
type Sink = (category: number, value: number, valueBits: number) => void;

/** Coefficients with categories of their own, runs with categories of their own, and the longest run there is. */
const COEFFICIENT_MAX = 74;
const COEFFICIENT_MIN = -73;
const RUN_MAX = 100;
const LONG_RUN_MAX = 0xffff;

export function countCategories(blocks: readonly Int16Array[]): Uint32Array {
  const frequencies = new Uint32Array(256);
  const sink: Sink = (category) => {
    frequencies[category]! += 1;
  };
  for (const block of blocks) categorise(block, sink);
  // A block without coefficients has a table all the same, and a table has a code.
  if (frequencies.every((frequency) => frequency === 0)) frequencies[1] = 1;
  return frequencies;
}

/** Bits of a block, filled up with ones, a zero stuffed after every FF. */
export function encodeBlock(block: Int16Array, { codes, lengths }: HuffmanCode): Uint8Array {
  const bytes: number[] = [];
  let pending = 0;
  let bits = 0;
  const write = (value: number, count: number) => {
    pending = (pending << count) | value;
    bits += count;
    while (bits >= 8) {
      bits -= 8;
      const byte = (pending >>> bits) & 0xff;
      bytes.push(byte);
      if (byte === 0xff) bytes.push(0);
    }
    pending &= (1 << bits) - 1;
  };
  categorise(block, (category, value, valueBits) => {
    write(codes[category]!, lengths[category]!);
    if (valueBits > 0) write(value, valueBits);
  });
  if (bits > 0) write((1 << (8 - bits)) - 1, 8 - bits);
  return Uint8Array.from(bytes);
}

function categorise(block: Int16Array, sink: Sink): void {
  let run = 0;
  for (const coefficient of block) {
    if (coefficient === 0) {
      run += 1;
      if (run < LONG_RUN_MAX) continue;
    }
    if (run > 0) categoriseRun(run, sink);
    run = 0;
    if (coefficient !== 0) categoriseCoefficient(coefficient, sink);
  }
  if (run > 0) categoriseRun(run, sink);
}

function categoriseRun(run: number, sink: Sink): void {
  if (run <= RUN_MAX) sink(run, 0, 0);
  else if (run <= 0xff) sink(105, run, 8);
  else sink(106, run, 16);
}

function categoriseCoefficient(coefficient: number, sink: Sink): void {
  if (coefficient >= COEFFICIENT_MIN && coefficient <= COEFFICIENT_MAX) {
    sink(180 + coefficient, 0, 0);
    return;
  }
  const size = Math.abs(coefficient);
  const isNegative = coefficient < 0 ? 1 : 0;
  if (size <= 0xff) sink(101 + isNegative, size, 8);
  else sink(103 + isNegative, size, 16);
}
