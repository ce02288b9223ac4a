import { type Evidence, LOG_LIKELIHOOD_RATIO_MAX, LOG_LIKELIHOOD_RATIO_MIN } from './calibration.js';
import { interpolateKnots, type Knot } from './interpolate-knots.js';

/**
 * What a score of minutiae alone is worth, where a probe is a record of minutiae and has no embedding: a scale and a
 * calibration of its own (`minutiae/compare-minutiae.ts`, basis `minutiae-alone`).
 *
 * The hub's own minutiae on both sides, ridge fields withheld, FVC2002 B (40 real fingers): natural logarithms of the
 * non-mated percentiles 50 to 99.99 (11,520 pairs of equal sensors), rounded up, and of the mated ones 1 to 99 (1,120
 * pairs). Beyond 1e-4 real data end: the tail goes on at a third of its slope, to 1e-5 at most, as minutiae that others
 * found have not been measured at all.
 */
const FALSE_MATCH: readonly Knot[] = logarithms([
  [0, 1],
  [0.3, 0.5],
  [0.42, 0.25],
  [0.58, 0.1],
  [0.69, 0.05],
  [0.93, 0.01],
  [1.26, 1e-3],
  [1.46, 1e-4],
  [2.06, 1e-5],
]);

const FALSE_NON_MATCH: readonly Knot[] = logarithms([
  [0, 2e-3],
  [0.52, 0.01],
  [0.74, 0.02],
  [1.22, 0.05],
  [1.82, 0.1],
  [3.3, 0.25],
  [5.5, 0.5],
  [8.2, 0.75],
  [11, 0.9],
  [17, 0.99],
  [25, 1],
]);

/** In nats; both grow with the score. */
export function aloneEvidence(score: number): Evidence {
  const falseMatch = interpolateKnots(FALSE_MATCH, score);
  const ratio = interpolateKnots(FALSE_NON_MATCH, score) - falseMatch;
  return {
    chanceNats: -falseMatch,
    logLikelihoodRatio: Math.min(LOG_LIKELIHOOD_RATIO_MAX, Math.max(LOG_LIKELIHOOD_RATIO_MIN, ratio)),
  };
}

function logarithms(knots: readonly Knot[]): readonly Knot[] {
  return knots.map(([score, rate]) => [score, Math.log(rate)]);
}
