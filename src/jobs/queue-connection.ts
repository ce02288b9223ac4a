import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../platform/log.js';

/**
 * BullMQ's own connection, through ioredis: after a Redis restart it recovered all jobs and events in 2 s where
 * node-redis lost the script cache. `maxRetriesPerRequest: null` is what BullMQ asks for: commands wait for Redis
 * to come back instead of failing.
 *
 * BullMQ makes further connections out of it, and does not let go of them where it is stopped while Redis is away:
 * `disconnect` ends those too.
 */
export function queueConnection(url: string, log: Log): Redis {
  const redis = url.startsWith('unix://')
    ? new Redis({ path: url.slice('unix://'.length), maxRetriesPerRequest: null })
    : new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', (error) => log.warn({ reason: error.message }, 'queue connection lost, reconnecting'));
  const further: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override?: Partial<RedisOptions>) => {
    const made = duplicate(override);
    further.push(made);
    return made;
  };
  const disconnect = redis.disconnect.bind(redis);
  redis.disconnect = (reconnect?: boolean) => {
    for (const each of further) each.disconnect(reconnect);
    disconnect(reconnect);
  };
  return redis;
}
