/**
 * As `pairedRatio`, where windows are now and then disturbed by a multiple of what is looked for: the estimate of Hodges
 * and Lehmann (the median of all means of two logarithms) with the 95 % interval of Wilcoxon's signed ranks ("Estimates
 * of location based on rank tests", Ann. Math. Statist. 34, 1963). One window in which something else ran moves a mean
 * and its t interval as far as it likes, and these by one rank. Pure.
 */
import { type PairedRatio, pairedRatio } from './paired-ratio.js';

/** Fewer blocks have hardly any ranks; from here on the normal approximation of the ranks' sum is within 0.5 % of 95 %. */
const BLOCKS_FOR_RANKS = 12;
const NORMAL = 1.959964;

/** Pairs of figures above 0, the one with the condition second. With fewer than twelve blocks that of Student's t. */
export function pairedRatioByRanks(
  pairs: readonly (readonly [without: number, with_: number])[],
): PairedRatio {
  const byMeans = pairedRatio(pairs);
  const { blocks } = byMeans;
  if (blocks < BLOCKS_FOR_RANKS) return byMeans;
  const logs = pairs.map(([without, with_]) => Math.log(with_ / without));
  const means = logs.flatMap((log, index) => logs.slice(index).map((other) => (log + other) / 2));
  means.sort((a, b) => a - b);
  const deviation = Math.sqrt((blocks * (blocks + 1) * (2 * blocks + 1)) / 24);
  const left = Math.max(0, Math.floor(means.length / 2 - NORMAL * deviation));
  return {
    blocks,
    ratio: Math.exp(median(means)),
    interval: [Math.exp(means[left]!), Math.exp(means[means.length - 1 - left]!)],
  };
}

function median(ascending: readonly number[]): number {
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1]! + ascending[Math.floor(middle)]!) / 2;
}
