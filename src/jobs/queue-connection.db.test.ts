/** A Redis that vanishes without a word: connections stay open, and nothing is answered on them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { openRedisProxy } from '../testing/redis-proxy.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import { createJobQueues } from './job-queues.js';
import { startJobWorker } from './job-worker.js';

const log = createLog({ level: 'silent', component: 'test' });
const newJob = (): JobPointer => ({ queue: 'search', operationId: randomUUID() as OperationId });

async function outcome(work: Promise<unknown>): Promise<unknown> {
  const tooLate = delay(LIMITS.queueAddMs + 10_000, 'never', { ref: false });
  const told = work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code,
  );
  return Promise.race([told, tooLate]);
}

t.test('jobs are handed over on another connection where the first fell silent', async (t) => {
  const proxy = await openRedisProxy(t);
  const queues = createJobQueues({ url: proxy.url, prefix: testRedis().prefix, log });
  t.teardown(() => queues.close());
  await queues.add([newJob()]);
  proxy.silence('present');
  const job = newJob();
  t.equal(await outcome(queues.add([job])), 'done');
  t.equal(await queues.ensure(job), false, 'Redis holds it');
});

t.test('whoever hands over in a transaction is told where no connection answers', async (t) => {
  const proxy = await openRedisProxy(t);
  const queues = createJobQueues({ url: proxy.url, prefix: testRedis().prefix, log });
  t.teardown(() => queues.close());
  await queues.add([newJob()]);
  proxy.silence('all');
  t.equal(await outcome(queues.add([newJob()])), 'queue-unavailable');
});

t.test('a worker that waits for jobs longer than an answer may take keeps its connection', async (t) => {
  const proxy = await openRedisProxy(t);
  const lost: string[] = [];
  const redis = { url: proxy.url, prefix: testRedis().prefix };
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 1,
    execute: async () => {},
    fail: async () => {},
    metrics: createMetrics(),
    log: Object.assign(Object.create(log), { warn: (_: unknown, message: string) => lost.push(message) }),
  });
  t.teardown(() => worker.close());
  const startedAtMs = performance.now();
  await until(() => performance.now() - startedAtMs > LIMITS.queueSilenceMs + 1_000);
  t.same(lost, []);
});
