import { CYLINDER_WORDS, type MinutiaCylinders } from './minutia-cylinders.js';

/**
 * Similarity of every minutia of the probe (rows) with every one of the reference (columns), 0 to 1, of cylinder codes
 * in bits: one less the norm of the difference over the sum of the norms, over the cells that both can speak of
 * (formula 19 of the publication, in `minutia-cylinders.ts`); 0 where these are too few.
 */
export function cylinderSimilarities(probe: MinutiaCylinders, reference: MinutiaCylinders): Float64Array {
  const [rows, columns] = [probe.valid.length / 2, reference.valid.length / 2];
  const similarities = new Float64Array(rows * columns);
  for (let p = 0; p < rows; p++) {
    const low = probe.valid[2 * p]!;
    const high = probe.valid[2 * p + 1]!;
    if (low === 0 && high === 0) continue;
    for (let r = 0; r < columns; r++) {
      const commonLow = low & reference.valid[2 * r]!;
      const commonHigh = high & reference.valid[2 * r + 1]!;
      if (bits(commonLow) + bits(commonHigh) < LEAST_COMMON_CELLS) continue;
      let ofProbe = 0;
      let ofReference = 0;
      let ofBoth = 0;
      for (let word = 0; word < CYLINDER_WORDS; word += 2) {
        const aLow = probe.bits[p * CYLINDER_WORDS + word]! & commonLow;
        const aHigh = probe.bits[p * CYLINDER_WORDS + word + 1]! & commonHigh;
        const bLow = reference.bits[r * CYLINDER_WORDS + word]! & commonLow;
        const bHigh = reference.bits[r * CYLINDER_WORDS + word + 1]! & commonHigh;
        ofProbe += bits(aLow) + bits(aHigh);
        ofReference += bits(bLow) + bits(bHigh);
        ofBoth += bits(aLow & bLow) + bits(aHigh & bHigh);
      }
      if (ofProbe === 0 || ofReference === 0) continue;
      const apart = Math.sqrt(ofProbe + ofReference - 2 * ofBoth);
      similarities[p * columns + r] = 1 - apart / (Math.sqrt(ofProbe) + Math.sqrt(ofReference));
    }
  }
  return similarities;
}

/** 60 % of the 52 cells of the circle (minME of the publication). */
const LEAST_COMMON_CELLS = 31;

/** Bits set in a word of 32. */
function bits(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
