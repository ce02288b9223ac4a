import t from 'tap';
import { bestOfCaptures } from './captures.js';

const impressions = (...qualities: readonly (number | undefined)[]) =>
  qualities.flatMap((quality, impression) => (quality === undefined ? [] : [{ impression, quality }]));
const kept = (attempts: number, ...qualities: readonly (number | undefined)[]) =>
  bestOfCaptures(impressions(...qualities), attempts).map(({ impression }) => impression);

t.test('the best of the attempts at each capture stands for it', async (test) => {
  test.same(kept(1, 30, 90, 60), [0, 1, 2], 'one attempt: every impression');
  test.same(kept(2, 30, 90, 60, 50), [1, 2]);
  test.same(kept(3, 30, 90, 60, 50, 70, 10), [1, 4]);
  test.same(kept(2, 80, 80), [0], 'the first of equals');
});

t.test('an attempt that gave no template is spent, a capture of such is none', async (test) => {
  test.same(kept(2, undefined, 20, 60, 50), [1, 2], 'not filled up from the next capture');
  test.same(kept(2, 30, 40, undefined, undefined, 50, 60), [1, 5]);
});
