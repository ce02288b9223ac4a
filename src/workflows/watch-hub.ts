/**
 * The state of the hub now, and how it was in the last hours, for who runs it. All viewers of one process share one
 * computation a second, which reads counts and the reports of the processes: its cost does not depend on how much waits.
 */
import type { LogComponent } from '../domain/log-chain/log-components.js';
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { findTroubles, type Trouble } from './find-troubles.js';
import { type FigureSample, type StageFigures, shardPerSecond, stageFigures } from './live-figures.js';
import type { LogStatus } from './ports/jobs.js';
import type {
  AdmissionReport,
  ProcessReport,
  QueueFigures,
  SeenProcess,
  SurveyShards,
  SystemReport,
} from './ports/operation.js';
import type { KeptCount, PostponedOperations } from './ports/operations.js';
import type { Ports } from './ports.js';
import { withKept } from './queue-places.js';

export type WatchPorts = Pick<
  Ports,
  | 'unitOfWork'
  | 'processBoard'
  | 'figureHistory'
  | 'queueControl'
  | 'surveyShards'
  | 'logArchive'
  | 'operations'
  | 'clock'
>;

export type HubFigures = {
  readonly at: string;
  readonly queues: readonly (Omit<QueueFigures, 'oldestAddedAtMs' | 'oldestAddedAtMsByClass'> & {
    readonly oldestMs?: number;
    readonly oldestMsByClass: Readonly<Partial<Record<ServiceClass, number>>>;
    readonly perSecond?: number;
    /** Workers of living processes that take its jobs. */
    readonly workers: number;
  })[];
  readonly stages: readonly StageFigures[];
  readonly shards: Awaited<ReturnType<SurveyShards>>;
  readonly systems: readonly (SystemReport & { readonly perSecond?: number; readonly p95Ms?: number })[];
  readonly processes: readonly (Omit<ProcessReport, 'bucketSeconds' | 'stages' | 'systems'> & {
    readonly state: 'working' | 'draining' | 'gone';
    readonly seenMs: number;
  })[];
  readonly logs: {
    readonly waiting: number;
    readonly isLate: boolean;
    /** Logs the last verification has found faults in. */
    readonly broken: readonly { readonly component: LogComponent; readonly faults: number }[];
  };
  /** Operations that had to wait for what they need, not for their turn. */
  readonly postponed: PostponedOperations;
  /** The most urgent class first. */
  readonly admissions: readonly (AdmissionReport & {
    /** Of the window; absent while there is no earlier sample. */
    readonly refusedPerSecond?: number;
  })[];
  readonly troubles: readonly Trouble[];
};

export type HubWatch = {
  /** At most one computation every `LIMITS.processReportMs`, shared by all who ask. */
  figures(): Promise<HubFigures>;
  history(): Promise<readonly HistoryPoint[]>;
  /** Keeps a point for the plots, where it is time for one. */
  keepPoint(): Promise<void>;
};

/** Short names: a thousand of them are kept, and sent to each console that opens. */
export type HistoryPoint = {
  readonly at: string;
  readonly queues: Readonly<
    Record<string, { readonly waiting: number; readonly active: number; readonly failed: number }>
  >;
  readonly stages: Readonly<
    Record<string, { readonly perSecond?: number; readonly p50Ms?: number; readonly p99Ms?: number }>
  >;
  readonly references: number;
  readonly memoryBytes: number;
};

