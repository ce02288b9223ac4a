import type { Evidence } from './calibration.js';

/**
 * Share at which a second and further position counts. Positions of one person are not independent (same capture,
 * same quality, same pattern class); of the 0.6 to 0.9 that seem reasonable, 0.6 is what the bound below needs.
 */
export const FURTHER_POSITION_SHARE = 0.6;

/**
 * Fused score of one person in nats: the strongest position counts with its full chance, every further one with its
 * capped log likelihood ratio times 0.6, less ln(positions) for having chosen the strongest.
 *
 * What the sum guarantees: a non-mated person reaches t with probability at most exp(-t). For one position that is
 * the definition of `chanceNats`. For more, the further positions together multiply the odds by exp(0.6 x LLR), whose
 * mean over non-mated pairs is below 1 (the test computes it from the table), and the choice of the strongest of k
 * costs a factor k. Missing positions contribute nothing. Increasing in every argument.
 */
export function fusePositions(positions: readonly Evidence[]): number {
  let sum = 0;
  let lead = Number.NEGATIVE_INFINITY;
  for (const { chanceNats, logLikelihoodRatio } of positions) {
    const further = FURTHER_POSITION_SHARE * logLikelihoodRatio;
    sum += further;
    lead = Math.max(lead, chanceNats - further);
  }
  return positions.length === 0 ? Number.NEGATIVE_INFINITY : lead + sum - Math.log(positions.length);
}

/**
 * No choice among these positions, whatever is left out, fuses to more: what is negative is taken as missing and the
 * choice of the strongest as free.
 */
export function fusedUpperBound(positions: readonly Evidence[]): number {
  let sum = 0;
  let lead = Number.NEGATIVE_INFINITY;
  for (const { chanceNats, logLikelihoodRatio } of positions) {
    const further = FURTHER_POSITION_SHARE * Math.max(0, logLikelihoodRatio);
    sum += further;
    lead = Math.max(lead, chanceNats - further);
  }
  return lead + sum;
}
