/**
 * The consuming side of one queue.
 *
 * Trigger: a job holding an operation's id. Payload: that id and nothing else. Idempotency: the workflow re-reads the
 * operation and does nothing where its premise is gone, so a job may run twice. A worker that is killed loses no job:
 * its lock runs out after `LIMITS.jobLockMs` and another worker takes the job, as often as needed.
 */
import { once, setMaxListeners } from 'node:events';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { OperationId } from '../domain/ids.js';
import type { ServiceClass } from '../domain/service-class.js';
import type { Carried } from '../platform/carried.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { safeError } from '../platform/safe-error.js';
import { NO_TRACING, type OpenSpan, type Tracing } from '../platform/tracing.js';
import type { QueueName } from '../workflows/ports/jobs.js';
import type { OperationProblem } from '../workflows/ports/operations.js';
import { closedOrAway } from './close-without-redis.js';
import { classOfPriority } from './job-priority.js';
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
  /** Ends the operation as `failed`, or leaves it alone for a while; says whether it is listed elsewhere to be tried again. */
  readonly fail: (
    operationId: OperationId,
    problem: OperationProblem,
    options: { readonly mayPass: boolean; readonly postponedMs?: number; readonly shard?: number },
  ) => Promise<{ readonly isListed: boolean } | undefined>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly tracing?: Tracing;
  /** Set for all that a job has done. */
  readonly classInHand?: Carried<ServiceClass>;
  /** Gives up waiting for Redis at the start. */
  readonly signal?: AbortSignal;
  /** How often jobs of dead workers are looked for; tests shorten it. */
  readonly stalledIntervalMs?: number;
  readonly lockMs?: number;
  /** How long jobs in hand may go on when it closes; absent: `LIMITS.jobsCloseMs`. */
  readonly closeMs?: number;
};

export type JobWorker = {
  isRunning(): boolean;
  /** Takes no new jobs until `resume`; those in hand go on. */
  pause(): Promise<void>;
  resume(): void;
  /**
   * Finishes the jobs in hand, takes no new ones. Bulk, which may take ten minutes and for which nobody waits, it leaves to
   * others at once; the rest after `closeMs`, and all of them where Redis is away.
   */
  close(): Promise<void>;
};

/** Its lock keeper goes on for as long as a job in hand cannot be ended, which without Redis is for ever. */
class AbandonableWorker extends Worker<JobPayload> {
  abandon(): Promise<void> {
    return this.lockManager.close();
  }
}

