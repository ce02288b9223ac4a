import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { connectRedis } from '../coordination/redis-connection.js';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { createMetrics, type Metrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { whileNotAborted } from '../platform/while-not-aborted.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import type { QueueFigures } from '../workflows/ports/operation.js';
import { createJobQueues, type JobQueues } from './job-queues.js';
import { type JobWorkerOptions, startJobWorker } from './job-worker.js';
import { startRelay } from './relay.js';

const log = createLog({ level: 'silent', component: 'test' });

function newJobs(count: number): readonly JobPointer[] {
  return Array.from({ length: count }, () => ({ queue: 'search', operationId: randomUUID() as OperationId }));
}

async function countsOf(queues: JobQueues, shard?: number, shardCount = 1): Promise<QueueFigures> {
  const figures = await queues.control.figures(shardCount);
  return figures.find((each) => each.queue === 'search' && each.shard === shard)!;
}

async function setUp(
  t: { teardown(handler: () => Promise<void>): void },
  worker: Partial<JobWorkerOptions> & Pick<JobWorkerOptions, 'execute'>,
) {
  const redis = testRedis();
  const queues = createJobQueues({ ...redis, log });
  const failed = new Map<OperationId, string>();
  const fail: JobWorkerOptions['fail'] = async (operationId, problem) => {
    failed.set(operationId, problem.code);
  };
  const start = () =>
    startJobWorker({
      ...redis,
      queue: 'search',
      concurrency: 4,
      fail,
      metrics: createMetrics(),
      log,
      lockMs: 500,
      stalledIntervalMs: 100,
      ...worker,
    });
  t.teardown(() => queues.close());
  return { redis, queues, failed, start };
}

t.test('each job is done once, however often it is handed over', async (t) => {
  const done: string[] = [];
  const { queues, start } = await setUp(t, {
    execute: async (operationId) => {
      done.push(operationId);
    },
  });
  const jobs = newJobs(20);
  await queues.add(jobs);
  await queues.add(jobs);
  const worker = await start();
  t.teardown(() => worker.close());
  await until(() => done.length >= jobs.length);
  await until(async () => (await countsOf(queues)).active === 0);
  t.same(done.toSorted(), jobs.map(({ operationId }) => operationId).toSorted());
});

t.test('a search of a shard goes to who holds the shard, and of several to one', async (t) => {
  const done: (readonly [shard: number, operationId: OperationId])[] = [];
  const redis = testRedis();
  const queues = createJobQueues({ ...redis, log });
  const start = (shard: number) =>
    startJobWorker({
      ...redis,
      queue: 'search',
      shard,
      concurrency: 4,
      execute: async (operationId) => {
        done.push([shard, operationId]);
      },
      fail: async () => {},
      metrics: createMetrics(),
      log,
    });
  const workers = await Promise.all([start(0), start(2), start(2)]);
  t.teardown(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await queues.close();
  });
  const jobs = newJobs(10).flatMap((job) => [0, 1, 2].map((shard) => ({ ...job, shard })));
  await queues.add(jobs);
  await until(() => done.length >= 20);
  await until(async () => (await countsOf(queues, 2, 3)).active === 0);
  t.equal(new Set(done.map((each) => each.join(' '))).size, 20, 'each once');
  t.equal(done.filter(([shard]) => shard === 0).length, 10);
  t.equal((await countsOf(queues, 1, 3)).waiting, 10, 'nobody holds shard 1');
  t.equal((await countsOf(queues)).waiting, 0);
  t.equal(await queues.ensure(jobs[1]!), false, 'it is there');
  t.equal(await queues.ensure(jobs[0]!), true, 'it has ended, so it is created again');
});

t.test('a worker that pauses leaves its jobs to others until it resumes', async (t) => {
  const done: string[] = [];
  const { queues, start } = await setUp(t, {
    execute: async (operationId) => {
      done.push(operationId);
    },
  });
  const worker = await start();
  t.teardown(() => worker.close());
  await worker.pause();
  const [job] = newJobs(1) as [JobPointer];
  await queues.add([job]);
  const other = await start();
  await until(() => done.length === 1);
  await other.close();
  await queues.add(newJobs(1));
  await until(async () => (await countsOf(queues)).waiting === 1);
  worker.resume();
  await until(() => done.length === 2);
  t.equal(done.length, 2);
});

