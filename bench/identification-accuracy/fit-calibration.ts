/** Everything the calibration of fingerprint scores consists of, from pairs of held-out synthetic fingers. */
import { interpolateKnots, type Knot } from '../../src/matching/interpolate-knots.js';
import { costOfRatios, fitChance, fitRatio, type Weighted } from './calibration-fit.js';
import type { FittedCalibration } from './calibration-module.js';
import type { PairSample, ScoredPair } from './collect-pairs.js';
import { fitLogistic } from './fit-logistic.js';

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
 * What a negative log likelihood ratio is multiplied with at a quality (of the worse of both samples): in each band of
 * quality the factor of the least cost, which is logistic regression on the product of both without a constant. Never falls
 * with quality, and never makes evidence stronger. What speaks for a mate needs none: the cost of its factor says so.
 */
function fitQualityWeights(
  mated: readonly ScoredPair[],
  nonMated: readonly ScoredPair[],
  ratioOf: (pair: ScoredPair) => number,
): readonly Knot[] {
  const bands = QUALITY_BANDS.flatMap(([from, to]) => {
    const [m, n] = [mated, nonMated].map((side) =>
      side
        .filter(({ quality }) => quality >= from && quality < to)
        .map((pair) => ({ score: ratioOf(pair), weight: pair.weight })),
    ) as [Weighted[], Weighted[]];
    if (m.length < PAIRS_PER_BAND_MIN) return [];
    const against = bestFactor((factor) => costAt([m, n], factor, 1));
    const inFavour = bestFactor((factor) => costAt([m, n], against, factor));
    console.error(
      `quality ${from} to ${to}: ${m.length} mated, against ${against.toFixed(2)}, in favour ${inFavour.toFixed(2)}, ` +
        `cost ${costAt([m, n], 1, 1).toFixed(4)}, ${costAt([m, n], against, 1).toFixed(4)}, ${costAt([m, n], against, inFavour).toFixed(4)}`,
    );
    return [{ middle: (from + to) / 2, against }];
  });
  const knots: Knot[] = [];
  for (const { middle, against } of bands) {
    const weight = Math.min(1, Math.max(against, knots.at(-1)?.[1] ?? 0));
    knots.push([middle, weight]);
    if (weight === 1) break;
  }
  if (knots.length === 0) return UNWEIGHTED;
  const [last, weight] = knots.at(-1)!;
  return weight === 1 && knots.length > 1
    ? knots
    : [...knots, [Math.max(100, last + 1), Math.max(weight, 1)]];
}

const UNWEIGHTED: readonly Knot[] = [
  [0, 1],
  [100, 1],
];

function costAt(
  [m, n]: readonly [readonly Weighted[], readonly Weighted[]],
  against: number,
  inFavour: number,
): number {
  const times = (side: readonly Weighted[]) =>
    side.map(({ score, weight }) => ({ score: (score < 0 ? against : inFavour) * score, weight }));
  return costOfRatios(times(m), times(n));
}

/** To a fiftieth, from 0.2 to 1.8. */
function bestFactor(costOf: (factor: number) => number): number {
  const factors = Array.from({ length: 81 }, (_, step) => 0.2 + step / 50);
  return factors.reduce((least, factor) => (costOf(factor) < costOf(least) ? factor : least));
}

const QUALITY_BANDS = [
  [0, 35],
  [35, 50],
  [50, 65],
  [65, 80],
  [80, 101],
] as const;
const PAIRS_PER_BAND_MIN = 60;

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
