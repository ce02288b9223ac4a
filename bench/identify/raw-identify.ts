/** The file `run-identify` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';
import type { ProcessorTime } from '../hub/processor-time.js';
import type { StageTimes } from '../hub/stage-metrics.js';
import type { LoadAnswer } from '../load/open-loop.js';

export const RAW_IDENTIFY_FORMAT = 'open-biometric-identity-hub/bench-identify/1';

export type ProbeKind = 'one finger' | 'four fingers' | 'four fingers and face' | 'ten fingers';

export type RawIdentify = {
  readonly format: typeof RAW_IDENTIFY_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  /** Of load on each hub before anything is measured. */
  readonly warmSeconds: number;
  /** Persons of the population, with how many fingers and faces each; persons who are probes come on top. */
  readonly galleries: readonly RawGallery[];
  /** Kinds of probes that were asked for and left out, and why. */
  readonly leftOut: readonly { readonly probe: ProbeKind; readonly reason: string }[];
};

export type RawGallery = {
  readonly persons: number;
  readonly fingersPerPerson: number;
  readonly facesPerPerson: 0 | 1;
  /** As the hub counts them. */
  readonly references: number;
  readonly fillMs: number;
  readonly filledPersons: number;
  readonly startMs: number;
  /** Resident bytes of the hub's own process with the gallery in it. */
  readonly hubBytes: number;
  readonly probes: readonly RawProbe[];
};

export type RawProbe = {
  readonly probe: ProbeKind;
  /** Of one request. */
  readonly bodyBytes: number;
  readonly found: RawFound;
  readonly closed: readonly RawClosed[];
  readonly open: readonly RawOpen[];
};

/** Each imaged person asked for once: whether the mate was found, and whether a stranger was taken for somebody. */
export type RawFound = {
  readonly mated: number;
  readonly mateFirst: number;
  readonly mateMatched: number;
  readonly nonMated: number;
  readonly nonMatedMatched: number;
  readonly referencesCompared: number;
};

export type RawClosed = {
  readonly connections: number;
  readonly seconds: number;
  readonly answered: number;
  readonly not2xx: number;
  readonly errors: number;
  /** Of those answered; in files of before refusals were kept apart, of these too. */
  readonly latencyMs: readonly number[];
  readonly stages: readonly StageTimes[];
  /** Undefined where the system does not say. */
  readonly processorTime: ProcessorTime | undefined;
};

export type RawOpen = {
  readonly perSecond: number;
  /** Of the highest throughput of the closed loops. */
  readonly shareOfPeak: number;
  readonly seconds: number;
  readonly answers: readonly LoadAnswer[];
  readonly stages: readonly StageTimes[];
};
