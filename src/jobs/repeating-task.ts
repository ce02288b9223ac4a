/**
 * Work done again and again in the background, never twice at the same time. A failure is reported and the next round
 * comes anyway: these tasks repair what others left, so giving up would be the one wrong answer.
 */
import type { Log } from '../platform/log.js';
import { safeError } from '../platform/safe-error.js';

export type RepeatingTask = {
  /** Resolves when the round in hand is over; no other follows. */
  close(): Promise<void>;
};

export function startRepeatingTask(options: {
  readonly name: string;
  /** Pause between the end of a round and the start of the next. */
  readonly everyMs: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly log: Log;
}): RepeatingTask {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round = Promise.resolve();
  const next = () => {
    round = options
      .run(abort.signal)
      .catch((error: unknown) =>
        options.log.warn({ task: options.name, error: safeError(error) }, 'background task failed'),
      )
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
