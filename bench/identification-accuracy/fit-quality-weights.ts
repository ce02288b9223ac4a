/**
 * What a negative log likelihood ratio is multiplied with at a quality (of the worse of both samples): in each band of
 * quality the factor of the least cost, which is logistic regression on the product of both without a constant. Never falls
 * with quality, and never makes evidence stronger. What speaks for a mate needs none: the cost of its factor says so.
 */
import type { Knot } from '../../src/matching/interpolate-knots.js';
import { costOfRatios, type Weighted } from './calibration-fit.js';
import type { ScoredPair } from './collect-pairs.js';
import { poolAdjacentViolators } from './pool-adjacent-violators.js';

const QUALITY_BANDS = [
  [0, 35],
  [35, 50],
  [50, 65],
  [65, 80],
  [80, 101],
] as const;
/** Of each kind; a band of fewer is left out. */
const PAIRS_PER_BAND_MIN = 60;

export function fitQualityWeights(
  mated: readonly ScoredPair[],
  nonMated: readonly ScoredPair[],
  ratioOf: (pair: ScoredPair) => number,
): readonly Knot[] {
  const bands = QUALITY_BANDS.flatMap(([from, to]): readonly QualityBand[] => {
    const ratiosIn = (side: readonly ScoredPair[]) =>
      side
        .filter(({ quality }) => quality >= from && quality < to)
        .map((pair) => ({ score: ratioOf(pair), weight: pair.weight }));
    const [m, n] = [ratiosIn(mated), ratiosIn(nonMated)];
    if (Math.min(m.length, n.length) < PAIRS_PER_BAND_MIN) return [];
    const against = bestFactor((factor) => costAt([m, n], factor, 1));
    const inFavour = bestFactor((factor) => costAt([m, n], against, factor));
    console.error(
      `quality ${from} to ${to}: ${m.length} mated, against ${against.toFixed(2)}, in favour ${inFavour.toFixed(2)}, ` +
        `cost ${costAt([m, n], 1, 1).toFixed(4)}, ${costAt([m, n], against, 1).toFixed(4)}, ${costAt([m, n], against, inFavour).toFixed(4)}`,
    );
    return [{ middle: (from + to) / 2, factor: against, matedPairs: m.length }];
  });
  return risingWeights(bands);
}

export type QualityBand = {
  readonly middle: number;
  readonly factor: number;
  readonly matedPairs: number;
};

/**
 * Knots of bands of ascending quality. Bands that fall are pooled, each by its mated pairs: they are far fewer than the non-mated,
 * which are drawn in strata besides, and so it is they that a factor is uncertain by.
 */
export function risingWeights(bands: readonly QualityBand[]): readonly Knot[] {
  const pooled = poolAdjacentViolators(
    bands.map(({ factor, matedPairs }) => ({ value: factor, weight: matedPairs })),
  );
  // Cut at 1 after pooling: what is pooled and then cut is also the best fit of all that stay below (least squares).
  const knots = pooled.flatMap(({ from, to, value }) =>
    bands.slice(from, to).map(({ middle }): Knot => [middle, Math.min(1, value)]),
  );
  const firstWhole = knots.findIndex(([, weight]) => weight === 1);
  if (knots.length === 0 || firstWhole === 0) return UNWEIGHTED;
  return firstWhole > 0 ? knots.slice(0, firstWhole + 1) : [...knots, [100, 1]];
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
