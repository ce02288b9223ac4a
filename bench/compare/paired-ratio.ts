/**
 * What a condition does to a positive figure that was measured in blocks, once with it and once without in each: the
 * geometric mean of the ratios with its 95 % interval by Student's t of their logarithms. Blocks are the sample and not
 * the requests within: what changes from one window to the next is common to all requests of a window. Pure.
 */
export type PairedRatio = {
  readonly blocks: number;
  readonly ratio: number;
  /** From 0 to infinity where there is but one block. */
  readonly interval: readonly [number, number];
};

/** Pairs of figures above 0, the one with the condition second. Throws where there is none. */
export function pairedRatio(pairs: readonly (readonly [without: number, with_: number])[]): PairedRatio {
  const blocks = pairs.length;
  if (blocks === 0 || pairs.flat().some((value) => !(value > 0)))
    throw new RangeError('ratios need blocks of figures above 0');
  const logs = pairs.map(([without, with_]) => Math.log(with_ / without));
  const mean = logs.reduce((sum, log) => sum + log, 0) / blocks;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  if (blocks === 1) return { blocks, ratio: Math.exp(mean), interval: [0, Number.POSITIVE_INFINITY] };
  const half = studentT(blocks - 1) * Math.sqrt(squares / (blocks - 1) / blocks);
  return { blocks, ratio: Math.exp(mean), interval: [Math.exp(mean - half), Math.exp(mean + half)] };
}

/** 97.5 % quantile of Student's t for 1 to 4 degrees of freedom (any table of it). */
const FEW = [12.7062, 4.3027, 3.1824, 2.7764];
const NORMAL = 1.959964;

/** Beyond four degrees by the expansion of Cornish and Fisher (Abramowitz and Stegun 26.7.5), to within 0.001. */
function studentT(degrees: number): number {
  const z = NORMAL;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return FEW[degrees - 1] ?? terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), z);
}
