import { OperationalError } from '../platform/operational-error.js';
import { orLate } from '../platform/time-limit.js';

/**
 * Commands given to Redis wait while it is away; what waits for them here does not. They are done all the same where it
 * comes back, which does no harm: jobs are named by their operation.
 */
export function withinMs<T>(work: Promise<T>, limitMs: number): Promise<T> {
  return orLate(work, limitMs, () => {
    throw new OperationalError('queue-unavailable', 'The queues do not answer.');
  });
}
