import type { GalleryStatus } from '../engine/create-gallery.js';
import type { ServedShards } from './serve-shards.js';

export type MatcherStatus = {
  /** `ready` where all shards this process holds are. */
  readonly state: GalleryStatus['state'];
  /** Over all of them. */
  readonly loadProgress: GalleryStatus['loadProgress'];
  /** In memory now. */
  readonly references: number;
  /** Shards of the installation. */
  readonly shardCount: number;
  /** Those this process holds. */
  readonly shards: readonly (GalleryStatus & { readonly shard: number })[];
};

export function matcherStatus(served: ServedShards): MatcherStatus {
  const shards = [...served.held()]
    .map(([shard, held]) => ({ shard, ...held.status() }))
    .sort((a, b) => a.shard - b.shard);
  const states = shards.map(({ state }) => state);
  const sum = (of: (status: GalleryStatus) => number) =>
    shards.reduce((total, status) => total + of(status), 0);
  return {
    state: states.includes('failed') ? 'failed' : states.includes('loading') ? 'loading' : 'ready',
    loadProgress: {
      segmentsRead: sum(({ loadProgress }) => loadProgress.segmentsRead),
      segmentsTotal: sum(({ loadProgress }) => loadProgress.segmentsTotal),
      referencesRead: sum(({ loadProgress }) => loadProgress.referencesRead),
    },
    references: sum(({ referencesSealed, referencesTail }) => referencesSealed + referencesTail),
    shardCount: served.shardCount(),
    shards,
  };
}
