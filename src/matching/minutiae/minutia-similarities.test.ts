import t from 'tap';
import { seededRandom } from '../../testing/seeded-random.js';
import { minutiaSimilarities } from './minutia-similarities.js';
import { LEAST_COMMON_POINTS, SURROUNDING_BYTES } from './similarities-module.js';

const SEED = 20261126;
const ALL_POINTS = 0xffffff;

type Side = Parameters<typeof minutiaSimilarities>[0];

function naive(probe: Side, reference: Side): number[] {
  const similarities: number[] = [];
  for (let p = 0; p < probe.count; p++) {
    for (let r = 0; r < reference.count; r++) {
      let product = 0;
      for (let at = 0; at < SURROUNDING_BYTES; at++)
        product +=
          probe.surroundings[p * SURROUNDING_BYTES + at]! *
          reference.surroundings[r * SURROUNDING_BYTES + at]!;
      const common =
        ones(probe.seen[2 * p]! & reference.seen[2 * r]!) +
        ones(probe.seen[2 * p + 1]! & reference.seen[2 * r + 1]!);
      similarities.push(common < LEAST_COMMON_POINTS ? 0 : product / (127 * 127 * common));
    }
  }
  return similarities;
}

function ones(word: number): number {
  return [...word.toString(2)].filter((digit) => digit === '1').length;
}

function filled(count: number, value: number): Side {
  return {
    count,
    surroundings: new Int8Array(count * SURROUNDING_BYTES).fill(value),
    seen: new Int32Array(2 * count).fill(ALL_POINTS),
  };
}

t.test(`equals a plain loop bit by bit, also where memory must grow (seed ${SEED})`, async (test) => {
  const random = seededRandom(SEED);
  const side = (count: number): Side => ({
    count,
    surroundings: Int8Array.from(
      { length: count * SURROUNDING_BYTES },
      () => Math.floor(255 * random()) - 127,
    ),
    // About half the points of every second minutia, most of the others.
    seen: Int32Array.from({ length: 2 * count }, (_, word) => {
      const some = Math.floor(random() * (ALL_POINTS + 1));
      return (word >> 1) % 2 === 0 ? some : some | Math.floor(random() * (ALL_POINTS + 1));
    }),
  });
  for (const [first, second] of [
    [1, 1],
    [3, 70],
    [70, 70],
    [255, 255],
    [2, 5],
  ] as const) {
    const [probe, reference] = [side(first), side(second)];
    const expected = naive(probe, reference);
    test.same([...minutiaSimilarities(probe, reference)], expected, `${first} x ${second}`);
    if (first === 70) {
      test.ok(
        expected.some((similarity) => similarity === 0),
        'too few common points are there',
      );
      test.ok(
        expected.some((similarity) => similarity !== 0),
        'and enough',
      );
    }
  }
});

t.test('the largest values do not overflow', async (test) => {
  for (const [one, other] of [
    [127, 127],
    [-127, 127],
    [-127, -127],
  ] as const) {
    const similarity = (one * other * SURROUNDING_BYTES) / (127 * 127 * 48);
    test.same([...minutiaSimilarities(filled(2, one), filled(1, other))], [similarity, similarity]);
  }
});

t.test('a side without minutiae has no similarities', async (test) => {
  test.equal(minutiaSimilarities(filled(0, 1), filled(2, 1)).length, 0);
  test.equal(minutiaSimilarities(filled(2, 1), filled(0, 1)).length, 0);
});
