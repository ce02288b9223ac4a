/**
 * The producing side of all queues: adds jobs by pointer, looks at their state, counts them.
 * A job's id is the operation's id, so the same work can be handed over twice and is done once.
 */
import { once } from 'node:events';
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { type JobPointer, QUEUES, type QueueName } from '../workflows/ports.js';
import { queueConnection } from './queue-connection.js';
import { JOB_OPTIONS } from './retry-policy.js';

/** The whole payload of every job of the hub. */
export type JobPayload = { readonly operationId: string };

export type QueueCounts = {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
};

export type JobQueues = {
  add(jobs: readonly JobPointer[]): Promise<void>;
  /** Adds the job again where Redis does not hold it, or holds only its ended self. Returns whether it did. */
  ensure(job: JobPointer): Promise<boolean>;
  counts(): Promise<Readonly<Record<QueueName, QueueCounts>>>;
  ping(): Promise<void>;
  close(): Promise<void>;
};

export function createJobQueues(options: {
  readonly url: string;
  readonly prefix: string;
  readonly log: Log;
}): JobQueues {
  const connection = queueConnection(options.url, options.log);
  const queues = new Map(
    QUEUES.map((name) => {
      const queue = new Queue<JobPayload>(name, {
        connection,
        prefix: options.prefix,
        defaultJobOptions: JOB_OPTIONS,
      });
      queue.on('error', (error) => options.log.warn({ queue: name, reason: error.message }, 'queue error'));
      return [name, queue] as const;
    }),
  );
  const queueOf = (name: QueueName) => queues.get(name)!;

  return {
    async add(jobs) {
      await requireConnection(connection);
      for (const name of QUEUES) {
        const mine = jobs.filter((job) => job.queue === name);
        if (mine.length > 0) await queueOf(name).addBulk(mine.map(toJob));
      }
    },
    async ensure(pointer) {
      const queue = queueOf(pointer.queue);
      const job = await queue.getJob(pointer.operationId);
      if (job && !(await hasEnded(job))) return false;
      await job?.remove();
      const { name, data, opts } = toJob(pointer);
      await queue.add(name, data, opts);
      return true;
    },
    async counts() {
      await requireConnection(connection);
      const entries = await Promise.all(
        QUEUES.map(async (name) => {
          const counts = await queueOf(name).getJobCounts('waiting', 'active', 'delayed', 'failed');
          return [name, counts] as const;
        }),
      );
      return Object.fromEntries(entries) as unknown as Record<QueueName, QueueCounts>;
    },
    async ping() {
      await connection.ping();
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}

/** Commands given while Redis is away wait until it is back; who adds jobs holds a transaction and must not. */
async function requireConnection(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return;
  try {
    await once(connection, 'ready', { signal: AbortSignal.timeout(LIMITS.queueConnectMs) });
  } catch (cause) {
    throw new OperationalError('queue-unavailable', 'The queues cannot be reached.', { cause });
  }
}

function toJob(pointer: JobPointer) {
  return {
    name: pointer.queue,
    data: { operationId: pointer.operationId },
    opts: { jobId: pointer.operationId },
  };
}

async function hasEnded(job: Job): Promise<boolean> {
  return (await job.isCompleted()) || (await job.isFailed());
}
