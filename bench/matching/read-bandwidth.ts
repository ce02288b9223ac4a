/**
 * The bound: how fast so many threads read a buffer of a size, doing nothing else worth time. Without a bound of the
 * same run a figure of gigabytes per second means nothing on a machine others use too.
 */
import { Worker } from 'node:worker_threads';
import { CONTROL, END, READ_METHODS, type ReadMethod } from './read-bandwidth-protocol.js';
import { readModule } from './read-module.js';

const PAGE_BYTES = 65_536;

/** Thirty times any cache of today; a larger one would only take memory from the contestants. */
export const BANDWIDTH_BYTES_MAX = 2 ** 30;

/** A thread that has not answered by then is stuck. */
const ROUND_MS_MAX = 60_000;

export type MemoryReader = {
  readonly bytes: number;
  /** Milliseconds until all threads have read their shares. Blocks, as the threads need its processor. */
  read(method: ReadMethod): number;
  close(): Promise<void>;
};

export async function openMemoryReader(options: {
  readonly bytes: number;
  readonly threads: number;
}): Promise<MemoryReader> {
  const { threads } = options;
  const pages = Math.ceil(Math.min(options.bytes, BANDWIDTH_BYTES_MAX) / PAGE_BYTES / threads) * threads;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const bytes = pages * PAGE_BYTES;
  // Every page of its own: memory never written would be the same page of zeros again and again.
  new Uint8Array(memory.buffer).fill(2);
  const module = new WebAssembly.Module(readModule(pages));
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL.words));
  const share = bytes / threads;
  const workers = Array.from(
    { length: threads },
    (_, thread) =>
      new Worker(new URL('./read-bandwidth-worker.js', import.meta.url), {
        workerData: {
          memory,
          module,
          fromByte: thread * share,
          endByte: (thread + 1) * share,
          control,
        },
      }),
  );
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('online', resolve))));
  waitForAll(control, threads);
  return {
    bytes,
    read: (method) => {
      const startedAt = performance.now();
      begin(control, READ_METHODS.indexOf(method));
      waitForAll(control, threads);
      return performance.now() - startedAt;
    },
    close: async () => {
      const ended = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
      begin(control, END);
      await Promise.all(ended);
    },
  };
}

function begin(control: Int32Array, method: number): void {
  Atomics.store(control, CONTROL.finished, 0);
  Atomics.store(control, CONTROL.method, method);
  Atomics.add(control, CONTROL.round, 1);
  Atomics.notify(control, CONTROL.round);
}

function waitForAll(control: Int32Array, threads: number): void {
  for (;;) {
    const finished = Atomics.load(control, CONTROL.finished);
    if (finished === threads) return;
    if (Atomics.wait(control, CONTROL.finished, finished, ROUND_MS_MAX) === 'timed-out')
      throw new Error('a reading thread does not answer');
  }
}
