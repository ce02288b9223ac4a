import type { Modality } from '../domain/positions.js';

/**
 * What a cosine is worth as evidence, per modality, in nats (natural logarithms).
 *
 * `chanceNats` is -ln FMR(cosine): how seldom a non-mated pair reaches the cosine. By construction a non-mated pair
 * reaches t nats with probability exp(-t), which is all a threshold needs. Strictly increasing.
 * `logLikelihoodRatio` is ln FNMR(cosine) - ln FMR(cosine), capped: negative where mates are seldom so dissimilar,
 * zero at the equal error rate. It is a ratio of tails, not of densities: tails can be read off a model card, and
 * the ratio of tails stays below that of densities where it decides (see `fusion.ts` for the bound it has to keep).
 */
export type Evidence = { readonly chanceNats: number; readonly logLikelihoodRatio: number };

type Knot = readonly [cosine: number, rate: number];
type ErrorRates = { readonly fmr: readonly Knot[]; readonly fnmr: readonly Knot[] };

/**
 * Evidence of one position beyond these does not count: one swapped or forged finger must not decide over nine
 * others, nor one scarred finger acquit (8 nats are odds of about 3,000 to 1).
 */
export const LOG_LIKELIHOOD_RATIO_MAX = 8;
export const LOG_LIKELIHOOD_RATIO_MIN = -5;

const RATES: Readonly<Record<Modality, ErrorRates>> = {
  /**
   * models/fingerprint-embedding.md, "Scores", 7 probe views, FVC2002 B (40 real fingers, 11,520 non-mated pairs of
   * equal sensors, the harder kind): the percentiles as they stand there. Beyond FMR 1e-3 real data end. 1e-5 at
   * 0.985 is the card's own recommendation; 0.978 is the straight line to it (the card measured 1e-4 at 0.974 across
   * sensors and 0.960 on synthetic fingers, so this errs towards caution); 1e-6 is the most that is ever believed,
   * one decade beyond a million synthetic pairs.
   */
  fingerprint: {
    fmr: [
      [-1, 1],
      [-0.037, 0.99],
      [0.102, 0.95],
      [0.22, 0.9],
      [0.408, 0.75],
      [0.588, 0.5],
      [0.745, 0.25],
      [0.862, 0.1],
      [0.899, 0.05],
      [0.947, 0.01],
      [0.97, 1e-3],
      [0.978, 1e-4],
      [0.985, 1e-5],
      [1, 1e-6],
    ],
    fnmr: [
      [-1, 0.001],
      [0.664, 0.01],
      [0.83, 0.05],
      [0.875, 0.1],
      [0.927, 0.25],
      [0.959, 0.5],
      [0.976, 0.75],
      [0.985, 0.9],
      [0.988, 0.95],
      [0.993, 0.99],
      [1, 1],
    ],
  },
  /**
   * face-reidentification-retail-0095 on ORL (1,800 mated, 78,000 non-mated pairs): FMR 1e-3 and FNMR 0.06 % at
   * 0.403, EER 0.06 %. Only that point is measured. Left of it: a normal tail around 0 with deviation 0.13, which
   * meets the point. Right of it the same tail would reach 1e-5 at 0.556; it is granted at 0.65, and 2e-6 at the very
   * end, as real photographs are worse than ORL. The FNMR right of the point is assumed, and only weighs a face that
   * stands beside fingers.
   */
  face: {
    fmr: [
      [-1, 1],
      [0, 0.5],
      [0.167, 0.1],
      [0.303, 0.01],
      [0.403, 1e-3],
      [0.5, 1e-4],
      [0.65, 1e-5],
      [1, 2e-6],
    ],
    fnmr: [
      [-1, 1e-6],
      [0, 1e-5],
      [0.403, 6e-4],
      [0.55, 0.02],
      [0.65, 0.1],
      [0.75, 0.35],
      [0.85, 0.8],
      [1, 1],
    ],
  },
};

/** Every knot lies on this grid, so that straight lines between grid points are the straight lines between knots. */
const GRID_STEPS = 2000;

const TABLES = { fingerprint: tabulate(RATES.fingerprint), face: tabulate(RATES.face) };

/** Both values at a cosine; cosines beyond -1..1 (rounding) count as -1 and 1. */
export function evidenceOf(modality: Modality, cosine: number): Evidence {
  return {
    chanceNats: chanceNats(modality, cosine),
    logLikelihoodRatio: logLikelihoodRatio(modality, cosine),
  };
}

export function chanceNats(modality: Modality, cosine: number): number {
  return interpolate(TABLES[modality].chance, cosine);
}

export function logLikelihoodRatio(modality: Modality, cosine: number): number {
  const ratio = interpolate(TABLES[modality].ratio, cosine);
  return Math.min(LOG_LIKELIHOOD_RATIO_MAX, Math.max(LOG_LIKELIHOOD_RATIO_MIN, ratio));
}

function tabulate(rates: ErrorRates): { readonly chance: Float64Array; readonly ratio: Float64Array } {
  const chance = new Float64Array(GRID_STEPS + 1);
  const ratio = new Float64Array(GRID_STEPS + 1);
  for (let step = 0; step <= GRID_STEPS; step++) {
    const cosine = (step * 2) / GRID_STEPS - 1;
    chance[step] = -logRateAt(rates.fmr, cosine);
    ratio[step] = chance[step]! + logRateAt(rates.fnmr, cosine);
  }
  return { chance, ratio };
}

/** Straight line between the logarithms of the two neighbouring rates. */
function logRateAt(knots: readonly Knot[], cosine: number): number {
  let right = 1;
  while (right < knots.length - 1 && knots[right]![0] < cosine) right++;
  const [fromCosine, fromRate] = knots[right - 1]!;
  const [toCosine, toRate] = knots[right]!;
  const share = (cosine - fromCosine) / (toCosine - fromCosine);
  return Math.log(fromRate) * (1 - share) + Math.log(toRate) * share;
}

function interpolate(table: Float64Array, cosine: number): number {
  const at = (Math.min(1, Math.max(-1, cosine)) + 1) * (GRID_STEPS / 2);
  const left = Math.min(GRID_STEPS - 1, Math.floor(at));
  return table[left]! + (table[left + 1]! - table[left]!) * (at - left);
}
