import type { IdentityData, TravelDocument } from '../../domain/identity-data.js';
import type { SampleForm } from '../../domain/law/biometric-quality.js';
import type { Position } from '../../domain/positions.js';
import type { Operation } from './operations.js';
import type { PalmSample, Sample } from './samples.js';

/** Type-1 fields 1.004 to 1.010 of the ANSI/NIST-ITL transaction a request came as, as they stand in it. */
export type TransactionIdentifiers = {
  /** Type of transaction. */
  readonly tot: string;
  /** YYYYMMDD. */
  readonly dat: string;
  /** Destination and originating agency. */
  readonly dai: string;
  readonly ori: string;
  /** Transaction control number and, in an answer, the number of the request. */
  readonly tcn: string;
  readonly tcr?: string;
  /** Name of the domain (1.013), which decides what the fields of Type 2 mean. */
  readonly domain?: string;
};

/** What is wrong with a file, and where; never what it says. */
export type CaptureFault = {
  readonly format: string;
  readonly code:
    | 'not-this-format'
    | 'truncated'
    | 'inconsistent'
    | 'out-of-range'
    | 'unsupported'
    | 'limit-exceeded';
  readonly detail: string;
  /** Byte, from 0. */
  readonly offset?: number;
  /** In the words of the format's standard. */
  readonly field?: string;
};

/** What became of a file beside its samples. */
export type CaptureReport = {
  readonly format: string;
  readonly transaction?: TransactionIdentifiers;
  readonly fingersMissing: readonly {
    readonly position: Position;
    readonly reason: 'amputated' | 'bandaged';
  }[];
  /** Records, or parts of records, that gave no sample. `record` counts from 1 in the order of the file. */
  readonly omitted: readonly { readonly record: number; readonly type: string; readonly reason: string }[];
  /** Where the file departs from its standard and could be read all the same. */
  readonly findings: readonly { readonly field?: string; readonly detail: string }[];
  /** Fingers cut from images of several, with the form of the image as it was sent. Absent where there are none. */
  readonly cut?: readonly { readonly position: Position; readonly form: SampleForm }[];
};

export type PalmPrintOfFile = {
  readonly sample: PalmSample;
  /** The record it came in, as `omitted` would name it. */
  readonly record: number;
  readonly type: string;
};

export type CaptureOutcome =
  | (CaptureReport & {
      readonly kind: 'capture';
      /** Each known position at most once. */
      readonly samples: readonly Sample[];
      /** By themselves, as only one system keeps them: whoever does not names their records among those left out. */
      readonly palmPrints?: readonly PalmPrintOfFile[];
      /** What the file says of the person; a part it does not say in known words is absent. */
      readonly identity?: Partial<IdentityData>;
      readonly travelDocument?: TravelDocument;
    })
  | { readonly kind: 'rejected'; readonly fault: CaptureFault };

export type CaptureReader = {
  /**
   * Reads an ANSI/NIST-ITL transaction, an ISO/IEC 19794-4 or -5 record, or a CBEFF record, away from the event loop and
   * within limits of time and memory. Throws `OperationalError` only where the reader itself failed.
   */
  read(
    file: Uint8Array,
    options: { readonly mediaType: string; readonly signal: AbortSignal },
  ): Promise<CaptureOutcome>;
};

export type TransactionWriter = {
  /** The operation as a response transaction; `undefined` where the request was none. */
  respond(operation: Operation): Uint8Array | undefined;
};
