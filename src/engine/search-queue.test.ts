import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { probe, randomEmbedding } from './gallery-test-fixture.js';
import { SEED, search } from './open-test-gallery.js';
import { SearchQueue } from './search-queue.js';

const LIMITS = { batchWaitMs: 2, bulkWaitMs: 50, batchViewsMax: 8 };
const view = randomEmbedding(seededRandom(SEED));
const interactive = search('face', [view]);
const bulk = search('face', [view], { latencyClass: 'bulk' });
const wide = search('face', [], {
  probes: [
    probe(
      'face',
      Array.from({ length: 20 }, () => view),
    ),
  ],
});

t.test('a run waits as long as the class of the most impatient search allows', async (test) => {
  const queue = new SearchQueue(LIMITS);
  queue.push(1, bulk, 100);
  test.equal(queue.waitMs(100), 50);
  test.equal(queue.waitMs(130), 20);
  queue.push(2, interactive, 130);
  test.equal(queue.waitMs(130), 2);
  test.equal(queue.waitMs(140), 0, 'overdue is due');
  test.same(
    queue.take(140).map(({ id }) => id),
    [2, 1],
    'bulk rides along, behind',
  );
  test.equal(queue.length, 0);
});

t.test('a full batch does not wait, and takes no more than fits', async (test) => {
  const queue = new SearchQueue(LIMITS);
  for (let id = 0; id < 10; id++) queue.push(id, interactive, 0);
  test.equal(queue.waitMs(0), 0);
  test.same(
    queue.take(0).map(({ id }) => id),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
  test.same(
    queue.take(0).map(({ id }) => id),
    [8, 9],
  );
  queue.push(10, wide, 0);
  queue.push(11, interactive, 0);
  test.same(
    queue.take(0).map(({ id }) => id),
    [10],
    'one that never fits goes alone',
  );
});

t.test('interactive searches go first, but not for ever', async (test) => {
  const queue = new SearchQueue(LIMITS);
  queue.push(0, bulk, 0);
  for (let id = 1; id <= 8; id++) queue.push(id, interactive, 10);
  test.same(
    queue.take(12).map(({ id }) => id),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  for (let id = 11; id <= 18; id++) queue.push(id, interactive, 49);
  test.same(
    queue.take(51).map(({ id }) => id),
    [0, 11, 12, 13, 14, 15, 16, 17],
    'its time has come',
  );
  queue.cancel(18);
  test.equal(queue.length, 0);
});

t.test('between the steps of a long search go short ones that somebody waits for', async (test) => {
  const queue = new SearchQueue(LIMITS);
  const isShort = (candidatesMax: number) => candidatesMax <= 100;
  queue.push(0, bulk, 0);
  queue.push(1, { ...interactive, candidatesMax: 5_000 }, 0);
  test.same(queue.takeInteractive(isShort), [], 'neither of the class bulk, nor long ones');
  for (let id = 2; id <= 11; id++) queue.push(id, interactive, 0);
  test.same(
    queue.takeInteractive(isShort).map(({ id }) => id),
    [2, 3, 4, 5, 6, 7, 8, 9],
    'as many as fit',
  );
  queue.cancel(10);
  test.same(
    queue.takeInteractive(isShort).map(({ id }) => id),
    [11],
  );
  test.same(
    queue.take(0).map(({ id }) => id),
    [1, 0],
    'the others wait on',
  );
});
