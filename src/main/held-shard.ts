/**
 * One shard of the gallery in this process: its own search thread, folder and queue worker. The worker takes searches
 * while the shard is ready; while it is being loaded again, other holders get them. A gallery in one piece is taken as it
 * comes: it answers while it is loaded, and says that it is not complete.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Gauge } from 'prom-client';
import type { HeldShard } from '../coordination/hold-shards.js';
import { createGallery, type EngineGallery, type GalleryStatus } from '../engine/create-gallery.js';
import { type JobWorker, startJobWorker } from '../jobs/job-worker.js';
import { LIMITS } from '../platform/limits.js';
import { safeError } from '../platform/safe-error.js';
import { createFailOperation } from '../workflows/fail-operation.js';
import { createSearchGallery } from '../workflows/search-gallery.js';
import { createSearchShard } from '../workflows/search-shard.js';
import { createWholeSearchRoom } from '../workflows/whole-search-room.js';
import type { Core } from './open-core.js';
import { traceGallery } from './trace-ports.js';

export type ServedShard = HeldShard & {
  readonly gallery: EngineGallery;
  status(): GalleryStatus;
  isServing(): boolean;
};

/** Resolves when the shard is being loaded. `concurrency`: searches at once, which may share a run. */
export async function serveShard(
  core: Core,
  { shard, shardCount }: { readonly shard: number; readonly shardCount: number },
  concurrency: number,
): Promise<ServedShard> {
  const { config, log, ports } = core;
  const isWhole = shardCount === 1;
  const directory = shardFolder(config.galleryDirectory, { shard, shardCount });
  const gallery = await createGallery({
    feed: core.galleryFeedOf({ shard, shardCount }),
    directory,
    keepFiles: config.galleryFilesKept,
    threads: config.searchThreads,
    executionProvider: config.executionProvider,
    metrics: { ...ports.metrics, galleryReferences: unregisteredGauge() },
    log,
    clock: ports.clock,
  });
  const withGallery = {
    ...ports,
    gallery: traceGallery(gallery, core.tracing),
    wholeSearchRoom: createWholeSearchRoom({ longMax: Math.floor(concurrency / 2), clock: ports.clock }),
  };
  const execute = isWhole
    ? createSearchGallery(withGallery)
    : createSearchShard(withGallery, { shard, shardCount });
  const isReady = () => gallery.status().state === 'ready';
  const stopping = new AbortController();
  let worker: JobWorker | undefined;
  let starting: Promise<void> | undefined;
  let isPaused = false;

  async function takeSearches(): Promise<void> {
    const started = await startJobWorker({
      ...core.redis,
      queue: 'search',
      ...(isWhole ? {} : { shard }),
      concurrency,
      execute,
      fail: createFailOperation(ports),
      metrics: ports.metrics,
      log,
      tracing: core.tracing,
      classInHand: core.classInHand,
      signal: stopping.signal,
      closeMs: LIMITS.searchesCloseMs,
    });
    const place = { queue: 'search' as const, ...(isWhole ? {} : { shard }), concurrency };
    worker = core.workers.add(place, started);
  }

  /** Not waited for: where Redis is away a heartbeat is due all the same. */
  function takeSearchesSoon(): void {
    starting ??= takeSearches().catch((error: unknown) => {
      if (stopping.signal.aborted) return;
      log.error({ shard, error: safeError(error) }, 'searches of a shard cannot be taken');
      starting = undefined;
    });
  }

  async function refresh() {
    if (isReady() && worker === undefined) takeSearchesSoon();
    if (worker === undefined || !isReady()) {
      if (worker !== undefined && !isWhole && !isPaused) {
        isPaused = true;
        await worker.pause();
      }
      return { isReady: false };
    }
    if (isPaused) {
      isPaused = false;
      worker.resume();
    }
    const { referencesSealed, referencesTail } = gallery.status();
    return { isReady: true, references: referencesSealed + referencesTail };
  }

  if (isWhole) await takeSearches();
  return {
    gallery,
    status: gallery.status,
    isServing: () => worker?.isRunning() === true && !isPaused,
    refresh,
    async close(files) {
      stopping.abort();
      await starting;
      await worker?.close();
      await gallery.close();
      if (files === 'delete') rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Named for the division too: files of another division are not this shard's. */
export function shardFolder(
  directory: string,
  { shard, shardCount }: { readonly shard: number; readonly shardCount: number },
): string {
  return join(directory, `shard-${shard}-of-${shardCount}`);
}

/** Shards of one process would overwrite each other's figures; their sum is set by who holds them. */
function unregisteredGauge() {
  return new Gauge({
    name: 'shard_references',
    help: 'References of one shard',
    labelNames: ['state'],
    registers: [],
  });
}
