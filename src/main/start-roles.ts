/**
 * The four roles a hub is made of. `npm start` starts all of them in one process; on many machines each process starts
 * one. What a role opens is closed by the core's closers, workers first, so that jobs in hand still find everything.
 */
import { createRefreshSearchForms } from '../adapters/refresh-search-forms.js';
import { RECORD_TABLES } from '../adapters/registry.js';
import { localDate } from '../domain/local-date.js';
import { openExtractor } from '../extraction/open-extractor.js';
import { startJobWorker } from '../jobs/job-worker.js';
import { startRelay } from '../jobs/relay.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { LIMITS } from '../platform/limits.js';
import { whileNotAborted } from '../platform/while-not-aborted.js';
import { eraseOldOperations } from '../store/erase-old-operations.js';
import { findUnfinishedOperations } from '../store/find-unfinished-operations.js';
import { forgetLateSearches } from '../store/forget-late-searches.js';
import { pruneLinkEvents } from '../store/identity-links.js';
import { chainLogs } from '../store/log-chain.js';
import { forgetGoneMatchers } from '../store/matcher-registry.js';
import { pruneGalleryChanges } from '../store/prune-gallery-changes.js';
import { pruneLogs } from '../store/prune-logs.js';
import { JOB_WORKFLOWS, type JobPorts } from '../workflows/create-job-workflows.js';
import { createEraseByDate } from '../workflows/erase-by-date.js';
import { createEraseExpired } from '../workflows/erase-expired.js';
import { createFailOperation } from '../workflows/fail-operation.js';
import { createNoteDeletedCauses } from '../workflows/note-deleted-causes.js';
import type { QueueName } from '../workflows/ports/jobs.js';
import type { GalleryReport } from '../workflows/ports/operation.js';
import { createSweepScreenings } from '../workflows/screenings.js';
import { createSettleSearches } from '../workflows/settle-searches.js';
import { createMakeStatistics } from '../workflows/statistics.js';
import { createSweepCalendar } from '../workflows/sweep-calendar.js';
import { sweepInTurn } from '../workflows/sweep-in-turn.js';
import { createSweepOverstays } from '../workflows/sweep-overstays.js';
import { createVerifyLogsInTurn } from '../workflows/verify-logs-in-turn.js';
import { type MatcherStatus, matcherStatus } from './matcher-status.js';
import type { Core } from './open-core.js';
import { startRenewingTemplates } from './renew-templates-task.js';
import { stopForFailure } from './run-command.js';
import { serveShards } from './serve-shards.js';
import { traceExtractor } from './trace-ports.js';

/**
 * Jobs one process works on at once. Extraction waits for worker processes and search for its thread, which have
 * queues of their own: many at once is what lets probes share a run. Federation waits for other systems.
 */
const CONCURRENCY: Readonly<Record<QueueName, number>> = {
  extraction: 16,
  search: 64,
  federation: 32,
  erasure: 1,
};

export async function startExtractor(core: Core): Promise<void> {
  const { config, log, ports, closers, readiness } = core;
  const extractor = await openExtractor({
    modelsDirectory: config.modelsDirectory,
    faceModelsDirectory: config.faceModelsDirectory,
    executionProvider: config.executionProvider,
    workers: config.extractionWorkers,
    metrics: ports.metrics,
    log,
    onModelsExchanged: stopForFailure,
  });
  closers.add('extractor', () => extractor.close());
  core.parts.models = () => extractor.models().map(({ id }) => id);
  readiness.register('models', () => ({
    ready: true,
    executionProvider: config.executionProvider,
    models: extractor.models(),
  }));
  await startQueue(core, 'extraction', { ...ports, extractor: traceExtractor(extractor, core.tracing) });
  startRenewingTemplates(core, extractor);
}

/** Resolves when searches are answered; the gallery goes on loading, its status says how far. */
export async function startMatcher(core: Core): Promise<Matcher> {
  const shards = await serveShards(core, { concurrency: CONCURRENCY.search });
  const status = () => matcherStatus(shards);
  core.parts.galleries = () => status().shards.map(toGalleryReport);
  core.readiness.register('gallery', () => {
    const { state, ...rest } = status();
    return { ready: state === 'ready', state, ...rest };
  });
  core.readiness.register('search-worker', () => ({
    ready: [...shards.held().values()].every((held) => held.isServing() || held.status().state !== 'ready'),
  }));
  // The compaction itself ends with the shards, which are closed after the worker: it waits for none.
  const execute: JobFunction = (_, signal) => whileNotAborted(shards.compactErased(), signal);
  await startWorkerOf(core, 'erasure', execute, { closeMs: 0 });
  return { status };
}

function toGalleryReport(shard: MatcherStatus['shards'][number]): GalleryReport {
  const { state, snapshot, referencesSealed: sealed, referencesTail: tail, tombstones } = shard;
  return { shard: shard.shard, state, snapshot, sealed, tail, tombstones };
}

