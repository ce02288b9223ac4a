/**
 * Figures of the whole hub for Prometheus, counted when somebody reads metrics: of the queues by the same count that
 * consoles show, of the outbox, the processes, the shards and the logs. Every process that answers callers gives the
 * same ones. Where what they are counted in is away, there is no figure rather than an old one. Beside them stands what
 * this process says of its own parts.
 */

import { localDate } from '../domain/local-date.js';
import { SERVICE_CLASSES } from '../domain/service-class.js';
import { SYSTEMS } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { Metrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import { countOverdue } from '../store/count-overdue.js';
import type { QueueFigures, QueuePlace, SeenProcess } from '../workflows/ports/operation.js';
import type { Core } from './open-core.js';
import { shardsWithoutHolder } from './shards-without-holder.js';
import { showReadiness } from './show-readiness.js';

export async function refreshGauges(core: Core): Promise<void> {
  const { metrics } = core.ports;
  const { galleryShardsMissing, logEntriesWaiting, logOldestWaiting } = metrics;
  const shardCount = await counted([galleryShardsMissing], async () => {
    const survey = await core.matchers.survey();
    galleryShardsMissing.set(shardsWithoutHolder(survey).length);
    return survey.shardCount;
  });
  await Promise.all([
    showReadiness(core.readiness, metrics),
    counted(queueGauges(metrics), async () => {
      const figures = await core.queues.control.figures(shardCount ?? 1);
      for (const gauge of queueGauges(metrics)) gauge.reset();
      for (const each of figures) setQueue(metrics, each, core.ports.clock.nowMs());
    }),
    counted([metrics.outboxRows, metrics.outboxOldest], async () => {
      const { rows, oldestMs } = await core.ports.outbox.backlog(core.ports.unitOfWork.sql);
      for (const each of SERVICE_CLASSES) metrics.outboxRows.set({ service_class: each }, rows[each]);
      metrics.outboxOldest.set(oldestMs / 1000);
    }),
    counted(processGauges(metrics), async () => {
      const seen = await core.ports.processBoard.list();
      for (const gauge of processGauges(metrics)) gauge.reset();
      for (const each of seen) addProcess(metrics, each, core.ports.clock.nowMs());
    }),
    counted([metrics.overdueDeadlines], async () => {
      const { clock, unitOfWork } = core.ports;
      const overdue = await countOverdue(unitOfWork.sql, localDate(clock.today()));
      for (const system of SYSTEMS) {
        const count = overdue.find((each) => each.system === system)?.count ?? 0;
        metrics.overdueDeadlines.set({ system }, count);
      }
    }),
    counted([logEntriesWaiting, logOldestWaiting], async () => {
      for (const log of await core.ports.logArchive.status(core.ports.unitOfWork.sql)) {
        logEntriesWaiting.set({ component: log.component }, log.waiting);
        logOldestWaiting.set({ component: log.component }, log.oldestWaitingMs / 1000);
      }
    }),
  ]);
}

/** Runs `count`, or forgets what the gauges said. */
async function counted<T>(
  gauges: readonly { reset(): void }[],
  count: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await count();
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    for (const gauge of gauges) gauge.reset();
    return undefined;
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
