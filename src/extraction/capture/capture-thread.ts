/**
 * One thread seen from outside: a file goes in, an outcome comes out, or the thread is gone. V8 ends a thread whose heap
 * outgrows its limit. Buffers lie outside that heap: readers judge sizes before they allocate, and `watchMemory` ends a
 * thread under which the process grows all the same.
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LIMITS } from '../../platform/limits.js';
import type { CaptureOutcome } from '../../workflows/ports/captures.js';
import type { CaptureReply, CaptureSetup, CaptureTask } from './capture-protocol.js';

export type ThreadAnswer =
  | { readonly kind: 'outcome'; readonly outcome: CaptureOutcome }
  | { readonly kind: 'late' | 'too-much-memory' }
  /** `fault` is what may be logged. */
  | { readonly kind: 'crashed'; readonly fault: Readonly<Record<string, unknown>> };

export type CaptureThread = {
  isAlive(): boolean;
  /** One file at a time. A thread that gave no outcome is gone. */
  run(task: CaptureTask): Promise<ThreadAnswer>;
  close(): Promise<void>;
};

export type ThreadOptions = {
  readonly setup: CaptureSetup;
  readonly entry?: string;
  readonly deadlineMs?: number;
  readonly heapMbMax?: number;
};

export function startCaptureThread(options: ThreadOptions): CaptureThread {
  const worker = new Worker(options.entry ?? ENTRY, {
    workerData: options.setup,
    // Flags of the parent (a test runner's hooks) are not the thread's; what it prints is nobody's.
    execArgv: [],
    stdout: true,
    stderr: true,
    env: {},
    resourceLimits: {
      maxOldGenerationSizeMb: options.heapMbMax ?? LIMITS.captureHeapMbMax,
      maxYoungGenerationSizeMb: 16,
      stackSizeMb: 4,
    },
  });
  let ending: ThreadAnswer | undefined;
  let deliver: ((answer: ThreadAnswer) => void) | undefined;
  const end = (answer: ThreadAnswer) => {
    ending ??= answer;
    deliver?.(ending);
  };
  worker.unref();
  worker.on('message', (reply: CaptureReply) =>
    reply.kind === 'outcome' ? deliver?.(reply) : deliver?.({ kind: 'crashed', fault: reply.fault }),
  );
  worker.on('error', (error: Error & { readonly code?: string }) =>
    end(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? { kind: 'too-much-memory' }
        : { kind: 'crashed', fault: { name: error.name, code: error.code } },
    ),
  );
  worker.on('exit', (exitCode) => end({ kind: 'crashed', fault: { exitCode } }));

  return {
    isAlive: () => ending === undefined,
    async run(task) {
      if (ending) return ending;
      const limits = watch(options.deadlineMs ?? LIMITS.captureMsMax);
      const answer = await new Promise<ThreadAnswer>((resolve) => {
        deliver = resolve;
        limits.exceeded.then(resolve);
        // Copied, not moved: the caller still holds the body of its request.
        worker.postMessage(task);
      });
      limits.stop();
      deliver = undefined;
      if (answer.kind === 'outcome') return answer;
      ending ??= answer;
      await worker.terminate();
      return answer;
    },
    async close() {
      ending ??= { kind: 'crashed', fault: { name: 'closed' } };
      await worker.terminate();
    },
  };
}

const ENTRY = fileURLToPath(new URL('./capture-worker.js', import.meta.url));

/** A timer that keeps the process alive while a file is read, and a look at its memory now and then. */
function watch(deadlineMs: number): { readonly exceeded: Promise<ThreadAnswer>; stop(): void } {
  const bytesAtStart = process.memoryUsage.rss();
  let stop = () => {};
  const exceeded = new Promise<ThreadAnswer>((resolve) => {
    const deadline = setTimeout(() => resolve({ kind: 'late' }), deadlineMs);
    const memory = setInterval(() => {
      const grownBytes = process.memoryUsage.rss() - bytesAtStart;
      if (grownBytes > LIMITS.captureProcessGrowthBytesMax) resolve({ kind: 'too-much-memory' });
    }, LIMITS.captureMemoryCheckMs);
    stop = () => {
      clearTimeout(deadline);
      clearInterval(memory);
    };
  });
  return { exceeded, stop: () => stop() };
}
