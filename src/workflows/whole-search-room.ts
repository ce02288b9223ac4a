/**
 * The places of one search worker that searches nobody waits for may keep for long. Each has minutes for its second stage and
 * keeps its place meanwhile, in line for its turn too: were all places kept, a border check would wait for the first of them
 * to end, however urgent its job.
 *
 * The first `longMax` in hand have the time they need. Whoever comes while they are is broken off after
 * `LIMITS.wholeSearchPlaceMs`, which is enough on a machine that keeps up; and where all of those first ones have been in hand
 * for longer than that, nobody else is let in. Who is broken off or not let in is postponed. Not simply so many at once: those
 * are done in a moment as a rule, and a night's worth of them would be postponed to no purpose.
 */
import type { Clock } from '../platform/clock.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { withinTime } from '../platform/time-limit.js';

export type WholeSearchRoom = {
  /** `work` heeds the signal it is given. */
  within<Result>(work: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
};

export function createWholeSearchRoom({
  longMax,
  clock,
  placeMs = LIMITS.wholeSearchPlaceMs,
}: {
  readonly longMax: number;
  readonly clock: Clock;
  /** Tests shorten it. */
  readonly placeMs?: number;
}): WholeSearchRoom {
  /** Of the first ones: since when each is in hand. */
  const long = new Set<{ readonly sinceMs: number }>();
  const areAllLate = () => [...long].every(({ sinceMs }) => clock.nowMs() - sinceMs > placeMs);

  return {
    async within(work, signal) {
      if (long.size < longMax) {
        const place = { sinceMs: clock.nowMs() };
        long.add(place);
        try {
          return await work(signal);
        } finally {
          long.delete(place);
        }
      }
      if (areAllLate()) throw crowded();
      return await withinTime(
        async (limited) => {
          try {
            return await work(limited);
          } catch (cause) {
            throw limited.aborted && !signal.aborted ? crowded(cause) : cause;
          }
        },
        { ms: placeMs, signal },
      );
    },
  };
}

function crowded(cause?: unknown): OperationalError {
  return new OperationalError('overloaded', 'Searches that take long keep half of the places already.', {
    cause,
    postponedMs: LIMITS.wholeSearchPostponedMs,
  });
}
