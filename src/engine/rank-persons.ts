import { compareCandidates } from '../matching/candidate-order.js';
import type { PersonComparison } from '../matching/compare-person.js';
import type { HeldPerson, HeldReference } from './held-reference.js';

/** Bounds are compared with exact scores across two ways of rounding; nobody is decided by a billionth of a nat. */
const ROUNDING_NATS = 1e-9;

/** Persons looked at beyond the number asked for, before the order is taken again. */
const LOOK_AHEAD = 16;

export type BoundedPerson = { readonly person: HeldPerson; readonly upperBound: number };

export type RankedPerson<Reference> = PersonComparison<Reference> & { readonly person: HeldPerson };

/**
 * The `count` best persons by exact fused score, from upper bounds. Persons are scored in the order of their bounds
 * until the next bound cannot beat the worst of the list. `isProven` is false where somebody without a bound might:
 * nobody without one has more than `unseenBound`.
 */
export function rankPersons<Reference = HeldReference>(
  bounded: readonly BoundedPerson[],
  options: {
    readonly count: number;
    readonly unseenBound: number;
    readonly score: (person: HeldPerson) => PersonComparison<Reference>;
  },
): { readonly ranked: readonly RankedPerson<Reference>[]; readonly isProven: boolean } {
  const { count, unseenBound, score } = options;
  const ranked: RankedPerson<Reference>[] = [];
  const worst = () => (ranked.length < count ? Number.NEGATIVE_INFINITY : ranked[count - 1]!.fusedScore);
  let scored = 0;
  for (let taken = count + LOOK_AHEAD; scored < bounded.length; taken *= 4) {
    const order = largestBounds(bounded, taken);
    for (; scored < order.length; scored++) {
      const { person, upperBound } = order[scored]!;
      if (upperBound + ROUNDING_NATS < worst())
        return { ranked, isProven: worst() > unseenBound + ROUNDING_NATS };
      const comparison = score(person);
      if (comparison.positions.length > 0) insert(ranked, { ...comparison, person }, count);
    }
  }
  return {
    ranked,
    isProven: unseenBound === Number.NEGATIVE_INFINITY || worst() > unseenBound + ROUNDING_NATS,
  };
}

function insert<Reference>(ranked: RankedPerson<Reference>[], entry: RankedPerson<Reference>, count: number) {
  const at = ranked.findIndex((each) => compareCandidates(ordered(entry), ordered(each)) < 0);
  ranked.splice(at === -1 ? ranked.length : at, 0, entry);
  if (ranked.length > count) ranked.length = count;
}

function ordered(entry: RankedPerson<unknown>) {
  return { system: entry.person.system, subjectId: entry.person.subjectId, fusedScore: entry.fusedScore };
}

/**
 * The `count` largest, largest first, ties in a fixed order so that a longer answer begins with the shorter one. A
 * full sort of a million persons would take longer than the search.
 */
function largestBounds(bounded: readonly BoundedPerson[], count: number): readonly BoundedPerson[] {
  if (bounded.length <= count) return [...bounded].sort(byBound);
  let pool: BoundedPerson[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (const entry of bounded) {
    if (entry.upperBound < floor) continue;
    pool.push(entry);
    if (pool.length < 2 * count + 64) continue;
    pool = pool.sort(byBound).slice(0, count);
    floor = pool[count - 1]!.upperBound;
  }
  return pool.sort(byBound).slice(0, count);
}

function byBound(a: BoundedPerson, b: BoundedPerson): number {
  return b.upperBound - a.upperBound || a.person.number - b.person.number;
}
