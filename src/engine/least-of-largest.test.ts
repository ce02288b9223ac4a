import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { leastOfLargest } from './least-of-largest.js';

t.test('the same as sorting everything', async (t) => {
  const random = seededRandom(7);
  for (const sizes of [[1], [5, 0, 40], [300, 20], [0, 0]]) {
    // Few different values, so that many are equal.
    const lists = sizes.map((size) => Float32Array.from({ length: size }, () => Math.floor(random() * 20)));
    const sorted = lists.flatMap((list) => [...list]).sort((a, b) => b - a);
    for (const count of [1, 2, 17, 64, 319, 320, 400]) {
      const expected = sorted.length <= count ? Number.NEGATIVE_INFINITY : sorted[count - 1];
      t.equal(leastOfLargest(lists, count), expected, `${count} of ${sizes}`);
    }
  }
});
