import { Worker } from 'node:worker_threads';
import type { ReadSegment } from './read-segment.js';
import { UnusableSegment } from './segment-header.js';
import type { FromWriter, ToWriter, WriterJob, WriterOptions } from './segment-writer-protocol.js';

/** The file system did not take what was to be written; what is there already is as it was. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused';
  /** `ENOSPC`, `EACCES` ... */
  readonly code: string;

  constructor(code: string) {
    super(`the file system refused (${code})`);
    this.code = code;
  }
}

export type SegmentWriter = {
  /** Rejects with `UnusableSegment` or `FilesRefused`. Jobs are done in the order they are given. */
  run(job: WriterJob, transfer?: readonly ArrayBuffer[]): Promise<ReadSegment | undefined>;
};

type Pending = {
  readonly resolve: (read: ReadSegment | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/** The thread ends with the one that started it. */
export function startSegmentWriter(options: WriterOptions): SegmentWriter {
  const worker = new Worker(new URL('./segment-writer.js', import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let crash: unknown;
  worker.on('message', (message: FromWriter) => {
    const { resolve, reject } = pending.get(message.id)!;
    pending.delete(message.id);
    if (message.kind === 'done') resolve(message.read);
    else if (message.kind === 'unusable') reject(new UnusableSegment(message.fault, message.message));
    else reject(new FilesRefused(message.code));
  });
  worker.on('error', (error) => {
    crash = error;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  });
  return {
    run: (job, transfer = []) =>
      new Promise((resolve, reject) => {
        if (crash !== undefined) throw crash;
        const id = nextId++;
        pending.set(id, { resolve, reject });
        worker.postMessage({ id, job } satisfies ToWriter, [...transfer]);
      }),
  };
}
