/**
 * The shards one matcher process serves: taken and given as other matchers come and go, and freed of what was erased.
 * Files of shards that an earlier process of this folder held, and this one does not, are deleted: they are not encrypted
 * and nobody compacts them.
 */
import { holdShards, type ShardHolder } from '../coordination/hold-shards.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { joinRuns } from '../platform/joined-runs.js';
import { LIMITS } from '../platform/limits.js';
import { createCompactGallery } from '../workflows/compact-gallery.js';
import { CommandError } from './command-error.js';
import { deleteForeignShards } from './delete-foreign-shards.js';
import { type ServedShard, serveShard, shardFolder } from './held-shard.js';
import { lockGalleryFolder } from './lock-gallery-folder.js';
import { matcherIdentity } from './matcher-identity.js';
import type { Core } from './open-core.js';

export type ServedShards = {
  shardCount(): number;
  held(): ReadonlyMap<number, ServedShard>;
  /** Removes from the files held here what was erased; ends the erasures that are over everywhere. */
  compactErased(): Promise<void>;
};

/** Resolves when the first shards are being loaded. Closed by the core's closers. */
export async function serveShards(
  core: Core,
  options: { readonly concurrency: number },
): Promise<ServedShards> {
  const { config, log, closers, ports } = core;
  await lockGalleryFolder(config.galleryDirectory, closers);
  const matcherId = matcherIdentity(config.galleryDirectory, ports.ids);
  const holder = holdShards<ServedShard>({
    matcherId,
    copies: config.galleryCopies,
    ...(config.matcherShards === undefined ? {} : { pinned: config.matcherShards }),
    ...(config.matcherShardsMax === undefined ? {} : { shardsMax: config.matcherShardsMax }),
    registry: core.matchers,
    open: (shard, shardCount) => serveShard(core, { shard, shardCount }, options.concurrency),
    log,
  });
  closers.add('gallery', () => holder.close());
  await holder.round();
  requirePinnedShards(core, holder.shardCount());
  await holder.opened();
  deleteForeignShards(
    config.galleryDirectory,
    [...holder.held().keys()].map((shard) =>
      shardFolder(config.galleryDirectory, { shard, shardCount: holder.shardCount() }),
    ),
  );

  const abort = new AbortController();
  const compact = createCompactGallery({
    ...ports,
    heldShards: {
      matcherId,
      async compact(shard, signal) {
        const gallery = holder.held().get(shard)?.gallery;
        await gallery?.compact(signal);
        return gallery !== undefined;
      },
    },
  });
  const compactErased = joinRuns(() => compact(abort.signal));
  const everyMs = LIMITS.matcherHeartbeatMs;
  const tasks = [
    startRepeatingTask({
      name: 'hold shards',
      everyMs,
      run: async () => {
        await holder.round();
        showReferences(core, holder);
      },
      log,
      metrics: ports.metrics,
    }),
    startRepeatingTask({
      name: 'compact erased',
      everyMs,
      run: () => compactErased(),
      log,
      metrics: ports.metrics,
    }),
  ];
  closers.add('shards', async () => {
    abort.abort();
    await Promise.all(tasks.map((task) => task.close()));
  });
  return { shardCount: holder.shardCount, held: holder.held, compactErased };
}

function requirePinnedShards({ config }: Core, shardCount: number): void {
  const unknown = config.matcherShards?.filter((shard) => shard >= shardCount) ?? [];
  if (unknown.length === 0) return;
  throw new CommandError(
    `HUB_MATCHER_SHARDS names shard ${unknown.join(', ')}, but the gallery has ${shardCount}, numbered from 0.`,
  );
}

function showReferences({ ports }: Core, holder: ShardHolder<ServedShard>): void {
  const all = [...holder.held().values()].map(({ status }) => status());
  const sum = (of: (status: (typeof all)[number]) => number) =>
    all.reduce((total, status) => total + of(status), 0);
  const { galleryReferences } = ports.metrics;
  galleryReferences.set(
    { state: 'sealed' },
    sum(({ referencesSealed }) => referencesSealed),
  );
  galleryReferences.set(
    { state: 'tail' },
    sum(({ referencesTail }) => referencesTail),
  );
  galleryReferences.set(
    { state: 'tombstone' },
    sum(({ tombstones }) => tombstones),
  );
}
