import { QUALITY_WEIGHTS } from './fingerprint-calibration.js';
import { interpolateKnots } from './interpolate-knots.js';

/** Reference quality from which the first stage takes a reference for a good one. */
const REFERENCE_FULL = 20;

/**
 * What evidence against a mate is multiplied with: mates of whom one sample is poor differ more often, by what held-out
 * synthetic pairs of that quality (the worse of the two) asked for. How seldom strangers reach a score does not depend on
 * quality there, nor does what speaks for a mate, so neither is weighed.
 */
export function qualityWeight(probeQuality: number, referenceQuality: number): number {
  const worse = Math.min(probeQuality, referenceQuality);
  return interpolateKnots(QUALITY_WEIGHTS, Number.isNaN(worse) ? 0 : worse);
}

/**
 * The same in the first stage, where it goes by the probe, unless the reference is hardly usable: the gallery bounds what
 * persons can fuse to before it looks at their references, and a bound for all qualities would be no bound. The second
 * stage weighs whoever comes near with both qualities.
 */
export function firstStageQualityWeight(probeQuality: number, referenceQuality: number): number {
  return qualityWeight(probeQuality, referenceQuality >= REFERENCE_FULL ? 100 : referenceQuality);
}

/** Whether a reference of this quality never weighs less than its probe does in the first stage. */
export function hasFullWeight(quality: number): boolean {
  return quality >= REFERENCE_FULL;
}

/** A log likelihood ratio at such a weight. */
export function weighedRatio(weight: number, logLikelihoodRatio: number): number {
  return logLikelihoodRatio < 0 ? weight * logLikelihoodRatio : logLikelihoodRatio;
}