export function createWatchHub(ports: WatchPorts): HubWatch {
  const samples: FigureSample[] = [];
  let latest: { readonly atMs: number; readonly figures: Promise<HubFigures> } | undefined;

  /** Queries, where all the rest are counts of Redis: asked for less often. */
  let stored: { readonly atMs: number; readonly figures: StoredFigures } | undefined;
  async function storedFigures(): Promise<StoredFigures> {
    const atMs = ports.clock.nowMs();
    if (stored && atMs - stored.atMs < LIMITS.logFiguresMs) return stored.figures;
    const { sql } = ports.unitOfWork;
    const [statuses, postponed, keptFailed] = await Promise.all([
      ports.logArchive.status(sql),
      ports.operations.postponed(sql),
      ports.operations.countKept(sql),
    ]);
    const figures = { logs: toLogFigures(statuses), postponed, keptFailed };
    stored = { atMs, figures };
    return figures;
  }

  async function compute(): Promise<HubFigures> {
    const { shardCount, withoutHolder } = await ports.surveyShards();
    const [seen, counted, { keptFailed, ...kept }] = await Promise.all([
      ports.processBoard.list(),
      ports.queueControl.figures(shardCount),
      storedFigures(),
    ]);
    const queues = withKept(counted, keptFailed);
    const nowMs = ports.clock.nowMs();
    const processes = seen.map((each) => toProcess(each, nowMs));
    const isAlive = ({ report }: SeenProcess) =>
      processes.some(({ processId, state }) => processId === report.processId && state !== 'gone');
    const sample = sampleOf(nowMs, seen.filter(isAlive));
    const before = earlierOf(samples, nowMs);
    const stages = stageFigures(sample, before);
    samples.push(sample);
    while (samples[0] && samples[0].atMs < nowMs - 2 * LIMITS.figuresWindowMs) samples.shift();
    const figures = {
      at: new Date(nowMs).toISOString(),
      queues: queues.map((queue) => toQueue(queue, { nowMs, stages, processes, sample, earlier: before })),
      stages,
      shards: { shardCount, withoutHolder },
      systems: systemsOf([...sample.reports.values()], stages),
      processes,
      ...kept,
      admissions: admissionsOf(sample, before),
    };
    return { ...figures, troubles: findTroubles(figures) };
  }

  function figures(): Promise<HubFigures> {
    const nowMs = ports.clock.nowMs();
    // A tenth less than the interval of viewers, whose timers come a moment early now and then.
    if (latest && nowMs >= latest.atMs && nowMs - latest.atMs < LIMITS.processReportMs * 0.9)
      return latest.figures;
    const computed = compute();
    latest = { atMs: nowMs, figures: computed };
    computed.catch(() => {
      if (latest?.figures === computed) latest = undefined;
    });
    return computed;
  }

  return {
    figures,
    history: async () => (await ports.figureHistory.read()).map((text) => JSON.parse(text) as HistoryPoint),
    async keepPoint() {
      await ports.figureHistory.append(JSON.stringify(toPoint(await figures())), {
        everyMs: LIMITS.figureHistoryMs,
        pointsMax: LIMITS.figureHistoryPoints,
      });
    },
  };
}

type StoredFigures = Pick<HubFigures, 'logs' | 'postponed'> & { readonly keptFailed: readonly KeptCount[] };

function toLogFigures(statuses: readonly LogStatus[]): HubFigures['logs'] {
  return {
    waiting: statuses.reduce((sum, { waiting }) => sum + waiting, 0),
    isLate: statuses.some(({ oldestWaitingMs }) => oldestWaitingMs > LIMITS.logChainLagMsMax),
    broken: statuses.flatMap(({ component, verdict }) =>
      verdict && verdict.faults > 0 ? [{ component, faults: verdict.faults }] : [],
    ),
  };
}

/** The newest sample that lies a window back, else the oldest there is. */
function earlierOf(samples: readonly FigureSample[], nowMs: number): FigureSample | undefined {
  return samples.findLast(({ atMs }) => atMs <= nowMs - LIMITS.figuresWindowMs) ?? samples[0];
}

/** Over all processes that answer callers. */
function admissionsOf(now: FigureSample, earlier: FigureSample | undefined): HubFigures['admissions'] {
  const seconds = earlier ? (now.atMs - earlier.atMs) / 1000 : 0;
  return SERVICE_CLASSES.map((serviceClass) => {
    let [admitted, refused, refusedSince] = [0, 0, 0];
    for (const [processId, report] of now.reports) {
      const after = report.admissions?.find((each) => each.serviceClass === serviceClass);
      if (!after) continue;
      const known = earlier?.reports.get(processId)?.admissions ?? [];
      const before = known.find((each) => each.serviceClass === serviceClass);
      admitted += after.admitted;
      refused += after.refused;
      refusedSince += Math.max(0, after.refused - (before?.refused ?? 0));
    }
    return {
      serviceClass,
      admitted,
      refused,
      ...(seconds > 0 ? { refusedPerSecond: refusedSince / seconds } : {}),
    };
  });
}

function sampleOf(atMs: number, seen: readonly SeenProcess[]): FigureSample {
  return { atMs, reports: new Map(seen.map(({ report }) => [report.processId, report])) };
}

function toProcess(
  { report, seenAtMs, isDraining }: SeenProcess,
  nowMs: number,
): HubFigures['processes'][number] {
  const { bucketSeconds: _, stages: __, systems: ___, admissions: ____, ...shown } = report;
  const seenMs = Math.max(0, nowMs - seenAtMs);
  const state = seenMs > LIMITS.processGoneMs ? 'gone' : isDraining ? 'draining' : 'working';
  return { ...shown, state, seenMs };
}

