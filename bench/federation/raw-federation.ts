/** The file `run-federation` writes: everything measured, nothing computed from it. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_FEDERATION_FORMAT = 'open-biometric-identity-hub/bench-federation/1';

export const FAULTS = ['slow', 'failing', 'lying', 'silent'] as const;
export type Fault = (typeof FAULTS)[number];

export type RawFederation = {
  readonly format: typeof RAW_FEDERATION_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: string;
  /** Persons in the EES; the other systems are small. */
  readonly persons: number;
  /** Class of the authority that asked. */
  readonly askedAs: string;
  /** How late the stand-in `slow` answers. */
  readonly slowMs: number;
  /** Every system kept here. */
  readonly allHere: readonly RawSearch[];
  /** Some systems kept elsewhere by stand-ins with a fault each. */
  readonly withFaults: readonly RawSearch[];
  readonly faults: Readonly<Partial<Record<string, Fault>>>;
};

export type RawSearch = {
  readonly by: 'document' | 'identity';
  readonly status: number;
  /** Whether the stream ended as it should; absent in files written before that was looked at. */
  readonly hasEnded?: boolean;
  /** To the last byte. */
  readonly totalMs: number;
  readonly answers: readonly {
    readonly system: string;
    readonly status: string;
    readonly reason?: string;
    /** Milliseconds from sending until the answer was there. */
    readonly arrivedMs: number;
    /** The system's own time, as the reply says. */
    readonly tookMs: number;
    readonly hits: number;
  }[];
};
