import type { Position } from '../domain/positions.js';

/** Values in one embedding, one signed byte each. */
export const EMBEDDING_DIMENSION = 256;

/**
 * Identifies the chain (models and preprocessing) that made a template. Templates of different versions are never
 * compared: `fingerprint-…` and `face-…` names come from `models/manifest.json`.
 */
export type TemplateVersion = string;

/** A stored template: 256 signed bytes, quality 0 (unusable) to 100. */
export type ReferenceTemplate = {
  readonly position: Position;
  readonly templateVersion: TemplateVersion;
  readonly quality: number;
  readonly embedding: Int8Array;
};

/**
 * A template that searches. `views` are embeddings of the same sample under slightly different poses, the first being
 * the one a reference would keep; the similarity of a probe is that of its best view.
 */
export type ProbeTemplate = {
  readonly position: Position;
  readonly templateVersion: TemplateVersion;
  readonly quality: number;
  readonly views: readonly Int8Array[];
};
