/** The file `run-console` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_CONSOLE_FORMAT = 'open-biometric-identity-hub/bench-console/1';

export type RawConsole = {
  readonly format: typeof RAW_CONSOLE_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  /** Jobs that wait, jobs that have failed, operations that lie in PostgreSQL with their log entries. */
  readonly waiting: number;
  readonly failed: number;
  readonly finished: number;
  readonly connections: number;
  readonly update: RawUpdates;
  readonly failedPages: readonly RawPage[];
  /** In the order in which they were measured; each block has one with a console and one without. */
  readonly windows: readonly RawWindow[];
};

/** Computations of the live figures, one after the other and without any cache. */
export type RawUpdates = {
  /** Of the process, over all of them. */
  readonly processorMs: number;
  readonly wallMs: readonly number[];
};

/** One page of the list of failed jobs. */
export type RawPage = { readonly which: 'first' | 'last'; readonly jobs: number; readonly ms: number };

export type RawWindow = {
  readonly block: number;
  readonly isWatched: boolean;
  readonly seconds: number;
  readonly answered: number;
  readonly not2xx: number;
  readonly errors: number;
  /** Of those answered. */
  readonly latencyMs: readonly number[];
  /** When live figures came to the console, counted from the first, which came before the window began. */
  readonly updatesAtMs: readonly number[];
};
