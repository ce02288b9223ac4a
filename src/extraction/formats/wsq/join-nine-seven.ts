/**
 * The synthesis for a low filter of 7 and a high one of 9 taps, most of the time of a decoder. A sample is multiplied
 * once with each tap it meets (the filters are symmetric: 4 and 5 products, not 7 and 9), and the products are added to
 * sums that travel in local variables until they are complete. Every sum receives its products in the order of the
 * reference decoder: low samples from left to right, then high samples from left to right. What is left out is adding
 * zeros: the high halves of background, and of subbands that are not transmitted.
 *
 * Where the samples of a line lie, its mirrored ends included, is tabled once for all lines of a direction.
 */
import type { Filters } from './read-tables.js';
import type { Node, SubbandLayout } from './subband-layout.js';

/** In shorter lines the reference begins at the last high sample and turns there before it should. */
export const NINE_SEVEN_LENGTH_MIN = 6;

/** Sample of the first turn, and turns before the first two outputs are complete. */
const LOW_FIRST = -1;
const LOW_LEAD = 3;
const HIGH_FIRST = -2;
const HIGH_LEAD = 4;

/** What all lines of one direction of a node have in common. */
type Lines = {
  readonly length: number;
  /** Where the sample of each turn lies, from the start of the line. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** From sample to sample of the joined line. */
  readonly step: number;
};

type Work = {
  readonly taps: Float64Array;
  /** Of the line at hand, from place `LOW_LEAD * 2`: outputs with their low products only. */
  readonly sums: Float64Array;
};

export function joinNineSeven(image: Float32Array, { nodes }: SubbandLayout, filters: Filters): void {
  const { width: stride, height } = nodes[0]!;
  const work: Work = {
    taps: Float64Array.of(...filters.low.subarray(0, 4), ...filters.high.subarray(0, 5)),
    sums: new Float64Array(Math.max(stride, height) + 2 * (LOW_LEAD + HIGH_LEAD)),
  };
  const between = new Float32Array(image.length);
  for (const node of [...nodes].reverse()) {
    joinColumns(image, between, { node, stride, work });
    joinRows(between, image, { node, stride, work });
  }
}

type Step = { readonly node: Node; readonly stride: number; readonly work: Work };

/** From the node's place in the image to rows without gaps. */
function joinColumns(image: Float32Array, between: Float32Array, { node, stride, work }: Step): void {
  const { x, y, width, height, invertsColumns } = node;
  const corner = y * stride + x;
  const lines = linesOf({ length: height, isInverted: invertsColumns, from: stride, to: width });
  const high = { rows: height >> 1, columns: STRIP, stride };
  const highAt = corner + (invertsColumns ? 0 : (height + 1) >> 1) * stride;
  for (let strip = 0; strip < width; strip += STRIP) {
    const columns = Math.min(STRIP, width - strip);
    const hasHigh = !isZero(image, highAt + strip, { ...high, columns });
    for (let column = strip; column < strip + columns; column += 1) {
      sumLow(image, corner + column, lines, work);
      if (hasHigh) addHigh(image, corner + column, lines, work, between, column);
      else storeLow(lines, work, between, column);
    }
  }
}

function joinRows(between: Float32Array, image: Float32Array, { node, stride, work }: Step): void {
  const { x, y, width, height, invertsRows } = node;
  const lines = linesOf({ length: width, isInverted: invertsRows, from: 1, to: 1 });
  const high = { rows: 1, columns: width >> 1, stride: width };
  for (let row = 0; row < height; row += 1) {
    const from = row * width;
    const to = (y + row) * stride + x;
    sumLow(between, from, lines, work);
    const hasHigh = !isZero(between, from + (invertsRows ? 0 : (width + 1) >> 1), high);
    if (hasHigh) addHigh(between, from, lines, work, image, to);
    else storeLow(lines, work, image, to);
  }
}

/** Columns looked at together for zeros: 16 floats are a cache line. */
const STRIP = 16;

type Area = { readonly rows: number; readonly columns: number; readonly stride: number };

/** Ends at the first row that is not, so that it costs next to nothing where the ridges are. */
function isZero(samples: Float32Array, at: number, { rows, columns, stride }: Area): boolean {
  for (let row = 0; row < rows; row += 1) {
    for (let index = at + row * stride, end = index + columns; index < end; index += 1) {
      if (samples[index] !== 0) return false;
    }
  }
  return true;
}

type LineShape = {
  readonly length: number;
  readonly isInverted: boolean;
  /** Steps from sample to sample before and after. */
  readonly from: number;
  readonly to: number;
};

