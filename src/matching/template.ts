import type { Position } from '../domain/positions.js';
import type { CaptureFault } from '../domain/quality/capture-faults.js';

/** Values in one embedding, one signed byte each. */
export const EMBEDDING_DIMENSION = 256;

/**
 * Identifies the chain (models and preprocessing) that made a template. Templates of different versions are never
 * compared: `fingerprint-…` and `face-…` names come from `models/manifest.json`.
 */
export type TemplateVersion = string;

/**
 * What the second stage compares, in bytes (`domain/minutiae-bytes.ts`), and what made it; minutiae of different
 * versions are never compared.
 */
export type EncodedMinutiae = { readonly templateVersion: TemplateVersion; readonly bytes: Uint8Array };

/** A stored template: 256 signed bytes, quality 0 (unusable) to 100. */
export type ReferenceTemplate = {
  readonly position: Position;
  readonly templateVersion: TemplateVersion;
  readonly quality: number;
  readonly embedding: Int8Array;
  /** Of fingers, where the second stage was there when the template was made; never in a gallery. */
  readonly minutiae?: EncodedMinutiae;
};

/**
 * A template that searches. A probe without views, from a record of minutiae, searches no gallery: it is compared 1:1
 * by its minutiae alone. `views` are embeddings of the same sample under slightly different poses, the first being
 * the one a reference would keep; the similarity of a probe is that of its best view.
 */
export type ProbeTemplate = {
  readonly position: Position;
  readonly templateVersion: TemplateVersion;
  readonly quality: number;
  readonly views: readonly Int8Array[];
  readonly minutiae?: EncodedMinutiae;
  /** Embedding of the mirror image of the sample, where it was asked for. */
  readonly mirroredView?: Int8Array;
  /** What is wrong with the capture; left out where nothing is. */
  readonly captureFaults?: readonly CaptureFault[];
};
