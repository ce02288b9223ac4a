import { moduleOfOneFunction, signed, unsigned, VALUE_TYPES } from '../../src/matching/web-assembly.js';

const LANES = 4;
const STEP_BYTES = 128;

/**
 * A WebAssembly module written byte by byte, that reads memory and does nothing else worth time:
 * `read(from: i32, end: i32) -> i32` combines all bytes from..end (a multiple of 128) with exclusive or, in 16-byte
 * loads into four accumulators. It imports its memory (`m.m`, shared) so that threads read one buffer.
 */
export function readModule(pages: number): Uint8Array<ArrayBuffer> {
  return moduleOfOneFunction({
    name: 'read',
    parameterCount: 2,
    results: [VALUE_TYPES.i32],
    // Shared (flag 3), of fixed size.
    memoryType: [3, ...unsigned(pages), ...unsigned(pages)],
    code: [
      // Locals 2..5: the accumulators, zero at first.
      ...[1, LANES, VALUE_TYPES.v128],
      ...[0x03, 0x40],
      ...Array.from({ length: STEP_BYTES / 16 }, (_, index) =>
        combine(2 + (index % LANES), 16 * index),
      ).flat(),
      // from += 128; again while from < end
      ...[0x20, 0, 0x41, ...signed(STEP_BYTES), 0x6a, 0x22, 0, 0x20, 1, 0x49, 0x0d, 0, 0x0b],
      ...[0x20, 2, 0x20, 3, ...XOR, 0x20, 4, ...XOR, 0x20, 5, ...XOR],
      // i32x4.extract_lane 0
      ...[0xfd, 27, 0],
    ],
  });
}

const XOR = [0xfd, 81];

/** accumulator ^= v128.load(from + offset) */
function combine(accumulator: number, offset: number): readonly number[] {
  return [0x20, accumulator, 0x20, 0, 0xfd, 0, 0, ...unsigned(offset), ...XOR, 0x21, accumulator];
}
