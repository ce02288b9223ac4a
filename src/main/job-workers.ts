/**
 * The queue workers of this process, for who runs the hub: what they take, and one switch that lets all of them finish
 * what they have and take no more. Whoever started a worker pauses and resumes it for reasons of its own; it takes jobs
 * where neither wants it paused.
 */
import type { JobWorker } from '../jobs/job-worker.js';
import type { QueuePlace, WorkerReport } from '../workflows/ports/operation.js';

export type JobWorkers = {
  /** The worker as its owner goes on using it. */
  add(place: QueuePlace & { readonly concurrency: number }, worker: JobWorker): JobWorker;
  reports(): readonly WorkerReport[];
  drain(isDraining: boolean): Promise<void>;
};

type Held = {
  readonly place: QueuePlace & { readonly concurrency: number };
  readonly worker: JobWorker;
  isPausedByOwner: boolean;
};

export function createJobWorkers(): JobWorkers {
  const held = new Set<Held>();
  let isDraining = false;
  return {
    add(place, worker) {
      const each: Held = { place, worker, isPausedByOwner: false };
      held.add(each);
      if (isDraining) void worker.pause();
      return {
        isRunning: () => worker.isRunning(),
        async pause() {
          each.isPausedByOwner = true;
          await worker.pause();
        },
        resume() {
          each.isPausedByOwner = false;
          if (!isDraining) worker.resume();
        },
        async close() {
          held.delete(each);
          await worker.close();
        },
      };
    },
    reports: () =>
      [...held].map(({ place, worker, isPausedByOwner }) => ({
        ...place,
        state: worker.isRunning() && !isPausedByOwner && !isDraining ? 'running' : 'paused',
      })),
    async drain(wanted) {
      if (wanted === isDraining) return;
      isDraining = wanted;
      for (const { worker, isPausedByOwner } of held) {
        if (wanted) await worker.pause();
        else if (!isPausedByOwner) worker.resume();
      }
    },
  };
}
