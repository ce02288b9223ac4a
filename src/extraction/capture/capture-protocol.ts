/** Messages between the pool and its threads. */
import type { CaptureOutcome } from '../../workflows/ports/captures.js';
import type { NistProfile } from './nist-profile.js';

/** Given to a thread when it starts. */
export type CaptureSetup = { readonly profiles: readonly NistProfile[] };

export type CaptureTask = { readonly file: Uint8Array; readonly mediaType: string };

export type CaptureReply =
  | { readonly kind: 'outcome'; readonly outcome: CaptureOutcome }
  /** An error that is no outcome: a fault of the program. `fault` is what of it may be logged. */
  | { readonly kind: 'fault'; readonly fault: Readonly<Record<string, unknown>> };
