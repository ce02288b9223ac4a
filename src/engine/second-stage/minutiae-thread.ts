import { Worker } from 'node:worker_threads';
import { OperationalError } from '../../platform/operational-error.js';
import type { MinutiaeTask, PairResult } from './minutiae-task.js';

/** One thread of the second stage seen from outside; started when it is first needed, and again after it died. */
export type MinutiaeThread = {
  isBusy(): boolean;
  /** One task at a time. Rejects with `OperationalError('worker-crashed')` where the thread died over it. */
  run(task: MinutiaeTask): Promise<readonly PairResult[]>;
  close(): Promise<void>;
};

export function createMinutiaeThread(entry: string | URL): MinutiaeThread {
  let worker: Worker | undefined;
  let deliver: { resolve(results: readonly PairResult[]): void; reject(error: unknown): void } | undefined;

  function start(): Worker {
    const started = new Worker(entry, { execArgv: [], env: {} });
    const end = (cause: unknown) => {
      // An error is followed by an exit, when the next thread may be at work.
      if (worker !== started) return;
      worker = undefined;
      deliver?.reject(
        new OperationalError('worker-crashed', 'The thread that compared minutiae died.', { cause }),
      );
    };
    started.on('message', (results: readonly PairResult[]) => deliver?.resolve(results));
    started.on('error', end);
    started.on('exit', end);
    return started;
  }

  return {
    isBusy: () => deliver !== undefined,
    async run(task) {
      worker ??= start();
      const current = worker;
      // An idle thread keeps no process alive.
      current.ref();
      try {
        return await new Promise((resolve, reject) => {
          deliver = { resolve, reject };
          current.postMessage(task);
        });
      } finally {
        deliver = undefined;
        current.unref();
      }
    },
    async close() {
      await worker?.terminate();
    },
  };
}
