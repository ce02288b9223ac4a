/**
 * Pixels to subbands: the wavelet transform of the encoder (IAFIS-IC-0110(V3) 3.2) with the filters every known encoder
 * uses (table 1 of the standard). Lines are extended by mirroring them around their first and last samples.
 */
import type { SubbandLayout } from './subband-layout.js';

/** Right halves of the symmetric analysis filters, from the middle on. */
export const LOW_HALF: readonly number[] = [
  0.85269867900940344, 0.3774028556126538, -0.11062440441842342, -0.02384946501938, 0.03782845550699546,
];
export const HIGH_HALF: readonly number[] = [
  0.78848561640566439, -0.41809227322221221, -0.04068941760955844, 0.06453888262893845,
];

/** Mirrored samples a filter of nine taps needs at each end. */
const MARGIN = 4;

/** Changes `image` from values around 0 into coefficients, node by node, rows first. */
export function analyse(image: Float32Array, { nodes }: SubbandLayout): void {
  const { width: stride, height } = nodes[0]!;
  const line = new Float64Array(Math.max(stride, height) + 2 * MARGIN);
  for (const { x, y, width, height, invertsRows, invertsColumns } of nodes) {
    const corner = y * stride + x;
    const rows = { length: width, step: 1, isInverted: invertsRows };
    for (let row = 0; row < height; row += 1) splitLine(image, corner + row * stride, rows, line);
    const columns = { length: height, step: stride, isInverted: invertsColumns };
    for (let column = 0; column < width; column += 1) splitLine(image, corner + column, columns, line);
  }
}

type Line = { readonly length: number; readonly step: number; readonly isInverted: boolean };

/** In place: the low half of the line, then the high half, or the other way round. */
function splitLine(
  image: Float32Array,
  at: number,
  { length, step, isInverted }: Line,
  line: Float64Array,
): void {
  for (let index = 0; index < length; index += 1) line[MARGIN + index] = image[at + index * step]!;
  for (let beyond = 1; beyond <= MARGIN; beyond += 1) {
    line[MARGIN - beyond] = line[MARGIN + reflect(-beyond, length)]!;
    line[MARGIN + length - 1 + beyond] = line[MARGIN + reflect(length - 1 + beyond, length)]!;
  }
  const highLength = length >> 1;
  const lowLength = length - highLength;
  const lowAt = at + (isInverted ? highLength * step : 0);
  const highAt = at + (isInverted ? 0 : lowLength * step);
  for (let index = 0; index < lowLength; index += 1) {
    image[lowAt + index * step] = filter(line, MARGIN + 2 * index, LOW_HALF);
  }
  for (let index = 0; index < highLength; index += 1) {
    image[highAt + index * step] = filter(line, MARGIN + 2 * index + 1, HIGH_HALF);
  }
}

/** The sample that stands for one outside of the line. */
function reflect(index: number, length: number): number {
  const period = 2 * (length - 1);
  const inPeriod = ((index % period) + period) % period;
  return inPeriod < length ? inPeriod : period - inPeriod;
}

function filter(line: Float64Array, middle: number, half: readonly number[]): number {
  let sum = half[0]! * line[middle]!;
  for (let tap = 1; tap < half.length; tap += 1)
    sum += half[tap]! * (line[middle - tap]! + line[middle + tap]!);
  return sum;
}
