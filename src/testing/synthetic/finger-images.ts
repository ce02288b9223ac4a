/**
 * Fingerprint images on demand: made in a worker thread, so that a hub in the same process stays responsive, and kept
 * as PNG files where a folder is given. A file is complete or not there.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { encodePng } from './encode-png.js';
import type { FingerImageAnswer, FingerImageRequest } from './finger-image-worker.js';

export type FingerImages = {
  /** PNG at 500 ppi of one impression; the same names give the same image. */
  image(request: FingerImageRequest): Promise<Uint8Array>;
  close(): Promise<void>;
};

type Waiting = {
  readonly resolve: (answer: FingerImageAnswer) => void;
  readonly reject: (error: Error) => void;
};

export async function openFingerImages(options: { readonly directory?: string } = {}): Promise<FingerImages> {
  const { directory } = options;
  if (directory !== undefined) await mkdir(directory, { recursive: true });
  const renderer = startRenderer();
  return {
    image: async (request) => {
      if (directory === undefined) return encodePng(await renderer.render(request));
      const file = join(directory, fileName(request));
      return (await readIfThere(file)) ?? keep(file, await encodePng(await renderer.render(request)));
    },
    close: () => renderer.close(),
  };
}

/** Starts with the first image: a population that is there already needs no worker. */
function startRenderer() {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let requests = 0;
  let closed = false;
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    worker = undefined;
  };
  const start = () => {
    const started = new Worker(new URL('./finger-image-worker.js', import.meta.url));
    started.on('message', ({ id, answer }: { readonly id: number; readonly answer: FingerImageAnswer }) => {
      waiting.get(id)?.resolve(answer);
      waiting.delete(id);
    });
    started.on('error', failAll);
    started.on('exit', () => failAll(new Error('The worker that makes finger images has stopped.')));
    return started;
  };
  return {
    render: (request: FingerImageRequest) =>
      new Promise<FingerImageAnswer>((resolve, reject) => {
        if (closed) throw new Error('The finger images are closed.');
        worker ??= start();
        requests += 1;
        waiting.set(requests, { resolve, reject });
        worker.postMessage({ id: requests, request });
      }),
    close: async () => {
      closed = true;
      await worker?.terminate();
    },
  };
}

function fileName({ finger, impression }: FingerImageRequest): string {
  return `${createHash('sha256').update(`${finger}\n${impression}`).digest('hex').slice(0, 32)}.png`;
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function keep(file: string, png: Uint8Array): Promise<Uint8Array> {
  await writeFile(`${file}.new`, png);
  await rename(`${file}.new`, file);
  return png;
}
