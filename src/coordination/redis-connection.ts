/**
 * Everything in Redis that is not BullMQ's, through node-redis. Redis holds nothing that PostgreSQL does not know:
 * when it vanishes, callers wait a little longer and the relay fills the queues again.
 */
import { createClient } from 'redis';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { orLate } from '../platform/time-limit.js';

export type RedisConnection = ReturnType<typeof createClient>;

/** `url` is `redis://…`, `rediss://…` or `unix:///path/to.sock`. Reconnects for ever, at most 2 s between tries. */
export async function connectRedis(url: string, log: Log): Promise<RedisConnection> {
  const reconnectStrategy = (retries: number) => Math.min(50 * 2 ** Math.min(retries, 6), 2000);
  const client: RedisConnection = url.startsWith('unix://')
    ? createClient({ socket: { path: url.slice('unix://'.length), tls: false, reconnectStrategy } })
    : createClient({ url, socket: { reconnectStrategy } });
  client.on('error', (error: Error) =>
    log.warn({ reason: error.message }, 'redis connection lost, reconnecting'),
  );
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
