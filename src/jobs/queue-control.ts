/**
 * What who runs the hub sees and does of the queues. Figures are counts that Redis keeps anyway, and the first job of a
 * list: nothing is scanned, however long the queues are. A failed job's page is a range of a sorted set.
 */
import type { Job, Queue } from 'bullmq';
import type { OperationId } from '../domain/ids.js';
import { QUEUES } from '../workflows/ports/jobs.js';
import type { FailedJob, QueueControl, QueuePlace } from '../workflows/ports/operation.js';
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
    const [counts, isPaused, [oldest]] = await Promise.all([
      queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed'),
      queue.isPaused(),
      queue.getJobs('waiting', 0, 0, true),
    ]);
    const { waiting = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
    return {
      ...place,
      isPaused,
      waiting: waiting + prioritized,
      active,
      delayed,
      failed,
      ...(oldest === undefined ? {} : { oldestAddedAtMs: oldest.timestamp }),
    };
  };

  return {
    async figures(shardCount) {
      await requireConnection();
      return Promise.all(placesOf(shardCount).map(figuresOf));
    },
    async failed(place, { offset, limit }) {
      await requireConnection();
      const queue = queueOf(queueKey(place));
      const [total, jobs] = await Promise.all([
        queue.getFailedCount(),
        queue.getFailed(offset, offset + limit - 1),
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

/** Searches of a gallery in one piece have one queue, otherwise one for each shard. */
function placesOf(shardCount: number): readonly QueuePlace[] {
  return QUEUES.flatMap((queue): readonly QueuePlace[] =>
    queue === 'search' && shardCount > 1
      ? Array.from({ length: shardCount }, (_, shard) => ({ queue, shard }))
      : [{ queue }],
  );
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
