/**
 * Keeps one search thread that has everything the feed has.
 *
 * Loading: what the folder holds is read back, then what the feed has had since; where there is nothing to read back,
 * or not everything, all is read from the feed. From the moment the content has a cursor it follows the feed, so that
 * what was erased is found by no search, also not by one that is answered before everything is there. A thread that
 * ends is replaced by one that begins again with the folder.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { joinRuns } from '../platform/joined-runs.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { safeError } from '../platform/safe-error.js';
import type { FeedPosition } from './gallery-manifest.js';
import type { GalleryOptions } from './gallery-options.js';
import { buffersOf, packReferences } from './reference-batch.js';
import type { SearchThread, StartSearchThread } from './search-thread.js';
import type { FileNotice, GalleryLimits, RestoredGallery } from './search-worker-protocol.js';
import { uuidWords } from './uuid-words.js';

export type LoadState = 'loading' | 'ready' | 'failed';

type Options = Pick<
  GalleryOptions,
  'feed' | 'directory' | 'threads' | 'executionProvider' | 'log' | 'arithmetic'
> & { readonly limits: GalleryLimits; readonly start: StartSearchThread; readonly onChange: () => void };

/** Loads in a row that failed before the files are suspected and everything is read from the feed. */
const REUSES_MAX = 2;

export class LoadedThread {
  state: LoadState = 'loading';
  referencesRead = 0;
  /** When the thread has been told the last changes, or ended. */
  changesTaken: Promise<void> = Promise.resolve();
  /** Brings the content up to what the feed has after the call. */
  readonly catchUp: () => Promise<void>;
  readonly #options: Options;
  readonly #closing = new AbortController();
  #thread: SearchThread;
  /** What the thread has been told; `undefined` where its content is of no known state yet. */
  #position: FeedPosition | undefined;
  #reuses = 0;
  /** Aborted as soon as the gallery is ready; a new one when it is no longer. */
  #readiness = new AbortController();
  /** Aborted when it has been loading for so long that nobody waits any more. */
  #patience: AbortSignal;
  readonly #background: Promise<void>;

  /** Resolves when a thread runs; loading goes on. Rejects where the execution provider does not work on this host. */
  static async start(options: Options): Promise<LoadedThread> {
    return new LoadedThread(options, await startThread(options));
  }

  private constructor(options: Options, thread: SearchThread) {
    this.#options = options;
    this.#thread = thread;
    this.#patience = AbortSignal.timeout(options.limits.galleryWaitMs);
    this.catchUp = joinRuns(() => this.#readChanges());
    this.#background = this.#keepLoaded();
  }

  get thread(): SearchThread {
    return this.#thread;
  }

  get snapshot(): string {
    return this.#position?.snapshot ?? 'loading';
  }

  /** Whether anything of what there is can be searched by now. */
  get isSearchable(): boolean {
    return this.#position !== undefined;
  }

  /** Waits for a gallery that is not ready, at most `galleryWaitMs` since it no longer was, and says whether it is. */
  async isReadyInTime(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.state !== 'ready') {
      const enough = AbortSignal.any([signal, this.#closing.signal, this.#readiness.signal, this.#patience]);
      // Rejects only where there is nothing to wait for any more; what that was is looked at below.
      await pause(this.#options.limits.galleryWaitMs, undefined, { signal: enough }).catch(() => undefined);
      signal.throwIfAborted();
    }
    return this.state === 'ready';
  }

  /** Ends the thread, whatever it is doing; `before` is run first where it has everything. */
  async close(before: (thread: SearchThread) => Promise<void>): Promise<void> {
    this.#closing.abort();
    if (this.state === 'ready') await before(this.#thread);
    await this.#thread.end();
    await this.#background;
  }

  /** Loads, waits for the thread to end, and begins again with a new one until the gallery is closed. */
  async #keepLoaded(): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#load(this.#thread);
        failures = 0;
        await this.#thread.ended;
        if (signal.aborted) return;
        log.error('search thread ended, loading the gallery again');
      } catch (error) {
        if (signal.aborted) return;
        // A cursor that is too old is no failure: everything is read from the feed, without waiting.
        if (!isTooOld(error)) failures++;
        log.error({ error: safeError(error) }, 'loading the gallery failed');
      }
      if (signal.aborted) return;
      this.#enter(failures === 0 ? 'loading' : 'failed');
      await this.#replaceThread(failures);
    }
  }

  async #load(thread: SearchThread): Promise<void> {
    const { log } = this.#options;
    this.#enter('loading');
    this.referencesRead = 0;
    this.#position = undefined;
    const reuse = this.#reuses < REUSES_MAX;
    // Counted before it is known how it ends: reading the folder may be what fails each time.
    this.#reuses++;
    const { restored } = await thread.request({ kind: 'open', reuse });
    if (restored !== undefined) await this.#followFrom(restored);
    const position = restored?.complete === true ? restored : await this.#readAll(thread);
    await thread.request({ kind: 'loaded', position: plain(position) });
    this.#reuses = 0;
    this.#enter('ready');
    this.#options.onChange();
    log.info(
      { referencesRead: this.referencesRead, ...thread.restoring(), ...thread.counts() },
      'gallery loaded',
    );
  }

