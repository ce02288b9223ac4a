/**
 * A fixed number of worker processes behind one bounded line, in which the samples of a border check go first. A process that dies or hangs costs the sample it was
 * working on and is replaced at once; samples behind it go on.
 */
import { compareUrgency, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import type { AnySample, Decoded, ExtractionOutcome } from '../workflows/ports/samples.js';
import type { ExtractionProcess } from './extraction-process.js';
import { ModelsExchangedError } from './model-integrity-error.js';
import { rejected } from './sample-rejection.js';
import type { SampleUse } from './worker-protocol.js';

export type ExtractionPool = {
  /** Throws `OperationalError('overloaded')` where the line is too long for `count` more. */
  requireRoom(count: number): void;
  run(
    sample: AnySample,
    use: SampleUse,
    signal: AbortSignal,
    serviceClass?: ServiceClass,
    onDecoded?: (decoded: Decoded) => void,
  ): Promise<ExtractionOutcome>;
  /** Rejects what waits, ends the workers. */
  close(): Promise<void>;
};

type Task = {
  readonly sample: AnySample;
  readonly use: SampleUse;
  readonly serviceClass: ServiceClass;
  readonly onDecoded?: ((decoded: Decoded) => void) | undefined;
  readonly settled: () => boolean;
  readonly resolve: (outcome: ExtractionOutcome) => void;
  readonly reject: (reason: unknown) => void;
};

type Slot = { worker: Promise<ExtractionProcess>; isBusy: boolean };

/** Resolves once every worker is ready; a worker that cannot start fails the whole. */
export async function openExtractionPool(options: {
  readonly start: () => Promise<ExtractionProcess>;
  readonly workers: number;
  readonly log: Log;
  readonly backlogMax?: number;
  /** Told once that no worker can be replaced any more: whatever would replace it makes other templates. */
  readonly onModelsExchanged?: ((error: ModelsExchangedError) => void) | undefined;
}): Promise<ExtractionPool> {
  const waiting: Task[] = [];
  const slots = await startAll(options);
  const backlogMax = (options.backlogMax ?? LIMITS.extractionBacklogMax) * options.workers;
  let isClosed = false;
  let isTold = false;

  function tellIfExchanged(cause: unknown): void {
    if (isTold || !(cause instanceof ModelsExchangedError)) return;
    isTold = true;
    options.log.error({ reason: cause.message }, 'models exchanged under a running extractor');
    options.onModelsExchanged?.(cause);
  }

  function dispatch(): void {
    for (const slot of slots) {
      if (slot.isBusy) continue;
      const task = nextTask(waiting);
      if (!task) return;
      slot.isBusy = true;
      work(slot, task)
        .catch(task.reject)
        .finally(() => {
          slot.isBusy = false;
          dispatch();
        });
    }
  }

  async function work(slot: Slot, task: Task): Promise<void> {
    const worker = await liveWorker(slot, options.start).catch((cause: unknown) => {
      tellIfExchanged(cause);
      // Models that ran when the pool started will run again, here or in a process that is started anew.
      task.reject(
        new OperationalError('worker-crashed', 'The extraction worker could not be started again.', {
          cause,
        }),
      );
      return undefined;
    });
    if (!worker) return;
    const beganAtMs = performance.now();
    const answer = await worker.run(task.sample, task.use);
    if (answer.kind === 'outcome') {
      // Decoding is the first thing a process does with a sample.
      if (answer.decodeMs !== undefined)
        task.onDecoded?.({ beganMsAgo: performance.now() - beganAtMs, tookMs: answer.decodeMs });
      return task.resolve(answer.outcome);
    }
    if (isClosed) return task.reject(closed());
    options.log.error({ answer }, 'extraction worker replaced');
    slot.worker = start(options);
    slot.worker.catch(tellIfExchanged);
    if (answer.kind === 'late') return task.resolve(TIMEOUT);
    task.reject(answer.kind === 'faulted' ? faulted() : died());
  }

  return {
    requireRoom(count) {
      if (waiting.length + count <= backlogMax) return;
      throw new OperationalError('overloaded', 'Too many samples are waiting for extraction.');
    },
    run(sample, use, signal, serviceClass = 'interactive', onDecoded) {
      if (isClosed) return Promise.reject(closed());
      return new Promise((resolve, reject) => {
        waiting.push(settleOnce({ sample, use, serviceClass, onDecoded, resolve, reject }, signal));
        dispatch();
      });
    },
    async close() {
      isClosed = true;
      for (const task of waiting.splice(0)) task.reject(closed());
      const workers = await Promise.allSettled(slots.map(({ worker }) => worker));
      const started = workers.flatMap((worker) => (worker.status === 'fulfilled' ? [worker.value] : []));
      await Promise.all(started.map((worker) => worker.close()));
    },
  };
}

const TIMEOUT = rejected(
  'extraction-timeout',
  `Extraction took longer than ${LIMITS.extractionMsMax / 1000} seconds and was given up.`,
);

async function startAll(options: {
  readonly start: () => Promise<ExtractionProcess>;
  readonly workers: number;
}): Promise<readonly Slot[]> {
  const slots = Array.from({ length: options.workers }, () => ({ worker: start(options), isBusy: false }));
  const results = await Promise.allSettled(slots.map(({ worker }) => worker));
  const failure = results.find((result) => result.status === 'rejected');
  if (!failure) return slots;
  await Promise.all(
    results.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)),
  );
  throw failure.reason;
}

/** Its failure is met where the worker is awaited, which may be much later. */
function start(options: { readonly start: () => Promise<ExtractionProcess> }): Promise<ExtractionProcess> {
  const worker = options.start();
  worker.catch(() => {});
  return worker;
}

/** The slot's worker, or a fresh one where it died while idle or could not be started before. */
async function liveWorker(
  slot: Slot,
  startWorker: () => Promise<ExtractionProcess>,
): Promise<ExtractionProcess> {
  const worker = await slot.worker.catch(() => undefined);
  if (worker?.isAlive()) return worker;
  slot.worker = start({ start: startWorker });
  return slot.worker;
}

/** The one that came first of the most urgent class; those nobody waits for any more are dropped on the way. */
function nextTask(waiting: Task[]): Task | undefined {
  for (let index = waiting.length - 1; index >= 0; index -= 1) {
    if (waiting[index]!.settled()) waiting.splice(index, 1);
  }
  let next = 0;
  for (const [index, task] of waiting.entries()) {
    if (compareUrgency(task.serviceClass, waiting[next]!.serviceClass) < 0) next = index;
  }
  return waiting.splice(next, 1)[0];
}

/** A caller who gave up is answered at once; a worker that works for it finishes first. */
function settleOnce(task: Omit<Task, 'settled'>, signal: AbortSignal): Task {
  let isSettled = false;
  const settle = (answer: () => void) => {
    if (isSettled) return;
    isSettled = true;
    signal.removeEventListener('abort', abort);
    answer();
  };
  const abort = () => settle(() => task.reject(signal.reason));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    ...task,
    settled: () => isSettled,
    resolve: (outcome) => settle(() => task.resolve(outcome)),
    reject: (reason) => settle(() => task.reject(reason)),
  };
}

function died(): OperationalError {
  return new OperationalError('worker-crashed', 'The extraction worker died while it worked on the sample.');
}

/** Not tried again: each try costs a worker and the time it takes to start another. */
function faulted(): OperationalError {
  return new OperationalError('worker-crashed', 'The extraction worker failed at the sample.', {
    retryable: false,
  });
}

function closed(): OperationalError {
  return new OperationalError('worker-crashed', 'The extractor is being shut down.');
}
