/** Everything the calibration of fingerprint scores consists of, from pairs of held-out synthetic fingers. */
import { interpolateKnots } from '../../src/matching/interpolate-knots.js';
import { fitChance, fitRatio, type Weighted } from './calibration-fit.js';
import type { FittedCalibration } from './calibration-module.js';
import type { PairSample, ScoredPair } from './collect-pairs.js';
import { fitLogistic } from './fit-logistic.js';
import { fitQualityWeights } from './fit-quality-weights.js';

/** One in a hundred million: a decade beyond what searches of held-out fingers confirm; no pair is believed more. */
const CHANCE_NATS_MAX = Math.log(1e8);

/** `embeddingNatsMax`: the most that is believed of an embedding, whatever its cosine (`calibrate.ts`). */
export function fitCalibration(
  { mated, nonMated, cosines }: PairSample,
  embeddingNatsMax: number,
): FittedCalibration {
  const minutiaeOf = ({ minutiae, weight }: ScoredPair) => ({ score: minutiae, weight });
  const tail = { scoreMin: 0, scoreMax: Number.POSITIVE_INFINITY, tailNats: CHANCE_NATS_MAX };
  const embeddingChance = fitChance(cosines, { ...tail, scoreMin: -1, scoreMax: 1 });
  const embeddingRatio = fitRatio(mated.map(cosineOf), cosines);
  const minutiaeChance = fitChance(nonMated.map(minutiaeOf), { ...tail, tailNats: 30 });
  const embeddingShare = fitShare(mated, nonMated, { embeddingChance, minutiaeChance, embeddingNatsMax });
  const sums = { embeddingChance, minutiaeChance, embeddingNatsMax, embeddingShare };
  const bothChance = fitChance(nonMated.map(sumOf(sums)), tail);
  const bothRatio = fitRatio(mated.map(sumOf(sums)), nonMated.map(sumOf(sums)));
  const qualityWeights = fitQualityWeights(mated, nonMated, (pair) =>
    interpolateKnots(bothRatio, sumOf(sums)(pair).score),
  );
  return { ...sums, embeddingRatio, bothChance, bothRatio, qualityWeights };
}

export function cosineOf({ cosine, weight }: ScoredPair): Weighted {
  return { score: cosine, weight };
}

type Sums = Pick<
  FittedCalibration,
  'embeddingChance' | 'minutiaeChance' | 'embeddingNatsMax' | 'embeddingShare'
>;

export function sumOf({
  embeddingChance,
  minutiaeChance,
  embeddingNatsMax,
  embeddingShare,
}: Sums): (pair: ScoredPair) => Weighted {
  return ({ cosine, minutiae, weight }) => ({
    score:
      interpolateKnots(minutiaeChance, minutiae) +
      embeddingShare * Math.min(embeddingNatsMax, interpolateKnots(embeddingChance, cosine)),
    weight,
  });
}

/**
 * Logistic regression (Platt 1999; Pigeon, Druyts and Verlinde 2000) of mated against non-mated on both chances, by Newton's
 * method with equal priors: only the ratio of the two slopes is kept, as the scale is calibrated after. At most 1: no embedding
 * counts more than it says.
 */
function fitShare(
  mated: PairSample['mated'],
  nonMated: PairSample['nonMated'],
  { embeddingChance, minutiaeChance, embeddingNatsMax }: Omit<Sums, 'embeddingShare'>,
): number {
  // Beyond what thousands of pairs show, both chances are extrapolated, and would rule the fit.
  const cap = (nats: number) => Math.min(nats, 8);
  const rows = [mated, nonMated].flatMap((side, isNonMated) => {
    const total = side.reduce((sum, { weight }) => sum + weight, 0);
    return side.map(({ cosine, minutiae, weight }) => ({
      x: Float64Array.of(
        1,
        Math.min(embeddingNatsMax, cap(interpolateKnots(embeddingChance, cosine))),
        cap(interpolateKnots(minutiaeChance, minutiae)),
      ),
      isPositive: isNonMated === 0,
      weight: weight / total,
    }));
  });
  const beta = fitLogistic(rows, 0);
  console.error(`logistic regression: ${Array.from(beta, (value) => value.toFixed(3)).join(' ')}`);
  return Math.min(1, Math.max(0, Math.round((beta[1]! / beta[2]!) * 100) / 100));
}
