/**
 * Says once a second how this process is, to whoever runs the hub, and does as that wishes: a process that is drained
 * takes no new jobs. Its figures are those of its metrics, read from the same registry as `/metrics`.
 */
import { hostname } from 'node:os';
import type { ServiceClass } from '../domain/service-class.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import type { Metrics } from '../platform/metrics.js';
import type { QueueName } from '../workflows/ports/jobs.js';
import type {
  AdmissionReport,
  GalleryReport,
  JobTimes,
  ProcessReport,
  StageTimes,
  SystemReport,
} from '../workflows/ports/operation.js';
import type { Core } from './open-core.js';

/** Parts of a process that tell more than whether they are ready. */
export type ProcessParts = {
  galleries: () => readonly GalleryReport[];
  models: () => readonly string[];
  /** Of a process that answers callers. */
  admissions?: () => readonly AdmissionReport[];
};

export function createProcessParts(): ProcessParts {
  return { galleries: () => [], models: () => [] };
}

/** Started last, when all roles of the process have. */
export function reportProcess(core: Core): void {
  const { ports, log, closers, workers } = core;
  const startedAt = new Date(ports.clock.nowMs()).toISOString();
  const processId = `${hostname()}-${process.pid}-${ports.ids.uuid().slice(0, 8)}`;
  const task = startRepeatingTask({
    name: 'report process',
    everyMs: LIMITS.processReportMs,
    async run() {
      const report = await reportOf(core, { processId, startedAt });
      const { isDraining } = await ports.processBoard.report(report);
      await workers.drain(isDraining);
    },
    log,
    metrics: ports.metrics,
  });
  closers.add('report of the process', async () => {
    await task.close();
    // Redis may be away; it is then forgotten after an hour.
    await ports.processBoard.leave(processId).catch(() => {});
  });
}

async function reportOf(
  core: Core,
  { processId, startedAt }: Pick<ProcessReport, 'processId' | 'startedAt'>,
): Promise<ProcessReport> {
  const { metrics } = core.ports;
  const { parts } = await core.readiness.report();
  const { bucketSeconds, stages } = await stageTimes(metrics);
  return {
    processId,
    host: hostname(),
    startedAt,
    memoryBytes: process.memoryUsage.rss(),
    executionProvider: core.config.executionProvider,
    models: core.parts.models(),
    notReady: Object.entries(parts)
      .filter(([, { ready }]) => !ready)
      .map(([part, { state, reason }]) => ({ part, reason: String(reason ?? state ?? 'not ready') })),
    bucketSeconds,
    stages,
    jobs: await jobTimes(metrics),
    workers: core.workers.reports(),
    galleries: core.parts.galleries(),
    systems: await systemReports(core),
    ...(core.parts.admissions === undefined ? {} : { admissions: core.parts.admissions() }),
  };
}

type Counted = { -readonly [Key in keyof StageTimes]: StageTimes[Key] } & { buckets: number[] };

/**
 * The histogram of stages, over all outcomes, and that of the wait in queues, over all classes, as stages of their own.
 * Each stage has its own words for how it ended; all say `failed` where it did.
 */
export async function stageTimes(
  metrics: Pick<Metrics, 'stageSeconds' | 'queueWaitSeconds'>,
): Promise<Pick<ProcessReport, 'bucketSeconds' | 'stages'>> {
  const [ofStages, ofWaits] = await Promise.all([metrics.stageSeconds.get(), metrics.queueWaitSeconds.get()]);
  const bounds = new Set<number>();
  const stages = new Map<string, Counted>();
  const before = new Map<string, number>();
  for (const { metricName, labels: known, value } of [...ofStages.values, ...ofWaits.values]) {
    // The library's types know the labels of the metric and not that of its buckets.
    const labels: Readonly<Record<string, string | number | undefined>> = known;
    const stage = String(labels['stage'] ?? `wait-${labels['queue']}`);
    // Left to others by a worker that was told to stop: neither done nor failed.
    if (labels['outcome'] === 'left') continue;
    const counted = stages.get(stage) ?? { stage, done: 0, failed: 0, seconds: 0, buckets: [] };
    stages.set(stage, counted);
    if (metricName?.endsWith('_sum')) counted.seconds += value;
    else if (metricName?.endsWith('_count')) {
      counted[labels['outcome'] === 'failed' ? 'failed' : 'done'] += value;
    } else if (metricName?.endsWith('_bucket')) {
      const bound = labels['le'] === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels['le']);
      bounds.add(bound);
      const series = `${stage} ${labels['outcome'] ?? labels['service_class']}`;
      const index = [...bounds].indexOf(bound);
      // Prometheus adds buckets up; here each stands for itself.
      counted.buckets[index] = (counted.buckets[index] ?? 0) + value - (before.get(series) ?? 0);
      before.set(series, value);
    }
  }
  return { bucketSeconds: [...bounds].filter(Number.isFinite), stages: [...stages.values()] };
}

/** Sums and counts of the histogram of jobs. */
export async function jobTimes({ jobSeconds }: Pick<Metrics, 'jobSeconds'>): Promise<readonly JobTimes[]> {
  const found = new Map<string, { -readonly [Key in keyof JobTimes]: JobTimes[Key] }>();
  for (const { metricName, labels, value } of (await jobSeconds.get()).values) {
    const queue = labels.queue as QueueName;
    const serviceClass = labels.service_class as ServiceClass;
    const shard = labels.shard === undefined ? {} : { shard: Number(labels.shard) };
    const key = `${queue} ${labels.shard} ${serviceClass}`;
    const times = found.get(key) ?? { queue, ...shard, serviceClass, jobs: 0, seconds: 0 };
    found.set(key, times);
    if (metricName?.endsWith('_sum')) times.seconds = value;
    else if (metricName?.endsWith('_count')) times.jobs = value;
  }
  return [...found.values()];
}

async function systemReports({ ports }: Core): Promise<readonly SystemReport[]> {
  const answers = (await ports.metrics.systemAnswers.get()).values;
  const circuits = (await ports.metrics.systemCircuitOpen.get()).values;
  return [...ports.adapters.values()].map(({ system, location }) => ({
    system,
    location,
    isCircuitOpen: circuits.some(({ labels, value }) => labels.system === system && value > 0),
    answers: Object.fromEntries(
      answers
        .filter(({ labels }) => labels.system === system)
        .map(({ labels, value }) => [String(labels.outcome), value]),
    ),
  }));
}