t.test('a failure that may pass is tried again; one that lasts ends the operation', async (t) => {
  const tries = new Map<string, number>();
  const [passing, lasting, mistaken] = newJobs(3) as [JobPointer, JobPointer, JobPointer];
  const { queues, failed, start } = await setUp(t, {
    execute: async (operationId) => {
      tries.set(operationId, (tries.get(operationId) ?? 0) + 1);
      if (operationId === passing.operationId && tries.get(operationId) === 3) return;
      if (operationId === mistaken.operationId) throw new TypeError('a mistake');
      const retryable = operationId === passing.operationId;
      throw new OperationalError('gallery-not-ready', 'The gallery is not ready.', { retryable });
    },
  });
  const worker = await start();
  t.teardown(() => worker.close());
  await queues.add([passing, lasting, mistaken]);
  await until(() => tries.get(passing.operationId) === 3 && failed.size === 2);
  t.equal(tries.get(lasting.operationId), 1);
  t.same(
    [...failed.entries()].toSorted(),
    [
      [lasting.operationId, 'gallery-not-ready'],
      [mistaken.operationId, 'internal-error'],
    ].toSorted(),
  );
});

t.test('a failure that does not pass ends the operation after the last try', async (t) => {
  let tries = 0;
  const { queues, failed, start } = await setUp(t, {
    execute: async () => {
      tries += 1;
      throw new OperationalError('database-unavailable', 'The database does not answer.');
    },
  });
  const worker = await start();
  t.teardown(() => worker.close());
  await queues.add(newJobs(1));
  await until(() => failed.size === 1);
  t.equal(tries, LIMITS.jobAttempts);
  t.same([...failed.values()], ['database-unavailable']);
});

t.test('closing finishes the jobs in hand and takes no other', async (t) => {
  let begun = 0;
  let ended = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { queues, start } = await setUp(t, {
    concurrency: 2,
    execute: async () => {
      begun += 1;
      await released;
      ended += 1;
    },
  });
  const worker = await start();
  await queues.add(newJobs(10));
  await until(() => begun === 2);
  const closed = worker.close();
  release();
  await closed;
  t.same([begun, ended], [2, 2]);
  t.equal((await countsOf(queues)).waiting, 8);
});

t.test('closing leaves bulk to others at once, which nobody waits for', async (t) => {
  const begun: OperationId[] = [];
  const ended: OperationId[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { queues, failed, start } = await setUp(t, {
    concurrency: 3,
    execute: async (operationId, signal) => {
      begun.push(operationId);
      await whileNotAborted(released, signal);
      ended.push(operationId);
    },
  });
  const [bulk, border, waiting] = newJobs(3) as [JobPointer, JobPointer, JobPointer];
  const worker = await start();
  await queues.add([
    { ...bulk, serviceClass: 'batch' },
    { ...border, serviceClass: 'border' },
    { ...waiting, serviceClass: 'interactive' },
  ]);
  await until(() => begun.length === 3);
  const closed = worker.close();
  await until(async () => (await countsOf(queues)).active === 2);
  t.same(ended, [], 'who waits for the others still waits for them');
  release();
  await closed;
  t.same(ended.toSorted(), [border.operationId, waiting.operationId].toSorted());
  t.same([...failed], [], 'a search that was left is not one that failed');
  t.match(await countsOf(queues), { waitingByClass: { batch: 1 }, delayed: 0, failed: 0 }, 'where it was');
  const other = await start();
  t.teardown(() => other.close());
  await until(() => ended.includes(bulk.operationId));
  t.equal(begun.filter((each) => each === bulk.operationId).length, 2);
});

t.test('closing ends in time, whatever the jobs in hand take', async (t) => {
  let isAborted = false;
  const { queues, start } = await setUp(t, {
    execute: async (_, signal) => {
      await once(signal, 'abort').finally(() => {
        isAborted = true;
      });
      signal.throwIfAborted();
    },
  });
  const worker = await start();
  await queues.add(newJobs(1));
  await until(async () => (await countsOf(queues)).active === 1);
  const beganMs = performance.now();
  await worker.close();
  t.equal(isAborted, true);
  t.ok(performance.now() - beganMs < LIMITS.jobsCloseMs + 5_000);
  t.equal((await countsOf(queues)).active, 0);
});

t.test('what a worker leaves as it closes an idle one takes at once', async (t) => {
  const metrics = createMetrics();
  const begun: OperationId[] = [];
  const { queues, failed, start } = await setUp(t, {
    metrics,
    closeMs: 0,
    execute: async (operationId, signal) => {
      const isTaken = begun.includes(operationId);
      begun.push(operationId);
      if (isTaken) return;
      await once(signal, 'abort');
      signal.throwIfAborted();
    },
  });
  for (const serviceClass of ['border', 'interactive', 'batch'] as const) {
    const [job] = newJobs(1) as [JobPointer];
    const worker = await start();
    await queues.add([{ ...job, serviceClass }]);
    await until(() => begun.includes(job.operationId));
    const idle = await start();
    await pause(1_000);
    const beganMs = performance.now();
    await worker.close();
    await until(() => begun.filter((each) => each === job.operationId).length === 2);
    t.ok(performance.now() - beganMs < 1_500, `${serviceClass}: ${performance.now() - beganMs} ms`);
    await idle.close();
  }
  t.same([...failed], []);
  const outcomes = await countsBy(metrics.stageSeconds, 'outcome');
  t.same(outcomes, { left: 3, done: 3 }, 'no search has failed');
  t.same(
    await countsBy(metrics.queueWaitSeconds, 'queue'),
    { search: 3 },
    'what ran has not waited all the time',
  );
  const { matcherDrainMs, searchesCloseMs, galleryCloseMs } = LIMITS;
  t.ok(matcherDrainMs + searchesCloseMs + galleryCloseMs <= 45_000, 'something is left of the 50 s to stop');
});

async function countsBy(
  histogram: Pick<Metrics['stageSeconds'] | Metrics['queueWaitSeconds'], 'get'>,
  label: string,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { metricName, labels, value } of (await histogram.get()).values) {
    if (!metricName?.endsWith('_count')) continue;
    const name = String((labels as Readonly<Record<string, unknown>>)[label]);
    counts[name] = (counts[name] ?? 0) + value;
  }
  return counts;
}

