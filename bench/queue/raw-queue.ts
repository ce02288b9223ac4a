/** The file `run-queue` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_QUEUE_FORMAT = 'open-biometric-identity-hub/bench-queue/1';

export const QUEUE_CONTESTANTS = ['hub queue', 'bare BullMQ'] as const;
export type QueueContestant = (typeof QUEUE_CONTESTANTS)[number];

export type RawQueue = {
  readonly format: typeof RAW_QUEUE_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  readonly jobs: number;
  readonly bursts: readonly RawBurst[];
  readonly hops: readonly RawHops[];
};

/** So many jobs put in at once: until the last has been worked on. */
export type RawBurst = {
  readonly contestant: QueueContestant;
  readonly concurrency: number;
  readonly jobs: number;
  readonly addMs: number;
  readonly allMs: number;
};

/** Jobs that arrive at a rate, each from before it is put in until its worker begins. */
export type RawHops = {
  readonly contestant: QueueContestant;
  readonly perSecond: number;
  readonly hopMs: readonly number[];
};
