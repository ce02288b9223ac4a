/** Statistics of measured times: percentiles, and an interval of the median that assumes no distribution. */
export type Times = {
  readonly count: number;
  readonly minMs: number;
  readonly p50Ms: number;
  /** 95 % confidence interval of the median, from the ranks of a binomial distribution. */
  readonly p50IntervalMs: readonly [number, number];
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

export function timesOf(measuredMs: readonly number[]): Times {
  const sorted = [...measuredMs].sort((a, b) => a - b);
  const at = (rank: number) => sorted[Math.max(0, Math.min(sorted.length - 1, rank))]!;
  const half = 0.98 * Math.sqrt(sorted.length);
  return {
    count: sorted.length,
    minMs: at(0),
    p50Ms: at(Math.floor(sorted.length / 2)),
    p50IntervalMs: [at(Math.floor(sorted.length / 2 - half)), at(Math.ceil(sorted.length / 2 + half))],
    p95Ms: at(Math.ceil(0.95 * sorted.length) - 1),
    p99Ms: at(Math.ceil(0.99 * sorted.length) - 1),
    maxMs: at(sorted.length - 1),
  };
}
