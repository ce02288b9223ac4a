/** The file `run-matching` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';
import type { ReadMethod } from './read-bandwidth-protocol.js';

export const RAW_FORMAT = 'open-biometric-identity-hub/bench-matching/1';

export type RawResult = {
  readonly format: typeof RAW_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: number;
  /** Candidates asked for. */
  readonly candidates: number;
  readonly bytesPerTemplate: number;
  readonly loads: readonly RawLoad[];
  readonly cells: readonly RawCell[];
  readonly reads: readonly RawRead[];
  readonly checks: readonly RawCheck[];
  readonly skipped: readonly RawSkip[];
  readonly enrolment: RawEnrolment | undefined;
};

export type RawLoad = {
  readonly contestant: string;
  readonly what: string;
  readonly rows: number;
  readonly threads: number;
  readonly loadMs: number;
};

/** One contestant, one gallery, so many probes at once: milliseconds of each search, in order. */
export type RawCell = {
  readonly contestant: string;
  readonly rows: number;
  readonly threads: number;
  readonly probes: number;
  /** Several at once are half of each kind. */
  readonly kind: 'mated' | 'non-mated' | 'both';
  readonly searchMs: readonly number[];
};

/** The bound, taken between the searches of the same cell. */
export type RawRead = {
  readonly rows: number;
  readonly threads: number;
  readonly probes: number;
  readonly method: ReadMethod;
  readonly bytes: number;
  readonly readMs: readonly number[];
};

/** Candidates against the integer reference, by the contestant's own measure. */
export type RawCheck = {
  readonly contestant: string;
  readonly isExact: boolean;
  readonly rows: number;
  readonly threads: number;
  readonly probes: number;
  readonly candidates: number;
  /** Of the best rows by the reference, those the contestant did not list; of equal ones any will do. */
  readonly missed: number;
  /** Probes whose rows are not those of the reference in the same order, equal ones by row number. */
  readonly differentLists: number;
  readonly mated: number;
  /** Mated probes whose mate comes first. */
  readonly matedFirst: number;
  /** Inner products compared one by one with the reference, and how many differ; the segment graph only. */
  readonly products: number;
  readonly differentProducts: number;
};

export type RawSkip = {
  readonly contestant: string;
  readonly rows: number;
  readonly threads?: number;
  readonly probes?: number;
  readonly reason: string;
};

/** Searches of the real engine one after the other: first alone, then while references stream in. */
export type RawEnrolment = {
  readonly rows: number;
  readonly threads: number;
  readonly enrolmentsPerSecond: number;
  readonly loadMs: number;
  readonly residentBytes: number;
  readonly searches: readonly {
    /** Milliseconds since the first search. */
    readonly atMs: number;
    readonly searchMs: number;
    readonly isEnrolling: boolean;
    readonly tailRows: number;
    readonly segments: number;
  }[];
};
