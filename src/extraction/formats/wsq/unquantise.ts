import type { Quantisation } from './read-tables.js';
import { CODED_SUBBANDS, type SubbandLayout } from './subband-layout.js';

/**
 * Wavelet coefficients where their subbands lie in the image (IAFIS-IC-0110(V3) 3.5). 32-bit arithmetic in the order of
 * the reference decoder; zeros stay what a new array holds.
 */
export function unquantise(
  coefficients: Int16Array,
  { binCentre, binWidths, zeroBinWidths }: Quantisation,
  { nodes, subbands }: SubbandLayout,
): Float32Array {
  const stride = nodes[0]!.width;
  const image = new Float32Array(stride * nodes[0]!.height);
  let from = 0;
  for (let subband = 0; subband < CODED_SUBBANDS; subband += 1) {
    const binWidth = binWidths[subband]!;
    if (binWidth === 0) continue;
    const halfZeroBin = Math.fround(zeroBinWidths[subband]! / 2);
    const { x, y, width, height } = subbands[subband]!;
    for (let row = 0; row < height; row += 1) {
      let to = (y + row) * stride + x;
      for (const end = from + width; from < end; from += 1, to += 1) {
        const bin = coefficients[from]!;
        if (bin === 0) continue;
        image[to] =
          bin > 0
            ? Math.fround(binWidth * Math.fround(bin - binCentre)) + halfZeroBin
            : Math.fround(binWidth * Math.fround(bin + binCentre)) - halfZeroBin;
      }
    }
  }
  return image;
}
