import t from 'tap';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { pairedRatio } from './paired-ratio.js';
import { pairedRatioByRanks } from './paired-ratio-by-ranks.js';

/** As an independent twin: the signed-rank test at a shift, of logarithms. */
function isRejected(logs: readonly number[], shift: number): boolean {
  const off = logs.map((log) => log - shift).sort((a, b) => Math.abs(a) - Math.abs(b));
  const positive = off.reduce((sum, value, index) => (value > 0 ? sum + index + 1 : sum), 0);
  const count = logs.length;
  const deviation = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
  return Math.abs(positive - (count * (count + 1)) / 4) > 1.959964 * deviation;
}

t.test('the interval holds what the signed-rank test does not reject', async (t) => {
  const random = createRandom('ranks');
  for (const blocks of [12, 25, 60]) {
    const logs = Array.from({ length: blocks }, () => random.normal(0.05));
    const { ratio, interval } = pairedRatioByRanks(logs.map((log) => [1, Math.exp(log)] as const));
    const [low, high] = interval.map(Math.log) as [number, number];
    t.notOk(isRejected(logs, Math.log(ratio)));
    for (const inside of [low + 1e-9, high - 1e-9]) t.notOk(isRejected(logs, inside), `${blocks} blocks`);
    t.ok(isRejected(logs, low - 0.02) && isRejected(logs, high + 0.02), `${blocks} blocks`);
  }
});

t.test('it holds the truth in about 95 of 100 runs, also where one window in ten is disturbed', async (t) => {
  const random = createRandom('paired-ratio-by-ranks');
  const disturbed = () => (random.uniform(0, 1) < 0.1 ? random.normal(0.3) : 0);
  for (const extra of [() => 0, disturbed]) {
    let held = 0;
    for (let run = 0; run < 1000; run++) {
      const pairs = Array.from(
        { length: 20 },
        () =>
          [Math.exp(random.normal(0.05) + extra()), 0.98 * Math.exp(random.normal(0.05) + extra())] as const,
      );
      const { interval } = pairedRatioByRanks(pairs);
      if (interval[0] <= 0.98 && 0.98 <= interval[1]) held += 1;
    }
    t.ok(held > 925 && held < 975, `${held} of 1000`);
  }
});

t.test('one window in which something else ran moves it by a rank', async (t) => {
  const random = createRandom('outlier');
  const pairs = Array.from({ length: 40 }, () => [1, Math.exp(random.normal(0.02))] as const);
  const width = ({ interval }: { interval: readonly [number, number] }) => interval[1] - interval[0];
  const spoilt = [...pairs.slice(1), [1, 3] as const];
  t.ok(width(pairedRatioByRanks(spoilt)) < 1.2 * width(pairedRatioByRanks(pairs)));
  t.ok(width(pairedRatio(spoilt)) > 3 * width(pairedRatio(pairs)), 'a mean by much more');
});

t.test('few blocks are taken by their mean, and what is no figure is refused', async (t) => {
  const pairs = Array.from({ length: 11 }, (_, index) => [1, 1 + index / 100] as const);
  t.same(pairedRatioByRanks(pairs), pairedRatio(pairs));
  t.throws(() => pairedRatioByRanks([]), RangeError);
});
