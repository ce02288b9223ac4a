/** Messages between the extractor and its worker processes. */

import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { AnySample, ExtractionOutcome } from '../workflows/ports/samples.js';
import type { ExpectedModels } from './load-models.js';

export type WorkerSetup = {
  readonly modelsDirectory: string;
  readonly faceModelsDirectory?: string;
  readonly executionProvider: ExecutionProvider;
  /** What the extractor started with; absent where nobody started with anything. */
  readonly expected?: ExpectedModels;
};

/** `mirrored-`: with an embedding of the mirror image too, where the sample is of one finger. */
export type SampleUse = 'reference' | 'probe' | 'mirrored-reference' | 'mirrored-probe';

export type WorkerTask = {
  readonly sample: AnySample;
  readonly use: SampleUse;
};

/** The setup comes first and once, then one task at a time. */
export type WorkerRequest =
  | { readonly kind: 'setup'; readonly setup: WorkerSetup }
  | { readonly kind: 'task'; readonly task: WorkerTask };

export type WorkerReply =
  | { readonly kind: 'ready' }
  /** The worker cannot work at all; `reason` is the text of onnxruntime. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** The models are not those of the setup. */
  | { readonly kind: 'exchanged'; readonly reason: string }
  /** `decodeMs` is absent where it did not come to decoding. */
  | { readonly kind: 'outcome'; readonly outcome: ExtractionOutcome; readonly decodeMs?: number }
  /** An error that is no outcome: a fault of the program. `fault` is what of it may be logged. */
  | { readonly kind: 'fault'; readonly fault: Readonly<Record<string, unknown>> };
