import t from 'tap';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { fitLogistic, solveLinear } from './fit-logistic.js';

t.test('slopes of drawn events are found again, whatever they weigh', async (test) => {
  const random = seededRandom(20261126);
  const truth = [1.5, -0.8, 0.4];
  const rows = Array.from({ length: 20_000 }, () => {
    const x = Float64Array.of(4 * random() - 2, 4 * random() - 2, 1);
    const odds = truth.reduce((sum, slope, i) => sum + slope * x[i]!, 0);
    return { x, isPositive: random() < 1 / (1 + Math.exp(-odds)), weight: 0.5 + random() };
  });
  const slopes = fitLogistic(rows, 0);
  truth.forEach((slope, i) => {
    test.ok(Math.abs(slopes[i]! - slope) < 0.1, `${slopes[i]} for ${slope}`);
  });
  test.ok(
    Math.abs(fitLogistic(rows, rows.length)[0]!) < Math.abs(slopes[0]!) / 2,
    'a penalty draws them to 0',
  );
  // Perfectly told apart: without a penalty there is no end to the slopes.
  const apart = [-1, 1].map((at) => ({ x: Float64Array.of(at), isPositive: at > 0, weight: 1 }));
  test.ok(Number.isFinite(fitLogistic(apart, 1e-3)[0]!));
});

t.test('linear equations, with pivots', async (test) => {
  const matrix = [Float64Array.of(0, 2, 1), Float64Array.of(1, 1, 0), Float64Array.of(3, 0, -1)];
  test.same(
    [...solveLinear(matrix, Float64Array.of(7, 3, 0))].map((each) => Number(each.toFixed(9))),
    [1, 2, 3],
  );
});
