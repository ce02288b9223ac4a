import t from 'tap';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { compareValues, mannWhitney } from './statistics.js';

const lower = { better: 'lower', seed: 'test' } as const;

function drawn(seed: string, count: number, scale: number): readonly number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => scale * Math.exp(random.normal(0.2)));
}

t.test('Mann-Whitney against a table', async (t) => {
  // Siegel and Castellan 1988, without ties: U = 10 of 30, exact two-sided p 0.4286.
  const { pValue, effect } = mannWhitney([1, 3, 6, 8, 9], [2, 4, 5, 7, 10, 11]);
  t.ok(pValue > 0.3 && pValue < 0.9);
  t.ok(Math.abs(effect) <= 1);
  const apart = mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]);
  t.equal(apart.effect, 1, 'every later value is larger');
  // Exact: 2 / C(10, 5) = 0.0079; the normal approximation with continuity correction gives 0.0122.
  t.ok(Math.abs(apart.pValue - 0.0122) < 0.0005);
  t.same(mannWhitney([7, 7, 7], [7, 7, 7]), { pValue: 1, effect: 0 }, 'ties alone show nothing');
  t.same(mannWhitney([], [1]), { pValue: 1, effect: 0 });
});

t.test('what is faster, slower and neither', async (t) => {
  const before = drawn('before', 200, 100);
  t.equal(compareValues(before, drawn('after', 200, 80), lower).verdict, 'better');
  t.equal(compareValues(before, drawn('after', 200, 125), lower).verdict, 'worse');
  t.equal(compareValues(before, drawn('after', 200, 100), lower).verdict, 'no difference shown');
  t.equal(compareValues(before, drawn('after', 200, 125), { ...lower, better: 'higher' }).verdict, 'better');
  const { ratio, ratioInterval } = compareValues(before, drawn('after', 200, 80), lower);
  t.ok(ratioInterval[0] < ratio && ratio < ratioInterval[1]);
  t.ok(ratioInterval[0] < 0.8 * 1.05 && ratioInterval[1] > 0.8 * 0.95, 'the interval holds the truth');
});

t.test('few values say nothing, however far apart', async (t) => {
  const { verdict } = compareValues([1, 1, 1, 1, 1, 1, 1], [9, 9, 9, 9, 9, 9, 9], lower);
  t.equal(verdict, 'too few values');
});

t.test('equal runs are seldom called different', async (t) => {
  let called = 0;
  for (let run = 0; run < 25; run++) {
    const { verdict } = compareValues(drawn(`a${run}`, 30, 10), drawn(`b${run}`, 30, 10), lower);
    if (verdict !== 'no difference shown') called += 1;
  }
  t.ok(called <= 1, `${called} of 25`);
});
