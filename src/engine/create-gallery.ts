/**
 * The gallery of one process: a search thread kept in step with the feed.
 *
 * Loading: everything from `readAll`, in the background; searches wait for it, and where that takes too long are
 * answered from what has come, and say that they are not complete. Afterwards each search first asks the feed for
 * changes, so that it sees everything that was committed before it; a gallery nobody searches asks now and then. A
 * thread that ends is replaced by one that loads again. Nothing is kept that the feed does not have; the directory
 * belongs to this gallery alone and is emptied at every load.
 */
import { strict as assert } from 'node:assert';
import { rmdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { Clock } from '../platform/clock.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import { joinRuns } from '../platform/joined-runs.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { safeError } from '../platform/safe-error.js';
import type {
  Gallery,
  GalleryAnswer,
  GalleryFeed,
  GalleryReference,
  GallerySearch,
} from '../workflows/ports.js';
import { type SearchThread, type StartSearchThread, startSearchThread } from './search-thread.js';
import type { GalleryCounts, GalleryLimits } from './search-worker-protocol.js';
import { deleteAllSegments } from './segment-files.js';

export type GalleryOptions = {
  readonly feed: GalleryFeed;
  /** For segment files; belongs to this gallery alone. */
  readonly directory: string;
  /** Threads of one run over a large segment. */
  readonly threads: number;
  readonly executionProvider: ExecutionProvider;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits?: Partial<GalleryLimits>;
  /** Left out, the search thread tries which one is exact on this processor. */
  readonly probeCoding?: ProbeCoding;
};

export type GalleryStatus = GalleryCounts & {
  readonly state: 'loading' | 'ready' | 'failed';
  readonly snapshot: string;
  readonly executionProvider: ExecutionProvider;
  /** `direct`: the processor's own 8-bit arithmetic is exact; `split`: probes go in two parts so that it is. */
  readonly probeCoding: ProbeCoding;
  readonly loadProgress: { readonly referencesRead: number };
};

export type EngineGallery = Gallery & {
  status(): GalleryStatus;
  /** Fails what waits, ends the thread, deletes the files. */
  close(): Promise<void>;
};

/**
 * Resolves when a search thread runs; loading goes on in the background. Rejects, not retryable, where the execution
 * provider does not work on this host. `start` is for tests.
 */
export async function createGallery(
  options: GalleryOptions,
  start: StartSearchThread = startSearchThread,
): Promise<EngineGallery> {
  const { feed, log, metrics, clock, directory, threads, executionProvider, probeCoding } = options;
  const limits = galleryLimits(options.limits);
  const closing = new AbortController();
  let thread = await startThread();
  let state: GalleryStatus['state'] = 'loading';
  /** Aborted as soon as the gallery is ready; a new one when it is no longer. */
  let readiness = new AbortController();
  let cursor = '';
  let snapshot = 'loading';
  let referencesRead = 0;
  const catchUp = joinRuns(readChanges);
  /** When the thread has been told the last changes, or ended. */
  let changesTaken: Promise<void> = Promise.resolve();
  const background = Promise.all([keepLoaded(), keepCurrent()]);

  function startThread(): Promise<SearchThread> {
    const coding = probeCoding === undefined ? {} : { probeCoding };
    return start({ directory, threads, executionProvider, limits, ...coding });
  }

  /** Loads, waits for the thread to end, and begins again with a new one until the gallery is closed. */
  async function keepLoaded(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; ) {
      try {
        await load(thread);
        failures = 0;
        await thread.ended;
        if (closing.signal.aborted) return;
        log.error('search thread ended, loading the gallery again');
      } catch (error) {
        failures++;
        log.error({ error: safeError(error) }, 'loading the gallery failed');
      }
      if (closing.signal.aborted) return;
      enter(failures === 0 ? 'loading' : 'failed');
      await replaceThread(failures);
    }
  }

  async function load(into: SearchThread): Promise<void> {
    enter('loading');
    referencesRead = 0;
    const read = await feed.readAll(async (references) => {
      await into.request(...addRequest(references));
      referencesRead += references.length;
    }, closing.signal);
    await into.request({ kind: 'loaded' });
    cursor = read.cursor;
    snapshot = read.snapshot;
    enter('ready');
    showCounts();
    log.info({ referencesRead, ...into.counts() }, 'gallery loaded');
  }

  function enter(next: GalleryStatus['state']): void {
    state = next;
    if (next === 'ready') readiness.abort();
    else if (readiness.signal.aborted) readiness = new AbortController();
  }

  /** Waits for a gallery that is not ready, at most `galleryWaitMs`, and says whether it is. */
  async function isReadyInTime(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (state !== 'ready') {
      const enough = AbortSignal.any([signal, closing.signal, readiness.signal]);
      // Rejects only where there is nothing to wait for any more; what that was is looked at below.
      await pause(limits.galleryWaitMs, undefined, { signal: enough }).catch(() => undefined);
      signal.throwIfAborted();
    }
    return state === 'ready';
  }

  async function replaceThread(failuresBefore: number): Promise<void> {
    await thread.end();
    for (let failures = failuresBefore; !closing.signal.aborted; failures++) {
      if (failures > 0) await pauseFor(failures);
      if (closing.signal.aborted) return;
      try {
        thread = await startThread();
        // Closed while it started: nobody else will end it.
        if (closing.signal.aborted) await thread.end();
        return;
      } catch (error) {
        enter('failed');
        log.error({ error: safeError(error) }, 'starting a search thread failed');
      }
    }
  }

  async function pauseFor(failures: number): Promise<void> {
    const waitMs = Math.min(LIMITS.galleryReloadMsMax, LIMITS.galleryReloadMs * 2 ** (failures - 1));
    // Rejects only where the gallery is closed: then there is nothing to wait for.
    await pause(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
  }

  /** The thread takes requests in order, so what is handed over here is seen by every search handed over later. */
  async function readChanges(): Promise<void> {
    const into = thread;
    const changes = await feed.changesSince(cursor).catch((error: unknown) => {
      // What happened since the cursor is no longer known one by one: a new thread loads everything.
      if (error instanceof OperationalError && error.code === 'gallery-not-ready') void into.end();
      throw error;
    });
    if (into !== thread || state !== 'ready') throw notReady();
    const requests: Promise<unknown>[] = [];
    if (changes.added.length > 0) requests.push(into.request(...addRequest(changes.added)));
    if (changes.erased.length > 0)
      requests.push(into.request({ kind: 'erase', templateIds: changes.erased }));
    // No search waits for these: where one fails the thread has ended, and the next one loads everything.
    changesTaken = Promise.allSettled(requests).then(showCounts);
    cursor = changes.cursor;
    snapshot = changes.snapshot;
  }

  async function search(request: GallerySearch, signal: AbortSignal): Promise<GalleryAnswer> {
    const isComplete = await isReadyInTime(signal);
    if (isComplete) await whileNotAborted(catchUp(), signal);
    else if (isEmpty(thread.counts())) throw notReady();
    const names = { snapshot, complete: isComplete };
    const answer = await thread.request({ kind: 'search', search: plainCopy(request) }, { signal });
    return { ...names, ...answer! };
  }

  /** Nobody waits for this: a failure is told, and the next round tries again. */
  async function keepCurrent(): Promise<void> {
    const { signal } = closing;
    for (;;) {
      // Rejects only where the gallery is closed.
      await pause(limits.galleryUpkeepMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      if (state !== 'ready') continue;
      try {
        await whileNotAborted(catchUp(), signal);
        await whileNotAborted(changesTaken, signal);
        if (thread.counts().tombstones > 0) await compactThread(signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ error: safeError(error) }, 'upkeep of the gallery failed');
      }
    }
  }

  async function compactThread(signal: AbortSignal): Promise<void> {
    await thread.request({ kind: 'compact' }, { signal });
    showCounts();
  }

  function showCounts(): void {
    const counts = thread.counts();
    metrics.galleryReferences.set({ state: 'sealed' }, counts.referencesSealed);
    metrics.galleryReferences.set({ state: 'tail' }, counts.referencesTail);
    metrics.galleryReferences.set({ state: 'tombstone' }, counts.tombstones);
  }

  return {
    search: async (request, signal) => {
      const deadline = AbortSignal.timeout(limits.searchMsMax);
      const startedMs = clock.nowMs();
      let outcome = 'failed';
      try {
        const answer = await search(request, AbortSignal.any([signal, deadline]));
        outcome = answer.complete ? 'complete' : 'incomplete';
        return answer;
      } catch (cause) {
        if (!deadline.aborted || signal.aborted) throw cause;
        throw new OperationalError('worker-timeout', 'the gallery search took too long', { cause });
      } finally {
        metrics.stageSeconds.observe(
          { stage: 'gallery-search', outcome },
          (clock.nowMs() - startedMs) / 1000,
        );
      }
    },
    compact: async (signal) => {
      if (!(await isReadyInTime(signal))) throw notReady();
      await whileNotAborted(catchUp(), signal);
      await compactThread(signal);
    },
    status: () => ({
      state,
      snapshot,
      executionProvider,
      probeCoding: thread.probeCoding,
      loadProgress: { referencesRead },
      ...thread.counts(),
    }),
    close: async () => {
      closing.abort();
      await thread.end();
      await background;
      deleteAllSegments(directory);
      removeIfPossible(directory);
    },
  };
}

/** An empty folder left behind is no harm: it may be a mount point, or hold what somebody else put there. */
function removeIfPossible(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    return;
  }
}

