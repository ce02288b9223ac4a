/**
 * Keeps the promise that whatever was acknowledged is done, with background tasks:
 *
 *   hand over   committed outbox rows that their own process did not hand to a queue (it died, or Redis was away)
 *   repair      unfinished operations nobody has touched for a while: their job is created again where Redis lost it, or
 *               where they were left alone for a while and that is over;
 *               each class of service by itself, as a Redis that lost everything leaves many for whom nobody waits
 *   settle      searches that wait for shards of the gallery nobody answers for end without them, and say so
 *   keep lists  files whose place on a list changed are judged anew
 *   chain logs  entries of the logs get their place in the chain
 *   tidy        what nobody will ask for any more is erased
 *
 * Any number of processes may run it at once. A job created twice is one job, as it is named by its operation.
 */
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { JobPointer, Outbox } from '../workflows/ports/jobs.js';
import type { JobQueues } from './job-queues.js';
import { startRepeatingTask, type TaskMetrics } from './repeating-task.js';

export type RelayOptions = {
  readonly outbox: Pick<Outbox, 'relay'>;
  readonly queues: Pick<JobQueues, 'ensure'>;
  /**
   * Operations of a class that have not ended and were not touched for a while, each with the queue its state asks for.
   * They count as touched from now on.
   */
  readonly findUnfinished: (options: {
    readonly serviceClass: ServiceClass;
    readonly untouchedMs: number;
    readonly limit: number;
  }) => Promise<readonly JobPointer[]>;
  /** Ends searches that have waited long enough for missing shards. */
  readonly settle: () => Promise<unknown>;
  /** Erases some of what is too old and says how many rows; called until there are none. */
  readonly tidy: () => Promise<number>;
  /** Judges some of what changed or became due and says how much; called until there is nothing. */
  readonly keepLists: () => Promise<number>;
  /** Chains some of the log entries that wait and says how many; called until there are none. */
  readonly chainLogs: () => Promise<number>;
  readonly log: Log;
  readonly metrics: TaskMetrics;
  /** Tests shorten them. */
  readonly relayMs?: number;
  readonly settleMs?: number;
  readonly staleMs?: number;
};

export type Relay = { close(): Promise<void> };

export function startRelay(options: RelayOptions): Relay {
  const { log, metrics } = options;
  const staleMs = options.staleMs ?? LIMITS.operationStaleMs;
  const tasks = [
    startRepeatingTask({
      name: 'hand over',
      everyMs: options.relayMs ?? LIMITS.relayMs,
      run: (signal) => untilNothingIsLeft(() => options.outbox.relay(), signal),
      log,
      metrics,
    }),
    ...SERVICE_CLASSES.map((serviceClass) =>
      startRepeatingTask({
        name: `repair ${serviceClass}`,
        everyMs: staleMs,
        run: (signal) => repair(options, { serviceClass, staleMs }, signal),
        log,
        metrics,
      }),
    ),
    startRepeatingTask({
      name: 'settle',
      everyMs: options.settleMs ?? LIMITS.settleMs,
      run: async () => {
        await options.settle();
      },
      log,
      metrics,
    }),
    startRepeatingTask({
      name: 'keep lists',
      everyMs: LIMITS.keepListsMs,
      run: (signal) => untilNothingIsLeft(options.keepLists, signal),
      log,
      metrics,
    }),
    startRepeatingTask({
      name: 'chain logs',
      everyMs: LIMITS.logChainMs,
      run: (signal) => untilNothingIsLeft(options.chainLogs, signal),
      log,
      metrics,
    }),
    startRepeatingTask({
      name: 'tidy',
      everyMs: LIMITS.tidyMs,
      run: (signal) => untilNothingIsLeft(options.tidy, signal),
      log,
      metrics,
    }),
  ];
  return {
    async close() {
      await Promise.all(tasks.map((task) => task.close()));
    },
  };
}

async function untilNothingIsLeft(work: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await work()) > 0);
}

/** Each operation once in a round, which so has an end: what was looked at since it began is left to the next. */
async function repair(
  options: RelayOptions,
  { serviceClass, staleMs }: { readonly serviceClass: ServiceClass; readonly staleMs: number },
  signal: AbortSignal,
): Promise<void> {
  const limit = LIMITS.relayBatch;
  const begunAtMs = performance.now();
  for (let isMore = true; isMore; ) {
    const untouchedMs = staleMs + performance.now() - begunAtMs;
    const unfinished = await options.findUnfinished({ serviceClass, untouchedMs, limit });
    for (const job of unfinished) {
      if (signal.aborted) return;
      const isNew = await options.queues.ensure(job);
      const { queue, operationId, wasPostponed = false } = job;
      if (isNew && wasPostponed) options.log.info({ queue, operationId }, 'postponed job taken up again');
      else if (isNew) options.log.warn({ queue, operationId }, 'lost job created again');
    }
    isMore = unfinished.length >= limit;
  }
}
