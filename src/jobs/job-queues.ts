/**
 * The producing side of all queues: adds jobs by pointer, looks at their state, counts them.
 * A job's id is the operation's id, so the same work can be handed over twice and is done once per queue.
 */
import { once } from 'node:events';
import { type Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import type { JobPointer, QueueName } from '../workflows/ports/jobs.js';
import type { QueueControl } from '../workflows/ports/operation.js';
import { closedOrAway } from './close-without-redis.js';
import { JOB_PRIORITIES } from './job-priority.js';
import { queueConnection } from './queue-connection.js';
import { createQueueControl } from './queue-control.js';
import { JOB_OPTIONS } from './retry-policy.js';
import { withinMs } from './within-ms.js';

/** The whole payload of every job of the hub: pointers to an operation and to its trace. */
export type JobPayload = { readonly operationId: string; readonly traceparent?: string };

/** A search of one shard of a gallery has a queue of its own: only matchers that hold the shard take its jobs. */
export type QueueKey = QueueName | `${QueueName}-${number}`;

export function queueKey({ queue, shard }: Pick<JobPointer, 'queue' | 'shard'>): QueueKey {
  return shard === undefined ? queue : `${queue}-${shard}`;
}

export type JobQueues = {
  add(jobs: readonly JobPointer[]): Promise<void>;
  /** Adds the job again where Redis does not hold it, or holds only its ended self. Returns whether it did. */
  ensure(job: JobPointer): Promise<boolean>;
  /** For who runs the hub, and for whoever counts: there is one way to count. */
  readonly control: QueueControl;
  ping(): Promise<void>;
  close(): Promise<void>;
};

export function createJobQueues(options: {
  readonly url: string;
  readonly prefix: string;
  readonly log: Log;
}): JobQueues {
  const connection = queueConnection(options.url, options.log);
  const queues = new Map<QueueKey, Queue<JobPayload>>();
  /** Opened at their first use: nobody here is told how many shards there are. */
  const queueOf = (key: QueueKey) => {
    const known = queues.get(key);
    if (known !== undefined) return known;
    const queue = new Queue<JobPayload>(key, {
      connection,
      prefix: options.prefix,
      defaultJobOptions: JOB_OPTIONS,
    });
    queue.on('error', (error) => options.log.warn({ queue: key, reason: error.message }, 'queue error'));
    queues.set(key, queue);
    return queue;
  };

  async function ensure(pointer: JobPointer): Promise<boolean> {
    // Who repairs is to end with its process, not to wait for Redis.
    await requireConnection(connection);
    const queue = queueOf(queueKey(pointer));
    const job = await queue.getJob(pointer.operationId);
    if (job && !(await hasEnded(job))) return false;
    await job?.remove();
    const { name, data, opts } = toJob(pointer);
    await queue.add(name, data, opts);
    return true;
  }

  return {
    control: createQueueControl({
      queueOf,
      requireConnection: () => requireConnection(connection),
      ensure,
    }),
    ensure,
    async add(jobs) {
      await requireConnection(connection);
      // All queues at once: a search waits for the last of its shards.
      const adding = [...byQueue(jobs)].map(([key, ofQueue]) => queueOf(key).addBulk(ofQueue.map(toJob)));
      await withinMs(Promise.all(adding), LIMITS.queueAddMs);
    },
    async ping() {
      await connection.ping();
    },
    async close() {
      const closing = Promise.all([...queues.values()].map((queue) => queue.close()));
      try {
        await closedOrAway(connection, closing);
      } finally {
        connection.disconnect();
      }
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

function byQueue(jobs: readonly JobPointer[]): ReadonlyMap<QueueKey, readonly JobPointer[]> {
  const grouped = new Map<QueueKey, JobPointer[]>();
  for (const job of jobs) {
    const key = queueKey(job);
    const known = grouped.get(key);
    if (known === undefined) grouped.set(key, [job]);
    else known.push(job);
  }
  return grouped;
}

function toJob({ queue, operationId, serviceClass = 'interactive', traceparent }: JobPointer) {
  return {
    name: queue,
    data: { operationId, ...(traceparent === undefined ? {} : { traceparent }) },
    opts: { jobId: operationId, priority: JOB_PRIORITIES[serviceClass] },
  };
}

async function hasEnded(job: Job): Promise<boolean> {
  return (await job.isCompleted()) || (await job.isFailed());
}
