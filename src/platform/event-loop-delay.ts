import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop is looked at: finer than what anybody waits for, and a hundred wake-ups a second. */
const EVERY_MS = 10;

export type EventLoopDelay = {
  /** Milliseconds a thing that was ready waited for its turn in this process, the mean since the last reading. */
  readMs(): number;
  close(): void;
};

export function watchEventLoop(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
  histogram.enable();
  return {
    readMs() {
      // What is measured is the time between two looks, of which `EVERY_MS` were meant; none at all says nothing.
      const ms = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - EVERY_MS);
      histogram.reset();
      return ms;
    },
    close() {
      histogram.disable();
    },
  };
}
