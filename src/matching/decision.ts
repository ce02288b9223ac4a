import type { SearchTail } from '../workflows/ports/gallery.js';
import type { MinutiaeScore } from '../workflows/ports/second-stage.js';
import { EMBEDDING_NATS_MAX } from './fingerprint-calibration.js';
import { scoreReachedBy } from './search-tail.js';

/** An examiner reads about this many candidates of one search; more by chance alone would hide the mate among them. */
const CHANCE_CANDIDATES_MAX = 20;

/** A verification that misses by at most this factor of the false match rate is worth a second look. */
const SECOND_LOOK_FACTOR = 20;

/** Fused score at and above which a candidate is a match, and above which an examiner should look. */
export type Thresholds = { readonly match: number; readonly inconclusive: number };

/**
 * Most that the search's own tail moves a threshold, in nats: a tenth to ten times as many strangers. Beyond, something else
 * than a tail is seen, a person with records in every system, say.
 */
const TAIL_SHIFT_MAX = Math.log(10);

/**
 * Thresholds of a search against `comparisons` references per probe position.
 *
 * A non-mated person reaches t with probability at most exp(-t) (`fusion.ts`), so N of them return a match with
 * probability at most N exp(-t): match at ln N - ln FPIR. Where the search shows its own tail (`search-tail.ts`), that
 * says how much more or less than calibrated strangers reach, and the threshold moves by so much.
 * The band below reaches down to where chance alone brings about 20 candidates, ln N - ln 20: further down the list an
 * examiner would look at strangers. It never reaches below 0, where the evidence speaks against.
 */
export function identificationThresholds(options: {
  readonly comparisons: number;
  readonly falsePositiveIdentificationRate: number;
  /** Of the first stage, one for each shard; empty where there is none. */
  readonly tails?: readonly SearchTail[];
}): Thresholds {
  const { comparisons, falsePositiveIdentificationRate, tails = [] } = options;
  const logComparisons = Math.log(Math.max(1, comparisons));
  const calibrated = logComparisons - Math.log(falsePositiveIdentificationRate);
  const match =
    calibrated + (tails.length === 0 ? 0 : tailShift(calibrated, falsePositiveIdentificationRate, tails));
  return { match, inconclusive: band(match, logComparisons - Math.log(CHANCE_CANDIDATES_MAX)) };
}

function tailShift(calibrated: number, expected: number, tails: readonly SearchTail[]): number {
  const shift = scoreReachedBy(expected, tails) - calibrated;
  return Math.max(-TAIL_SHIFT_MAX, Math.min(TAIL_SHIFT_MAX, TAIL_SHARE * shift));
}

/**
 * Share of the first stage's shift that is believed of both stages together. Half is assumed: none would ignore what the
 * search shows, all would take the second stage for blind. `bench/identification-accuracy` measures what comes of it.
 */
const TAIL_SHARE = 0.5;

/**
 * Thresholds of a claim about one subject: match at -ln FMR, inconclusive up to 20 times that rate. As the best of
 * several references counts, a non-mated person has `comparisons` tries per probe position, and ln of that is added.
 */
export function verificationThresholds(options: {
  readonly comparisons: number;
  readonly falseMatchRate: number;
}): Thresholds {
  const match = Math.log(Math.max(1, options.comparisons)) - Math.log(options.falseMatchRate);
  return { match, inconclusive: band(match, match - Math.log(SECOND_LOOK_FACTOR)) };
}

export function decide(fusedScore: number, thresholds: Thresholds): 'match' | 'inconclusive' | 'no-match' {
  if (fusedScore >= thresholds.match) return 'match';
  return fusedScore >= thresholds.inconclusive ? 'inconclusive' : 'no-match';
}

/**
 * Of a candidate of a search. Where the second stage was asked about fingers and compared none of them, embeddings alone
 * stand behind the score: an examiner may be shown the person, but a threshold beyond what an embedding is believed is not
 * reached by it.
 */
export function decideCandidate(
  candidate: {
    readonly similarityScore: number;
    readonly positions: readonly { readonly minutiae?: MinutiaeScore }[];
  },
  thresholds: Thresholds,
): 'match' | 'inconclusive' | 'no-match' {
  const decision = decide(candidate.similarityScore, thresholds);
  if (decision !== 'match' || thresholds.match <= EMBEDDING_NATS_MAX) return decision;
  return isByEmbeddingsAlone(candidate.positions) ? 'inconclusive' : 'match';
}

function isByEmbeddingsAlone(positions: readonly { readonly minutiae?: MinutiaeScore }[]): boolean {
  const asked = positions.flatMap(({ minutiae }) => minutiae ?? []);
  return asked.length > 0 && !asked.some(isComparedByRidges);
}

/** Whether the second stage stands behind the evidence of a pair (`pair-evidence.ts`). */
export function isComparedByRidges(minutiae: MinutiaeScore): boolean {
  return minutiae.kind === 'compared' && minutiae.basis === 'ridges';
}

function band(match: number, lower: number): number {
  return Math.min(match, Math.max(0, lower));
}
