/**
 * A person of several encounters has several references of a finger. The first stage ranks the person by the one it likes
 * best, which need not be the one the ridges agree with: the second stage compares the next best too, and the pair that says
 * most counts. That keeps the bound on false positives: every reference counts in the threshold already, and of
 * eight references of a stranger the best multiplies the odds by 0.15 on average, where 1 is allowed (`matching/fusion.ts`).
 */
import type { Candidate, FurtherReference, PositionScore } from '../../workflows/ports/gallery.js';

/** The best reference first. */
export function referencesOf(position: PositionScore): readonly [FurtherReference, ...FurtherReference[]] {
  return [position, ...(position.further ?? [])];
}

/** Nobody is compared by more than `pairsMax` further references together; who stands first has them first. */
export function withinPairs(candidates: readonly Candidate[], pairsMax: number): readonly Candidate[] {
  let left = pairsMax;
  return candidates.map((candidate) => {
    const further = candidate.positions.reduce((sum, position) => sum + (position.further?.length ?? 0), 0);
    if (further === 0) return candidate;
    if (further > left) {
      left = 0;
      return withoutFurther(candidate);
    }
    left -= further;
    return candidate;
  });
}

/** As answers have it. */
export function withoutFurther(candidate: Candidate): Candidate {
  if (candidate.positions.every((position) => position.further === undefined)) return candidate;
  return { ...candidate, positions: candidate.positions.map(({ further: _, ...position }) => position) };
}
