/**
 * Threads that compare minutiae, behind one bounded line. What is asked is cut into parts, so that one search of many
 * candidates uses all threads and cannot hold up the next for long, and so that its time can end between two parts: what
 * was not compared by then has no result, and whoever asked says so.
 */
import { setMaxListeners } from 'node:events';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import type { MinutiaeTask, PairOfTemplates, PairResult } from './minutiae-task.js';
import { createMinutiaeThread } from './minutiae-thread.js';

export type MinutiaeQuestion = {
  readonly probes: readonly Uint8Array[];
  readonly references: readonly Uint8Array[];
  readonly pairs: readonly PairOfTemplates[];
  readonly wantsPairs?: boolean;
  /** From now; what is not begun by then has no result. */
  readonly limitMs: number;
};

export type MinutiaePool = {
  /** One result per pair, in their order; `undefined` for those that were not reached in time. */
  compare(question: MinutiaeQuestion, signal: AbortSignal): Promise<readonly (PairResult | undefined)[]>;
  /** Rejects what waits, ends the threads. */
  close(): Promise<void>;
};

type Results = readonly (PairResult | undefined)[];

type Part = {
  readonly task: MinutiaeTask;
  readonly resolve: (results: Results) => void;
  readonly reject: (reason: unknown) => void;
};

/** Threads are started when they are first needed. `entry` and `pairsWaitingMax` are for tests. */
export function openMinutiaePool(options: {
  readonly threads: number;
  readonly entry?: string | URL;
  readonly pairsWaitingMax?: number;
}): MinutiaePool {
  const pairsWaitingMax = options.pairsWaitingMax ?? LIMITS.minutiaePairsWaitingMax;
  const threads = Array.from({ length: options.threads }, () => createMinutiaeThread(options.entry ?? ENTRY));
  const waiting = new Set<Part>();
  let isClosed = false;

  function dispatch(): void {
    for (const thread of threads) {
      if (thread.isBusy()) continue;
      const [part] = waiting;
      if (part === undefined) return;
      waiting.delete(part);
      thread.run(part.task).then(part.resolve, part.reject).finally(dispatch);
    }
  }

  /** Without a result where `over` comes first. */
  function run(task: MinutiaeTask, over: AbortSignal): Promise<Results> {
    return new Promise((resolve, reject) => {
      const part = { task, resolve, reject };
      waiting.add(part);
      const giveUp = () => {
        if (waiting.delete(part)) resolve(task.pairs.map(() => undefined));
      };
      over.addEventListener('abort', giveUp, { once: true });
      if (over.aborted) giveUp();
    });
  }

  return {
    async compare(question, signal) {
      signal.throwIfAborted();
      if (isClosed) throw closed();
      if (pairsIn(waiting) + question.pairs.length > pairsWaitingMax) {
        throw new OperationalError('overloaded', 'Too many comparisons of minutiae are waiting.');
      }
      const tasks = tasksOf(question);
      const over = AbortSignal.any([signal, AbortSignal.timeout(question.limitMs)]);
      setMaxListeners(tasks.length + 1, over);
      const running = tasks.map((task) => run(task, over));
      dispatch();
      const results = await Promise.all(running);
      signal.throwIfAborted();
      return results.flat();
    },
    async close() {
      isClosed = true;
      for (const { reject } of waiting) reject(closed());
      waiting.clear();
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

const ENTRY = new URL('./minutiae-worker.js', import.meta.url);

function pairsIn(waiting: ReadonlySet<Part>): number {
  let count = 0;
  for (const { task } of waiting) count += task.pairs.length;
  return count;
}

/** Each with the templates that its own pairs need. */
function tasksOf({ probes, references, pairs, wantsPairs = false }: MinutiaeQuestion): MinutiaeTask[] {
  const tasks: MinutiaeTask[] = [];
  for (let first = 0; first < pairs.length; first += LIMITS.minutiaePairsOfPart) {
    const part = pairs.slice(first, first + LIMITS.minutiaePairsOfPart);
    const probesUsed = [...new Set(part.map(({ probe }) => probe))];
    const referencesUsed = [...new Set(part.map(({ reference }) => reference))];
    tasks.push({
      probes: probesUsed.map((index) => probes[index]!),
      references: referencesUsed.map((index) => references[index]!),
      pairs: part.map(({ probe, reference }) => ({
        probe: probesUsed.indexOf(probe),
        reference: referencesUsed.indexOf(reference),
      })),
      wantsPairs,
    });
  }
  return tasks;
}

function closed(): OperationalError {
  return new OperationalError('worker-crashed', 'The comparison of minutiae is being shut down.');
}