t.test('what takes long to pass is tried once, and no job has failed by it', async (t) => {
  let tries = 0;
  const told: unknown[] = [];
  const { queues, start } = await setUp(t, {
    execute: async () => {
      tries += 1;
      throw new OperationalError('gallery-not-ready', 'Not yet.', { postponedMs: 60_000 });
    },
    fail: async (_, { code }, options) => {
      told.push([code, options]);
    },
  });
  const [job] = newJobs(1) as [JobPointer];
  const worker = await start();
  t.teardown(() => worker.close());
  await queues.add([job]);
  await until(async () => told.length > 0 && (await countsOf(queues)).active === 0);
  t.same(told, [['gallery-not-ready', { mayPass: true, postponedMs: 60_000 }]]);
  t.equal(tries, 1);
  t.match(await countsOf(queues), { waiting: 0, delayed: 0, failed: 0 });
  t.equal(await queues.ensure(job), true, 'it has ended, so that it is created again when its time has come');
});

t.test('a search that fails tells its shard', async (t) => {
  const told: unknown[] = [];
  const { queues, start } = await setUp(t, {
    shard: 2,
    execute: async () => {
      throw new OperationalError('search-refused', 'It lasts.', { retryable: false });
    },
    fail: async (_, { code }, options) => {
      told.push([code, options]);
    },
  });
  const [job] = newJobs(1) as [JobPointer];
  const worker = await start();
  t.teardown(() => worker.close());
  await queues.add([{ ...job, shard: 2 }]);
  await until(() => told.length > 0);
  t.same(told, [['search-refused', { mayPass: false, shard: 2 }]]);
});

t.test('what Redis forgets is created again from what is unfinished', async (t) => {
  const unfinished = new Map<OperationId, JobPointer>();
  const { redis, queues, start } = await setUp(t, {
    execute: async (operationId) => {
      unfinished.delete(operationId);
    },
  });
  const jobs = newJobs(30);
  for (const job of jobs) unfinished.set(job.operationId, job);
  await queues.add(jobs);
  await forgetEverything(redis);
  t.equal((await countsOf(queues)).waiting, 0);
  const worker = await start();
  const relay = startRelay({
    outbox: { relay: async () => 0 },
    queues,
    findUnfinished: async () => [...unfinished.values()],
    settle: async () => 0,
    tidy: async () => 0,
    keepLists: async () => 0,
    chainLogs: async () => 0,
    staleMs: 50,
    log,
    metrics: createMetrics(),
  });
  t.teardown(async () => {
    await relay.close();
    await worker.close();
  });
  await until(() => unfinished.size === 0);
  t.equal(unfinished.size, 0);
});

t.test('a job that has ended while its operation has not is created again', async (t) => {
  let tries = 0;
  const { queues, start } = await setUp(t, {
    execute: async () => {
      tries += 1;
      if (tries === 1) throw new TypeError('a mistake');
    },
    // As when PostgreSQL is away at that moment.
    fail: async () => {
      throw new OperationalError('database-unavailable', 'The database does not answer.');
    },
  });
  const [job] = newJobs(1) as [JobPointer];
  const worker = await start();
  t.teardown(() => worker.close());
  await queues.add([job]);
  await until(async () => tries >= 1 && (await hasRunAgain(queues, job, () => tries)));
  t.ok(tries >= 2);
});

async function hasRunAgain(queues: JobQueues, job: JobPointer, tries: () => number): Promise<boolean> {
  if (tries() < 2) await queues.ensure(job);
  return tries() >= 2;
}

/** What a Redis without its file has after a restart: nothing, for the keys of this test. */
async function forgetEverything({ url, prefix }: { url: string; prefix: string }): Promise<void> {
  const client = await connectRedis(url, log);
  const keys = await client.keys(`${prefix}:*`);
  if (keys.length > 0) await client.del(keys);
  await client.close();
}
