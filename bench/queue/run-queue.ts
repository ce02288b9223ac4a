/**
 * The hub's queues with work that takes no time, beside a bare BullMQ queue and worker with the same work, in turns and
 * against one Redis of their own: jobs a second of a burst, and how long a job takes from hand to hand ("hop") when
 * jobs arrive by a Poisson process.
 *
 *   node dist/bench/queue/run-queue.js [--jobs 5000] [--rounds 3] [--concurrency 16,64] [--rates 20,200] [--seconds 10]
 *     [--seed 1] [--out FILE]
 */
import { Queue, Worker } from 'bullmq';
import type { OperationId } from '../../src/domain/ids.js';
import { createJobQueues } from '../../src/jobs/job-queues.js';
import { startJobWorker } from '../../src/jobs/job-worker.js';
import { queueConnection } from '../../src/jobs/queue-connection.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { startPrivateServices } from '../hub/private-services.js';
import { type RunContext, runScenario, wholeNumbers } from '../hub/scenario-run.js';
import { poissonArrivals } from '../load/arrivals.js';
import { parseOptions } from '../parse-options.js';
import {
  QUEUE_CONTESTANTS,
  type QueueContestant,
  RAW_QUEUE_FORMAT,
  type RawBurst,
  type RawHops,
  type RawQueue,
} from './raw-queue.js';

const { values } = parseOptions({
  options: {
    jobs: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '16,64' },
    rates: { type: 'string', default: '20,200' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const JOBS = Number(values.jobs);
const BURST_MS_MAX = 120_000;
const ARRIVALS_MAX = 50_000;

/** A queue with its worker; `onJob` hears of every job when its worker begins. */
type Contestant = {
  add(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
};
type Open = (options: {
  readonly redisUrl: string;
  readonly name: string;
  readonly concurrency: number;
  readonly onJob: (id: string) => void;
}) => Promise<Contestant>;

const log = createLog({ level: 'error', component: 'bench' });

const OPENERS: Readonly<Record<QueueContestant, Open>> = {
  'hub queue': async ({ redisUrl, name, concurrency, onJob }) => {
    const queues = createJobQueues({ url: redisUrl, prefix: name, log });
    const worker = await startJobWorker({
      url: redisUrl,
      prefix: name,
      queue: 'federation',
      concurrency,
      execute: async (operationId) => onJob(operationId),
      fail: async () => {},
      metrics: createMetrics(),
      log,
    });
    return {
      add: (ids) => queues.add(ids.map((id) => ({ queue: 'federation', operationId: id as OperationId }))),
      close: async () => {
        await worker.close();
        await queues.close();
      },
    };
  },
  'bare BullMQ': async ({ redisUrl, name, concurrency, onJob }) => {
    const connection = queueConnection(redisUrl, log);
    const workerConnection = queueConnection(redisUrl, log);
    const queue = new Queue('bare', { connection, prefix: name });
    const worker = new Worker('bare', async (job) => onJob(job.id!), {
      connection: workerConnection,
      prefix: name,
      concurrency,
    });
    await worker.waitUntilReady();
    return {
      add: async (ids) => {
        await queue.addBulk(ids.map((id) => ({ name: 'bare', data: {}, opts: { jobId: id } })));
      },
      close: async () => {
        await worker.close();
        await queue.close();
        connection.disconnect();
        workerConnection.disconnect();
      },
    };
  },
};

await runScenario(
  { name: 'queue', out: values.out, minutesMax: 15, libraries: ['bullmq', 'ioredis'] },
  measure,
);

async function measure({ environment, signal, report }: RunContext): Promise<RawQueue> {
  const services = await startPrivateServices({ memoryBytes: 500_000_000, diskBytes: 200_000_000 });
  const { redisUrl } = services;
  try {
    const bursts: RawBurst[] = [];
    const hops: RawHops[] = [];
    for (const concurrency of wholeNumbers(values.concurrency)) {
      for (let round = 0; round < Number(values.rounds); round++) {
        for (const contestant of QUEUE_CONTESTANTS) {
          signal.throwIfAborted();
          const burst = await measureBurst(redisUrl, { contestant, concurrency, round });
          report(
            `${contestant}, ${concurrency} at once: ${Math.round((1000 * JOBS) / burst.allMs)} jobs a second`,
          );
          bursts.push(burst);
        }
      }
    }
    for (const perSecond of wholeNumbers(values.rates)) {
      for (const contestant of QUEUE_CONTESTANTS) {
        signal.throwIfAborted();
        report(`${contestant}, ${perSecond} jobs a second`);
        hops.push(await measureHops(redisUrl, { contestant, perSecond, signal }));
      }
    }
    return { format: RAW_QUEUE_FORMAT, environment, seed: values.seed, jobs: JOBS, bursts, hops };
  } finally {
    await services.stop();
  }
}

async function measureBurst(
  redisUrl: string,
  options: { readonly contestant: QueueContestant; readonly concurrency: number; readonly round: number },
): Promise<RawBurst> {
  const { contestant, concurrency, round } = options;
  let done = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const name = `bench-burst-${concurrency}-${round}`;
  const queue = await OPENERS[contestant]({
    redisUrl,
    name,
    concurrency,
    onJob: () => {
      done += 1;
      if (done === JOBS) finish();
    },
  });
  const ids = Array.from({ length: JOBS }, (_, index) => `job-${index}`);
  const startedAt = performance.now();
  await queue.add(ids);
  const addMs = performance.now() - startedAt;
  await within(BURST_MS_MAX, finished);
  const allMs = performance.now() - startedAt;
  await queue.close();
  return { contestant, concurrency, jobs: JOBS, addMs, allMs };
}

async function measureHops(
  redisUrl: string,
  options: { readonly contestant: QueueContestant; readonly perSecond: number; readonly signal: AbortSignal },
): Promise<RawHops> {
  const { contestant, perSecond, signal } = options;
  const addedAt = new Map<string, number>();
  const hopMs: number[] = [];
  const queue = await OPENERS[contestant]({
    redisUrl,
    name: `bench-hops-${perSecond}`,
    concurrency: 16,
    onJob: (id) => hopMs.push(performance.now() - addedAt.get(id)!),
  });
  const arrivals = poissonArrivals({
    seed: `${values.seed}/${perSecond}`,
    perSecond,
    seconds: Number(values.seconds),
    countMax: ARRIVALS_MAX,
  });
  const startedAt = performance.now();
  const adding: Promise<void>[] = [];
  for (const [index, plannedMs] of arrivals.entries()) {
    const waitMs = plannedMs - (performance.now() - startedAt);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    signal.throwIfAborted();
    const id = `hop-${index}`;
    addedAt.set(id, performance.now());
    adding.push(queue.add([id]));
  }
  await Promise.all(adding);
  const limit = performance.now() + BURST_MS_MAX;
  while (hopMs.length < arrivals.length && performance.now() < limit)
    await new Promise((resolve) => setTimeout(resolve, 10));
  await queue.close();
  return { contestant, perSecond, hopMs };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`jobs were not done in ${ms / 1000} s`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
