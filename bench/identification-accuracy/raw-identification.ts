/** The file `run-identification` writes: every search, nothing computed from them. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_FORMAT = 'open-biometric-identity-hub/bench-identification/1';

export type RawIdentification = {
  readonly format: typeof RAW_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: number;
  /** Which of how many parts of the searches; absent in files from before. */
  readonly part?: string;
  readonly chain: string;
  /** Persons of a search that the second stage compares, in the order of the first. */
  readonly secondStagePersons: number;
  /** Impressions of a capture, of which the best by quality counts; absent in files from before, where it was 1. */
  readonly attempts?: number;
  /** References of a finger that the second stage compared beside the best by the first; absent in files from before, where it was 0. */
  readonly furtherReferences?: number;
  readonly sources: readonly {
    readonly impressions: number;
    readonly fingers: number;
    readonly rejected: number;
  }[];
  readonly galleries: readonly RawGallery[];
  readonly quantisation?: RawQuantisation;
};

export type RawGallery = {
  /** Fingers of each person, all searched at once. */
  readonly fingers: number;
  readonly persons: number;
  /** References of each finger of a person, on average; absent in files from before, where it was 1. */
  readonly referencesPerPerson?: number;
  readonly searches: readonly RawSearch[];
};

/** One search, scored with and without the mate: nobody else's score depends on whether the mate is there. */
export type RawSearch = {
  /** Names the person searched with, for drawing whole persons anew. */
  readonly person: number;
  /** The least of the probes' qualities. */
  readonly quality: number;
  /** Fused scores of the first stage of the best non-mated persons, highest first. */
  readonly first: readonly number[];
  /** Fused scores of both stages of those of them that the second compared, in the same order. */
  readonly both: readonly number[];
  /** How many references of each of those it compared; absent where it was one. */
  readonly references?: readonly number[];
  readonly mate: {
    /** Among all others, by the first stage, from 1. */
    readonly rank: number;
    readonly first: number;
    /** Compared by the second stage whatever the rank, so that any number of persons compared can be judged. */
    readonly both: number;
    readonly references?: number;
  };
  /**
   * Fused score of both stages of the enrolled person whose finger was on the glass before, or on whose glass this one was
   * (`residues.ts`); not among the others. Absent where none is enrolled, and in files from before.
   */
  readonly residue?: number;
};

/** Equal error rates of one probe and one reference a finger, 7 views, rounded and not. */
export type RawQuantisation = {
  readonly mated: number;
  readonly nonMated: number;
  readonly eerFloat: number;
  readonly eerInteger: number;
  /** Of the difference, 95 %, fingers drawn with replacement. */
  readonly differenceFrom: number;
  readonly differenceTo: number;
};
