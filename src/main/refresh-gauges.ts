/**
 * Figures of the whole hub for Prometheus, counted when somebody reads metrics: of the queues by the same count that
 * consoles show, of the outbox, the processes, the shards and the logs. Every process that answers callers gives the
 * same ones. Where what they are counted in is away, there is no figure rather than an old one. Where it is slow, a reading
 * shows what the count before it found, for some seconds: one that waited longer would come too late for Prometheus, which
 * then took the process itself for gone, and alerts that wait for a minute are for just such a time. Beside them stands
 * what this process says of its own parts.
 */

import { localDate } from '../domain/local-date.js';
import { SERVICE_CLASSES } from '../domain/service-class.js';
import { SYSTEMS } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { type AnyGauge, forget, type Metrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { orLate } from '../platform/time-limit.js';
import { countOverdue } from '../store/count-overdue.js';
import type { QueueFigures, QueuePlace, SeenProcess } from '../workflows/ports/operation.js';
import type { KeptCount } from '../workflows/ports/operations.js';
import { withKept } from '../workflows/queue-places.js';
import type { Core } from './open-core.js';
import { shardsWithoutHolder } from './shards-without-holder.js';
import { showReadiness } from './show-readiness.js';

/** Returns what takes all figures anew, within twice `countMs` and never longer. */
export function createGaugeRefresh(core: Core, countMs: number = LIMITS.gaugeCountMs): () => Promise<void> {
  const { metrics, clock, unitOfWork, outbox, processBoard, logArchive, operations } = core.ports;
  const { galleryShardsMissing, logEntriesWaiting, logOldestWaiting, logChainFaults } = metrics;
  const { postponedOperations, postponedOldest } = metrics;
  const createFigure = <T>(gauges: readonly AnyGauge[], parts: Figure<T>) =>
    createHubFigure(gauges, { ...parts, countMs, nowMs: () => clock.nowMs() });
  // As it was last known: the queues can be read while the database is away.
  let shardCount = 1;
  const shards = createFigure([galleryShardsMissing], {
    count: () => core.matchers.survey(),
    show: (survey) => {
      shardCount = survey.shardCount;
      galleryShardsMissing.set(shardsWithoutHolder(survey).length);
    },
  });
  let kept: readonly KeptCount[] = [];
  const keptFailed = createFigure([], {
    count: () => operations.countKept(unitOfWork.sql),
    show: (counts) => {
      kept = counts;
    },
  });
  const queues = createFigure(queueGauges(metrics), {
    count: () => core.queues.control.figures(shardCount),
    show: (figures, atMs) => {
      for (const gauge of queueGauges(metrics)) gauge.reset();
      for (const each of withKept(figures, kept)) setQueue(metrics, each, atMs);
    },
  });
  const figures = [
    () => showReadiness(core.readiness, metrics),
    () => Promise.all([shards(), keptFailed()]).then(queues),
    createFigure([metrics.outboxRows, metrics.outboxOldest], {
      count: () => outbox.backlog(unitOfWork.sql),
      show: ({ rows, oldestMs }) => {
        for (const each of SERVICE_CLASSES) metrics.outboxRows.set({ service_class: each }, rows[each]);
        metrics.outboxOldest.set(oldestMs / 1000);
      },
    }),
    createFigure(processGauges(metrics), {
      count: () => processBoard.list(),
      show: (seen, atMs) => {
        for (const gauge of processGauges(metrics)) gauge.reset();
        for (const each of seen) addProcess(metrics, each, atMs);
      },
    }),
    createFigure([metrics.overdueDeadlines], {
      count: () => countOverdue(unitOfWork.sql, localDate(clock.today())),
      show: (overdue) => {
        for (const system of SYSTEMS) {
          const count = overdue.find((each) => each.system === system)?.count ?? 0;
          metrics.overdueDeadlines.set({ system }, count);
        }
      },
    }),
    createFigure([logEntriesWaiting, logOldestWaiting, logChainFaults], {
      count: () => logArchive.status(unitOfWork.sql),
      show: (logs) => {
        for (const { component, waiting, oldestWaitingMs, verdict } of logs) {
          logEntriesWaiting.set({ component }, waiting);
          logOldestWaiting.set({ component }, oldestWaitingMs / 1000);
          // Of a log nobody has verified yet nothing is said.
          if (verdict) logChainFaults.set({ component }, verdict.faults);
        }
      },
    }),
    createFigure([postponedOperations, postponedOldest], {
      count: () => operations.postponed(unitOfWork.sql),
      show: ({ count, oldestMs }) => {
        postponedOperations.set(count);
        postponedOldest.set(oldestMs / 1000);
      },
    }),
  ];
  return async () => {
    await Promise.all(figures.map((take) => take()));
  };
}

type Figure<T> = {
  readonly count: () => Promise<T>;
  /** `atMs` is when the count ended: ages are told as of then, else all processes would be gone after a slow count. */
  readonly show: (found: T, atMs: number) => void;
};

/**
 * Shows what was counted last, where that is not long ago, or forgets what the gauges said. A count that hangs is waited for
 * by the next reading too and not begun again beside itself: each holds a connection. Where it ends between two readings
 * the next one begins another all the same, or a count that is always slow would be shown at every second reading only.
 */
function createHubFigure<T>(
  gauges: readonly AnyGauge[],
  options: Figure<T> & { readonly countMs: number; readonly nowMs: () => number },
): () => Promise<void> {
  const { count, show, countMs, nowMs } = options;
  let underWay: Promise<void> | undefined;
  let last: { readonly found: T; readonly atMs: number } | undefined;
  const start = async () => {
    try {
      last = { found: await count(), atMs: nowMs() };
    } catch (error) {
      last = undefined;
      throw error;
    } finally {
      underWay = undefined;
    }
  };
  return async () => {
    underWay ??= start();
    await inTime(underWay, countMs);
    if (last !== undefined && nowMs() - last.atMs <= LIMITS.gaugeKeptMs) return show(last.found, last.atMs);
    for (const gauge of gauges) forget(gauge);
  };
}

/** Ends where the time is over too, or what is waited for cannot answer. */
async function inTime(work: Promise<void>, ms: number): Promise<void> {
  try {
    await orLate(work, ms, () => undefined);
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
  }
}

function queueGauges({ queueJobs, queueWaiting, queueOldest, queuePaused }: Metrics) {
  return [queueJobs, queueWaiting, queueOldest, queuePaused];
}

function setQueue(metrics: Metrics, figures: QueueFigures, nowMs: number): void {
  const { waiting, active, delayed, failed, isPaused, waitingByClass } = figures;
  const queue = nameOfQueue(figures);
  for (const [state, jobs] of Object.entries({ waiting, active, delayed, failed })) {
    metrics.queueJobs.set({ queue, state }, jobs);
  }
  metrics.queuePaused.set({ queue }, isPaused ? 1 : 0);
  for (const each of SERVICE_CLASSES) {
    const labels = { queue, service_class: each };
    const addedAtMs = figures.oldestAddedAtMsByClass[each];
    metrics.queueWaiting.set(labels, waitingByClass[each]);
    // Nobody waits: an age of nought, so that an alert that is over ends.
    metrics.queueOldest.set(labels, addedAtMs === undefined ? 0 : Math.max(0, nowMs - addedAtMs) / 1000);
  }
}

/** A shard's part of the searches is a queue of its own. */
function nameOfQueue({ queue, shard }: QueuePlace): string {
  return shard === undefined ? queue : `${queue}-${shard}`;
}

function processGauges({ processes, workers, galleryShardReferences }: Metrics) {
  return [processes, workers, galleryShardReferences];
}

function addProcess(metrics: Metrics, { report, seenAtMs, isDraining }: SeenProcess, nowMs: number): void {
  const isGone = nowMs - seenAtMs > LIMITS.processGoneMs;
  const state = isGone ? 'gone' : isDraining ? 'draining' : 'working';
  metrics.processes.inc({ state, execution_provider: report.executionProvider });
  if (isGone) return;
  for (const worker of report.workers) {
    metrics.workers.inc({ queue: nameOfQueue(worker), state: worker.state });
  }
  for (const { shard, sealed, tail, tombstones } of report.galleries) {
    for (const [part, references] of Object.entries({ sealed, tail, tombstones })) {
      metrics.galleryShardReferences.set({ shard: String(shard), part }, references);
    }
  }
}
