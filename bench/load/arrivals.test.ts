import t from 'tap';
import { poissonArrivals, varyingArrivals } from './arrivals.js';

t.test('Poisson arrivals', async (t) => {
  const arrivals = poissonArrivals({ seed: 'a', perSecond: 50, seconds: 100, countMax: 1e6 });
  t.ok(Math.abs(arrivals.length - 5000) < 4 * Math.sqrt(5000), 'as many as the rate says');
  t.ok(arrivals.every((at, index) => at >= (arrivals[index - 1] ?? 0) && at < 100_000));
  const gaps = arrivals.slice(1).map((at, index) => at - arrivals[index]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
  t.ok(Math.abs(deviation / mean - 1) < 0.1, 'gaps vary as much as their mean: no clock');
  const again = (seed: string) =>
    poissonArrivals({ seed, perSecond: 50, seconds: 100, countMax: 1e6 }).join();
  t.ok(again('a') === arrivals.join(), 'the same seed, the same arrivals');
  t.ok(again('b') !== arrivals.join());
  t.equal(poissonArrivals({ seed: 'a', perSecond: 50, seconds: 100, countMax: 7 }).length, 7);
  t.same(poissonArrivals({ seed: 'a', perSecond: 0, seconds: 100, countMax: 7 }), []);
});

t.test('a rate that changes', async (t) => {
  const arrivals = varyingArrivals({
    seed: 'a',
    rateAt: (second) => (second < 50 ? 10 : 100),
    perSecondMax: 100,
    seconds: 100,
    countMax: 1e6,
  });
  const early = arrivals.filter((at) => at < 50_000).length;
  t.ok(Math.abs(early - 500) < 4 * Math.sqrt(500));
  t.ok(Math.abs(arrivals.length - early - 5000) < 4 * Math.sqrt(5000));
});
