import { Worker } from 'node:worker_threads';
import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import { OperationalError } from '../platform/operational-error.js';
import type {
  FileNotice,
  FromWorker,
  GalleryCounts,
  SearchWorkerOptions,
  ToWorker,
  WorkerRequest,
  WorkerResult,
} from './search-worker-protocol.js';

export type SearchThread = {
  readonly arithmetic: SegmentArithmetic;
  /**
   * Requests are taken in the order they are made. Rejects `worker-crashed` where the thread ends first, and
   * `gallery-files` where the file system refuses.
   */
  request(
    request: WorkerRequest,
    options?: { readonly transfer?: readonly ArrayBuffer[]; readonly signal?: AbortSignal },
  ): Promise<WorkerResult>;
  counts(): GalleryCounts;
  /** How far reading the folder is. */
  restoring(): { readonly segmentsRead: number; readonly segmentsTotal: number };
  /** Resolves when the thread has ended, whatever the reason. */
  readonly ended: Promise<void>;
  /** Ends the thread after the run it is in; what waits is rejected. */
  end(): Promise<void>;
};

export type StartSearchThread = (
  options: SearchWorkerOptions,
  onNotice: (notice: FileNotice) => void,
) => Promise<SearchThread>;

type Pending = {
  readonly resolve: (result: WorkerResult) => void;
  readonly reject: (error: unknown) => void;
};

/** Starts a search thread; rejects, not retryable, where the execution provider does not work on this host. */
export async function startSearchThread(
  options: SearchWorkerOptions,
  onNotice: (notice: FileNotice) => void = () => undefined,
): Promise<SearchThread> {
  const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
    workerData: options,
    // What lives long here lies outside the heap; room for short-lived objects is room lost to templates.
    resourceLimits: { maxYoungGenerationSizeMb: 8 },
  });
  const pending = new Map<number, Pending>();
  let counts: GalleryCounts = { referencesSealed: 0, referencesTail: 0, tombstones: 0, segments: 0 };
  let restoring = { segmentsRead: 0, segmentsTotal: 0 };
  let crash: unknown;
  worker.on('error', (error) => {
    crash = error;
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      for (const { reject } of pending.values()) reject(crashed(crash));
      pending.clear();
      hasEnded = true;
      resolve();
    });
  });
  let hasEnded = false;
  let nextId = 0;

  const arithmetic = await started(worker, ended, options);
  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'counts') counts = message.counts;
    else if (message.kind === 'notice') onNotice(message.notice);
    else if (message.kind === 'restoring') restoring = message;
    else if (message.kind === 'done') settle(message.id)?.resolve(message.result);
    else if (message.kind === 'failed') settle(message.id)?.reject(failed(message.code));
  });

  function settle(id: number): Pending | undefined {
    const entry = pending.get(id);
    pending.delete(id);
    return entry;
  }

  return {
    arithmetic,
    ended,
    counts: () => counts,
    restoring: () => restoring,
    end: async () => {
      worker.postMessage({ kind: 'end' } satisfies ToWorker);
      await ended;
    },
    request: (request, { transfer = [], signal } = {}) =>
      new Promise((resolve, reject) => {
        if (hasEnded) throw crashed(crash);
        signal?.throwIfAborted();
        const id = nextId++;
        const cancel = () => {
          settle(id);
          worker.postMessage({ kind: 'cancel', id } satisfies ToWorker);
          reject(signal!.reason);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const release = () => signal?.removeEventListener('abort', cancel);
        pending.set(id, {
          resolve: (result) => {
            release();
            resolve(result);
          },
          reject: (error) => {
            release();
            reject(error);
          },
        });
        worker.postMessage({ kind: 'request', id, request } satisfies ToWorker, [...transfer]);
      }),
  };
}

function started(
  worker: Worker,
  ended: Promise<void>,
  options: SearchWorkerOptions,
): Promise<SegmentArithmetic> {
  const unusable = () =>
    new OperationalError(
      'gallery-not-ready',
      `the execution provider ${options.executionProvider} cannot search a gallery on this host`,
      { retryable: false },
    );
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'started') resolve(message.arithmetic);
      else reject(unusable());
    });
    void ended.then(() => reject(crashed(undefined)));
  });
}

function crashed(cause: unknown): OperationalError {
  return new OperationalError('worker-crashed', 'the search thread ended before it answered', { cause });
}

function failed(code: string | undefined): OperationalError {
  if (code === undefined) return crashed(undefined);
  return new OperationalError('gallery-files', `the folder of the gallery cannot be written to (${code})`);
}
