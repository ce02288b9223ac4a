/**
 * Ends what talks to Redis, also where Redis is away. Commands given then wait for it to come back, as they should while
 * the process runs; a process that stops cannot. What is lost are notes of jobs that ended: their workers' locks run out
 * and others take them, find them done, and do nothing.
 */
import type { Redis } from 'ioredis';
import { LIMITS } from '../platform/limits.js';

/** Resolves when `closing` does, or when Redis has been away for `LIMITS.queueCloseMs`. Rejects as `closing` does. */
export async function closedOrAway(connection: Redis, closing: Promise<unknown>): Promise<void> {
  const awayMs = LIMITS.queueCloseMs;
  let timer: NodeJS.Timeout | undefined;
  let awaySince: number | undefined = connection.status === 'ready' ? undefined : performance.now();
  const away = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (connection.status === 'ready') awaySince = undefined;
      else awaySince ??= performance.now();
      if (awaySince !== undefined && performance.now() - awaySince >= awayMs) resolve();
    }, awayMs / 10);
  });
  try {
    await Promise.race([closing, away]);
  } finally {
    clearInterval(timer);
    closing.catch(() => undefined);
  }
}
