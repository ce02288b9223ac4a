/**
 * From scores of mated and non-mated pairs to evidence in nats.
 *
 * Chance, -ln FMR: the weighted share of non-mated pairs that reach a score, read where enough of them do, and beyond by
 * the exponential tail they end in (peaks over a threshold: Pickands, "Statistical inference using extreme order
 * statistics", Annals of Statistics 3(1), 1975, with the shape held at 0, which is what the ends of these scores show and
 * errs towards caution where the true end is shorter).
 * Log likelihood ratio: pool adjacent violators over bins of the score (Zadrozny and Elkan, "Transforming classifier scores
 * into accurate multiclass probability estimates", KDD 2002; Brümmer and du Preez, "Application-independent evaluation of
 * speaker detection", Computer Speech and Language 20, 2006), straight lines between their middles.
 */
import type { Knot } from '../../src/matching/interpolate-knots.js';
import { poolAdjacentViolators } from './pool-adjacent-violators.js';

export type Weighted = { readonly score: number; readonly weight: number };

/** Exceedance rates at which the chance is read; `LEAST_EVENTS` stand behind the rarest that is. */
const RATES = [1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7];
const LEAST_EVENTS = 40;
/** Events that the end is read from. */
const TAIL_EVENTS = 200;

/** Knots of -ln FMR, ascending, with the tail drawn out to `scoreMax`, and to `tailNats` at most. */
export function fitChance(
  nonMated: readonly Weighted[],
  {
    scoreMin,
    scoreMax,
    tailNats,
  }: { readonly scoreMin: number; readonly scoreMax: number; readonly tailNats: number },
): readonly Knot[] {
  const sorted = [...nonMated].sort((a, b) => b.score - a.score);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const knots: Knot[] = [];
  let reached = 0;
  let squares = 0;
  const rates = [...RATES];
  for (let index = 0; index < sorted.length; index++) {
    const { score, weight } = sorted[index]!;
    reached += weight;
    squares += weight * weight;
    // Where many have one score, as where nothing was compared, all of them reach it.
    if (sorted[index + 1]?.score === score) continue;
    const isShared = sorted[index - 1]?.score === score;
    // Rarest first, which is how the rates are reached from the highest score on.
    let rate: number | undefined;
    while (rates.length > 0 && reached >= rates[0]! * total) rate = rates.shift();
    if (rate === undefined || eventsIn(reached, squares) < LEAST_EVENTS) continue;
    knots.unshift([score, -Math.log(isShared ? reached / total : rate)]);
  }
  const ascending: Knot[] = [[scoreMin, 0], ...knots.filter(([score]) => score > scoreMin)];
  return withTail(ascending, { sorted, total }, { scoreMax, tailNats });
}

/** Pairs of equal weight that would say as much (Kish 1965). */
function eventsIn(weight: number, squares: number): number {
  return (weight * weight) / squares;
}

/**
 * An exponential end whose scale is the mean excess of the `TAIL_EVENTS` highest; the slope is taken one standard error lower,
 * as it is drawn far beyond what is known.
 */
function withTail(
  knots: readonly Knot[],
  { sorted, total }: { readonly sorted: readonly Weighted[]; readonly total: number },
  { scoreMax, tailNats }: { readonly scoreMax: number; readonly tailNats: number },
): readonly Knot[] {
  const [score, nats] = knots.at(-1)!;
  let weight = 0;
  let squares = 0;
  let scores = 0;
  let from = 0;
  for (const each of sorted) {
    from = each.score;
    if (eventsIn(weight, squares) >= TAIL_EVENTS) break;
    weight += each.weight;
    squares += each.weight * each.weight;
    scores += each.weight * each.score;
  }
  if (weight / total > 0.2) throw new Error('too few non-mated pairs for a tail');
  const slope = (weight / (scores - weight * from)) * (1 - 1 / Math.sqrt(eventsIn(weight, squares)));
  // Up to the highest score there is, where there is one: the chance grows as far as scores do.
  const end = Number.isFinite(scoreMax) ? scoreMax : score + (tailNats - nats) / slope;
  return end <= score ? knots : [...knots, [end, Math.min(tailNats, nats + (end - score) * slope)]];
}

const BINS = 20;
const LEAST_PER_SIDE = 0.5;

/** Knots of the log likelihood ratio against a score, both ascending. */
export function fitRatio(mated: readonly Weighted[], nonMated: readonly Weighted[]): readonly Knot[] {
  const edges = edgesOf(mated, nonMated);
  const middles = middlesOf(edges, mated, nonMated);
  const matedShares = sharesOf(mated, edges);
  const nonMatedShares = sharesOf(nonMated, edges);
  // Weighted by the non-mated, the mean of ratios is the ratio of what is pooled.
  const ratios = middles.map((_, bin) => ({
    value: matedShares[bin]! / nonMatedShares[bin]!,
    weight: nonMatedShares[bin]!,
  }));
  return poolAdjacentViolators(ratios).map(({ from, to, value }) => {
    const middle = middles.slice(from, to).reduce((sum, each) => sum + each, 0) / (to - from);
    return [middle, Math.log(value)] as const;
  });
}

/** Share of a side in each bin, and of half a pair more spread over all bins, so that none is empty. */
function sharesOf(side: readonly Weighted[], edges: readonly number[]): Float64Array {
  const sums = new Float64Array(edges.length + 1);
  let total = 0;
  for (const { score, weight } of side) {
    sums[binOf(edges, score)]! += weight;
    total += weight;
  }
  const least = LEAST_PER_SIDE / sums.length;
  return sums.map((sum) => (sum + least) / total);
}

/** Half of the edges at quantiles of either side, so that both ends are finely cut. */
function edgesOf(mated: readonly Weighted[], nonMated: readonly Weighted[]): readonly number[] {
  const quantiles = (side: readonly Weighted[]) => {
    const sorted = side.map(({ score }) => score).sort((a, b) => a - b);
    return Array.from(
      { length: BINS },
      (_, bin) => sorted[Math.floor(((bin + 0.5) / BINS) * sorted.length)]!,
    );
  };
  return [...new Set([...quantiles(mated), ...quantiles(nonMated)])].sort((a, b) => a - b);
}

function binOf(edges: readonly number[], score: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= score) low = middle + 1;
    else high = middle;
  }
  return low;
}

function middlesOf(
  edges: readonly number[],
  mated: readonly Weighted[],
  nonMated: readonly Weighted[],
): readonly number[] {
  const least = Math.min(
    ...[mated, nonMated].map((side) => side.reduce((m, { score }) => Math.min(m, score), edges[0]!)),
  );
  const most = Math.max(
    ...[mated, nonMated].map((side) => side.reduce((m, { score }) => Math.max(m, score), edges.at(-1)!)),
  );
  return Array.from({ length: edges.length + 1 }, (_, bin) => {
    const from = bin === 0 ? least : edges[bin - 1]!;
    const to = bin === edges.length ? most : edges[bin]!;
    return (from + to) / 2;
  });
}

/** Cost of log likelihood ratios in bits (Brümmer and du Preez 2006): 0 perfect, 1 says nothing. */
export function costOfRatios(mated: readonly Weighted[], nonMated: readonly Weighted[]): number {
  const mean = (side: readonly Weighted[], sign: number) => {
    let sum = 0;
    let total = 0;
    for (const { score, weight } of side) {
      sum += weight * Math.log1p(Math.exp(sign * score));
      total += weight;
    }
    return sum / total / Math.LN2;
  };
  return (mean(mated, -1) + mean(nonMated, 1)) / 2;
}
