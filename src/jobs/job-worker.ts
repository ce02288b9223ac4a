/**
 * The consuming side of one queue.
 *
 * Trigger: a job holding an operation's id. Payload: that id and nothing else. Idempotency: the workflow re-reads the
 * operation and does nothing where its premise is gone, so a job may run twice. A worker that is killed loses no job:
 * its lock runs out after `LIMITS.jobLockMs` and another worker takes the job, as often as needed.
 */
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { safeError } from '../platform/safe-error.js';
import type { QueueName } from '../workflows/ports/jobs.js';
import type { OperationProblem } from '../workflows/ports/operations.js';
import { type JobPayload, queueKey } from './job-queues.js';
import { queueConnection } from './queue-connection.js';
import { judgeFailure } from './retry-policy.js';

export type JobWorkerOptions = {
  readonly url: string;
  readonly prefix: string;
  readonly queue: QueueName;
  /** Set for a worker that takes the searches of one shard. */
  readonly shard?: number;
  /** Jobs worked on at once by this process. */
  readonly concurrency: number;
  readonly execute: (operationId: OperationId, signal: AbortSignal) => Promise<void>;
  /** Ends the operation as `failed`. */
  readonly fail: (
    operationId: OperationId,
    problem: OperationProblem,
    options: { readonly mayPass: boolean },
  ) => Promise<void>;
  readonly metrics: Metrics;
  readonly log: Log;
  /** How often jobs of dead workers are looked for; tests shorten it. */
  readonly stalledIntervalMs?: number;
  readonly lockMs?: number;
};

export type JobWorker = {
  isRunning(): boolean;
  /** Takes no new jobs until `resume`; those in hand go on. */
  pause(): Promise<void>;
  resume(): void;
  /** Finishes the jobs in hand, takes no new ones. */
  close(): Promise<void>;
};

export async function startJobWorker(options: JobWorkerOptions): Promise<JobWorker> {
  const connection = queueConnection(options.url, options.log);
  const abort = new AbortController();
  const lockMs = options.lockMs ?? LIMITS.jobLockMs;
  const worker = new Worker<JobPayload>(queueKey(options), (job) => work(options, job, abort.signal), {
    connection,
    prefix: options.prefix,
    concurrency: options.concurrency,
    lockDuration: lockMs,
    stalledInterval: options.stalledIntervalMs ?? lockMs / 2,
    // Dying workers are the workers' fault, not the job's: never give a job up for it.
    maxStalledCount: 1000,
  });
  worker.on('error', (error) =>
    options.log.warn({ queue: queueKey(options), reason: error.message }, 'worker error'),
  );
  worker.on('stalled', (jobId) =>
    options.log.warn({ queue: queueKey(options), operationId: jobId }, 'job of a dead worker taken over'),
  );
  await worker.waitUntilReady();
  return {
    isRunning: () => worker.isRunning(),
    pause: () => worker.pause(true),
    resume: () => worker.resume(),
    async close() {
      await worker.close();
      abort.abort();
      connection.disconnect();
    },
  };
}

async function work(options: JobWorkerOptions, job: Job<JobPayload>, signal: AbortSignal): Promise<void> {
  const operationId = job.data.operationId as OperationId;
  const stop = options.metrics.stageSeconds.startTimer({ stage: options.queue });
  try {
    await options.execute(operationId, signal);
    stop({ outcome: 'done' });
  } catch (error) {
    stop({ outcome: 'failed' });
    await giveUpOrRetry(options, job, error);
  }
}

async function giveUpOrRetry(
  options: JobWorkerOptions,
  job: Job<JobPayload>,
  error: unknown,
): Promise<never> {
  const operationId = job.data.operationId as OperationId;
  const verdict = judgeFailure(error, job.attemptsMade + 1);
  options.log.error(
    {
      queue: queueKey(options),
      operationId,
      attempt: job.attemptsMade + 1,
      verdict: verdict.kind,
      error: safeError(error),
    },
    'job failed',
  );
  if (verdict.kind === 'retry') throw error;
  await options.fail(operationId, verdict.problem, { mayPass: verdict.mayPass });
  throw new UnrecoverableError(verdict.problem.code);
}
