import { DESCRIPTOR_POINTS, type DescribedMinutiae } from './describe-minutiae.js';

/**
 * Similarity of every minutia of the probe (rows) with every one of the reference (columns), -1 to 1: the mean cosine
 * of the doubled difference of orientation over the points that both see; 0 where they see too few in common.
 */
export function minutiaSimilarities(probe: DescribedMinutiae, reference: DescribedMinutiae): Float64Array {
  const similarities = new Float64Array(probe.count * reference.count);
  const a = probe.surroundings;
  const b = reference.surroundings;
  for (let p = 0; p < probe.count; p++) {
    const low = probe.seen[p * 2]!;
    const high = probe.seen[p * 2 + 1]!;
    for (let r = 0; r < reference.count; r++) {
      const common = bits(low & reference.seen[r * 2]!) + bits(high & reference.seen[r * 2 + 1]!);
      if (common < LEAST_COMMON_POINTS) continue;
      const product = innerProduct(a, p * WIDTH, b, r * WIDTH);
      similarities[p * reference.count + r] = product / (127 * 127 * common);
    }
  }
  return similarities;
}

const WIDTH = 2 * DESCRIPTOR_POINTS;
const LEAST_COMMON_POINTS = 16;

/** Four sums let the processor overlap them; 96 products of signed bytes stay far below 2^31. */
function innerProduct(a: Int8Array, aStart: number, b: Int8Array, bStart: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let k = 0; k < WIDTH; k += 4) {
    sum0 = (sum0 + Math.imul(a[aStart + k]!, b[bStart + k]!)) | 0;
    sum1 = (sum1 + Math.imul(a[aStart + k + 1]!, b[bStart + k + 1]!)) | 0;
    sum2 = (sum2 + Math.imul(a[aStart + k + 2]!, b[bStart + k + 2]!)) | 0;
    sum3 = (sum3 + Math.imul(a[aStart + k + 3]!, b[bStart + k + 3]!)) | 0;
  }
  return (sum0 + sum1 + sum2 + sum3) | 0;
}

/** Bits set in a word of up to 24 bits. */
function bits(word: number): number {
  let rest = word - ((word >> 1) & 0x555555);
  rest = (rest & 0x333333) + ((rest >> 2) & 0x333333);
  rest = (rest + (rest >> 4)) & 0x0f0f0f;
  return ((rest + (rest >> 8) + (rest >> 16)) & 0x1f) | 0;
}
