/**
 * Error rates of a verification experiment (ISO/IEC 19795-1): a pair matches where its score is at least the threshold.
 * Trials are sorted once; rates are then read for any weights of the fingers, which is what a bootstrap by finger needs.
 */
export type Trial = {
  /** Minus infinity where one of the two gave no template. */
  readonly score: number;
  readonly isMated: boolean;
  /** Numbers of the fingers, from 0; equal where mated. */
  readonly probeFinger: number;
  readonly referenceFinger: number;
};

/** Falling thresholds; after each, shares of non-mated pairs that match and of mated pairs that do not. */
export type Curve = {
  readonly threshold: readonly number[];
  readonly fmr: readonly number[];
  readonly fnmr: readonly number[];
};

export function sortTrials(trials: readonly Trial[]): readonly Trial[] {
  return [...trials].sort((a, b) => b.score - a.score);
}

/**
 * `sorted` from `sortTrials`. A finger of weight w stands for w copies: its mated pairs count w times, a non-mated pair
 * counts the product of both. `undefined` where one kind has no pair.
 */
export function errorCurve(sorted: readonly Trial[], weights?: readonly number[]): Curve | undefined {
  const weigh = ({ isMated, probeFinger, referenceFinger }: Trial) =>
    weights === undefined ? 1 : weights[probeFinger]! * (isMated ? 1 : weights[referenceFinger]!);
  let mated = 0;
  let nonMated = 0;
  for (const trial of sorted) {
    if (trial.isMated) mated += weigh(trial);
    else nonMated += weigh(trial);
  }
  if (mated === 0 || nonMated === 0) return undefined;
  const curve = { threshold: [Number.POSITIVE_INFINITY], fmr: [0], fnmr: [1] };
  let matedAbove = 0;
  let nonMatedAbove = 0;
  sorted.forEach((trial, index) => {
    if (trial.score === Number.NEGATIVE_INFINITY) return;
    if (trial.isMated) matedAbove += weigh(trial);
    else nonMatedAbove += weigh(trial);
    if (sorted[index + 1]?.score === trial.score) return;
    curve.threshold.push(trial.score);
    curve.fmr.push(nonMatedAbove / nonMated);
    curve.fnmr.push(1 - matedAbove / mated);
  });
  return curve;
}

/** Rate at which both errors are equal, on the straight line between the two thresholds around it. */
export function equalErrorRate({ fmr, fnmr }: Curve): number {
  const after = fmr.findIndex((rate, index) => rate >= fnmr[index]!);
  // The pairs without a template never match: the curve may end before the errors meet.
  if (after === -1) return Math.max(fmr.at(-1)!, fnmr.at(-1)!);
  const gapAfter = fmr[after]! - fnmr[after]!;
  const gapBefore = fnmr[after - 1]! - fmr[after - 1]!;
  const share = gapBefore + gapAfter === 0 ? 1 : gapBefore / (gapBefore + gapAfter);
  return fmr[after - 1]! + share * (fmr[after]! - fmr[after - 1]!);
}

/** The lowest threshold whose FMR is not above the given one. */
export function atFalseMatchRate(
  { threshold, fmr, fnmr }: Curve,
  wanted: number,
): { readonly threshold: number; readonly fmr: number; readonly fnmr: number } {
  const above = fmr.findIndex((rate) => rate > wanted);
  const index = (above === -1 ? fmr.length : above) - 1;
  return { threshold: threshold[index]!, fmr: fmr[index]!, fnmr: fnmr[index]! };
}
