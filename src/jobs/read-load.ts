/**
 * What stands in line and how fast it is worked off: depths and ages from the queues, speed from what the workers say of
 * themselves. A queue's speed is the number of jobs its living workers hold at once by the mean time of one job (Little's
 * law): true under load, too high while there is none, never too low because nothing was asked for.
 */
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import type { Load, QueueLoad } from '../workflows/decide-admission.js';
import type { QueueFigures, SeenProcess } from '../workflows/ports/operation.js';
import { nameOfPlace } from '../workflows/queue-places.js';
import type { AdmissionOptions } from './live-admission.js';
import { withinMs } from './within-ms.js';

/** Jobs of one stage, and the seconds they took, since the start of each process. */
type Sample = { readonly atMs: number; readonly sums: ReadonlyMap<string, Sum> };
type Sum = { readonly jobs: number; readonly seconds: number };

export function createLoadReader(
  options: Omit<AdmissionOptions, 'metrics' | 'deadlineMs'>,
): () => Promise<{ readonly load: Load; readonly acceptors: number }> {
  const { queueControl, processBoard, surveyShards, clock } = options;
  const samples: Sample[] = [];
  let acceptors = 1;

  async function readQueues(): Promise<Load> {
    const { shardCount } = await surveyShards();
    const [figures, seen, { rows: outbox }] = await Promise.all([
      queueControl.figures(shardCount),
      processBoard.list(),
      options.outbox.backlog(options.unitOfWork.sql),
    ]);
    const nowMs = clock.nowMs();
    const alive = seen.filter(({ seenAtMs }) => nowMs - seenAtMs <= LIMITS.processGoneMs);
    acceptors = countAcceptors(alive);
    const sample = sampleOf(nowMs, alive);
    const earlier = samples.findLast(({ atMs }) => atMs <= nowMs - LIMITS.admissionWindowMs) ?? samples[0];
    samples.push(sample);
    while (samples[1] && samples[1].atMs < nowMs - LIMITS.admissionWindowMs) samples.shift();
    return {
      kind: 'seen',
      queues: figures.map((each) => toLoad(each, { nowMs, alive, sample, earlier })),
      outbox,
    };
  }

  async function countOutbox(): Promise<number | undefined> {
    try {
      const { rows } = await options.outbox.backlog(options.unitOfWork.sql);
      return rows.border + rows.interactive + rows.batch;
    } catch (error) {
      if (error instanceof OperationalError) return undefined;
      throw error;
    }
  }

  return async () => {
    try {
      return { load: await withinMs(readQueues(), LIMITS.admissionReadMs), acceptors };
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
    }
    const outboxRows = await countOutbox();
    return { load: { kind: 'unseen', ...(outboxRows === undefined ? {} : { outboxRows }) }, acceptors };
  };
}

/** Of living processes, those that answer callers. */
function countAcceptors(seen: readonly SeenProcess[]): number {
  return Math.max(1, seen.filter(({ report }) => report.admissions !== undefined).length);
}

function sampleOf(atMs: number, alive: readonly SeenProcess[]): Sample {
  const sums = new Map<string, Sum>();
  const add = (key: string, { jobs, seconds }: Sum) => {
    const known = sums.get(key);
    sums.set(key, { jobs: jobs + (known?.jobs ?? 0), seconds: seconds + (known?.seconds ?? 0) });
  };
  for (const { report } of alive) {
    for (const { stage, done, failed, seconds } of report.stages) {
      sums.set(`${report.processId} ${stage}`, { jobs: done + failed, seconds });
    }
    for (const { queue, shard, serviceClass, ...sum } of report.jobs ?? []) {
      add(`${report.processId} ${queue}/${serviceClass}`, sum);
      if (shard === undefined) continue;
      const place = nameOfPlace({ queue, shard });
      add(`${report.processId} ${place}`, sum);
      add(`${report.processId} ${place}/${serviceClass}`, sum);
    }
  }
  return { atMs, sums };
}

function toLoad(
  figures: QueueFigures,
  {
    nowMs,
    alive,
    sample,
    earlier,
  }: {
    readonly nowMs: number;
    readonly alive: readonly SeenProcess[];
    readonly sample: Sample;
    readonly earlier: Sample | undefined;
  },
): QueueLoad {
  const { queue, shard, waitingByClass, active, oldestAddedAtMsByClass: added } = figures;
  const atOnce = alive
    .flatMap(({ report }) => report.workers)
    .filter((worker) => worker.queue === queue && worker.shard === shard && worker.state === 'running')
    .reduce((sum, { concurrency }) => sum + concurrency, 0);
  // One shard may be slower than the others; matchers of an earlier release do not say which of theirs a job was of.
  const place = nameOfPlace({ queue, ...(shard === undefined ? {} : { shard }) });
  const told = [place, queue].find((name) => meanSeconds(name, sample, earlier) !== undefined) ?? queue;
  const jobSeconds = meanSeconds(told, sample, earlier);
  return {
    queue,
    waitingByClass,
    active,
    oldestMsByClass: Object.fromEntries(
      Object.entries(added).map(([serviceClass, atMs]) => [serviceClass, Math.max(0, nowMs - atMs)]),
    ),
    ...(atOnce === 0 || jobSeconds === undefined
      ? {}
      : {
          speed: {
            jobsPerSecond: atOnce / jobSeconds,
            jobMs: 1000 * jobSeconds,
            jobMsByClass: jobMsByClass(told, sample, earlier),
          },
        }),
  };
}

/** Ten fingers of a registration take several times what one finger of a border check does. */
function jobMsByClass(
  queue: string,
  sample: Sample,
  earlier: Sample | undefined,
): Partial<Record<ServiceClass, number>> {
  const times: Partial<Record<ServiceClass, number>> = {};
  for (const each of SERVICE_CLASSES) {
    const seconds = meanSeconds(`${queue}/${each}`, sample, earlier);
    if (seconds !== undefined) times[each] = 1000 * seconds;
  }
  return times;
}

/** Of the window, else since the start of the processes; `undefined` where nothing was ever done. */
function meanSeconds(stage: string, now: Sample, earlier: Sample | undefined): number | undefined {
  let [jobs, seconds, jobsEver, secondsEver] = [0, 0, 0, 0];
  for (const [key, sum] of now.sums) {
    if (!key.endsWith(` ${stage}`)) continue;
    const before = earlier?.sums.get(key);
    jobs += sum.jobs - (before?.jobs ?? 0);
    seconds += sum.seconds - (before?.seconds ?? 0);
    jobsEver += sum.jobs;
    secondsEver += sum.seconds;
  }
  const mean = jobs >= LIMITS.admissionJobsMin ? seconds / jobs : secondsEver / jobsEver;
  return Number.isFinite(mean) && mean > 0 ? mean : undefined;
}
