/** The file `run-surge` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';
import type { LoadAnswer } from '../load/open-loop.js';

export const RAW_SURGE_FORMAT = 'open-biometric-identity-hub/bench-surge/1';

export type RawSurge = {
  readonly format: typeof RAW_SURGE_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly persons: number;
  /** Registrations with ten fingers a second that the hub does with nothing else to do. */
  readonly capacityPerSecond: number;
  /** Mean of a normal day; a crisis day has `factor` times that. */
  readonly normalPerSecond: number;
  readonly factor: number;
  readonly borderPerSecond: number;
  /** Real seconds of an hour of the scenario. */
  readonly hourSeconds: number;
  readonly phases: readonly RawPhase[];
};

/** One day, and until the last of it was done. */
export type RawPhase = {
  readonly name: 'normal day' | 'crisis day';
  readonly dayMs: number;
  readonly registrations: readonly RawRegistration[];
  readonly border: readonly LoadAnswer[];
  readonly backlog: readonly RawBacklog[];
};

export type RawRegistration = {
  readonly plannedMs: number;
  readonly attempts: readonly {
    /** Milliseconds since the day began. */
    readonly atMs: number;
    readonly tookMs: number;
    readonly status: number;
    readonly code?: string;
    readonly retryAfterSeconds?: number;
  }[];
  /** How it ended, of those accepted; from when it was accepted. */
  readonly ended?: { readonly state: string; readonly ms: number };
};

export type RawBacklog = {
  readonly atMs: number;
  /** Jobs that wait or are under way, by queue. */
  readonly unfinished: Readonly<Record<string, number>>;
};
