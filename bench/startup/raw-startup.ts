/** The file `run-startup` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_STARTUP_FORMAT = 'open-biometric-identity-hub/bench-startup/1';

export const START_KINDS = ['from PostgreSQL', 'from its files'] as const;
export type StartKind = (typeof START_KINDS)[number];

export type RawStartup = {
  readonly format: typeof RAW_STARTUP_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly starts: readonly RawStart[];
};

export type RawStart = {
  readonly kind: StartKind;
  readonly references: number;
  readonly startMs: number;
};
