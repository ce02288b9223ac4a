/** What can honestly be said about two sets of measured values of the same thing. Pure. */
import { createRandom } from '../../src/testing/synthetic/random.js';

export type Comparison = {
  readonly before: Summary;
  readonly after: Summary;
  /** Median after over median before, with a 95 % interval by bootstrap of both. */
  readonly ratio: number;
  readonly ratioInterval: readonly [number, number];
  /** Two-sided, by ranks (Mann-Whitney, ties corrected): how seldom chance alone parts them so far. */
  readonly pValue: number;
  /** Chance that a value of `after` lies above one of `before`, less the chance that it lies below: -1 to 1 (Cliff's delta). */
  readonly effect: number;
  readonly verdict: 'better' | 'worse' | 'no difference shown' | 'too few values';
};

export type Summary = { readonly count: number; readonly median: number; readonly p95: number };

/** Below these no claim is made, whatever the numbers. */
export const VALUES_MIN = 8;
const DRAWS = 1_000;
const ALPHA = 0.01;
/** Romano's reading of Cliff's delta: below 0.147 the effect is negligible. */
const EFFECT_MIN = 0.147;

export function compareValues(
  before: readonly number[],
  after: readonly number[],
  options: { readonly better: 'lower' | 'higher'; readonly seed: string },
): Comparison {
  const summaries = { before: summaryOf(before), after: summaryOf(after) };
  const { pValue, effect } = mannWhitney(before, after);
  const ratio = summaries.after.median / summaries.before.median;
  const ratioInterval = bootstrapRatio(before, after, options.seed);
  const parts = { ...summaries, ratio, ratioInterval, pValue, effect };
  if (before.length < VALUES_MIN || after.length < VALUES_MIN) return { ...parts, verdict: 'too few values' };
  const isClear =
    pValue < ALPHA && Math.abs(effect) >= EFFECT_MIN && (ratioInterval[0] > 1 || ratioInterval[1] < 1);
  if (!isClear) return { ...parts, verdict: 'no difference shown' };
  return { ...parts, verdict: effect < 0 === (options.better === 'lower') ? 'better' : 'worse' };
}

function summaryOf(values: readonly number[]): Summary {
  const sorted = Float64Array.from(values).sort();
  return {
    count: values.length,
    median: medianOf(sorted),
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN,
  };
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Normal approximation with continuity and tie corrections; effect by the same ranks. */
export function mannWhitney(
  before: readonly number[],
  after: readonly number[],
): { readonly pValue: number; readonly effect: number } {
  const [n, m] = [before.length, after.length];
  if (n === 0 || m === 0) return { pValue: 1, effect: 0 };
  const all = [
    ...before.map((value) => ({ value, isAfter: false })),
    ...after.map((value) => ({ value, isAfter: true })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length; ) {
    let end = start + 1;
    while (end < all.length && all[end]!.value === all[start]!.value) end += 1;
    const rank = (start + 1 + end) / 2;
    const tied = end - start;
    ties += tied ** 3 - tied;
    for (let index = start; index < end; index++) if (all[index]!.isAfter) rankSum += rank;
    start = end;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  const effect = (2 * u) / (n * m) - 1;
  if (variance <= 0) return { pValue: 1, effect };
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return { pValue: Math.min(1, 2 * upperTail(z)), effect };
}

function bootstrapRatio(
  before: readonly number[],
  after: readonly number[],
  seed: string,
): readonly [number, number] {
  const random = createRandom(`bootstrap/${seed}`);
  const drawn = (values: readonly number[]) =>
    medianOf(Float64Array.from({ length: values.length }, () => random.pick(values)).sort());
  if (before.length === 0 || after.length === 0) return [Number.NaN, Number.NaN];
  const ratios = Float64Array.from({ length: DRAWS }, () => drawn(after) / drawn(before)).sort();
  return [ratios[Math.floor(0.025 * DRAWS)]!, ratios[Math.ceil(0.975 * DRAWS) - 1]!];
}

/** Shares of two numbers of requests, two-sided by the normal distribution; too few of either say nothing. */
export function compareShares(
  before: { readonly answered: number; readonly of: number },
  after: { readonly answered: number; readonly of: number },
): Comparison['verdict'] {
  if (before.of < VALUES_MIN || after.of < VALUES_MIN) return 'too few values';
  const pooled = (before.answered + after.answered) / (before.of + after.of);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of));
  const difference = after.answered / after.of - before.answered / before.of;
  if (deviation === 0 || 2 * upperTail(Math.abs(difference) / deviation) >= ALPHA)
    return 'no difference shown';
  return difference > 0 ? 'better' : 'worse';
}

/** Of the standard normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = terms.reduceRight((total, term) => (total + term) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
