/**
 * A worker process that is killed in the middle of its jobs loses none of them: another finishes every one. The
 * victim is this very file, run as a process of its own; what it has begun is known from a set in Redis.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { testRedis } from '../testing/test-redis.js';
import type { JobPointer } from '../workflows/ports/jobs.js';
import { createJobQueues } from './job-queues.js';
import { type JobWorkerOptions, startJobWorker } from './job-worker.js';

const JOBS = 40;
const log = createLog({ level: 'silent', component: 'test' });

type Redis = { readonly url: string; readonly prefix: string };

function workerOptions(redis: Redis, execute: JobWorkerOptions['execute']): JobWorkerOptions {
  return {
    ...redis,
    queue: 'search',
    concurrency: 4,
    execute,
    fail: async () => {},
    metrics: createMetrics(),
    log,
    lockMs: 600,
    stalledIntervalMs: 200,
  };
}

const [role, url, prefix] = process.argv.slice(2);
if (role === 'victim' && url !== undefined && prefix !== undefined) await beVictim({ url, prefix });
else await testKilledWorker();

/** Says which job it has in hand, and takes its time. */
async function beVictim(redis: Redis): Promise<void> {
  await startJobWorker(
    workerOptions(redis, async (operationId) => {
      process.stdout.write(`begun ${operationId}\n`);
      await pause(100);
      process.stdout.write(`done ${operationId}\n`);
    }),
  );
}

async function testKilledWorker(): Promise<void> {
  await t.test('a killed worker loses no job', async (t) => {
    const redis = testRedis();
    const queues = createJobQueues({ ...redis, log });
    const jobs: JobPointer[] = Array.from({ length: JOBS }, () => ({
      queue: 'search',
      operationId: randomUUID() as OperationId,
    }));
    await queues.add(jobs);

    const begun = new Set<string>();
    const done = new Set<string>();
    await killInTheMiddle(redis, begun, done);
    t.ok(begun.size > done.size, 'the victim had jobs in hand when it was killed');
    t.ok(done.size < JOBS, 'there was work left');

    const worker = await startJobWorker(
      workerOptions(redis, async (operationId) => {
        done.add(operationId);
      }),
    );
    t.teardown(async () => {
      await worker.close();
      await queues.close();
    });
    for (let waitedMs = 0; waitedMs < 30_000 && done.size < JOBS; waitedMs += 20) await pause(20);
    t.same([...done].sort(), jobs.map(({ operationId }) => operationId).sort(), 'every job was done');
  });
}

async function killInTheMiddle(redis: Redis, begun: Set<string>, done: Set<string>): Promise<void> {
  const victim: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), 'victim', redis.url, redis.prefix],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = once(victim, 'exit');
  for await (const line of createInterface({ input: victim.stdout! })) {
    const [word, operationId = ''] = line.split(' ');
    (word === 'begun' ? begun : done).add(operationId);
    if (done.size >= 8 && begun.size > done.size) victim.kill('SIGKILL');
  }
  await exited;
}
