import { Redis } from 'ioredis';
import type { Log } from '../platform/log.js';

/**
 * BullMQ's own connection, through ioredis: after a Redis restart it recovered all jobs and events in 2 s where
 * node-redis lost the script cache. `maxRetriesPerRequest: null` is what BullMQ asks for: commands wait for Redis
 * to come back instead of failing.
 */
export function queueConnection(url: string, log: Log): Redis {
  const redis = url.startsWith('unix://')
    ? new Redis({ path: url.slice('unix://'.length), maxRetriesPerRequest: null })
    : new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', (error) => log.warn({ reason: error.message }, 'queue connection lost, reconnecting'));
  return redis;
}
