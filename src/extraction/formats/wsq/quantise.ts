import { CODED_SUBBANDS, type SubbandLayout } from './subband-layout.js';

export type Bins = {
  /** Of the 60 coded subbands, 0 for those not transmitted. */
  readonly widths: readonly number[];
  readonly zeroWidths: readonly number[];
};

/** First subband of each block, and the end: every block has its own statistics. */
const BLOCKS: readonly number[] = [0, 19, 52, CODED_SUBBANDS];

/** Bin numbers of the three blocks of a stream, subband by subband and row by row (IAFIS-IC-0110(V3) 3.4). */
export function quantise(image: Float32Array, layout: SubbandLayout, bins: Bins): readonly Int16Array[] {
  const numbers = new Int16Array(image.length);
  let count = 0;
  return BLOCKS.slice(1).map((end, block) => {
    const start = count;
    for (let subband = BLOCKS[block]!; subband < end; subband += 1) {
      if (bins.widths[subband] !== 0)
        count = quantiseSubband(image, layout, { bins, subband, numbers, count });
    }
    return numbers.subarray(start, count);
  });
}

type Subband = {
  readonly bins: Bins;
  readonly subband: number;
  readonly numbers: Int16Array;
  /** Numbers that are there already. */
  readonly count: number;
};

/** Returns how many numbers there are now. */
function quantiseSubband(image: Float32Array, layout: SubbandLayout, options: Subband): number {
  const { bins, subband, numbers } = options;
  const stride = layout.nodes[0]!.width;
  const { x, y, width, height } = layout.subbands[subband]!;
  const binWidth = bins.widths[subband]!;
  const halfZeroBin = bins.zeroWidths[subband]! / 2;
  let { count } = options;
  for (let row = y; row < y + height; row += 1) {
    for (let at = row * stride + x, end = at + width; at < end; at += 1, count += 1) {
      const value = image[at]!;
      const size = Math.abs(value) - halfZeroBin;
      const bin = size <= 0 ? 0 : Math.floor(size / binWidth) + 1;
      numbers[count] = value < 0 ? -bin : bin;
    }
  }
  return count;
}
