/**
 * The gallery of one process: a search thread kept in step with the feed (`loaded-thread.ts`).
 *
 * Searches wait for a gallery that is being loaded, and where that takes too long are answered from what has come, and
 * say that they are not complete. Each search first asks the feed for changes, so that it sees everything that was
 * committed before it; a gallery nobody searches asks now and then. Nothing is kept that the feed does not have; the
 * folder belongs to this gallery alone.
 */
import { rmdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { safeError } from '../platform/safe-error.js';
import { whileNotAborted } from '../platform/while-not-aborted.js';
import type { Gallery, GalleryAnswer, GallerySearch } from '../workflows/ports/gallery.js';
import { deleteGalleryFiles } from './delete-gallery-files.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { type GalleryOptions, galleryLimits } from './gallery-options.js';
import { LoadedThread, type LoadState, notReady } from './loaded-thread.js';
import { unpackAnswer } from './packed-answer.js';
import { type SearchThread, type StartSearchThread, startSearchThread } from './search-thread.js';
import type { GalleryCounts, GalleryLimits } from './search-worker-protocol.js';
import { usableSearch } from './usable-search.js';

export type GalleryStatus = GalleryCounts & {
  readonly state: LoadState;
  readonly snapshot: string;
  readonly executionProvider: ExecutionProvider;
  /** `direct`: the processor's own 8-bit arithmetic is exact; `split`: probes go in two parts so that it is. */
  readonly arithmetic: SegmentArithmetic;
  /** Segments read back from the folder, then references read from the feed, where some are missing. */
  readonly loadProgress: {
    readonly segmentsRead: number;
    readonly segmentsTotal: number;
    readonly referencesRead: number;
  };
};

export type EngineGallery = Gallery & {
  status(): GalleryStatus;
  /** Fails what waits, ends the thread, and leaves the files or deletes them (`keepFiles`). */
  close(): Promise<void>;
};

/**
 * Resolves when a search thread runs; loading goes on in the background. Rejects, not retryable, where the execution
 * provider does not work on this host, and where another process has the folder. `start` is for tests.
 */
export async function createGallery(
  options: GalleryOptions,
  start: StartSearchThread = startSearchThread,
): Promise<EngineGallery> {
  const limits = galleryLimits(options.limits);
  const lock = await lockFolder(options.directory);
  try {
    const loaded = await LoadedThread.start({
      ...options,
      limits,
      start,
      onChange: () => showCounts(options, loaded.thread),
    });
    return openGallery({ options, limits, loaded, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

type Parts = {
  readonly options: GalleryOptions;
  readonly limits: GalleryLimits;
  readonly loaded: LoadedThread;
  readonly lock: FolderLock;
};

function openGallery(parts: Parts): EngineGallery {
  const { loaded, limits, options, lock } = parts;
  const closing = new AbortController();
  const upkeep = keepCurrent(parts, closing.signal);
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    closing.abort();
    await loaded.close((thread) => (options.keepFiles === false ? Promise.resolve() : save(parts, thread)));
    await upkeep;
    if (options.keepFiles === false) deleteGalleryFiles(options.directory);
    await lock.release();
    if (options.keepFiles === false) removeIfPossible(options.directory);
  }

  return {
    search: (request, signal) => searchInTime(parts, request, signal),
    compact: async (signal) => {
      if (!(await loaded.isReadyInTime(signal))) throw notReady();
      await whileNotAborted(loaded.catchUp(), signal);
      await compactThread(parts, signal);
    },
    status: () => ({
      state: loaded.state,
      snapshot: loaded.snapshot,
      executionProvider: options.executionProvider,
      arithmetic: loaded.thread.arithmetic,
      loadProgress: { ...progressOf(loaded.thread), referencesRead: loaded.referencesRead },
      ...loaded.thread.counts(),
    }),
    close: () => {
      closed ??= close();
      return closed;
    },
  };

  async function searchInTime(
    { options: { metrics, clock } }: Parts,
    request: GallerySearch,
    signal: AbortSignal,
  ): Promise<GalleryAnswer> {
    const deadline = AbortSignal.timeout(limits.searchMsMax);
    const startedMs = clock.nowMs();
    let outcome = 'failed';
    try {
      const answer = await search(loaded, request, AbortSignal.any([signal, deadline]));
      outcome = answer.complete ? 'complete' : 'incomplete';
      return answer;
    } catch (cause) {
      if (!deadline.aborted || signal.aborted) throw cause;
      throw new OperationalError('worker-timeout', 'the gallery search took too long', { cause });
    } finally {
      const seconds = (clock.nowMs() - startedMs) / 1000;
      metrics.stageSeconds.observe({ stage: 'gallery-search', outcome }, Math.max(0, seconds));
    }
  }
}

async function search(
  loaded: LoadedThread,
  request: GallerySearch,
  signal: AbortSignal,
): Promise<GalleryAnswer> {
  const usable = usableSearch(request);
  const complete = await loaded.isReadyInTime(signal);
  const { thread } = loaded;
  if (!complete && (!loaded.isSearchable || isEmpty(thread.counts()))) throw notReady();
  await whileNotAborted(loaded.catchUp(), signal);
  if (thread !== loaded.thread) throw notReady();
  const { answer } = await thread.request({ kind: 'search', search: usable }, { signal });
  return { ...(await unpackAnswer(answer!)), complete };
}

/** Nobody waits for this: a failure is told, and the next round tries again. */
async function keepCurrent(parts: Parts, signal: AbortSignal): Promise<void> {
  const { loaded, limits, options } = parts;
  for (;;) {
    // Rejects only where the gallery is closed.
    await pause(limits.galleryUpkeepMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    if (loaded.state !== 'ready') continue;
    try {
      await whileNotAborted(loaded.catchUp(), signal);
      await whileNotAborted(loaded.changesTaken, signal);
      const { thread } = loaded;
      if (thread.counts().tombstones > 0) await compactThread(parts, signal);
      else await thread.request({ kind: 'checkpoint' }, { signal });
    } catch (error) {
      if (signal.aborted) return;
      options.log.warn({ error: safeError(error) }, 'upkeep of the gallery failed');
    }
  }
}

async function compactThread({ loaded, options }: Parts, signal: AbortSignal): Promise<void> {
  const { thread } = loaded;
  await thread.request({ kind: 'compact' }, { signal });
  showCounts(options, thread);
}

/** What cannot be written in time is asked of the feed at the next start. */
async function save({ options }: Parts, thread: SearchThread): Promise<void> {
  try {
    await thread.request({ kind: 'checkpoint' }, { signal: AbortSignal.timeout(LIMITS.galleryCloseMs) });
  } catch (error) {
    options.log.warn({ error: safeError(error) }, 'closing the gallery, its last changes were not written');
  }
}

function showCounts({ metrics }: GalleryOptions, thread: SearchThread): void {
  const counts = thread.counts();
  metrics.galleryReferences.set({ state: 'sealed' }, counts.referencesSealed);
  metrics.galleryReferences.set({ state: 'tail' }, counts.referencesTail);
  metrics.galleryReferences.set({ state: 'tombstone' }, counts.tombstones);
}

function progressOf(thread: SearchThread) {
  const { segmentsRead, segmentsTotal } = thread.restoring();
  return { segmentsRead, segmentsTotal };
}

/** An empty folder left behind is no harm: it may be a mount point, or hold what somebody else put there. */
function removeIfPossible(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    return;
  }
}

function isEmpty(counts: GalleryCounts): boolean {
  return counts.referencesSealed + counts.referencesTail === 0;
}