export type Matcher = { status(): MatcherStatus };

export async function startWorker(core: Core): Promise<void> {
  const { ports, queues, closers, log } = core;
  const { unitOfWork } = ports;
  await startQueue(core, 'federation', ports);
  const relay = startRelay({
    outbox: ports.outbox,
    queues,
    findUnfinished: (limits) => findUnfinishedOperations(unitOfWork.sql, limits),
    settle: createSettleSearches(ports),
    tidy: asBatch(core, tidy(core)),
    keepLists: asBatch(core, keepLists(core)),
    chainLogs: asBatch(core, () => chainLogs(unitOfWork, { limit: LIMITS.logChainBatch })),
    log,
    metrics: ports.metrics,
  });
  closers.add('relay', () => relay.close());
  const verification = startRepeatingTask({
    name: 'verify logs',
    everyMs: LIMITS.logVerifyMs,
    run: asBatch(core, createVerifyLogsInTurn(ports)),
    log,
    metrics: ports.metrics,
  });
  closers.add('verification of logs', () => verification.close());
}

/** Nobody waits for it. What hands jobs over, ends searches and counts them has no class and goes first. */
function asBatch<Result>({ classInHand }: Core, work: () => Promise<Result>): () => Promise<Result> {
  return () => classInHand.run('batch', work);
}

/** The list of overstayers, the calendars of all files, and what the law ends by date. */
function keepLists({ ports }: Core): () => Promise<number> {
  const refreshForms = createRefreshSearchForms(ports, RECORD_TABLES);
  return sweepInTurn([
    createSweepOverstays(ports),
    createNoteDeletedCauses(ports),
    createSweepCalendar(ports),
    createSweepScreenings(ports),
    createEraseExpired(ports),
    createEraseByDate(ports),
    () => refreshForms(LIMITS.searchFormsBatch),
  ]);
}

/**
 * Results callers had a day to fetch, searches whose caller is gone, a year of the comparison log, what Eurodac has settled beside
 * its data sets, gallery changes too old for any gallery, matchers that are long gone, alerts on objects whose day has passed.
 */
export function tidy({ ports }: Pick<Core, 'ports'>): () => Promise<number> {
  const { unitOfWork, clock } = ports;
  const { sql } = unitOfWork;
  const limit = LIMITS.tidyBatch;
  const beforeMs = (keptMs: number) => clock.nowMs() - keptMs;
  const makeStatistics = createMakeStatistics(ports);
  return sweepInTurn([
    () => eraseOldOperations(sql, { finishedBeforeMs: beforeMs(LIMITS.operationKeptMs), limit }),
    () => forgetLateSearches(sql, { lateMs: LIMITS.portalGalleryLateMs, limit }),
    () => pruneGalleryChanges(unitOfWork, { limit }),
    () => pruneLinkEvents(sql, { occurredBeforeMs: beforeMs(LIMITS.linkEventsKeptMs), limit }),
    () => unitOfWork.transaction((tx) => ports.sis.alerts.eraseExpiredObjects(tx, localDate(clock.today()))),
    () => pruneLogs(unitOfWork, { limit }),
    () => {
      const before = new Date(beforeMs(LIMITS.consultationKeptMs)).toISOString();
      return ports.lawEnforcement.eraseOld(sql, { before, limit });
    },
    () => {
      const before = new Date(beforeMs(LIMITS.eurodacProceduresKeptMs)).toISOString();
      return ports.eurodac.eraseOld(sql, { before, limit });
    },
    // Due once a week and a month; looked for as often as what is old.
    async () => {
      await makeStatistics();
      return 0;
    },
    () => forgetGoneMatchers(sql, { limit }),
  ]);
}

async function startQueue<Queue extends 'extraction' | 'federation'>(
  core: Core,
  queue: Queue,
  ports: JobPorts[Queue],
): Promise<void> {
  const createWorkflow = JOB_WORKFLOWS[queue] as (ports: JobPorts[Queue]) => JobFunction;
  await startWorkerOf(core, queue, createWorkflow(ports));
}

async function startWorkerOf(
  core: Core,
  queue: QueueName,
  execute: JobFunction,
  options: { readonly closeMs?: number } = {},
): Promise<void> {
  const concurrency = CONCURRENCY[queue];
  const started = await startJobWorker({
    ...core.redis,
    queue,
    concurrency,
    ...options,
    execute,
    fail: createFailOperation(core.ports),
    metrics: core.ports.metrics,
    log: core.log,
    tracing: core.tracing,
    classInHand: core.classInHand,
  });
  const worker = core.workers.add({ queue, concurrency }, started);
  core.closers.add(`${queue} worker`, () => worker.close());
  core.readiness.register(`${queue}-worker`, () => ({ ready: worker.isRunning() }));
}

type JobFunction = Parameters<typeof startJobWorker>[0]['execute'];
