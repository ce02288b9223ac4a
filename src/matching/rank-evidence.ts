/**
 * What it says for a candidate to stand high in the list of the first stage. The calibration believes little of an embedding,
 * whatever its cosine (`EMBEDDING_NATS_MAX`): strangers of one sensor are more alike than those it was fitted on. A place in
 * the list is free of that: of N strangers exactly one is first, whoever they are and whatever their scores (the rank
 * of one score among exchangeable ones is uniform: Vovk, Gammerman and Shafer, "Algorithmic learning in a random
 * world", 2005, 2.2.3). What is left to know is how much more often the minutiae of strangers agree who stand high, which is
 * fitted (`fit-rank-evidence`, bench/identification-accuracy).
 *
 * With P(score of both stages >= t | place r of N) <= exp(-t) x exp(PLACE_COST) x (N / r)^(1 - PLACE_SHARE), adding
 *
 *   L(r) = PLACE_SHARE x ln(N / r) - PLACE_COST - ln(1 + 1/2 + ... + 1/K)
 *
 * to the scores of the first K keeps the expected number of strangers who reach t at N exp(-t), which is what a threshold
 * rests on: each place has its share 1 / r of it. So does adding nothing, as P(score >= t) <= exp(-t) over all places. A mate far
 * down the list is better off with the second, and so what counts is a mixture of both, which keeps to that number too:
 *
 *   ln(u + (1 - u) exp(L(r))).
 *
 * Taking whichever is more would let each have the whole number, twice as many false positives in a list of everybody.
 *
 * Of whom k references of the finger are compared, the best of which counts, reaches t up to k times as often; his places are those
 * of k references. PLACE_SHARE x ln(k) less for him keeps the number at N exp(-t), N counting references.
 *
 * Of one finger only: several that agree need no such help, and what a place is worth there was not measured.
 */
import { PLACE_COST, PLACE_SHARE } from './rank-calibration.js';

/**
 * `u`: of the false positives that may be, the part that does not ask for the place. On searches of the fingers that the fit was made on
 * (2,228, extrapolated to 100,000, at 1 %) 0.1, 0.2, 0.3 and 0.5 miss 3.0, 3.0, 3.0 and 3.1 % with everybody handed on, 3.8, 3.8, 4.0 and 4.0 %
 * with 20,000, and all the same with 200.
 */
const WITHOUT_PLACE = 0.2;

/**
 * What each rank of one search adds: nats, of a rank from 1 among the persons of the first stage, and of how many references
 * of this person are compared; below 0 far down the list. `comparisons`: references the probe was compared with. `secondStagePersons`: whom the second stage takes at most; never more than there are.
 */
export function rankEvidence({
  comparisons,
  secondStagePersons,
}: {
  readonly comparisons: number;
  readonly secondStagePersons: number;
}): (rank: number, referencesOfPerson?: number) => number {
  const references = Math.max(1, comparisons);
  const cost = PLACE_COST + Math.log(harmonicNumber(Math.min(references, Math.max(1, secondStagePersons))));
  const ofPlace = (rank: number) => PLACE_SHARE * Math.log(references / rank) - cost;
  // Of few references not even the first place says much: then less rests on places, and of twelve or fewer nothing.
  const withoutPlace = Math.min(1, Math.max(WITHOUT_PLACE, Math.exp(-ofPlace(1))));
  return (rank, referencesOfPerson = 1) => {
    const nats = ofPlace(rank) - PLACE_SHARE * Math.log(referencesOfPerson);
    return Math.log(withoutPlace + (1 - withoutPlace) * Math.exp(nats));
  };
}

/** 1 + 1/2 + ... + 1/count, which is how many times the whole bound the places would have without it. */
function harmonicNumber(count: number): number {
  let sum = 0;
  for (let each = Math.floor(count); each >= 1; each--) sum += 1 / each;
  return sum;
}