function linesOf({ length, isInverted, from, to }: LineShape): Lines {
  const highLength = length >> 1;
  const lowLength = length - highLength;
  const repeatsLast = length % 2 === 0;
  const low = new Int32Array(highLength + LOW_LEAD + 1);
  const lowEnds = { length: lowLength, repeatsFirst: false, repeatsLast };
  for (let turn = 0; turn < low.length; turn += 1) {
    low[turn] = (mirror(turn + LOW_FIRST, lowEnds) + (isInverted ? highLength : 0)) * from;
  }
  const high = new Int32Array(highLength + HIGH_LEAD);
  const highEnds = { length: highLength, repeatsFirst: true, repeatsLast: !repeatsLast };
  for (let turn = 0; turn < high.length; turn += 1) {
    high[turn] = (mirror(turn + HIGH_FIRST, highEnds) + (isInverted ? 0 : lowLength)) * from;
  }
  return { length, low, high, step: to };
}

type Ends = { readonly length: number; readonly repeatsFirst: boolean; readonly repeatsLast: boolean };

/** The sample that stands for one beyond the ends. */
function mirror(sample: number, { length, repeatsFirst, repeatsLast }: Ends): number {
  let index = sample;
  while (index < 0 || index >= length) {
    index = index < 0 ? (repeatsFirst ? -1 : 0) - index : 2 * length - (repeatsLast ? 1 : 2) - index;
  }
  return index;
}

/** `even1` is the sum of an even output with its first product, and so on until it has all three. */
function sumLow(samples: Float32Array, base: number, { low }: Lines, { taps, sums }: Work): void {
  const l0 = taps[0]!;
  const l1 = taps[1]!;
  const l2 = taps[2]!;
  const l3 = taps[3]!;
  let even1 = 0;
  let even2 = 0;
  let odd1 = 0;
  let odd2 = 0;
  let odd3 = 0;
  for (let turn = 0; turn < low.length; turn += 1) {
    const x = samples[base + low[turn]!]!;
    const x0 = Math.fround(x * l0);
    const x1 = Math.fround(x * l1);
    const x2 = Math.fround(x * l2);
    sums[2 * turn + 1] = Math.fround(odd3 + x0);
    sums[2 * turn + 2] = Math.fround(even2 + x1);
    even2 = Math.fround(even1 + Math.fround(x * l3));
    even1 = x1;
    odd3 = Math.fround(odd2 + x2);
    odd2 = Math.fround(odd1 + x2);
    odd1 = x0;
  }
}

/** Here `even1` is the sum of an even output with its low products and the first high one. */
function addHigh(
  samples: Float32Array,
  base: number,
  { high, step, length }: Lines,
  { taps, sums }: Work,
  joined: Float32Array,
  start: number,
): void {
  const h0 = taps[4]!;
  const h1 = taps[5]!;
  const h2 = taps[6]!;
  const h3 = taps[7]!;
  const h4 = taps[8]!;
  let even1 = 0;
  let even2 = 0;
  let even3 = 0;
  let evenDone = 0;
  let odd1 = 0;
  let odd2 = 0;
  let odd3 = 0;
  let odd4 = 0;
  let at = start;
  for (let turn = 0; turn < high.length; turn += 1) {
    const y = samples[base + high[turn]!]!;
    const y0 = Math.fround(y * h0);
    const y1 = Math.fround(y * h1);
    const y2 = Math.fround(y * h2);
    const y3 = Math.fround(y * h3);
    if (turn >= HIGH_LEAD) {
      joined[at] = evenDone;
      joined[at + step] = odd4 + y0;
      at += 2 * step;
    }
    evenDone = Math.fround(even3 + y1);
    even3 = Math.fround(even2 + y3);
    even2 = Math.fround(even1 + y3);
    even1 = Math.fround(sums[2 * (turn + LOW_LEAD)]! + y1);
    odd4 = Math.fround(odd3 + y2);
    odd3 = Math.fround(odd2 + Math.fround(y * h4));
    odd2 = Math.fround(odd1 + y2);
    odd1 = Math.fround(sums[2 * (turn + LOW_LEAD) + 1]! + y0);
  }
  if (length & 1) joined[at] = evenDone;
}

function storeLow({ length, step }: Lines, { sums }: Work, joined: Float32Array, start: number): void {
  for (let index = 0, at = start; index < length; index += 1, at += step) {
    joined[at] = sums[2 * LOW_LEAD + index]!;
  }
}
