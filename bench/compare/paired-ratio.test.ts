import t from 'tap';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { pairedRatio } from './paired-ratio.js';

/** Pairs whose logarithms differ by -d and +d: mean 0, deviation known. */
const around = (blocks: number, d: number) =>
  Array.from({ length: blocks }, (_, index) => [1, Math.exp(index % 2 === 0 ? d : -d)] as const);

t.test('the interval is that of Student’s t', async (t) => {
  // Two-sided 95 % quantiles from a table.
  for (const [blocks, quantile] of [
    [2, 12.7062],
    [4, 3.1824],
    [6, 2.5706],
    [8, 2.3646],
    [10, 2.2622],
    [20, 2.093],
    [30, 2.0452],
  ] as const) {
    const { ratio, interval } = pairedRatio(around(blocks, 0.01));
    const standardError = Math.sqrt((blocks * 0.01 ** 2) / (blocks - 1) / blocks);
    t.ok(Math.abs(ratio - 1) < 1e-12);
    t.ok(Math.abs(Math.log(interval[1]) / standardError - quantile) < 0.002, `${blocks} blocks`);
    t.ok(Math.abs(Math.log(interval[0]) + Math.log(interval[1])) < 1e-12, 'the same on both sides');
  }
});

t.test('what all windows of a block share is no part of it', async (t) => {
  const pairs = [100, 200, 50, 400].map((level) => [level, 0.98 * level] as const);
  const { ratio, interval } = pairedRatio(pairs);
  t.ok(Math.abs(ratio - 0.98) < 1e-9);
  t.ok(interval[1] - interval[0] < 1e-9);
});

t.test('the interval holds the truth in about 95 of 100 runs', async (t) => {
  const random = createRandom('paired-ratio');
  let held = 0;
  for (let run = 0; run < 1000; run++) {
    const pairs = Array.from(
      { length: 8 },
      () => [Math.exp(random.normal(0.05)), 0.98 * Math.exp(random.normal(0.05))] as const,
    );
    const { interval } = pairedRatio(pairs);
    if (interval[0] <= 0.98 && 0.98 <= interval[1]) held += 1;
  }
  t.ok(held > 925 && held < 975, `${held} of 1000`);
});

t.test('one block says nothing of its spread; none, or a figure of 0, is refused', async (t) => {
  t.same(pairedRatio([[2, 1]]), { blocks: 1, ratio: 0.5, interval: [0, Number.POSITIVE_INFINITY] });
  t.throws(() => pairedRatio([]), RangeError);
  t.throws(() => pairedRatio([[0, 1]]), RangeError);
  t.throws(() => pairedRatio([[1, Number.NaN]]), RangeError);
});
