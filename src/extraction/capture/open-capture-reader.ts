/**
 * The reader of files of the field's formats: a few threads behind one bounded line. A file that takes too long or too much
 * memory is rejected with that reason and costs one thread, which is replaced; files behind it go on.
 */
import { LIMITS } from '../../platform/limits.js';
import type { Log } from '../../platform/log.js';
import { OperationalError } from '../../platform/operational-error.js';
import type { CaptureOutcome, CaptureReader } from '../../workflows/ports/captures.js';
import type { CaptureTask } from './capture-protocol.js';
import { type CaptureThread, startCaptureThread, type ThreadAnswer } from './capture-thread.js';
import type { NistProfile } from './nist-profile.js';
import { formatOf } from './read-capture-file.js';

export type OpenCaptureReader = CaptureReader & {
  /** Rejects what waits, ends the threads. */
  close(): Promise<void>;
};

export type CaptureReaderOptions = {
  readonly profiles: readonly NistProfile[];
  readonly threads: number;
  readonly log: Log;
  /** Starts a thread; for tests. */
  readonly start?: () => CaptureThread;
  readonly backlogMax?: number;
};

type Waiting = {
  readonly task: CaptureTask;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: CaptureOutcome) => void;
  readonly reject: (reason: unknown) => void;
};

/** Threads are started when they are first needed: most hubs never see a file. */
export function openCaptureReader(options: CaptureReaderOptions): OpenCaptureReader {
  const start = options.start ?? (() => startCaptureThread({ setup: { profiles: options.profiles } }));
  const backlogMax = options.backlogMax ?? LIMITS.captureBacklogMax;
  const slots: { thread: CaptureThread | undefined; isBusy: boolean }[] = Array.from(
    { length: options.threads },
    () => ({ thread: undefined, isBusy: false }),
  );
  const waiting: Waiting[] = [];
  let isClosed = false;

  function dispatch(): void {
    for (const slot of slots) {
      if (slot.isBusy) continue;
      const next = nextOf(waiting);
      if (!next) return;
      slot.isBusy = true;
      work(slot, next)
        .catch(next.reject)
        .finally(() => {
          slot.isBusy = false;
          dispatch();
        });
    }
  }

  async function work(slot: (typeof slots)[number], { task, resolve, reject }: Waiting): Promise<void> {
    if (!slot.thread?.isAlive()) slot.thread = start();
    const answer = await slot.thread.run(task);
    if (answer.kind === 'outcome') return resolve(answer.outcome);
    slot.thread = undefined;
    if (isClosed) return reject(closed());
    options.log.error({ answer }, 'capture thread replaced');
    if (answer.kind === 'crashed') return reject(crashed());
    resolve({ kind: 'rejected', fault: limitFault(task.file, answer) });
  }

  return {
    read(file, { mediaType, signal }) {
      if (isClosed) return Promise.reject(closed());
      if (waiting.length >= backlogMax) {
        return Promise.reject(new OperationalError('overloaded', 'Too many files are waiting to be read.'));
      }
      return new Promise((resolve, reject) => {
        waiting.push(abortable({ task: { file, mediaType }, signal, resolve, reject }));
        dispatch();
      });
    },
    async close() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(closed());
      await Promise.all(slots.map(({ thread }) => thread?.close()));
    },
  };
}

/** A caller who gave up is answered at once; a thread that works for it finishes first. */
function abortable(waiting: Waiting): Waiting {
  const { signal, resolve, reject } = waiting;
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  const settled = () => signal.removeEventListener('abort', abort);
  return {
    ...waiting,
    resolve: (outcome) => {
      settled();
      resolve(outcome);
    },
    reject: (reason) => {
      settled();
      reject(reason);
    },
  };
}

function nextOf(waiting: Waiting[]): Waiting | undefined {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (!next.signal.aborted) return next;
  }
  return undefined;
}

function limitFault(
  file: Uint8Array,
  { kind }: Extract<ThreadAnswer, { readonly kind: 'late' | 'too-much-memory' }>,
) {
  return {
    format: formatOf(file) ?? 'unknown',
    code: 'limit-exceeded' as const,
    detail:
      kind === 'late'
        ? `reading the file took longer than ${LIMITS.captureMsMax / 1000} seconds`
        : 'reading the file took more memory than is given to it',
  };
}

function crashed(): OperationalError {
  return new OperationalError('worker-crashed', 'The thread that read the file died.');
}

function closed(): OperationalError {
  return new OperationalError('worker-crashed', 'The reader of files is being shut down.');
}
