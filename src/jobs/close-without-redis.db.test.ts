/** Whatever talks to Redis ends when it is told to, though Redis has gone. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { createCompletionNotices } from '../coordination/completion-notices.js';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { openRedisProxy } from '../testing/redis-proxy.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { createJobQueues } from './job-queues.js';
import { startJobWorker } from './job-worker.js';

const log = createLog({ level: 'silent', component: 'test' });
/** A second for whatever else the machine does. */
const LONGEST_MS = LIMITS.queueCloseMs + 4_000;

t.test('queues, workers and notices close while Redis is away, also with a job in hand', async (t) => {
  const proxy = await openRedisProxy(t);
  const redis = { url: proxy.url, prefix: testRedis().prefix };
  const queues = createJobQueues({ ...redis, log });
  const notices = await createCompletionNotices({ ...redis, log });
  const events: string[] = [];
  let finish = () => {};
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 2,
    async execute() {
      events.push('begun');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      events.push('done');
    },
    fail: async () => {},
    metrics: createMetrics(),
    log,
  });
  await queues.add([{ queue: 'search', operationId: randomUUID() as OperationId }]);
  await until(() => events.includes('begun'));
  proxy.shut();
  const beganAtMs = performance.now();
  finish();
  const announcing = notices.announce(randomUUID() as OperationId).catch(() => undefined);
  await Promise.all([worker.close(), queues.close(), notices.close()]);
  await announcing;
  const tookMs = performance.now() - beganAtMs;
  t.ok(tookMs < LONGEST_MS, `closed after ${tookMs.toFixed(0)} ms`);
  t.same(events, ['begun', 'done']);
});

t.test('who looks for lost jobs is told that Redis is away, and does not wait for it', async (t) => {
  const proxy = await openRedisProxy(t);
  const queues = createJobQueues({ url: proxy.url, prefix: testRedis().prefix, log });
  const job = { queue: 'search', operationId: randomUUID() as OperationId } as const;
  t.equal(await queues.ensure(job), true);
  proxy.shut();
  // Until the connection has noticed, its commands wait for an answer for ever; after that they are not given.
  const told = async () => {
    try {
      await queues.ensure(job);
      return undefined;
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };
  const answered = async () =>
    Promise.race([told(), delay(2 * LIMITS.queueConnectMs, undefined, { ref: false })]);
  await until(async () => (await answered()) === 'queue-unavailable');
  await queues.close();
  t.pass('and it closes');
});

t.test('a job broken off by a worker that closes without Redis has not failed', async (t) => {
  const proxy = await openRedisProxy(t);
  const redis = { url: proxy.url, prefix: testRedis().prefix };
  const queues = createJobQueues({ ...redis, log });
  const events: string[] = [];
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 1,
    async execute(_, signal) {
      events.push('begun');
      await once(signal, 'abort');
      events.push('broken off');
      signal.throwIfAborted();
    },
    fail: async () => {
      events.push('failed');
    },
    metrics: createMetrics(),
    log,
  });
  await queues.add([{ queue: 'search', operationId: randomUUID() as OperationId }]);
  await until(() => events.includes('begun'));
  proxy.shut();
  await Promise.all([worker.close(), queues.close()]);
  await until(() => events.includes('broken off'));
  await turn();
  t.same(events, ['begun', 'broken off']);
});

t.test('a worker that waits for Redis at its start gives up when told to', async (t) => {
  const proxy = await openRedisProxy(t);
  proxy.shut();
  const abort = new AbortController();
  const starting = startJobWorker({
    url: proxy.url,
    prefix: testRedis().prefix,
    queue: 'search',
    concurrency: 1,
    execute: async () => {},
    fail: async () => {},
    metrics: createMetrics(),
    log,
    signal: abort.signal,
  });
  setImmediate(() => abort.abort());
  await t.rejects(starting, { name: 'AbortError' });
});

t.test('a Redis that comes back in between is used to the end', async (t) => {
  const proxy = await openRedisProxy(t);
  const redis = { url: proxy.url, prefix: testRedis().prefix };
  const queues = createJobQueues({ ...redis, log });
  let finish = () => {};
  let isBegun = false;
  const worker = await startJobWorker({
    ...redis,
    queue: 'search',
    concurrency: 1,
    async execute() {
      isBegun = true;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
    fail: async () => {},
    metrics: createMetrics(),
    log,
  });
  const search = async () => (await queues.control.figures(1)).find(({ queue }) => queue === 'search');
  await queues.add([{ queue: 'search', operationId: randomUUID() as OperationId }]);
  await until(() => isBegun);
  proxy.shut();
  const closing = worker.close();
  finish();
  await proxy.open();
  await closing;
  t.match(await search(), { active: 0, waiting: 0 }, 'the job has ended');
  await queues.close();
});
