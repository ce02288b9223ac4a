/**
 * One worker process seen from outside: a sample goes in, an outcome comes out or the process is gone.
 *
 * A process and not a thread: a thread that is terminated while onnxruntime computes takes the whole program with it
 * (an uncaught `Napi::Error`, onnxruntime-node 1.30.0, seen at the second attempt), and so would a hostile image that
 * crashes an image library. A process can be killed at any moment and costs one copy of the image, about a
 * millisecond.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { AnySample, ExtractionOutcome } from '../workflows/ports/samples.js';
import { ModelsExchangedError } from './model-integrity-error.js';
import type { SampleUse, WorkerReply, WorkerRequest, WorkerSetup } from './worker-protocol.js';

export type ProcessAnswer =
  | { readonly kind: 'outcome'; readonly outcome: ExtractionOutcome; readonly decodeMs?: number }
  | { readonly kind: 'late' }
  /** The process told of an error that the sample led to: the same sample leads to it again. Given up like the next. */
  | { readonly kind: 'faulted'; readonly fault: Fault }
  /** It was ended by something else, which may pass. */
  | { readonly kind: 'crashed'; readonly fault: Fault };

/** What may be logged. */
type Fault = Readonly<Record<string, unknown>>;

export type ExtractionProcess = {
  isAlive(): boolean;
  /** One sample at a time. */
  run(sample: AnySample, use: SampleUse): Promise<ProcessAnswer>;
  close(): Promise<void>;
};

export type ProcessOptions = {
  readonly setup: WorkerSetup;
  readonly entry?: string;
  readonly deadlineMs?: number;
};

/**
 * Resolves once all sessions are open; throws `OperationalError('model-unavailable')` where they cannot be, and
 * `ModelsExchangedError` where the models are not those of the setup.
 */
export async function startExtractionProcess(options: ProcessOptions): Promise<ExtractionProcess> {
  const child = fork(options.entry ?? ENTRY, [], {
    serialization: 'advanced',
    // Flags of the parent (a debugger's port, a test runner's hooks) are not the worker's.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const conversation = converse(child);
  const first = await conversation.ask({ kind: 'setup', setup: options.setup }, LIMITS.extractionStartMsMax);
  if (first.kind !== 'ready') {
    await conversation.kill();
    if (first.kind === 'exchanged') throw new ModelsExchangedError(first.reason);
    throw unavailable(options.setup.executionProvider, first);
  }
  return {
    isAlive: conversation.isAlive,
    close: conversation.kill,
    async run(sample, use) {
      const limitMs = options.deadlineMs ?? LIMITS.extractionMsMax;
      const event = await conversation.ask({ kind: 'task', task: { sample, use } }, limitMs);
      if (event.kind === 'outcome') return event;
      await conversation.kill();
      if (event.kind === 'late') return event;
      return event.kind === 'fault'
        ? { kind: 'faulted', fault: event.fault }
        : { kind: 'crashed', fault: { ...event } };
    },
  };
}

const ENTRY = fileURLToPath(new URL('./extraction-worker.js', import.meta.url));

type Event =
  | WorkerReply
  | { readonly kind: 'late' }
  | { readonly kind: 'gone'; readonly exitCode: number | null; readonly exitSignal: string | null };

/** Turns the events of a child into one answer per question. */
function converse(child: ChildProcess) {
  let gone: Event | undefined;
  let deliver: ((event: Event) => void) | undefined;
  const exited = new Promise<void>((resolve) => {
    const end = (exitCode: number | null, exitSignal: string | null) => {
      gone ??= { kind: 'gone', exitCode, exitSignal };
      deliver?.(gone);
      resolve();
    };
    child.on('exit', end);
    // Could not be started, killed or written to; where it runs, `exit` follows the kill.
    child.on('error', () => (child.pid === undefined ? end(null, null) : child.kill('SIGKILL')));
  });
  child.on('message', (reply: WorkerReply) => deliver?.(reply));
  return {
    isAlive: () => gone === undefined && child.connected,
    async ask(request: WorkerRequest, limitMs: number): Promise<Event> {
      if (gone) return gone;
      let timer: NodeJS.Timeout | undefined;
      const event = await new Promise<Event>((resolve) => {
        deliver = resolve;
        timer = setTimeout(() => resolve({ kind: 'late' }), limitMs);
        // A failure to send is met as the end of the process.
        child.send(request, (error) => error && child.kill('SIGKILL'));
      });
      clearTimeout(timer);
      deliver = undefined;
      return event;
    },
    async kill(): Promise<void> {
      if (!gone) child.kill('SIGKILL');
      await exited;
    },
  };
}

function unavailable(executionProvider: string, event: Event): OperationalError {
  return new OperationalError(
    'model-unavailable',
    `The models cannot be run with execution provider "${executionProvider}": ${startFault(event)}`,
    { retryable: false },
  );
}

function startFault(event: Event): string {
  if (event.kind === 'unavailable') return event.reason;
  return event.kind === 'late'
    ? 'the worker did not get ready in time'
    : 'the worker process ended while it started';
}
