/** Signals that ask a benchmark to end, so that it can close what it opened: servers would go on without it. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** A terminal's Ctrl-C comes twice at once, from the terminal and passed on; a person needs longer for the second. */
const SECOND_SIGNAL_MS = 1000;

/** Calls `stop` at the first; ends the process at one that comes later, where closing takes too long for somebody. */
export function onStopSignal(stop: (signal: StopSignal) => void): void {
  let firstAt: number | undefined;
  onEverySignal((signal) => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      stop(signal);
    } else if (performance.now() - firstAt > SECOND_SIGNAL_MS) process.exit(130);
  });
}

/** For who passes them on and waits. */
export function onEverySignal(listener: (signal: StopSignal) => void): void {
  for (const signal of SIGNALS) process.on(signal, () => listener(signal));
}
