/**
 * How coarse each subband is quantised for a wanted bit rate: the FBI's procedure (IAFIS-IC-0110(V3) 3.4, annex A). The
 * widths follow from the variances of the subbands; one factor for all is found by leaving out, again and again, the
 * subbands that would receive no bits.
 */
import { CODED_SUBBANDS, type Rectangle, type SubbandLayout } from './subband-layout.js';

/** Subbands of less variance are not transmitted. */
const VARIANCE_MIN = 1.01;
/** If the lowest four subbands together have less, the variances are taken over whole subbands, not their middles. */
const FLAT_VARIANCE = 20_000;
const LOWEST_SUBBANDS = 4;
/** Weights of subbands 52 to 59; all others have 1. */
const WEIGHTS: readonly number[] = [1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08];
const FIRST_WEIGHTED = 52;
/** Share of the pixels in one subband, by the first subband of its size. */
const SHARES: readonly (readonly [first: number, share: number])[] = [
  [51, 1 / 16],
  [4, 1 / 256],
  [0, 1 / 1024],
];
/** Loading factor of the quantiser: how many standard deviations its bins span to either side, times two. */
const SPAN = 2.5;

/**
 * Narrower bins show nothing in 8-bit pixels, and wider ones number the largest coefficients (128 doubled by each of five
 * levels) within 16 bits. Reached where few subbands share the bits, as in images that were compressed before.
 */
const WIDTH_MIN = 0.25;
/** In wider bins every coefficient is zero; a width and a zero bin width of 1.2 times that must fit into 16 bits. */
const WIDTH_MAX = 50_000;

/** Bin widths of subbands 0 to 59, 0 for those not transmitted. `bitRate` in bits per pixel. */
export function chooseBins(image: Float32Array, layout: SubbandLayout, bitRate: number): readonly number[] {
  const variances = varianceOfSubbands(image, layout);
  const subbands = [...variances.keys()].filter((subband) => variances[subband]! >= VARIANCE_MIN);
  const relative = variances.map((variance, subband) => relativeWidth(variance, subband));
  const q = subbands.length === 0 ? 1 : findFactor(subbands, { variances, relative, bitRate });
  return variances.map((variance, subband) =>
    variance < VARIANCE_MIN ? 0 : Math.min(Math.max(relative[subband]! / q, WIDTH_MIN), WIDTH_MAX),
  );
}

function relativeWidth(variance: number, subband: number): number {
  if (subband < LOWEST_SUBBANDS || variance < VARIANCE_MIN) return 1;
  return 10 / ((WEIGHTS[subband - FIRST_WEIGHTED] ?? 1) * Math.log(variance));
}

type Candidates = {
  readonly variances: readonly number[];
  readonly relative: readonly number[];
  readonly bitRate: number;
};

function findFactor(subbands: readonly number[], candidates: Candidates): number {
  const { variances, relative, bitRate } = candidates;
  let share = 0;
  let logProduct = 0;
  for (const subband of subbands) {
    const part = shareOf(subband);
    share += part;
    logProduct += part * Math.log(Math.sqrt(variances[subband]!) / relative[subband]!);
  }
  const q = 2 ** (bitRate / share - 1) / SPAN / Math.exp(logProduct / share);
  const isCoded = (subband: number) => relative[subband]! / q < 2 * SPAN * Math.sqrt(variances[subband]!);
  const left = subbands.filter(isCoded);
  return left.length === subbands.length || left.length === 0 ? q : findFactor(left, candidates);
}

function shareOf(subband: number): number {
  return SHARES.find(([first]) => subband >= first)![1];
}

function varianceOfSubbands(image: Float32Array, { nodes, subbands }: SubbandLayout): readonly number[] {
  const stride = nodes[0]!.width;
  const coded = subbands.slice(0, CODED_SUBBANDS);
  const middles = coded.map((subband) => variance(image, middleOf(subband), stride));
  const lowest = middles.slice(0, LOWEST_SUBBANDS).reduce((sum, value) => sum + value, 0);
  return lowest < FLAT_VARIANCE ? coded.map((subband) => variance(image, subband, stride)) : middles;
}

/** The part in which the finger lies; the whole of a subband that is too small to have a middle. */
function middleOf(subband: Rectangle): Rectangle {
  const { x, y, width, height } = subband;
  const middle = {
    x: x + Math.floor(width / 8),
    y: y + Math.floor((9 * height) / 32),
    width: Math.floor((3 * width) / 4),
    height: Math.floor((7 * height) / 16),
  };
  return middle.width * middle.height < 2 ? subband : middle;
}

function variance(image: Float32Array, { x, y, width, height }: Rectangle, stride: number): number {
  const count = width * height;
  if (count === 0) return 0;
  let sum = 0;
  let squares = 0;
  for (let row = y; row < y + height; row += 1) {
    for (let at = row * stride + x, end = at + width; at < end; at += 1) {
      sum += image[at]!;
      squares += image[at]! * image[at]!;
    }
  }
  // One value has no variance, and may still be worth its bits.
  return count === 1 ? squares : (squares - (sum * sum) / count) / (count - 1);
}
