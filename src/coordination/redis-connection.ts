/**
 * Everything in Redis that is not BullMQ's, through node-redis. Redis holds nothing of an operation that PostgreSQL does not know:
 * when it vanishes, callers wait a little longer and the relay fills the queues again. What operators paused and drained, and
 * the last hours of their figures, are gone with it.
 */
import { createClient, ErrorReply } from 'redis';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { orLate } from '../platform/time-limit.js';

export type RedisConnection = ReturnType<typeof createClient>;

/**
 * `url` is `redis://…`, `rediss://…` or `unix:///path/to.sock`. Reconnects for ever, at most 2 s between tries.
 *
 * A Redis that vanishes without a word leaves a connection that looks well and never answers. Each asks now and then whether
 * it is still answered, which one that only listens would not learn otherwise, and where nothing moves on it for
 * `LIMITS.queueSilenceMs` another is made. On a busy one that rule never holds, what is written counts: see `answered`.
 */
export async function connectRedis(url: string, log: Log): Promise<RedisConnection> {
  const reconnectStrategy = (retries: number) => Math.min(50 * 2 ** Math.min(retries, 6), 2000);
  const ofSocket = { reconnectStrategy, socketTimeout: LIMITS.queueSilenceMs };
  const pingInterval = LIMITS.coordinationPingMs;
  const client: RedisConnection = url.startsWith('unix://')
    ? createClient({ pingInterval, socket: { path: url.slice('unix://'.length), tls: false, ...ofSocket } })
    : createClient({ pingInterval, url, socket: ofSocket });
  client.on('error', (error: Error) => {
    // What was asked last is not answered any more where the connection is closed on purpose: no news.
    if (client.isOpen) log.warn({ reason: error.message }, 'redis connection lost, reconnecting');
  });
  await client.connect();
  return client;
}

/** Lets commands in hand end, and waits no longer where Redis is away: a process that stops has nothing to tell it. */
export async function closeRedis(redis: RedisConnection): Promise<void> {
  if (!redis.isReady) return redis.destroy();
  await orLate(redis.close(), LIMITS.queueCloseMs, () => undefined);
  if (redis.isOpen) redis.destroy();
}

/** Throws at once where commands would wait for Redis to come back: for whoever has somebody waiting. */
export function requireRedis(redis: RedisConnection): void {
  if (!redis.isReady) throw new OperationalError('queue-unavailable', 'Redis cannot be reached.');
}

/**
 * What Redis answers, within `LIMITS.queueSilenceMs`. A connection that owes its answer for longer is replaced: nothing
 * more will come on it. Work that was asked may be done all the same, which does no harm to anything kept here.
 */
export async function answered<T>(redis: RedisConnection, ask: () => Promise<T>): Promise<T> {
  const answer = ask().catch((error: unknown) => {
    // Redis has answered, and there is a fault in what it was asked.
    if (error instanceof ErrorReply) throw error;
    throw new OperationalError('queue-unavailable', 'The connection to Redis was lost.', { cause: error });
  });
  return orLate(answer, LIMITS.queueSilenceMs, () => {
    replace(redis);
    throw new OperationalError('queue-unavailable', 'Redis does not answer.');
  });
}

/** Where it is not ready another connection is being made already, and one that is being closed needs no other. */
function replace(redis: RedisConnection): void {
  if (!redis.isOpen || !redis.isReady) return;
  redis.destroy();
  // It tries until it succeeds or is closed, and says each failure.
  redis.connect().catch(() => undefined);
}
