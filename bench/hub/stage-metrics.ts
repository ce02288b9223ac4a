/** Times of stages as the hub counts them itself: its histogram, read before and after. */
import type { RunningHub } from './start-hub.js';

export type StageTimes = {
  readonly stage: string;
  readonly count: number;
  readonly meanMs: number;
  /** From the histogram: straight lines within its buckets. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
};

/** Cumulative counts by upper bound in seconds. */
type Histogram = {
  readonly count: number;
  readonly sum: number;
  readonly buckets: ReadonlyMap<number, number>;
};
export type StageHistograms = ReadonlyMap<string, Histogram>;

export async function readStages(hub: Pick<RunningHub, 'url' | 'tokens'>): Promise<StageHistograms> {
  const answer = await fetch(`${hub.url}/metrics`, {
    headers: { authorization: `Bearer ${hub.tokens['hub-operator']}` },
  });
  if (!answer.ok) throw new Error(`the metrics answered ${answer.status}`);
  return parseStages(await answer.text());
}

/** Series of one stage with different outcomes are added up. */
export function parseStages(text: string): StageHistograms {
  const stages = new Map<string, { count: number; sum: number; buckets: Map<number, number> }>();
  for (const [, part, labels, value] of text.matchAll(
    /^hub_stage_seconds_(bucket|sum|count)\{([^}]*)\} ([\d.e+-]+)$/gm,
  )) {
    const stage = /stage="([^"]*)"/.exec(labels!)?.[1] ?? '';
    const known = stages.get(stage) ?? { count: 0, sum: 0, buckets: new Map<number, number>() };
    stages.set(stage, known);
    if (part === 'count') known.count += Number(value);
    else if (part === 'sum') known.sum += Number(value);
    else {
      const bound = /le="([^"]*)"/.exec(labels!)?.[1] ?? '';
      const seconds = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
      known.buckets.set(seconds, (known.buckets.get(seconds) ?? 0) + Number(value));
    }
  }
  return stages;
}

export function stagesBetween(from: StageHistograms, to: StageHistograms): readonly StageTimes[] {
  return [...to].flatMap(([stage, after]) => {
    const before = from.get(stage);
    const count = after.count - (before?.count ?? 0);
    if (count === 0) return [];
    const buckets = [...after.buckets]
      .map(([bound, value]) => [bound, value - (before?.buckets.get(bound) ?? 0)] as const)
      .sort(([a], [b]) => a - b);
    const at = (share: number) => 1000 * quantileOf(buckets, share * count);
    const meanMs = (1000 * (after.sum - (before?.sum ?? 0))) / count;
    return [{ stage, count, meanMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }];
  });
}

function quantileOf(cumulative: readonly (readonly [bound: number, count: number])[], rank: number): number {
  let [fromBound, fromCount] = [0, 0];
  for (const [bound, count] of cumulative) {
    if (count >= rank) {
      if (!Number.isFinite(bound) || count === fromCount) return fromBound;
      return fromBound + ((rank - fromCount) / (count - fromCount)) * (bound - fromBound);
    }
    [fromBound, fromCount] = [bound, count];
  }
  return fromBound;
}