export async function startJobWorker(options: JobWorkerOptions): Promise<JobWorker> {
  const connection = queueConnection(options.url, options.log);
  const [abort, abortBulk] = [new AbortController(), new AbortController()];
  // All jobs in hand share them, each with a listener for every sample; more than ten are no leak.
  setMaxListeners(0, abort.signal, abortBulk.signal);
  const lockMs = options.lockMs ?? LIMITS.jobLockMs;
  const { classInHand } = options;
  const inItsClass = async (job: Job<JobPayload>, token?: string): Promise<void> => {
    const serviceClass = classOfPriority(job.opts.priority);
    const { signal } = serviceClass === 'batch' ? abortBulk : abort;
    const ended =
      classInHand === undefined
        ? await work(options, job, signal)
        : await classInHand.run(serviceClass, () => work(options, job, signal));
    if (ended === 'done') return;
    // Back to where it was, with as many tries: a release that stops one worker after the other uses up none.
    await job.moveToWait(token);
    // Without the mark an idle worker that waits for one looks again after seconds; the library sets it for no job with a priority.
    await connection.zadd(worker.toKey('marker'), 0, '0').catch(() => undefined);
    throw new WaitingError();
  };
  const worker: AbandonableWorker = new AbandonableWorker(queueKey(options), inItsClass, {
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
  try {
    await readyOrAborted(worker, options.signal);
  } catch (error) {
    worker.close(true).catch(() => undefined);
    connection.disconnect();
    throw error;
  }
  return {
    isRunning: () => worker.isRunning(),
    pause: () => worker.pause(true),
    resume: () => worker.resume(),
    async close() {
      // Begun first: what is left to others is not to be taken up here again.
      const closing = worker.close();
      abortBulk.abort();
      const enough = setTimeout(() => abort.abort(), options.closeMs ?? LIMITS.jobsCloseMs);
      try {
        await closedOrAway(connection, closing);
      } finally {
        clearTimeout(enough);
        abort.abort();
        connection.disconnect();
        await worker.abandon();
      }
    },
  };
}

async function readyOrAborted(worker: Worker, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const aborted = signal && once(signal, 'abort', { signal: ended.signal });
  try {
    await Promise.race([worker.waitUntilReady(), ...(aborted ? [aborted] : [])]);
    signal?.throwIfAborted();
  } finally {
    ended.abort();
    aborted?.catch(() => undefined);
  }
}

async function work(
  options: JobWorkerOptions,
  job: Job<JobPayload>,
  signal: AbortSignal,
): Promise<'done' | 'left'> {
  const operationId = job.data.operationId as OperationId;
  observeWait(options, job);
  const span = beginSpan(options, job);
  const stop = options.metrics.stageSeconds.startTimer({ stage: options.queue });
  const stopJob = options.metrics.jobSeconds.startTimer({
    queue: options.queue,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    service_class: classOfPriority(job.opts.priority),
  });
  let failure: string | undefined;
  try {
    return await span.run(async () => {
      try {
        await options.execute(operationId, signal);
        stop({ outcome: 'done' });
        return 'done';
      } catch (error) {
        stop({ outcome: signal.aborted ? 'left' : 'failed' });
        failure = error instanceof OperationalError ? error.code : 'error';
        if (signal.aborted) {
          leaveToOthers(options, job, error);
          return 'left';
        }
        await giveUpOrRetry(options, job, error);
        return 'done';
      }
    });
  } finally {
    stopJob();
    span.end({ failure });
  }
}

/** Below the span that made the job; the wait in the queue is a span of its own. */
function beginSpan({ tracing = NO_TRACING, queue, shard }: JobWorkerOptions, job: Job<JobPayload>): OpenSpan {
  const { traceparent, operationId } = job.data;
  const attributes = {
    'hub.queue': queue,
    'hub.service_class': classOfPriority(job.opts.priority),
    'hub.operation_id': operationId,
    'hub.attempt': job.attemptsMade + 1,
    ...(shard === undefined ? {} : { 'hub.shard': shard }),
  };
  const { processedOn = job.timestamp } = job;
  if (isFirst(job)) {
    tracing
      .begin({ name: `wait ${queue}`, kind: 'internal', attributes, traceparent, startMs: job.timestamp })
      .end({ endMs: Math.max(job.timestamp, processedOn) });
  }
  return tracing.begin({ name: `work ${queue}`, kind: 'consumer', attributes, traceparent });
}

/** Not tried before, nor begun by a worker that left it or died: the time since it was made then is no wait alone. */
function isFirst({ attemptsMade, attemptsStarted }: Job<JobPayload>): boolean {
  return attemptsMade === 0 && attemptsStarted <= 1;
}

/** Of the first try: later ones wait because they are told to. */
function observeWait({ metrics, queue }: JobWorkerOptions, job: Job<JobPayload>): void {
  if (!isFirst(job) || job.processedOn === undefined) return;
  // Clocks of two machines may differ a little.
  const seconds = Math.max(0, job.processedOn - job.timestamp) / 1000;
  metrics.queueWaitSeconds.observe({ queue, service_class: classOfPriority(job.opts.priority) }, seconds);
}

/** Broken off by the worker that closes, which says nothing of the operation: it stays unfinished, and others take it up. */
function leaveToOthers(options: JobWorkerOptions, { data }: Job<JobPayload>, error: unknown): void {
  const queue = queueKey(options);
  options.log.warn({ queue, operationId: data.operationId, error: safeError(error) }, 'job left to others');
}

/**
 * Returns where the operation is left alone for a while: no job has failed. Also where the database lists the operation as
 * one that may be tried again: a failed job here would be counted and shown twice.
 */
async function giveUpOrRetry(options: JobWorkerOptions, job: Job<JobPayload>, error: unknown): Promise<void> {
  const operationId = job.data.operationId as OperationId;
  const verdict = judgeFailure(error, job.attemptsMade + 1);
  if (verdict.kind === 'postpone') {
    const { postponedMs, problem } = verdict;
    await options.fail(operationId, problem, { mayPass: true, postponedMs });
    const reason = problem.detail;
    options.log.info({ queue: queueKey(options), operationId, postponedMs, reason }, 'job postponed');
    return;
  }
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
  const failed = await options.fail(operationId, verdict.problem, {
    mayPass: verdict.mayPass,
    ...(options.shard === undefined ? {} : { shard: options.shard }),
  });
  if (failed?.isListed) return;
  throw new UnrecoverableError(verdict.problem.code);
}
