import { OperationalError } from '../platform/operational-error.js';

/**
 * Commands given to Redis wait while it is away; what waits for them here does not. They are done all the same where it
 * comes back, which does no harm: jobs are named by their operation.
 */
export async function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new OperationalError('queue-unavailable', 'The queues do not answer.')),
      limitMs,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
