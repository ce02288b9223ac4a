import t from 'tap';
import { createRandom } from './random.js';

const PINNED = [164_656_704, 1_098_849_379, 470_770_054, 2_343_311_354];

t.test('a seed names one sequence', async (t) => {
  const first = Array.from({ length: 4 }, createRandom('seed').bits);
  t.same(Array.from({ length: 4 }, createRandom('seed').bits), first);
  t.same(first, PINNED, 'the same as when this test was written');
  t.notSame(Array.from({ length: 4 }, createRandom('seee').bits), first);
});

t.test('forks are independent of what was drawn before', async (t) => {
  const [fresh, used] = [createRandom(1), createRandom(1)];
  used.bits();
  t.equal(used.fork('a').bits(), fresh.fork('a').bits());
  t.not(fresh.fork('a').bits(), fresh.fork('b').bits());
});

t.test('numbers are spread as they should be', async (t) => {
  const random = createRandom('spread');
  const count = 20_000;
  const normals = Array.from({ length: count }, () => random.normal(2));
  const mean = normals.reduce((sum, value) => sum + value, 0) / count;
  const deviation = Math.sqrt(normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  t.ok(Math.abs(mean) < 0.05 && Math.abs(deviation - 2) < 0.05, `${mean} ${deviation}`);
  const dice = Array.from({ length: count }, () => random.integer(1, 6));
  for (const face of [1, 2, 3, 4, 5, 6]) {
    const share = dice.filter((value) => value === face).length / count;
    t.ok(Math.abs(share - 1 / 6) < 0.01, `face ${face}`);
  }
  const heavy = Array.from({ length: count }, () => random.weighted([1, 3])).filter((index) => index === 1);
  t.ok(Math.abs(heavy.length / count - 0.75) < 0.02);
  t.ok(Array.from({ length: 1000 }, () => random.uniform(3, 4)).every((value) => value >= 3 && value < 4));
});
