import { Redis, type RedisOptions } from 'ioredis';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';

/**
 * BullMQ's own connection, through ioredis: after a Redis restart it recovered all jobs and events in 2 s where
 * node-redis lost the script cache. `maxRetriesPerRequest: null` is what BullMQ asks for: commands wait for Redis
 * to come back instead of failing.
 *
 * BullMQ makes further connections out of it, and does not let go of them where it is stopped while Redis is away:
 * `disconnect` ends those too.
 *
 * A Redis that vanishes without a word leaves a connection that looks well and never answers: where an answer is owed for
 * `LIMITS.queueSilenceMs` another connection is made, and what was asked is asked again there. Not on the further ones:
 * a worker waits for jobs on its own for longer, and BullMQ watches that wait itself.
 */
export function queueConnection(url: string, log: Log): Redis {
  const options = { maxRetriesPerRequest: null, socketTimeout: LIMITS.queueSilenceMs };
  const redis = url.startsWith('unix://')
    ? new Redis({ path: url.slice('unix://'.length), ...options })
    : new Redis(url, options);
  redis.on('error', (error) => log.warn({ reason: error.message }, 'queue connection lost, reconnecting'));
  const further: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override?: Partial<RedisOptions>) => {
    const made = duplicate({ ...override, socketTimeout: undefined });
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
