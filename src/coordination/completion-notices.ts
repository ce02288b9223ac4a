/**
 * Tells a waiting caller that its operation has ended, over Redis publish/subscribe. One subscription per process,
 * one message per operation that ended, holding its identifier. A notice that gets lost (Redis restarted) costs a
 * caller its remaining wait and nothing else: the state is read from PostgreSQL afterwards in any case. So a notice that
 * cannot be sent, within the time Redis may take to answer, is logged, and whoever announces goes on.
 */
import type { OperationId } from '../domain/ids.js';
import type { Log } from '../platform/log.js';
import { safeError } from '../platform/safe-error.js';
import type { CompletionNotices } from '../workflows/ports/jobs.js';
import { answered, closeRedis, connectRedis } from './redis-connection.js';

export type RedisCompletionNotices = CompletionNotices & {
  ping(): Promise<void>;
  close(): Promise<void>;
};

export async function createCompletionNotices(options: {
  readonly url: string;
  /** Keeps hubs that share one Redis apart. */
  readonly prefix: string;
  readonly log: Log;
}): Promise<RedisCompletionNotices> {
  const channel = `${options.prefix}:operation-ended`;
  const waiting = new Map<string, Set<() => void>>();
  const publisher = await connectRedis(options.url, options.log);
  const subscriber = await connectRedis(options.url, options.log);
  await subscriber.subscribe(channel, (operationId) => {
    for (const wake of waiting.get(operationId) ?? []) wake();
  });

  return {
    async announce(operationId) {
      try {
        await answered(publisher, () => publisher.publish(channel, operationId));
      } catch (error) {
        // What it tells of is committed: a failure here would make a job that is done look as if it had failed.
        options.log.warn({ operationId, error: safeError(error) }, 'notice of an ended operation lost');
      }
    },
    async waitWhile(operationId, waitMs, isRunning) {
      const notice = expectNotice(waiting, operationId, waitMs);
      try {
        if (await isRunning()) await notice.arrived;
      } finally {
        notice.cancel();
      }
    },
    async ping() {
      await answered(publisher, () => publisher.ping());
    },
    async close() {
      await Promise.all([subscriber, publisher].map(closeRedis));
    },
  };
}

/** Registered before anybody looks at the state, so that a notice which arrives in between is not missed. */
function expectNotice(waiting: Map<string, Set<() => void>>, operationId: OperationId, waitMs: number) {
  let finish = () => {};
  const arrived = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const wakers = waiting.get(operationId) ?? new Set();
  waiting.set(operationId, wakers.add(finish));
  const timer = setTimeout(finish, waitMs);
  return {
    arrived,
    cancel() {
      clearTimeout(timer);
      wakers.delete(finish);
      if (wakers.size === 0) waiting.delete(operationId);
    },
  };
}
