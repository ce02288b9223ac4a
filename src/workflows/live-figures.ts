/**
 * Figures of the whole hub out of the reports of its processes: rates and percentiles of the last minute are the
 * difference of two sums of the very histograms that Prometheus reads. Pure.
 */
import type { ProcessReport, QueuePlace, StageTimes } from './ports/operation.js';

export type StageFigures = {
  readonly stage: string;
  /** Of the window; absent while there is no earlier sample. */
  readonly perSecond?: number;
  readonly failedPerSecond?: number;
  /** Upper estimates within the bucket of the histogram; absent where nothing was measured in the window. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
};

/** Reports of all processes at one moment. */
export type FigureSample = {
  readonly atMs: number;
  readonly reports: ReadonlyMap<string, ProcessReport>;
};

/** One row for each stage any process knows, in the order of their names. */
export function stageFigures(now: FigureSample, earlier: FigureSample | undefined): readonly StageFigures[] {
  const stages = [
    ...new Set([...now.reports.values()].flatMap((report) => report.stages.map(nameOf))),
  ].sort();
  if (!earlier || earlier.atMs >= now.atMs) return stages.map((stage) => ({ stage }));
  const seconds = (now.atMs - earlier.atMs) / 1000;
  return stages.map((stage) => {
    const { done, failed, buckets, bounds } = growth(stage, now, earlier);
    const quantile = (q: number) => quantileMs(buckets, bounds, q);
    return {
      stage,
      perSecond: done / seconds,
      failedPerSecond: failed / seconds,
      ...(done + failed > 0 ? { p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99) } : {}),
    };
  });
}

/**
 * Jobs of one shard, however they ended; `undefined` while there is no earlier sample, or where a process that takes its
 * jobs does not say of which shard they were, as in an earlier release.
 */
export function shardPerSecond(
  { queue, shard }: QueuePlace,
  now: FigureSample,
  earlier: FigureSample | undefined,
): number | undefined {
  if (!earlier || earlier.atMs >= now.atMs) return undefined;
  const done = ({ jobs = [] }: Pick<ProcessReport, 'jobs'>) =>
    jobs.reduce((sum, each) => sum + (each.queue === queue && each.shard === shard ? each.jobs : 0), 0);
  let jobs = 0;
  for (const [processId, report] of now.reports) {
    const takesThem = report.workers.some((worker) => worker.queue === queue && worker.shard === shard);
    const isSilent = report.jobs?.every((each) => each.queue !== queue || each.shard !== undefined) !== true;
    if (takesThem && isSilent) return undefined;
    const known = earlier.reports.get(processId);
    if (!known && Date.parse(report.startedAt) < earlier.atMs) continue;
    jobs += Math.max(0, done(report) - (known ? done(known) : 0));
  }
  return (jobs * 1000) / (now.atMs - earlier.atMs);
}

const nameOf = ({ stage }: StageTimes) => stage;

/** What was added in between, over all processes. A process that was not there before counts where it is new. */
function growth(stage: string, now: FigureSample, earlier: FigureSample) {
  let [done, failed] = [0, 0];
  let bounds: readonly number[] = [];
  const buckets: number[] = [];
  for (const [processId, report] of now.reports) {
    const after = report.stages.find((each) => each.stage === stage);
    const known = earlier.reports.get(processId);
    if (!after || (!known && Date.parse(report.startedAt) < earlier.atMs)) continue;
    const before = known?.stages.find((each) => each.stage === stage);
    bounds = report.bucketSeconds;
    done += Math.max(0, after.done - (before?.done ?? 0));
    failed += Math.max(0, after.failed - (before?.failed ?? 0));
    for (const [index, count] of after.buckets.entries()) {
      buckets[index] = (buckets[index] ?? 0) + Math.max(0, count - (before?.buckets[index] ?? 0));
    }
  }
  return { done, failed, buckets, bounds };
}

/**
 * Linear within the bucket, as `histogram_quantile` of Prometheus does it; what lies above the last bound is said to be
 * that bound.
 */
export function quantileMs(buckets: readonly number[], bounds: readonly number[], q: number): number {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  const wanted = total * q;
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    if (count > 0 && below + count >= wanted) {
      const upper = bounds[index];
      if (upper === undefined) break;
      const lower = bounds[index - 1] ?? 0;
      return 1000 * (lower + ((upper - lower) * (wanted - below)) / count);
    }
    below += count;
  }
  return 1000 * (bounds.at(-1) ?? 0);
}
