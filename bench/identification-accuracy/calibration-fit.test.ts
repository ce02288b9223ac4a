import t from 'tap';
import { interpolateKnots } from '../../src/matching/interpolate-knots.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { fitChance, fitRatio } from './calibration-fit.js';

const OPTIONS = { scoreMin: 0, scoreMax: Number.POSITIVE_INFINITY, tailNats: 18 };

t.test('strangers with an exponential end are read and drawn out, erring towards caution', async (test) => {
  for (const slope of [0.7, 1.3]) {
    const random = seededRandom(20261126);
    const scores = Array.from({ length: 50_000 }, () => ({
      score: -Math.log(1 - random()) / slope,
      weight: 1,
    }));
    const knots = fitChance(scores, OPTIONS);
    for (const nats of [1, 3, 5])
      test.ok(
        Math.abs(interpolateKnots(knots, nats / slope) - nats) < 0.25,
        `${nats} nats at slope ${slope}`,
      );
    const far = interpolateKnots(knots, 14 / slope);
    test.ok(far > 12 && far < 14.5, `${far} nats where 14 are right, at slope ${slope}`);
  }
});

t.test('a steep end after a shallow body is not drawn out as the body', async (test) => {
  const random = seededRandom(20261127);
  const scores = Array.from({ length: 50_000 }, () => {
    const nats = -Math.log(1 - random());
    return { score: nats < 4 ? 2 * nats : 8 + (nats - 4) / 1.5, weight: 1 };
  });
  const right = 8 + (12 - 4) / 1.5;
  test.ok(interpolateKnots(fitChance(scores, OPTIONS), right) > 10.5);
});

t.test('a rate is not read from a few heavy pairs', async (test) => {
  const light = Array.from({ length: 100_000 }, (_, index) => ({ score: index / 100_000, weight: 1 }));
  const heavy = Array.from({ length: 5 }, (_, index) => ({ score: 2 + index, weight: 100 }));
  const knots = fitChance([...light, ...heavy], { ...OPTIONS, scoreMax: 10 });
  test.ok(
    knots.slice(1, -1).every(([score]) => score <= 1),
    'five events are no tail, whatever they stand for',
  );
});

t.test('the ratio of two normal distributions is found, and never falls', async (test) => {
  const random = seededRandom(20261128);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const side = (count: number, mean: number) =>
    Array.from({ length: count }, () => ({ score: mean + normal(), weight: 1 }));
  const knots = fitRatio(side(20_000, 1), side(40_000, -1));
  for (const score of [-1.5, -0.5, 0, 0.5, 1.5]) {
    const found = interpolateKnots(knots, score);
    test.ok(Math.abs(found - 2 * score) < 0.25, `${found} at ${score}`);
  }
  test.ok(knots.every(([, ratio], index) => index === 0 || ratio > knots[index - 1]![1]));
});

t.test('a score that many pairs have is worth what all of them together are', async (test) => {
  const random = seededRandom(20261128);
  const scores = Array.from({ length: 50_000 }, () => {
    const nats = -Math.log(1 - random());
    // Between 2 and 3.5 nats, one stranger in ten, all have the same.
    return { score: nats > 2 && nats < 3.5 ? 2 : nats, weight: 1 };
  });
  const tied = interpolateKnots(fitChance(scores, OPTIONS), 2);
  test.ok(tied > 1.6 && tied < 2.05, `${tied} nats where 2 are right`);
});
