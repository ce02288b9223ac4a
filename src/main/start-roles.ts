/**
 * The four roles a hub is made of. `npm start` starts all of them in one process; on many machines each process starts
 * one. What a role opens is closed by the core's closers, workers first, so that jobs in hand still find everything.
 */
import { createGallery, type GalleryStatus } from '../engine/create-gallery.js';
import { openExtractor } from '../extraction/open-extractor.js';
import { startJobWorker } from '../jobs/job-worker.js';
import { startRelay } from '../jobs/relay.js';
import { compareProbes } from '../matching/compare.js';
import { LIMITS } from '../platform/limits.js';
import { eraseOldOperations } from '../store/erase-old-operations.js';
import { findUnfinishedOperations } from '../store/find-unfinished-operations.js';
import { pruneGalleryChanges } from '../store/prune-gallery-changes.js';
import { JOB_WORKFLOWS, type JobPorts } from '../workflows/create-job-workflows.js';
import { createFailOperation } from '../workflows/fail-operation.js';
import type { QueueName } from '../workflows/ports.js';
import type { Core } from './open-core.js';

/**
 * Jobs one process works on at once. Extraction waits for worker processes and search for its thread, which have
 * queues of their own: many at once is what lets probes share a run. Federation waits for other systems.
 */
const CONCURRENCY: Readonly<Record<QueueName, number>> = {
  extraction: 16,
  search: 64,
  federation: 32,
  erasure: 1,
};

export async function startExtractor(core: Core): Promise<void> {
  const { config, log, ports, closers, readiness } = core;
  const extractor = await openExtractor({
    modelsDirectory: config.modelsDirectory,
    faceModelsDirectory: config.faceModelsDirectory,
    executionProvider: config.executionProvider,
    workers: config.extractionWorkers,
    metrics: ports.metrics,
    log,
  });
  closers.add('extractor', () => extractor.close());
  readiness.register('models', () => ({
    ready: true,
    executionProvider: config.executionProvider,
    models: extractor.models(),
  }));
  await startQueue(core, 'extraction', { ...ports, extractor, comparator: compareProbes });
}

/** Resolves when searches are answered; the gallery goes on loading, its status says how far. */
export async function startMatcher(core: Core): Promise<Matcher> {
  const { config, log, ports, closers, readiness } = core;
  const gallery = await createGallery({
    feed: core.galleryFeed,
    directory: config.galleryDirectory,
    threads: config.searchThreads,
    executionProvider: config.executionProvider,
    metrics: ports.metrics,
    log,
    clock: ports.clock,
  });
  closers.add('gallery', () => gallery.close());
  readiness.register('gallery', () => {
    const status = gallery.status();
    return { ready: status.state === 'ready', ...status };
  });
  await startQueue(core, 'search', { ...ports, gallery });
  await startQueue(core, 'erasure', { ...ports, gallery });
  return { status: gallery.status };
}

export type Matcher = { status(): GalleryStatus };

export async function startWorker(core: Core): Promise<void> {
  const { ports, queues, closers, log } = core;
  const { unitOfWork } = ports;
  await startQueue(core, 'federation', ports);
  const relay = startRelay({
    outbox: ports.outbox,
    queues,
    findUnfinished: (limits) => findUnfinishedOperations(unitOfWork.sql, limits),
    tidy: () => tidy(core),
    log,
  });
  closers.add('relay', () => relay.close());
}

/** Results callers had a day to fetch, and gallery changes too old for any gallery that is kept running. */
async function tidy({ ports: { unitOfWork, clock } }: Core): Promise<number> {
  const limit = LIMITS.tidyBatch;
  const finishedBeforeMs = clock.nowMs() - LIMITS.operationKeptMs;
  const operations = await eraseOldOperations(unitOfWork.sql, { finishedBeforeMs, limit });
  return operations + (await pruneGalleryChanges(unitOfWork, { limit }));
}

async function startQueue<Queue extends QueueName>(
  core: Core,
  queue: Queue,
  ports: JobPorts[Queue],
): Promise<void> {
  const createWorkflow = JOB_WORKFLOWS[queue] as (ports: JobPorts[Queue]) => JobFunction;
  const worker = await startJobWorker({
    ...core.redis,
    queue,
    concurrency: CONCURRENCY[queue],
    execute: createWorkflow(ports),
    fail: createFailOperation(core.ports),
    metrics: core.ports.metrics,
    log: core.log,
  });
  core.closers.add(`${queue} worker`, () => worker.close());
  core.readiness.register(`${queue}-worker`, () => ({ ready: worker.isRunning() }));
}

type JobFunction = Parameters<typeof startJobWorker>[0]['execute'];
