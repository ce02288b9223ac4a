import { cappedRatio } from '../../src/matching/calibration.js';
import { interpolateKnots } from '../../src/matching/interpolate-knots.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { costOfRatios, fitRatio, type Weighted } from './calibration-fit.js';
import type { Cost, FittedCalibration } from './calibration-module.js';
import type { PairSample, ScoredPair } from './collect-pairs.js';
import { cosineOf, sumOf } from './fit-calibration.js';

/** Costs with 95 % intervals: fingers drawn with replacement, 300 times. */
export function calibrationCosts(
  { mated, nonMated, cosines }: PairSample,
  table: FittedCalibration,
  seed: number,
): Readonly<Record<string, Cost>> {
  const bothOf = (pair: ScoredPair) => {
    const ratio = cappedRatio(interpolateKnots(table.bothRatio, sumOf(table)(pair).score));
    return ratio < 0 ? interpolateKnots(table.qualityWeights, pair.quality) * ratio : ratio;
  };
  const withoutQuality = (pair: ScoredPair) =>
    cappedRatio(interpolateKnots(table.bothRatio, sumOf(table)(pair).score));
  const embeddingOf = ({ score, weight }: Weighted) => ({
    score: cappedRatio(interpolateKnots(table.embeddingRatio, score)),
    weight,
  });
  return {
    embeddingAlone: {
      cost: costOfRatios(
        mated.map((pair) => embeddingOf(cosineOf(pair))),
        cosines.map(embeddingOf),
      ),
    },
    both: withInterval({ mated, nonMated }, bothOf, seed),
    bothWithoutQuality: withInterval({ mated, nonMated }, withoutQuality, seed),
    bothLeast: { cost: leastCost(mated, nonMated, bothOf) },
  };
}

function withInterval(
  { mated, nonMated }: Pick<PairSample, 'mated' | 'nonMated'>,
  ratioOf: (pair: ScoredPair) => number,
  seed: number,
): Cost {
  const scored = (side: readonly ScoredPair[]) => side.map((pair) => ({ ...pair, score: ratioOf(pair) }));
  const [m, n] = [scored(mated), scored(nonMated)];
  const fingers = [...new Set(m.map(({ finger }) => finger))];
  const random = seededRandom(seed);
  const draws = Array.from({ length: 300 }, () => {
    const times = new Map<number, number>();
    for (let k = 0; k < fingers.length; k++) {
      const finger = fingers[Math.floor(random() * fingers.length)]!;
      times.set(finger, (times.get(finger) ?? 0) + 1);
    }
    const of = (finger: number) => times.get(finger) ?? 0;
    return costOfRatios(
      m.map(({ score, weight, finger }) => ({ score, weight: weight * of(finger) })),
      n.map(({ score, weight, finger, otherFinger }) => ({
        score,
        weight: weight * of(finger) * of(otherFinger),
      })),
    );
  }).sort((a, b) => a - b);
  return { cost: costOfRatios(m, n), from: draws[7]!, to: draws[292]! };
}

/** The cost that is left when the ratios are calibrated anew on the very pairs: what no calibration could take away. */
function leastCost(
  mated: readonly ScoredPair[],
  nonMated: readonly ScoredPair[],
  ratioOf: (pair: ScoredPair) => number,
) {
  const scored = (side: readonly ScoredPair[]) =>
    side.map((pair) => ({ score: ratioOf(pair), weight: pair.weight }));
  const [m, n] = [scored(mated), scored(nonMated)];
  const anew = fitRatio(m, n);
  const again = (side: readonly Weighted[]) =>
    side.map(({ score, weight }) => ({ score: interpolateKnots(anew, score), weight }));
  return costOfRatios(again(m), again(n));
}