  /** Nothing that was erased while the gallery was down may be found: changes first. */
  async #followFrom(restored: RestoredGallery): Promise<void> {
    this.#position = plain(restored);
    try {
      await this.catchUp();
    } catch (error) {
      this.#position = undefined;
      throw error;
    }
  }

  async #readAll(thread: SearchThread): Promise<FeedPosition> {
    const read = await this.#options.feed.readAll(async (references, at) => {
      const added = packReferences(references);
      const taken = thread.request(
        { kind: 'add', added, position: plain(at) },
        { transfer: buffersOf(added) },
      );
      this.#position ??= plain(at);
      await taken;
      this.referencesRead += references.length;
    }, this.#closing.signal);
    this.#position ??= plain(read);
    return read;
  }

  #enter(next: LoadState): void {
    const wasReady = this.state === 'ready';
    this.state = next;
    if (next === 'ready') this.#readiness.abort();
    else if (wasReady) {
      this.#readiness = new AbortController();
      this.#patience = AbortSignal.timeout(this.#options.limits.galleryWaitMs);
    }
  }

  async #replaceThread(failuresBefore: number): Promise<void> {
    const { signal } = this.#closing;
    this.#position = undefined;
    await this.#thread.end();
    for (let failures = failuresBefore; !signal.aborted; failures++) {
      if (failures > 0) await this.#pauseFor(failures);
      if (signal.aborted) return;
      try {
        this.#thread = await startThread(this.#options);
        // Closed while it started: nobody else will end it.
        if (this.#closing.signal.aborted) await this.#thread.end();
        return;
      } catch (error) {
        this.#enter('failed');
        this.#options.log.error({ error: safeError(error) }, 'starting a search thread failed');
      }
    }
  }

  async #pauseFor(failures: number): Promise<void> {
    const waitMs = Math.min(LIMITS.galleryReloadMsMax, LIMITS.galleryReloadMs * 2 ** (failures - 1));
    // Rejects only where the gallery is closed: then there is nothing to wait for.
    await pause(waitMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** The thread takes requests in order, so what is handed over here is seen by every search handed over later. */
  async #readChanges(): Promise<void> {
    const into = this.#thread;
    const from = this.#position;
    if (from === undefined) throw notReady();
    const changes = await this.#options.feed.changesSince(from.cursor).catch((error: unknown) => {
      // What happened since the cursor is no longer known one by one: a new thread reads everything.
      if (isTooOld(error)) {
        this.#reuses = REUSES_MAX;
        void into.end();
      }
      throw error;
    });
    if (into !== this.#thread || this.#position === undefined) throw notReady();
    const added = packReferences(changes.added);
    const { cursor, snapshot } = changes;
    const request = into.request(
      { kind: 'change', added, erased: uuidWords(changes.erased), position: { cursor, snapshot } },
      { transfer: buffersOf(added) },
    );
    // No search waits for this: where it fails the thread has ended, and the next one begins again.
    this.changesTaken = request.then(
      () => this.#options.onChange(),
      () => undefined,
    );
    this.#position = { cursor, snapshot };
  }
}

export function notReady(): OperationalError {
  return new OperationalError('gallery-not-ready', 'the gallery is being loaded');
}

function startThread(options: Options): Promise<SearchThread> {
  const { directory, threads, executionProvider, limits, arithmetic, log, start } = options;
  const coding = arithmetic === undefined ? {} : { arithmetic };
  const onNotice = (notice: FileNotice) => log.warn({ notice }, 'files of the gallery');
  return start({ directory, threads, executionProvider, limits, ...coding }, onNotice);
}

function isTooOld(error: unknown): boolean {
  return error instanceof OperationalError && error.code === 'gallery-not-ready';
}

/** What a feed answers may have more to it than may travel between threads. */
function plain({ cursor, snapshot }: FeedPosition): FeedPosition {
  return { cursor, snapshot };
}
