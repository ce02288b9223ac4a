import {
  advance,
  constant,
  get,
  I32_ADD,
  moduleOfOneFunction,
  repeatBelow,
  set,
  sumOfLanes,
  unsigned,
  VALUE_TYPES,
} from '../web-assembly.js';
import { DESCRIPTOR_POINTS } from './describe-minutiae.js';

/** Signed bytes of a surrounding, -127 to 127: six vectors of 16. */
export const SURROUNDING_BYTES = 2 * DESCRIPTOR_POINTS;
const VECTORS = SURROUNDING_BYTES / 16;

/** Points that two surroundings must both see: a third of them. */
export const LEAST_COMMON_POINTS = DESCRIPTOR_POINTS / 3;
const LARGEST_PRODUCT = 127 * 127;

/** Addresses: `a`, `b` surroundings, `seenA`, `seenB` two words each, `out` float64 for each row of a with each of b. */
export type CompareSurroundings = (
  a: number,
  aEnd: number,
  b: number,
  bEnd: number,
  seenA: number,
  seenB: number,
  out: number,
) => void;

const [A, A_END, B, B_END, SEEN_A, SEEN_B, OUT] = [0, 1, 2, 3, 4, 5, 6];
const [ROW_OF_B, SEEN_OF_B, LOW, HIGH, COMMON, SUM, FIRST_OF_A] = [7, 8, 9, 10, 11, 12, 13];

const loadWord = (offset: number) => [0x28, 2, ...unsigned(offset)];
const loadVector = (index: number) => [0xfd, 0, 0, ...unsigned(16 * index)];
const forEachVector = (code: (index: number) => readonly number[]) =>
  Array.from({ length: VECTORS }, (_, index) => code(index)).flat();

/** What two vectors add to `SUM`: two products of 127 x 127 fit into 16 bits, so four additions become two. */
function multiplyVectors(index: number): readonly number[] {
  const operands = [...get(FIRST_OF_A + index), ...get(ROW_OF_B), ...loadVector(index)];
  return [
    ...(index === 0 ? [] : get(SUM)),
    // i16x8.extmul_low_i8x16_s, i16x8.extmul_high_i8x16_s, i16x8.add, i32x4.extadd_pairwise_i16x8_s
    ...[...operands, 0xfd, ...unsigned(0x9c), ...operands, 0xfd, ...unsigned(0x9d)],
    ...[0xfd, ...unsigned(0x8e), 0xfd, 0x7e],
    // i32x4.add
    ...(index === 0 ? [] : [0xfd, ...unsigned(0xae)]),
    ...set(SUM),
  ];
}

/** i32.and, i32.popcnt */
const seenByBoth = (own: number, offset: number) => [
  ...[...get(own), ...get(SEEN_OF_B), ...loadWord(offset), 0x71, 0x69],
];

/**
 * `compare`: `product / (127 * 127 * common)`, or 0 where fewer than `LEAST_COMMON_POINTS` are common. Whole numbers and
 * one division: the same on every machine. Both sides must have a row at least.
 */
export const SIMILARITIES_MODULE = moduleOfOneFunction({
  name: 'compare',
  parameterCount: 7,
  results: [],
  memoryType: [0, 1],
  code: [
    ...[2, 5, VALUE_TYPES.i32, 1 + VECTORS, VALUE_TYPES.v128],
    ...[0x03, 0x40],
    ...forEachVector((index) => [...get(A), ...loadVector(index), ...set(FIRST_OF_A + index)]),
    ...[...get(SEEN_A), ...loadWord(0), ...set(LOW), ...get(SEEN_A), ...loadWord(4), ...set(HIGH)],
    ...[...get(B), ...set(ROW_OF_B), ...get(SEEN_B), ...set(SEEN_OF_B)],
    ...[0x03, 0x40],
    ...[...seenByBoth(LOW, 0), ...seenByBoth(HIGH, 4), I32_ADD, ...set(COMMON)],
    ...forEachVector(multiplyVectors),
    // f64.store(OUT, select(f64(product) / f64(127 * 127 * common), 0, common >= least))
    ...[...get(OUT), ...sumOfLanes(SUM), 0xb7],
    ...[...get(COMMON), ...constant(LARGEST_PRODUCT), 0x6c, 0xb7, 0xa3],
    ...[0x44, 0, 0, 0, 0, 0, 0, 0, 0],
    ...[...get(COMMON), ...constant(LEAST_COMMON_POINTS), 0x4f, 0x1b, 0x39, 3, 0],
    ...[...advance(OUT, 8), ...advance(SEEN_OF_B, 8)],
    ...[...repeatBelow(ROW_OF_B, SURROUNDING_BYTES, B_END), 0x0b],
    ...advance(SEEN_A, 8),
    ...[...repeatBelow(A, SURROUNDING_BYTES, A_END), 0x0b],
  ],
});
