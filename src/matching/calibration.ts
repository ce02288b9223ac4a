import type { Modality } from '../domain/positions.js';
import { EMBEDDING_CHANCE, EMBEDDING_RATIO } from './fingerprint-calibration.js';
import { interpolateKnots, type Knot } from './interpolate-knots.js';

/**
 * What scores are worth as evidence, in nats (natural logarithms).
 *
 * `chanceNats` is -ln FMR(score): how seldom a non-mated pair reaches the score. By construction a non-mated pair
 * reaches t nats with probability exp(-t), which is all a threshold needs. Never falls with the score.
 * `logLikelihoodRatio` says how much more often mates have such scores than strangers, capped; zero where both are as
 * frequent. Never falls with the score either. Of fingerprints it is a ratio of densities, fitted together with the chance on
 * held-out synthetic fingers (`fingerprint-calibration.ts`; real fingers are kept for measuring). Of faces it is a ratio
 * of tails read off a model card, which stays below that of densities where it decides.
 */
export type Evidence = { readonly chanceNats: number; readonly logLikelihoodRatio: number };

/**
 * Evidence of one position beyond these does not count: one swapped or forged finger must not decide over nine
 * others, nor one scarred finger acquit (8 nats are odds of about 3,000 to 1).
 */
export const LOG_LIKELIHOOD_RATIO_MAX = 8;
export const LOG_LIKELIHOOD_RATIO_MIN = -5;

type Rates = { readonly fmr: readonly Knot[]; readonly fnmr: readonly Knot[] };

/**
 * face-reidentification-retail-0095 on ORL (1,800 mated, 78,000 non-mated pairs): FMR 1e-3 and FNMR 0.06 % at
 * 0.403, EER 0.06 %. Only that point is measured. Left of it: a normal tail around 0 with deviation 0.13, which
 * meets the point. Right of it the same tail would reach 1e-5 at 0.556; it is granted at 0.65, and 2e-6 at the very
 * end, as real photographs are worse than ORL. The FNMR on both sides of the point is assumed, and only weighs a face
 * that stands beside fingers. Kin is not in it: twins and siblings reach 0.65 and more far more often than strangers do.
 */
const FACE_RATES: Rates = {
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
};

/**
 * How many mates an older picture, glasses or bad light may put below a score: assumed, and many, as ORL has none of these.
 * It says how far a face may speak against a person whose fingers agree: not at all from about 0.25 up.
 */
const FACE_FNMR_OF_LATER_YEARS: readonly Knot[] = [
  [-1, 1e-4],
  [0, 5e-3],
  [0.167, 0.02],
  [0.303, 0.05],
  [1, 0.05],
];

/** Fine enough that a straight line between two points of the grid is off by less than a hundredth of a nat. */
const GRID_STEPS = 4000;

type Table = { readonly chance: Float64Array; readonly ratio: Float64Array };

const TABLES: Readonly<Record<Modality, Table>> = {
  fingerprint: tabulate(
    (cosine) => interpolateKnots(EMBEDDING_CHANCE, cosine),
    (cosine) => interpolateKnots(EMBEDDING_RATIO, cosine),
  ),
  face: tabulate(
    (cosine) => -logRateAt(FACE_RATES.fmr, cosine),
    (cosine) => {
      const logFmr = logRateAt(FACE_RATES.fmr, cosine);
      const against = Math.min(0, logRateAt(FACE_FNMR_OF_LATER_YEARS, cosine) - logFmr);
      return Math.max(against, logRateAt(FACE_RATES.fnmr, cosine) - logFmr);
    },
  ),
};

/** Evidence of the first stage alone; cosines beyond -1..1 (rounding) count as -1 and 1, what is no number as -1. */
export function evidenceOf(modality: Modality, cosine: number): Evidence {
  return {
    chanceNats: chanceNats(modality, cosine),
    logLikelihoodRatio: logLikelihoodRatio(modality, cosine),
  };
}

export function chanceNats(modality: Modality, cosine: number): number {
  return lookUp(TABLES[modality].chance, cosine);
}

export function logLikelihoodRatio(modality: Modality, cosine: number): number {
  return cappedRatio(lookUp(TABLES[modality].ratio, cosine));
}

export function cappedRatio(ratio: number): number {
  return Math.min(LOG_LIKELIHOOD_RATIO_MAX, Math.max(LOG_LIKELIHOOD_RATIO_MIN, ratio));
}

function tabulate(chanceOf: (cosine: number) => number, ratioOf: (cosine: number) => number): Table {
  const cosines = Array.from({ length: GRID_STEPS + 1 }, (_, step) => (step * 2) / GRID_STEPS - 1);
  return { chance: Float64Array.from(cosines, chanceOf), ratio: Float64Array.from(cosines, ratioOf) };
}

/** Straight line between the logarithms of the two neighbouring rates. */
function logRateAt(knots: readonly Knot[], cosine: number): number {
  return interpolateKnots(
    knots.map(([at, rate]) => [at, Math.log(rate)]),
    cosine,
  );
}

function lookUp(table: Float64Array, cosine: number): number {
  const at = (Math.min(1, Math.max(-1, Number.isNaN(cosine) ? -1 : cosine)) + 1) * (GRID_STEPS / 2);
  const left = Math.min(GRID_STEPS - 1, Math.floor(at));
  return table[left]! + (table[left + 1]! - table[left]!) * (at - left);
}
