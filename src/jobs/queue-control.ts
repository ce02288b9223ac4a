/**
 * What who runs the hub sees and does of the queues. Figures are counts that Redis keeps anyway, and the first job of a
 * list: nothing is scanned, however long the queues are. A failed job's page is a range of a sorted set.
 */
import type { Job, Queue } from 'bullmq';
import type { OperationId } from '../domain/ids.js';
import type { FailedJob, QueueControl, QueueFigures, QueuePlace } from '../workflows/ports/operation.js';
import { queuePlacesOf } from '../workflows/queue-places.js';
import { JOB_PRIORITIES } from './job-priority.js';
import { type JobPayload, type QueueKey, queueKey } from './job-queues.js';

export type QueueAccess = {
  queueOf(key: QueueKey): Queue<JobPayload>;
  /** Rejects at once where Redis cannot be reached. */
  requireConnection(): Promise<void>;
  ensure: QueueControl['ensure'];
};

export function createQueueControl({ queueOf, requireConnection, ensure }: QueueAccess): QueueControl {
  const figuresOf = async (place: QueuePlace) => {
    const queue = queueOf(queueKey(place));
    const [counts, byPriority, isPaused] = await Promise.all([
      queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
      queue.getCountsPerPriority([JOB_PRIORITIES.interactive, JOB_PRIORITIES.batch]),
      queue.isPaused(),
    ]);
    const { waiting: border = 0, active = 0, delayed = 0, failed = 0 } = counts;
    const interactive = byPriority[JOB_PRIORITIES.interactive] ?? 0;
    const batch = byPriority[JOB_PRIORITIES.batch] ?? 0;
    const waitingByClass = { border, interactive, batch };
    return {
      ...place,
      isPaused,
      waiting: border + interactive + batch,
      waitingByClass,
      active,
      delayed,
      failed,
      ...(await oldestOf(queue, waitingByClass)),
    };
  };

  return {
    async figures(shardCount) {
      await requireConnection();
      return Promise.all(queuePlacesOf(shardCount).map(figuresOf));
    },
    async failed(place, { offset, limit, isOldestFirst = false }) {
      await requireConnection();
      const queue = queueOf(queueKey(place));
      const [total, jobs] = await Promise.all([
        queue.getFailedCount(),
        queue.getJobs('failed', offset, offset + limit - 1, isOldestFirst),
      ]);
      return { total, jobs: jobs.map((job) => toFailedJob(place, job)) };
    },
    async setPaused(place, isPaused) {
      await requireConnection();
      const queue = queueOf(queueKey(place));
      await (isPaused ? queue.pause() : queue.resume());
    },
    async dismiss(pointer) {
      await requireConnection();
      const job = await queueOf(queueKey(pointer)).getJob(pointer.operationId);
      if (job && (await job.isFailed())) await job.remove();
    },
    ensure,
  };
}

/** The first of each class; each is one place in a list or a sorted set, whose length says where the next class begins. */
async function oldestOf(
  queue: Queue<JobPayload>,
  { border, interactive, batch }: QueueFigures['waitingByClass'],
): Promise<Pick<QueueFigures, 'oldestAddedAtMs' | 'oldestAddedAtMsByClass'>> {
  const first = async (state: 'waiting' | 'prioritized', place: number, count: number) =>
    count === 0 ? [] : (await queue.getJobs(state, place, place, true)).map(({ timestamp }) => timestamp);
  const [[ofBorder], [ofInteractive], [ofBatch]] = await Promise.all([
    first('waiting', 0, border),
    first('prioritized', 0, interactive),
    first('prioritized', interactive, batch),
  ]);
  const all = [ofBorder, ofInteractive, ofBatch].filter((each) => each !== undefined);
  return {
    oldestAddedAtMsByClass: {
      ...(ofBorder === undefined ? {} : { border: ofBorder }),
      ...(ofInteractive === undefined ? {} : { interactive: ofInteractive }),
      ...(ofBatch === undefined ? {} : { batch: ofBatch }),
    },
    ...(all.length === 0 ? {} : { oldestAddedAtMs: Math.min(...all) }),
  };
}

function toFailedJob(place: QueuePlace, job: Job<JobPayload>): FailedJob {
  return {
    ...place,
    operationId: job.data.operationId as OperationId,
    reason: job.failedReason ?? 'unknown',
    attempts: job.attemptsMade,
    failedAtMs: job.finishedOn ?? job.timestamp,
  };
}
