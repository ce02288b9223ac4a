/** The queues as who runs the hub sees and steers them, against a real Redis. */
import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { createJobQueues } from './job-queues.js';
import { startJobWorker } from './job-worker.js';

const log = createLog({ level: 'silent', component: 'test' });
const newJob = () => ({ queue: 'search' as const, operationId: randomUUID() as OperationId });

t.test('counts, the oldest, pause, failed jobs and their second life', async (t) => {
  const redis = testRedis();
  const queues = createJobQueues({ ...redis, log });
  t.teardown(() => queues.close());
  const { control } = queues;
  const search = async () => (await control.figures(1)).find(({ queue }) => queue === 'search');

  t.match(await search(), { waiting: 0, isPaused: false });
  t.equal((await search())?.oldestAddedAtMs, undefined);
  const jobs = Array.from({ length: 12 }, newJob);
  const addedAfterMs = Date.now();
  await queues.add(jobs.slice(0, 1));
  const firstAddedAtMs = (await search())?.oldestAddedAtMs ?? 0;
  t.ok(firstAddedAtMs >= addedAfterMs - 1);
  await queues.add(jobs.slice(1));
  t.match(await search(), { waiting: 12, oldestAddedAtMs: firstAddedAtMs }, 'the first is the oldest');

  await control.setPaused({ queue: 'search' }, true);
  const worked: string[] = [];
  let isBroken = true;
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 4,
    async execute(operationId) {
      worked.push(operationId);
      if (isBroken) throw new OperationalError('search-refused', 'It lasts.', { retryable: false });
    },
    fail: async () => {},
    metrics: createMetrics(),
    log,
  });
  t.teardown(() => worker.close());
  t.match(await search(), { waiting: 12, isPaused: true });
  t.same(worked, [], 'a paused queue gives nothing');
  await control.setPaused({ queue: 'search' }, false);
  await until(async () => (await search())?.failed === 12);

  const page = await control.failed({ queue: 'search' }, { offset: 10, limit: 5 });
  t.match(page, { total: 12, jobs: [{ reason: 'search-refused', attempts: 1 }, {}] });
  t.equal(page.jobs.length, 2, 'the last page is short');
  const { jobs: newest } = await control.failed({ queue: 'search' }, { offset: 0, limit: 12 });
  const { jobs: oldest } = await control.failed(
    { queue: 'search' },
    { offset: 0, limit: 12, isOldestFirst: true },
  );
  t.same(oldest, newest.toReversed());
  isBroken = false;
  const [again, away] = page.jobs;
  t.equal(await control.ensure({ queue: 'search', operationId: again!.operationId }), true);
  await control.dismiss({ queue: 'search', operationId: away!.operationId });
  await control.dismiss(newJob());
  await until(async () => (await search())?.failed === 10);
  await until(() => worked.filter((id) => id === again!.operationId).length === 2);
});

t.test('what the database lists to be tried again leaves no failed job', async (t) => {
  const redis = testRedis();
  const queues = createJobQueues({ ...redis, log });
  t.teardown(() => queues.close());
  const [listed, other] = [newJob(), newJob()];
  await queues.add([listed, other]);
  const told: OperationId[] = [];
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 1,
    async execute() {
      throw new OperationalError('search-refused', 'It lasts.', { retryable: false });
    },
    async fail(operationId) {
      told.push(operationId);
      return { isListed: operationId === listed.operationId };
    },
    metrics: createMetrics(),
    log,
  });
  t.teardown(() => worker.close());
  const search = async () => (await queues.control.figures(1)).find(({ queue }) => queue === 'search');
  await until(async () => told.length === 2 && (await search())?.active === 0);
  t.match(await queues.control.failed({ queue: 'search' }, { offset: 0, limit: 10 }), {
    total: 1,
    jobs: [{ operationId: other.operationId }],
  });
  t.equal(await queues.ensure(listed), true, 'and its job can be made again');
});

t.test('a border check goes before what came earlier, bulk work after everything', async (t) => {
  const redis = testRedis();
  const queues = createJobQueues({ ...redis, log });
  t.teardown(() => queues.close());
  const jobs = (['batch', 'interactive', 'border', 'batch', 'border', 'interactive'] as const).map(
    (serviceClass) => ({ ...newJob(), serviceClass }),
  );
  for (const job of jobs) await queues.add([job]);
  const [figures] = (await queues.control.figures(1)).filter(({ queue }) => queue === 'search');
  t.match(figures, { waiting: 6, waitingByClass: { border: 2, interactive: 2, batch: 2 } });
  const { border = 0, interactive = 0, batch = 0 } = figures!.oldestAddedAtMsByClass;
  t.ok(batch <= interactive && interactive <= border, 'the oldest of each class');
  t.equal(figures!.oldestAddedAtMs, batch, 'of all');

  const done: string[] = [];
  const metrics = createMetrics();
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 1,
    execute: async (operationId) => void done.push(operationId),
    fail: async () => {},
    metrics,
    log,
  });
  t.teardown(() => worker.close());
  await until(() => done.length === 6);
  t.same(
    done.map((id) => jobs.findIndex(({ operationId }) => operationId === id)),
    [2, 4, 1, 5, 0, 3],
  );
  const { values } = await metrics.queueWaitSeconds.get();
  const waits = values.filter(({ metricName }) => metricName === 'hub_queue_wait_seconds_count');
  t.same(waits.map(({ labels, value }) => `${labels.queue} ${labels.service_class} ${value}`).sort(), [
    'search batch 2',
    'search border 2',
    'search interactive 2',
  ]);
});

t.test('the shards of a gallery have queues of their own', async (t) => {
  const queues = createJobQueues({ ...testRedis(), log });
  t.teardown(() => queues.close());
  await queues.add([{ ...newJob(), shard: 2 }]);
  const figures = await queues.control.figures(3);
  t.same(
    figures.filter(({ queue }) => queue === 'search').map(({ shard, waiting }) => [shard, waiting]),
    [
      [0, 0],
      [1, 0],
      [2, 1],
    ],
  );
});

t.test('figures cost the same however many wait', async (t) => {
  const queues = createJobQueues({ ...testRedis(), log });
  t.teardown(() => queues.close());
  const time = async () => {
    const startedAt = performance.now();
    for (let round = 0; round < 50; round += 1) await queues.control.figures(1);
    return performance.now() - startedAt;
  };
  await time();
  const empty = await time();
  for (let batch = 0; batch < 5; batch += 1) await queues.add(Array.from({ length: 2_000 }, newJob));
  const full = await time();
  t.comment(`50 readings: ${empty.toFixed(0)} ms empty, ${full.toFixed(0)} ms with 10,000 waiting`);
  // A scan of ten thousand would take a hundred times as long.
  t.ok(full < empty * 10 + 200);
});
