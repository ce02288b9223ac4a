import type { ChainDescription } from '../model-manifest.js';
import { FUSION_MODEL } from './fuse-embedding.js';

/** What the manifest leaves open of the fingerprint chain. */
export type FingerprintSteps = {
  /** Views of the sample that are embedded. */
  readonly viewCount: number;
  /** Whether embeddings are joined with what the minutiae network found. */
  readonly isFused: boolean;
};

export function fingerprintSteps(chain: ChainDescription, use: 'reference' | 'probe'): FingerprintSteps {
  return { viewCount: chain.views?.[use] ?? 1, isFused: chain.models.includes(FUSION_MODEL) };
}
