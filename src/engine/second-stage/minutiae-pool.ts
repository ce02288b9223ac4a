/**
 * Threads that compare minutiae, behind bounded lines, one for each class of service. What is asked is cut into parts, so that
 * one search of many candidates uses all threads and cannot hold up the next for long, the more urgent one least, and so that
 * its time can end between two parts: what was not compared by then has no result, and whoever asked says so.
 */
import { setMaxListeners } from 'node:events';
import { SERVICE_CLASSES, type ServiceClass } from '../../domain/service-class.js';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import { createTurns } from '../../platform/take-turns.js';
import { withinTime } from '../../platform/time-limit.js';
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
  readonly sinceMs: number;
  readonly resolve: (results: Results) => void;
  readonly reject: (reason: unknown) => void;
};

/** Threads are started when they are first needed. `entry` and `pairsWaitingMax` are for tests. */
export function openMinutiaePool(options: {
  readonly threads: number;
  readonly entry?: string | URL;
  readonly pairsWaitingMax?: number;
  /** Of whoever asks: threads are lent to the most urgent first. */
  readonly classInHand?: () => ServiceClass | undefined;
}): MinutiaePool {
  const { classInHand = () => undefined } = options;
  const pairsWaitingMax = options.pairsWaitingMax ?? LIMITS.minutiaePairsWaitingMax;
  const threads = Array.from({ length: options.threads }, () => createMinutiaeThread(options.entry ?? ENTRY));
  const waiting: Readonly<Record<ServiceClass, Set<Part>>> = {
    border: new Set(),
    interactive: new Set(),
    batch: new Set(),
  };
  const lines = SERVICE_CLASSES.map((each) => waiting[each]);
  const turns = createTurns(LIMITS.classesPassedOverMax);
  let isClosed = false;

  function dispatch(): void {
    for (const thread of threads) {
      if (thread.isBusy()) continue;
      const part = turns.next(lines.flatMap(firstOf));
      if (part === undefined) return;
      for (const line of lines) line.delete(part);
      thread.run(part.task).then(part.resolve, part.reject).finally(dispatch);
    }
  }

  /** Without a result where `over` comes first. */
  function run(task: MinutiaeTask, line: Set<Part>, over: AbortSignal): Promise<Results> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        if (line.delete(part)) resolve(task.pairs.map(() => undefined));
      };
      // Who listens is kept until the time is over, and the templates with them.
      const done =
        <Value>(settle: (value: Value) => void) =>
        (value: Value) => {
          over.removeEventListener('abort', giveUp);
          settle(value);
        };
      const part = { task, sinceMs: performance.now(), resolve: done(resolve), reject: done(reject) };
      line.add(part);
      over.addEventListener('abort', giveUp, { once: true });
      if (over.aborted) giveUp();
    });
  }

  return {
    async compare(question, signal) {
      signal.throwIfAborted();
      if (isClosed) throw closed();
      const line = waiting[classInHand() ?? 'interactive'];
      // By class: what waits in bulk is no reason to refuse whoever stands at a border.
      if (pairsIn(line) + question.pairs.length > pairsWaitingMax) {
        throw new OperationalError('overloaded', 'Too many comparisons of minutiae are waiting.');
      }
      const tasks = tasksOf(question);
      const compareAll = (over: AbortSignal) => {
        setMaxListeners(tasks.length + 1, over);
        const running = tasks.map((task) => run(task, line, over));
        dispatch();
        return Promise.all(running);
      };
      const results = await withinTime(compareAll, { ms: question.limitMs, signal });
      signal.throwIfAborted();
      return results.flat();
    },
    async close() {
      isClosed = true;
      for (const line of lines) {
        for (const { reject } of line) reject(closed());
        line.clear();
      }
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

const ENTRY = new URL('./minutiae-worker.js', import.meta.url);

function pairsIn(line: ReadonlySet<Part>): number {
  let count = 0;
  for (const { task } of line) count += task.pairs.length;
  return count;
}

function firstOf(line: ReadonlySet<Part>): readonly Part[] {
  for (const part of line) return [part];
  return [];
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