function toQueue(
  { oldestAddedAtMs, oldestAddedAtMsByClass, ...queue }: QueueFigures,
  {
    nowMs,
    stages,
    processes,
    sample,
    earlier,
  }: {
    readonly nowMs: number;
    readonly stages: readonly StageFigures[];
    readonly processes: HubFigures['processes'];
    readonly sample: FigureSample;
    readonly earlier: FigureSample | undefined;
  },
): HubFigures['queues'][number] {
  const ageMs = (atMs: number) => Math.max(0, nowMs - atMs);
  const isMeasured = stages.some(({ perSecond }) => perSecond !== undefined);
  // A stage is known from its first job on; before that its rate is nought. That of searches is of all shards together.
  const perSecond =
    queue.shard === undefined
      ? (stages.find(({ stage }) => stage === queue.queue)?.perSecond ?? (isMeasured ? 0 : undefined))
      : shardPerSecond(queue, sample, earlier);
  const workers = processes
    .filter(({ state }) => state !== 'gone')
    .flatMap((each) => each.workers)
    .filter(
      (worker) => worker.queue === queue.queue && worker.shard === queue.shard && worker.state === 'running',
    );
  return {
    ...queue,
    workers: workers.length,
    oldestMsByClass: Object.fromEntries(
      Object.entries(oldestAddedAtMsByClass).map(([serviceClass, atMs]) => [serviceClass, ageMs(atMs)]),
    ),
    ...(oldestAddedAtMs === undefined ? {} : { oldestMs: ageMs(oldestAddedAtMs) }),
    ...(perSecond === undefined ? {} : { perSecond }),
  };
}

/** Of all processes that ask systems: open somewhere is said to be open. */
function systemsOf(
  reports: readonly ProcessReport[],
  stages: readonly StageFigures[],
): HubFigures['systems'] {
  const bySystem = new Map<string, SystemReport>();
  for (const each of reports.flatMap(({ systems }) => systems)) {
    const known = bySystem.get(each.system);
    bySystem.set(each.system, {
      ...each,
      isCircuitOpen: each.isCircuitOpen || known?.isCircuitOpen === true,
      answers: added(each.answers, known?.answers),
    });
  }
  return [...bySystem.values()].map((system) => {
    const times = stages.find(({ stage }) => stage === `system-${system.system}`);
    return {
      ...system,
      ...(times?.perSecond === undefined ? {} : { perSecond: times.perSecond }),
      ...(times?.p95Ms === undefined ? {} : { p95Ms: times.p95Ms }),
    };
  });
}

function added(a: SystemReport['answers'], b: SystemReport['answers'] = {}): SystemReport['answers'] {
  const outcomes = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(outcomes.map((outcome) => [outcome, (a[outcome] ?? 0) + (b[outcome] ?? 0)]));
}

function toPoint({ at, queues, stages, processes }: HubFigures): HistoryPoint {
  const alive = processes.filter(({ state }) => state !== 'gone');
  const names = [...new Set(queues.map(({ queue }) => queue))];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    at,
    queues: Object.fromEntries(
      names.map((name) => {
        const parts = queues.filter(({ queue }) => queue === name);
        const waiting = sum(parts.map((part) => part.waiting));
        const active = sum(parts.map((part) => part.active));
        return [name, { waiting, active, failed: sum(parts.map((part) => part.failed)) }];
      }),
    ),
    stages: Object.fromEntries(
      stages.map(({ stage, perSecond, p50Ms, p99Ms }) => [
        stage,
        {
          ...(perSecond === undefined ? {} : { perSecond }),
          ...(p50Ms === undefined ? {} : { p50Ms }),
          ...(p99Ms === undefined ? {} : { p99Ms }),
        },
      ]),
    ),
    references: referencesOf(alive),
    memoryBytes: sum(alive.map(({ memoryBytes }) => memoryBytes)),
  };
}

/** A shard that several matchers hold is counted once, by the one that has loaded most of it. */
function referencesOf(processes: readonly Pick<ProcessReport, 'galleries'>[]): number {
  const byShard = new Map<number, number>();
  for (const { shard, sealed, tail } of processes.flatMap(({ galleries }) => galleries)) {
    byShard.set(shard, Math.max(byShard.get(shard) ?? 0, sealed + tail));
  }
  return [...byShard.values()].reduce((total, count) => total + count, 0);
}
