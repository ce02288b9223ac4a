import type { SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { compareCandidates } from '../matching/candidate-order.js';
import type { PersonComparison } from '../matching/compare-person.js';
import { LIMITS } from '../platform/limits.js';
import { largestIndices } from './largest-indices.js';
import type { BoundedPersons } from './person-bounds.js';

/** Bounds are compared with exact scores across two ways of rounding; nobody is decided by a billionth of a nat. */
const ROUNDING_NATS = 1e-9;

/** Persons looked at beyond the number asked for, before the order is taken again. */
const LOOK_AHEAD = 16;

/** One person with an exact score. */
export type ScoredPerson<Reference> = PersonComparison<Reference> & {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
};

export type Ranking<Reference> = {
  readonly ranked: readonly ScoredPerson<Reference>[];
  /** Somebody who is not in the list has a score at or above the threshold. */
  readonly overflow: boolean;
  /** False where somebody without a bound might belong into the list, or be an overflow. */
  readonly isProven: boolean;
};

/**
 * The `count` best persons by exact fused score, from upper bounds, and whether there is one more at or above
 * `threshold`. Persons are scored in the order of their bounds until the next bound can change neither. Nobody without
 * a bound has more than `unseenBound`.
 */
export function rankPersons<Reference>(
  bounded: BoundedPersons,
  options: RankOptions<Reference>,
): Ranking<Reference> {
  const steps = rankInSteps(bounded, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

type RankOptions<Reference> = {
  readonly count: number;
  readonly threshold: number;
  readonly unseenBound: number;
  /** `undefined` where the person has nothing to be compared. */
  readonly score: (person: number) => ScoredPerson<Reference> | undefined;
};

/** The same, with a break after every `LIMITS.rankedPersonsOfTurn` persons that were scored. */
export function* rankInSteps<Reference>(
  bounded: BoundedPersons,
  options: RankOptions<Reference>,
): Generator<undefined, Ranking<Reference>> {
  const { count, threshold, unseenBound, score } = options;
  // One more than asked for: it is the one that shows an overflow.
  const scoredBest: ScoredPerson<Reference>[] = [];
  const isDecided = (bound: number) => {
    if (bound === Number.NEGATIVE_INFINITY) return true;
    const isBelowList =
      scoredBest.length >= count &&
      (count === 0 || bound + ROUNDING_NATS < scoredBest[count - 1]!.fusedScore);
    return isBelowList && (bound + ROUNDING_NATS < threshold || isOverflow());
  };
  const isOverflow = () => scoredBest.length > count && scoredBest[count]!.fusedScore >= threshold;
  let scored = 0;
  for (let taken = count + LOOK_AHEAD; scored < bounded.count; taken *= 4) {
    const order = largestIndices(bounded.upperBounds, bounded.count, taken);
    for (; scored < order.length; scored++) {
      const index = order[scored]!;
      if (isDecided(bounded.upperBounds[index]!)) return result(isDecided(unseenBound));
      const person = score(bounded.persons[index]!);
      if (person !== undefined) insert(scoredBest, person, count + 1);
      if ((scored + 1) % LIMITS.rankedPersonsOfTurn === 0) yield;
    }
  }
  return result(isDecided(unseenBound));

  function result(isProven: boolean): Ranking<Reference> {
    return { ranked: scoredBest.slice(0, count), overflow: isOverflow(), isProven };
  }
}

/** Looks for the place from the end: persons come in the order of their bounds, so it is mostly there. */
function insert<Reference>(list: ScoredPerson<Reference>[], entry: ScoredPerson<Reference>, count: number) {
  list.splice(list.findLastIndex((each) => compareCandidates(each, entry) < 0) + 1, 0, entry);
  if (list.length > count) list.length = count;
}
