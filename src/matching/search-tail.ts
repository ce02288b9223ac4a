/**
 * The tail of one search: what its own candidates say about how high strangers score against this probe. Calibration is of
 * all probes together; a probe of a sensor or a finger that is like many others has a heavier tail than that, and another a
 * lighter one. The scores of a search are nearly all of strangers, so they show it without anybody knowing who is whose.
 *
 * Peaks over a threshold with an exponential end (Pickands 1975; recognition of the tail per search is common in 1:N
 * evaluation), fitted by maximum likelihood on scores in nats, in which the end has the scale 1 where the calibration is
 * right. The first few ranks may be mates and count only as being above the next one (censored); the scale is drawn towards 1
 * as if `PRIOR_SCORES` scores had said so.
 */
import type { SearchTail } from '../workflows/ports/gallery.js';

/** Ranks in which one person's records of several systems and encounters may stand. */
const POSSIBLE_MATES = 10;
/** Fewer scores beyond those say nothing that the calibration does not say better. */
const SCORES_MIN = 40;
const PRIOR_SCORES = 100;

/** Of fused scores, highest first: those of the best persons of an exhaustive search. `undefined` where they are too few. */
export function fitSearchTail(descending: readonly number[]): SearchTail | undefined {
  const scores = descending.filter((score) => Number.isFinite(score));
  const count = scores.length;
  if (count < POSSIBLE_MATES + SCORES_MIN) return undefined;
  const from = scores[count - 1]!;
  const uncensored = scores.slice(POSSIBLE_MATES);
  const excess = uncensored.reduce((sum, score) => sum + score - from, 0);
  const censored = POSSIBLE_MATES * (uncensored[0]! - from);
  return { count, from, scale: (excess + censored + PRIOR_SCORES) / (uncensored.length + PRIOR_SCORES) };
}

/**
 * Score that so many strangers reach by the tails of a search, one for each shard that has one; bisection, as the
 * sum of exponentials has no closed inverse.
 */
export function scoreReachedBy(expected: number, tails: readonly SearchTail[]): number {
  let low = Math.min(...tails.map(({ from }) => from));
  let high = low + 1;
  const reaching = (score: number) =>
    tails.reduce(
      (sum, { count, from, scale }) => sum + count * Math.exp(-Math.max(0, score - from) / scale),
      0,
    );
  while (reaching(high) > expected && high - low < 1e4) high += high - low;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (reaching(middle) > expected) low = middle;
    else high = middle;
  }
  return high;
}