function galleryLimits(given: Partial<GalleryLimits> = {}): GalleryLimits {
  const { tailRowsMax, blockRowsMax, sealRowsMin, segmentRowsMax } = LIMITS;
  const { batchWaitMs, batchViewsMax, searchMsMax, galleryWaitMs, galleryUpkeepMs } = LIMITS;
  return {
    tailRowsMax,
    blockRowsMax,
    sealRowsMin,
    segmentRowsMax,
    batchWaitMs,
    batchViewsMax,
    searchMsMax,
    galleryWaitMs,
    galleryUpkeepMs,
    ...given,
  };
}

/** The embeddings travel as one array that is handed over, not copied. */
function addRequest(references: readonly GalleryReference[]) {
  const embeddings = new Int8Array(references.length * EMBEDDING_DIMENSION);
  const headers = references.map(({ templateId, system, subjectId, template }, index) => {
    assert(template.embedding.length === EMBEDDING_DIMENSION, 'a reference has 256 values');
    embeddings.set(template.embedding, index * EMBEDDING_DIMENSION);
    const { position, templateVersion, quality } = template;
    return { templateId, system, subjectId, position, templateVersion, quality };
  });
  return [{ kind: 'add', references: headers, embeddings }, { transfer: [embeddings.buffer] }] as const;
}

/** A view may be a window into a larger buffer, and the whole buffer would travel with it. */
function plainCopy(search: GallerySearch): GallerySearch {
  const { systems, candidatesMax, falsePositiveIdentificationRate } = search;
  const probes = search.probes.map(({ position, templateVersion, quality, views }) => {
    for (const view of views) assert(view.length === EMBEDDING_DIMENSION, 'a view has 256 values');
    return { position, templateVersion, quality, views: views.map((view) => view.slice()) };
  });
  return { probes, systems: [...systems], candidatesMax, falsePositiveIdentificationRate };
}

async function whileNotAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = withRejection();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function withRejection(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, rejected) => {
    reject = rejected;
  });
  return { promise, reject };
}

function isEmpty(counts: GalleryCounts): boolean {
  return counts.referencesSealed + counts.referencesTail === 0;
}

function notReady(): OperationalError {
  return new OperationalError('gallery-not-ready', 'the gallery is being loaded');
}
