/**
 * The frame of every process: runs until it is told to stop, turns expected failures into a message without a stack,
 * and sets the exit code. 0 done or stopped, 1 failed, 2 not usable configuration.
 */
import { ModelIntegrityError, ModelsExchangedError } from '../extraction/model-integrity-error.js';
import { OperationalError } from '../platform/operational-error.js';
import { type Closers, createClosers } from './closers.js';
import { CommandError } from './command-error.js';
import { ConfigError } from './config.js';

export type CommandContext = {
  /** What the command opens; closed in the opposite order when it ends, however it ends. */
  readonly closers: Closers;
  /** Aborted when the process is told to stop. */
  readonly stopping: AbortSignal;
};

/** npm passes the terminal's Ctrl-C on a second time at once; a person needs longer for the second. */
const SECOND_SIGNAL_MS = 1000;
/** What is not closed by then will not be, for example because Redis is away. Work in hand is taken up at the next start. */
const STOP_MS_MAX = 50_000;

export async function runCommand(
  command: (context: CommandContext) => Promise<number | undefined>,
): Promise<void> {
  listenForSignals();
  const closers = createClosers();
  let exitCode = 0;
  try {
    exitCode = (await command({ closers, stopping: stop.signal })) ?? 0;
  } catch (error) {
    exitCode = explain(error);
  }
  try {
    await closers.closeAll();
  } catch (error) {
    exitCode = explain(error) || exitCode;
  }
  // Handles of libraries that stay behind must not keep a process alive that has done and closed everything.
  process.exit(failedWith ?? exitCode);
}

/** Of the process: whatever part of it must not go on stops the whole. */
const stop = new AbortController();
let failedWith: number | undefined;

/**
 * Finishes what is in hand, as when it is told to stop, and ends as failed: whoever started it starts it again. The reason
 * is said at once. It is no signal: one that comes meanwhile is the first, and cuts nothing off.
 */
export function stopForFailure(error: unknown): void {
  if (failedWith !== undefined) return;
  failedWith = explain(error);
  beginStop();
}

function beginStop(): void {
  if (stop.signal.aborted) return;
  stop.abort();
  setTimeout(() => {
    console.error('Not everything could be closed in time; stopped.');
    process.exit(1);
  }, STOP_MS_MAX).unref();
}

/** Resolves when the process is told to stop. */
export function untilStopped(stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return Promise.resolve();
  // A promise alone keeps no process alive.
  const alive = setInterval(() => {}, 60_000);
  return new Promise((resolve) =>
    stopping.addEventListener(
      'abort',
      () => {
        clearInterval(alive);
        resolve();
      },
      { once: true },
    ),
  );
}

function listenForSignals(): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      beginStop();
    } else if (Date.now() - firstAt > SECOND_SIGNAL_MS) {
      console.error('Stopped at once.');
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

function explain(error: unknown): number {
  if (stop.signal.aborted && error instanceof Error && error.name === 'AbortError') return 0;
  if (error instanceof ConfigError) {
    console.error(error.message);
    return 2;
  }
  console.error(isForPeople(error) ? error.message : error);
  return 1;
}

function isForPeople(error: unknown): error is Error {
  return (
    error instanceof CommandError ||
    error instanceof OperationalError ||
    error instanceof ModelIntegrityError ||
    error instanceof ModelsExchangedError
  );
}
