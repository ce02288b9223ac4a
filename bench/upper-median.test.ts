import t from 'tap';
import { timesOf } from './times-of.js';
import { upperMedian } from './upper-median.js';

t.test('the middle by value, whatever the order, and the higher of two', async (t) => {
  t.equal(upperMedian([10, 9, 100]), 10);
  t.equal(upperMedian([4, 1, 3, 2]), 3);
  t.equal(upperMedian([]), 0);
  const values = [2, 1];
  t.equal(upperMedian(values), timesOf(values).p50Ms);
  t.same(values, [2, 1], 'the values are left as they are');
});
