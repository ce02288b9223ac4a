/**
 * What becomes of a job that throws. One table for all queues:
 *
 *   retryable operational failure      tried again `LIMITS.jobAttempts` times, exponential delay
 *   ... and the tries are used up      the operation ends as `failed`, the caller reads why; a detection, for which
 *                                      nobody waits, is made again by the relay until it gets through; an erasure
 *                                      never fails and is made again too
 *   one that says how long it takes    not tried again but left alone for that long, then the relay makes its job anew: what a
 *                                      comparison nobody waits for waits for may take hours
 *   operational failure that will last the operation ends as `failed` at once
 *   anything else (a programmer error) the same, with a text that says nothing but the identifier
 *
 * A job that throws when its own worker has broken it off (the worker closes and Redis is away) is not judged: nothing is
 * wrong with it. Its operation stays unfinished too.
 *
 * Where not even `failed` can be written (PostgreSQL is away), the operation stays unfinished and the relay creates
 * its job again later: nothing acknowledged is lost.
 */
import type { JobsOptions } from 'bullmq';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { OperationProblem } from '../workflows/ports/operations.js';

export const JOB_OPTIONS: JobsOptions = {
  attempts: LIMITS.jobAttempts,
  backoff: { type: 'exponential', delay: LIMITS.jobRetryMs },
  // Not `true`: removing a job in the instant it completes races with whoever still looks at it.
  removeOnComplete: { count: 1000, age: 3600 },
  // Those nobody can try again: what their operations were is erased after as long.
  removeOnFail: { count: 10_000, age: LIMITS.operationKeptMs / 1000 },
};

export type FailureVerdict =
  | { readonly kind: 'retry' }
  | { readonly kind: 'postpone'; readonly postponedMs: number; readonly problem: OperationProblem }
  /** `mayPass`: only the tries are used up. */
  | { readonly kind: 'end'; readonly mayPass: boolean; readonly problem: OperationProblem };

/** `attemptsMade` counts this failure. */
export function judgeFailure(error: unknown, attemptsMade: number): FailureVerdict {
  if (!(error instanceof OperationalError)) {
    return {
      kind: 'end',
      mayPass: false,
      problem: { code: 'internal-error', detail: 'The operation could not be carried out.' },
    };
  }
  const problem = { code: error.code, detail: error.message };
  if (error.retryable && error.postponedMs !== undefined) {
    return { kind: 'postpone', postponedMs: error.postponedMs, problem };
  }
  if (error.retryable && attemptsMade < LIMITS.jobAttempts) return { kind: 'retry' };
  return { kind: 'end', mayPass: error.retryable, problem };
}
