/** The file `run-mixed` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';
import type { StageTimes } from '../hub/stage-metrics.js';
import type { LoadAnswer } from '../load/open-loop.js';

export const RAW_MIXED_FORMAT = 'open-biometric-identity-hub/bench-mixed/1';

export type RawMixed = {
  readonly format: typeof RAW_MIXED_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly persons: number;
  readonly capacityPerSecond: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly answers: readonly LoadAnswer[];
  readonly stages: readonly StageTimes[];
};
