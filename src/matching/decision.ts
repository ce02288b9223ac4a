/** An examiner reads about this many candidates of one search; more by chance alone would hide the mate among them. */
const CHANCE_CANDIDATES_MAX = 20;

/** A verification that misses by at most this factor of the false match rate is worth a second look. */
const SECOND_LOOK_FACTOR = 20;

/** Fused score at and above which a candidate is a match, and above which an examiner should look. */
export type Thresholds = { readonly match: number; readonly inconclusive: number };

/**
 * Thresholds of a search against `comparisons` references per probe position.
 *
 * A non-mated person reaches t with probability at most exp(-t) (`fusion.ts`), so N of them return a match with
 * probability at most N exp(-t): match at ln N - ln FPIR. The band below reaches down to where chance alone brings
 * about 20 candidates, ln N - ln 20: further down the list an examiner would look at strangers. It never reaches
 * below 0, where the evidence speaks against.
 * With 1,000 fingers and FPIR 1 % that is 11.5 and 3.9 nats: cosine 0.985 and 0.946 for a single finger.
 */
export function identificationThresholds(options: {
  readonly comparisons: number;
  readonly falsePositiveIdentificationRate: number;
}): Thresholds {
  const logComparisons = Math.log(Math.max(1, options.comparisons));
  const match = logComparisons - Math.log(options.falsePositiveIdentificationRate);
  return { match, inconclusive: band(match, logComparisons - Math.log(CHANCE_CANDIDATES_MAX)) };
}

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

function band(match: number, lower: number): number {
  return Math.min(match, Math.max(0, lower));
}
