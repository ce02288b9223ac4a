import t from 'tap';
import { interpolateKnots } from '../../src/matching/interpolate-knots.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { ScoredPair } from './collect-pairs.js';
import { fitQualityWeights, risingWeights } from './fit-quality-weights.js';

const MIDDLES = [17.5, 42.5, 57.5, 72.5, 90.5];

function weightsOf(factors: readonly number[], matedPairs: readonly number[] = [100, 100, 100, 100, 100]) {
  return risingWeights(
    factors.map((factor, index) => ({ middle: MIDDLES[index]!, factor, matedPairs: matedPairs[index]! })),
  );
}

t.test('weights rise with quality, up to the first that is whole', async (test) => {
  const rising = [
    [17.5, 0.4],
    [42.5, 0.6],
    [57.5, 1],
  ];
  test.same(weightsOf([0.4, 0.6, 1, 1.2, 1.8]), rising);
  test.same(weightsOf([0.4, 0.6, 1.3]), rising, 'no evidence is made stronger');
  test.same(
    weightsOf([0.4, 0.6]),
    [
      [17.5, 0.4],
      [42.5, 0.6],
      [100, 1],
    ],
    'evidence of the best quality counts whole',
  );
});

t.test('bands that fall are pooled by their mated pairs', async (test) => {
  test.same(weightsOf([0.8, 0.5, 0.9, 1, 1], [100, 200, 100, 100, 100]), [
    [17.5, 0.6],
    [42.5, 0.6],
    [57.5, 0.9],
    [72.5, 1],
  ]);
  test.same(
    weightsOf([1.4, 0.5, 0.9], [100, 100, 100]),
    [
      [17.5, 14 / 15],
      [42.5, 14 / 15],
      [57.5, 14 / 15],
      [100, 1],
    ],
    'one band above 1 is evened out before it is cut',
  );
});

t.test('nothing is weighted where nothing needs to be', async (test) => {
  const unweighted = [
    [0, 1],
    [100, 1],
  ];
  test.same(weightsOf([]), unweighted);
  test.same(weightsOf([1.1, 1, 1.3]), unweighted);
});

t.test('the factor is found that calibrates what is too sure', async (test) => {
  const factors = [0.4, 0.7, 0.6, 1, 1] as const;
  const random = seededRandom(20261127);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Log likelihood ratios of two normal distributions four apart, of variance four; those that speak against are too sure.
  const pairs = (mean: number) =>
    factors.flatMap((factor, band) =>
      Array.from({ length: 2_000 }, (): ScoredPair => {
        const ratio = mean + 2 * normal();
        const told = ratio < 0 ? ratio / factor : ratio;
        return { finger: 0, otherFinger: 1, cosine: 0, minutiae: told, quality: MIDDLES[band]!, weight: 1 };
      }),
    );
  const weights = fitQualityWeights(pairs(2), pairs(-2), ({ minutiae }) => minutiae);
  for (const [band, wanted] of [0.4, 0.65, 0.65, 1, 1].entries()) {
    const found = interpolateKnots(weights, MIDDLES[band]!);
    test.ok(Math.abs(found - wanted) < 0.08, `${found} where ${wanted} is right`);
  }
});

t.test('a band of few pairs of either kind is left out', async (test) => {
  const side = (count: number, quality: number, minutiae: number): readonly ScoredPair[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ finger: 0, otherFinger: 1, cosine: 0, quality, weight: 1 },
      minutiae: index % 4 === 0 ? -minutiae : minutiae,
    }));
  const middles = (mated: number, nonMated: number) =>
    fitQualityWeights(
      [...side(mated, 20, 3), ...side(200, 60, 3)],
      [...side(nonMated, 20, -3), ...side(400, 60, -3)],
      ({ minutiae }) => minutiae,
    ).map(([middle]) => middle);
  test.same(middles(59, 400), [57.5, 100]);
  test.same(middles(200, 59), [57.5, 100]);
  test.same(middles(60, 60), [17.5, 57.5, 100]);
});
