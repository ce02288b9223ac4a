/**
 * Work done again and again in the background, never twice at the same time. A failure is reported and the next round
 * comes anyway: these tasks repair what others left, so giving up would be the one wrong answer. One that fails every
 * round shows in its metrics: a line of the log among thousands is not read.
 */
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { safeError } from '../platform/safe-error.js';

export type RepeatingTask = {
  /** Resolves when the round in hand is over; no other follows. */
  close(): Promise<void>;
};

/** When each task last succeeded, and how often it has failed since. */
export type TaskMetrics = Pick<Metrics, 'taskSucceeded' | 'taskFailures'>;

export function startRepeatingTask(options: {
  readonly name: string;
  /** Pause between the end of a round and the start of the next. */
  readonly everyMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly metrics: TaskMetrics;
}): RepeatingTask {
  const { taskSucceeded, taskFailures } = options.metrics;
  const labels = { task: options.name };
  const noteSuccess = () => {
    taskSucceeded.setToCurrentTime(labels);
    taskFailures.set(labels, 0);
  };
  // A task that never succeeds has to have something to be late from.
  noteSuccess();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  const next = () => {
    round = options
      .run(abort.signal)
      .then(noteSuccess, (error: unknown) => {
        taskFailures.inc(labels);
        options.log.warn({ task: options.name, error: safeError(error) }, 'background task failed');
      })
      .then(() => {
        if (!abort.signal.aborted) timer = setTimeout(next, options.everyMs);
      });
  };
  next();
  return {
    async close() {
      abort.abort();
      clearTimeout(timer);
      await round;
    },
  };
}
