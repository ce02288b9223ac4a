/**
 * The frame of a benchmark that starts servers in its own process and prints one JSON document. However it ends, by a
 * signal too, what was opened is closed: servers, databases and folders would outlive it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Closers, createClosers } from '../../src/main/closers.js';
import { openBenchFolder } from './bench-folder.js';
import { onStopSignal } from './stop-signals.js';

/** Longest that what was being opened at a signal, a server above all, is waited for, so that it can be closed too. */
const OPENING_MS_MAX = 30_000;

export type Measuring = {
  readonly closers: Closers;
  /** A new folder for servers and keys; removed at the very end. */
  readonly folder: string;
};

export async function printMeasured(measure: (context: Measuring) => Promise<object>): Promise<never> {
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    onStopSignal((signal) => {
      stop.abort();
      reject(new Error(`stopped by ${signal}`));
    });
  });
  const last = createClosers();
  const folder = openBenchFolder(last);
  const closers = createClosers();
  const closedLate: Promise<void>[] = [];
  const measuring = measure({
    folder,
    closers: {
      add(name, close) {
        if (stop.signal.aborted) closedLate.push(close());
        else closers.add(name, close);
      },
      closeAll: () => closers.closeAll(),
    },
  });
  let exitCode = 0;
  try {
    console.log(JSON.stringify(await Promise.race([measuring, stopped]), undefined, 2));
  } catch (error) {
    console.error(stop.signal.aborted && error instanceof Error ? error.message : error);
    exitCode = 1;
  }
  const closed: PromiseSettledResult<void>[] = await Promise.allSettled([closers.closeAll()]);
  if (stop.signal.aborted) {
    await Promise.race([Promise.allSettled([measuring]), pause(OPENING_MS_MAX)]);
    closed.push(...(await Promise.allSettled(closedLate)));
  }
  closed.push(...(await Promise.allSettled([last.closeAll()])));
  for (const outcome of closed) {
    if (outcome.status === 'fulfilled') continue;
    console.error(outcome.reason);
    exitCode = 1;
  }
  process.exit(exitCode);
}
