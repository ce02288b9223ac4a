import t from 'tap';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { poolAdjacentViolators, type Weighed } from './pool-adjacent-violators.js';

t.test('what rises stays as it is', async (test) => {
  const rising = [1, 2, 5].map((value, index) => ({ value, weight: index + 1 }));
  test.same(poolAdjacentViolators(rising), [
    { from: 0, to: 1, value: 1 },
    { from: 1, to: 2, value: 2 },
    { from: 2, to: 3, value: 5 },
  ]);
  test.same(poolAdjacentViolators([]), []);
});

t.test('what falls is pooled with what stands before it, by weight', async (test) => {
  const values = [
    { value: 1, weight: 1 },
    { value: 4, weight: 3 },
    { value: 0, weight: 1 },
    { value: 3, weight: 1 },
  ];
  test.same(
    poolAdjacentViolators(values),
    [
      { from: 0, to: 1, value: 1 },
      { from: 1, to: 4, value: 3 },
    ],
    'the mean of 4, 4, 4 and 0 is 3, and equal neighbours are one block',
  );
  const pulledDown = values.map((each, index) => (index === 2 ? { ...each, weight: 20 } : each));
  test.same(
    poolAdjacentViolators(pulledDown),
    [
      { from: 0, to: 3, value: 13 / 24 },
      { from: 3, to: 4, value: 3 },
    ],
    'a heavy value pulls down what stands two places before',
  );
});

t.test('random values: as the naive twin, in blocks that cover all and rise', async (test) => {
  const random = seededRandom(20261127);
  const wrong: unknown[] = [];
  for (let round = 0; round < 500; round++) {
    const count = 1 + Math.floor(40 * random());
    const drift = 2 * random();
    const all = Array.from({ length: count }, (_, index) => ({
      // Few different values in every third round, so that there are equal ones.
      value: round % 3 === 0 ? Math.floor(4 * random()) : drift * (index / count) + random(),
      weight: 0.01 + 5 * random() ** 3,
    }));
    const blocks = poolAdjacentViolators(all);
    const wanted = naiveTwin(all);
    const fitted = blocks.flatMap(({ from, to, value }) => Array.from({ length: to - from }, () => value));
    const isSame = fitted.every((value, index) => Math.abs(value - wanted[index]!) < 1e-9);
    const covers = blocks.every(({ from }, index) => from === (blocks[index - 1]?.to ?? 0));
    const rises = blocks.every(({ value }, index) => index === 0 || value > blocks[index - 1]!.value);
    if (fitted.length !== count || !isSame || !covers || !rises) wrong.push({ round, all, blocks, wanted });
  }
  test.same(wrong, []);
});

/** The largest over all beginnings of the least mean over all ends: quadratic, and nothing is pooled. */
function naiveTwin(all: readonly Weighed[]): readonly number[] {
  const upTo = (part: (each: Weighed) => number) => {
    const sums = [0];
    for (const each of all) sums.push(sums.at(-1)! + part(each));
    return sums;
  };
  const sums = upTo(({ value, weight }) => value * weight);
  const weights = upTo(({ weight }) => weight);
  const fitted = all.map(() => Number.NEGATIVE_INFINITY);
  for (let from = 0; from < all.length; from++) {
    let least = Number.POSITIVE_INFINITY;
    for (let to = all.length; to > from; to--) {
      least = Math.min(least, (sums[to]! - sums[from]!) / (weights[to]! - weights[from]!));
      fitted[to - 1] = Math.max(fitted[to - 1]!, least);
    }
  }
  return fitted;
}
