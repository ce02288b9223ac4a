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
 *   PLACE_SHARE x ln(N / r) - PLACE_COST - ln(1 + 1/2 + ... + 1/K)
 *
 * to the scores of the first K keeps the expected number of strangers who reach t at N exp(-t), which is what a threshold
 * rests on: each place has its share 1 / r of it.
 *
 * Of one finger only: several that agree need no such help, and what a place is worth there was not measured.
 */
import { PLACE_COST, PLACE_SHARE } from './rank-calibration.js';

/**
 * What each rank of one search adds: nats, 0 or more, of a rank from 1 among the persons of the first stage. `comparisons`:
 * references the probe was compared with. `secondStagePersons`: whom the second stage takes at most; never more than there are.
 */
export function rankEvidence({
  comparisons,
  secondStagePersons,
}: {
  readonly comparisons: number;
  readonly secondStagePersons: number;
}): (rank: number) => number {
  const references = Math.max(1, comparisons);
  const cost = PLACE_COST + Math.log(harmonicNumber(Math.min(references, Math.max(1, secondStagePersons))));
  return (rank) => Math.max(0, PLACE_SHARE * Math.log(references / rank) - cost);
}

/** 1 + 1/2 + ... + 1/count, which is how many times the whole bound the places would have without it. */
function harmonicNumber(count: number): number {
  let sum = 0;
  for (let each = Math.floor(count); each >= 1; each--) sum += 1 / each;
  return sum;
}
