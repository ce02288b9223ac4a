import type { ChainDescription } from '../model-manifest.js';
import type { SampleUse } from '../worker-protocol.js';
import { FUSION_MODEL } from './fuse-embedding.js';

/** What the manifest leaves open of the fingerprint chain. */
export type FingerprintSteps = {
  /** Views of the sample that are embedded. */
  readonly viewCount: number;
  /** Whether embeddings are joined with what the minutiae network found. */
  readonly isFused: boolean;
  /** Whether the mirror image is embedded too. */
  readonly wantsMirrored?: true;
};

export function fingerprintSteps({ views, models }: ChainDescription, use: SampleUse): FingerprintSteps {
  const plain = plainUse(use);
  const wantsMirrored = plain === use ? {} : ({ wantsMirrored: true } as const);
  return { viewCount: views?.[plain] ?? 1, isFused: models.includes(FUSION_MODEL), ...wantsMirrored };
}

/** The use without the mirror image. */
export function plainUse(use: SampleUse): 'reference' | 'probe' {
  return use === 'reference' || use === 'mirrored-reference' ? 'reference' : 'probe';
}
