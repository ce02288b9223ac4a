/** The file `run-accuracy` writes: every image, every compared pair, nothing computed from them. */
import type { EnvironmentFacts } from '../environment-facts.js';

export const RAW_FORMAT = 'open-biometric-identity-hub/bench-accuracy/1';

/**
 * What scored a pair: the embeddings alone, the minutiae with the ridges around them, the minutiae alone as where one
 * side is another system's record, or the decision the hub takes from embeddings and minutiae.
 */
export type Comparator = 'embedding' | 'minutiae' | 'minutiae-alone' | 'fused';

export type RawAccuracy = {
  readonly format: typeof RAW_FORMAT;
  readonly environment: EnvironmentFacts;
  readonly seed: number;
  readonly templateVersion: string;
  /** sha256 of the model files that took part. */
  readonly models: Readonly<Record<string, string>>;
  readonly sets: readonly RawSet[];
  readonly images: readonly RawImage[];
  readonly pairs: RawPairs;
};

export type RawSet = { readonly name: string; readonly ppi: number };

export type RawImage = {
  /** Index into `sets`. */
  readonly set: number;
  readonly finger: string;
  readonly impression: string;
  /** Absent where no template was made. */
  readonly quality?: number;
  readonly minutiae?: number;
  readonly defect?: string;
  /** Milliseconds on one core: each model by its id, and `rest` (decoding, resampling, warping, everything else). */
  readonly stagesMs: Readonly<Record<string, number>>;
};

/**
 * One element a pair, in columns. Only pairs with two templates are scored: one that lacks a template is a failure to
 * extract, and the scoring counts it as such.
 */
export type RawPairs = {
  /** Indices into `images`; the first is the probe. */
  readonly probe: readonly number[];
  readonly reference: readonly number[];
  readonly scores: Readonly<Partial<Record<Comparator, readonly number[]>>>;
  /** Milliseconds a pair, mean over the run. */
  readonly meanMs: Readonly<Partial<Record<Comparator, number>>>;
};
