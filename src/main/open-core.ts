/**
 * What every process of the hub opens, whatever its role: database, keys, queues, notices and the six systems. The
 * extractor and the gallery are not here, because only the processes that hold them have them.
 */
import { createAdapters } from '../adapters/registry.js';
import { createSources } from '../adapters/source-registry.js';
import { createCompletionNotices } from '../coordination/completion-notices.js';
import { createFigureHistory } from '../coordination/figure-history.js';
import { createProcessBoard } from '../coordination/process-board.js';
import { connectRedis } from '../coordination/redis-connection.js';
import { identityRules } from '../domain/names/identity-rules.js';
import type { ServiceClass } from '../domain/service-class.js';
import { createSecondStage } from '../engine/second-stage/compare-candidates.js';
import { createTwoStageComparator } from '../engine/second-stage/compare-in-two-stages.js';
import { openMinutiaePool } from '../engine/second-stage/minutiae-pool.js';
import { openImageRenderer } from '../extraction/open-image-renderer.js';
import { createJobQueues, type JobQueues } from '../jobs/job-queues.js';
import { createLiveAdmission, type LiveAdmission } from '../jobs/live-admission.js';
import { startRepeatingTask } from '../jobs/repeating-task.js';
import { mergeGalleryAnswers } from '../matching/merge-gallery-answers.js';
import { type Carried, createCarried } from '../platform/carried.js';
import { systemClock } from '../platform/clock.js';
import { watchEventLoop } from '../platform/event-loop-delay.js';
import { randomIds } from '../platform/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { romanise } from '../platform/romanise.js';
import { NO_TRACING, type Tracing } from '../platform/tracing.js';
import { createAccessLog } from '../store/access-log.js';
import { createDataQuality } from '../store/data-quality.js';
import { createErasures } from '../store/erasures.js';
import { createEurodacProcedures } from '../store/eurodac-procedures.js';
import { createGalleryFeed, type FeedShard } from '../store/gallery-feed.js';
import { createIdentityLinks } from '../store/identity-links.js';
import { openKeyring } from '../store/keyring.js';
import { createLawEnforcement } from '../store/law-enforcement.js';
import { createLinkDecisions } from '../store/link-decisions.js';
import { createLogArchive } from '../store/log-chain.js';
import { createMatcherRegistry } from '../store/matcher-registry.js';
import { type Database, openDatabase } from '../store/open-database.js';
import { createOperations } from '../store/operations.js';
import { createOperationsInHand } from '../store/operations-in-hand.js';
import { createOutbox } from '../store/outbox.js';
import { createRenewalProgress } from '../store/renewal-progress.js';
import { createRestrictions } from '../store/restrictions.js';
import { createRightRequests } from '../store/right-requests.js';
import { createScreenings } from '../store/screenings.js';
import { createShardAnswers } from '../store/shard-answers.js';
import { createSisProcedures } from '../store/sis-procedures.js';
import { createStatistics } from '../store/statistics.js';
import { createSubjects } from '../store/subjects.js';
import { createTemplateRenewals } from '../store/template-renewals.js';
import type { GalleryFeed } from '../workflows/ports/gallery.js';
import type { Outbox } from '../workflows/ports/jobs.js';
import type { SurveyShards } from '../workflows/ports/operation.js';
import type { MatcherRegistry } from '../workflows/ports/operations.js';
import type { TemplateRenewals } from '../workflows/ports/template-renewals.js';
import type { Ports } from '../workflows/ports.js';
import type { Closers } from './closers.js';
import type { HubConfig } from './config.js';
import { createJobWorkers, type JobWorkers } from './job-workers.js';
import { nameKey } from './name-key.js';
import { createReadiness, pinged, type Readiness } from './readiness.js';
import { remoteSystems } from './remote-systems.js';
import { createProcessParts, type ProcessParts } from './report-process.js';
import type { SigningKey } from './requester-token.js';
import { requireSchema } from './require-schema.js';
import { shardsWithoutHolder } from './shards-without-holder.js';
import { traceAdapters, traceComparator, traceSecondStage, traceUnitOfWork } from './trace-ports.js';

export type CorePorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards'>;

export type Core = {
  readonly config: HubConfig;
  readonly log: Log;
  readonly ports: CorePorts;
  readonly queues: JobQueues;
  /** Where queue workers connect. */
  readonly redis: { readonly url: string; readonly prefix: string };
  /** Of the whole gallery. */
  readonly galleryFeed: GalleryFeed;
  readonly galleryFeedOf: (shard: FeedShard) => GalleryFeed;
  readonly matchers: MatcherRegistry;
  readonly templateRenewals: TemplateRenewals;
  readonly readiness: Readiness;
  /** Decides once its figures are kept up to date, which is for whoever answers callers. */
  readonly admission: LiveAdmission;
  /** What this process tells of itself, and the workers it may be told to stop. */
  readonly parts: ProcessParts;
  readonly workers: JobWorkers;
  readonly closers: Closers;
  readonly tracing: Tracing;
  /** Of the request or job at work; what belongs to none keeps the hub running. */
  readonly classInHand: Carried<ServiceClass>;
  readonly database: Pick<Database, 'waiting'>;
};

export async function openCore(options: {
  readonly config: HubConfig;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly keyEncryptionKey: Uint8Array;
  /** Vouches for callers at systems kept elsewhere; needed where there are any. */
  readonly signingKey?: SigningKey;
  readonly log: Log;
  readonly closers: Closers;
  /** Of this process, in traces. */
  readonly component?: string;
  /** It answers callers, extracts and searches: nothing has to come back from PostgreSQL for that. */
  readonly worksOnWhatItAccepts?: boolean;
}): Promise<Core> {
  const { config, log, closers } = options;
  const metrics = createMetrics();
  const clock = systemClock(config.timeZone);
  const readiness = createReadiness();
  const redis = { url: options.redisUrl, prefix: config.redisPrefix };

  const classInHand = createCarried<ServiceClass>();
  const { current } = classInHand;
  const database = await openDatabase({ url: options.databaseUrl, log, metrics, classInHand: current });
  closers.add('database', () => database.close());
  await requireSchema(database.unitOfWork.sql);
  readiness.register('database', pinged(database.ping));
  const tracing = await tracingOf(config, options.component ?? 'hub', log);
  closers.add('traces', () => tracing.close());
  const { traceparent } = tracing;
  const unitOfWork = traceUnitOfWork(database.unitOfWork, tracing);
  const keyring = await openKeyring({
    unitOfWork,
    keyEncryptionKey: nameKey(options.keyEncryptionKey),
    previousKeys: config.previousKeyEncryptionKeys.map(nameKey),
  });
  const readingKeys = startRepeatingTask({
    name: 'read data keys',
    everyMs: LIMITS.dataKeysReadMs,
    run: () => keyring.keepUp(),
    log,
    metrics,
  });
  closers.add('data keys', () => readingKeys.close());

  const queues = createJobQueues({ ...redis, log });
  closers.add('queues', () => queues.close());
  const notices = await createCompletionNotices({ ...redis, log });
  closers.add('notices', () => notices.close());
  readiness.register(
    'redis',
    pinged(async () => {
      await queues.ping();
      await notices.ping();
    }),
  );

  const board = await connectRedis(redis.url, log);
  closers.add('process board', async () => board.destroy());
  const matchers = createMatcherRegistry(unitOfWork);
  const processBoard = createProcessBoard({ redis: board, prefix: redis.prefix, clock });
  const outbox = urgentRelay(createOutbox({ unitOfWork, enqueue: queues.add, traceparent }), classInHand);
  const surveyShards: SurveyShards = async () => {
    const survey = await matchers.survey();
    return { shardCount: survey.shardCount, withoutHolder: shardsWithoutHolder(survey) };
  };
  const eventLoop = watchEventLoop();
  closers.add('watch of the event loop', async () => eventLoop.close());
  const admission = createLiveAdmission({
    queueControl: queues.control,
    processBoard,
    surveyShards,
    outbox,
    unitOfWork,
    metrics,
    clock,
    deadlineMs: config.serviceDeadlinesMs,
    ownWaits: () => ({
      connectionMs: expectedWaits(database.waiting()),
      eventLoopMs: eventLoop.readMs(),
    }),
  });

  const systems = createAdapters({
    sql: unitOfWork.sql,
    remotes: remoteSystems(config, options.signingKey),
    deadlinesMs: config.systemDeadlinesMs,
    log,
    metrics,
  });
  closers.add('systems', async () => systems.close());
  const minutiaePool = openMinutiaePool({ threads: config.searchThreads, classInHand: current });
  closers.add('comparison of minutiae', () => minutiaePool.close());
  const sources = createSources(config.sources, { clock, log });
  closers.add('sources', () => sources.close());
  return {
    config,
    log,
    ports: {
      unitOfWork,
      operations: createOperations({
        keyring,
        traceparent,
        ...(options.worksOnWhatItAccepts ? { inHand: createOperationsInHand() } : {}),
      }),
      subjects: createSubjects({ keyring }),
      outbox,
      notices,
      shardAnswers: createShardAnswers({ keyring }),
      mergeAnswers: mergeGalleryAnswers,
      erasures: createErasures(),
      accessLog: createAccessLog({ keyring }),
      logArchive: createLogArchive({ keyring }),
      adapters: traceAdapters(systems.adapters, tracing),
      sources: sources.sources,
      stayFiles: systems.stayFiles,
      fileCalendar: systems.fileCalendar,
      retentionCalendar: systems.retentionCalendar,
      decisionCauses: systems.decisionCauses,
      visaFiles: systems.visaFiles,
      longStayQueries: systems.longStayQueries,
      etiasApplications: systems.etiasApplications,
      convictionFlags: systems.convictionFlags,
      dataQuality: createDataQuality(),
      identityLinks: createIdentityLinks(),
      rightRequests: createRightRequests({ keyring }),
      restrictions: createRestrictions(),
      lawEnforcement: createLawEnforcement({ keyring }),
      designations: config.designations,
      screenings: createScreenings({ keyring }),
      statistics: createStatistics(),
      eurodac: createEurodacProcedures({ keyring }),
      sis: createSisProcedures({ keyring }),
      authorityContacts: ({ memberState, authorityClasses }) =>
        config.contacts.filter(
          (each) => each.memberState === memberState && authorityClasses.includes(each.authorityClass),
        ),
      portalAddress: config.portalAddress,
      identityRules: identityRules({ switchedOff: config.similarityRulesOff, romanise }),
      linkDecisions: createLinkDecisions({ keyring }),
      secondOperatorColours: config.secondOperatorColours,
      processBoard,
      figureHistory: createFigureHistory({ redis: board, prefix: redis.prefix }),
      queueControl: queues.control,
      admission,
      surveyShards,
      imageRenderer: openImageRenderer(),
      comparator: traceComparator(createTwoStageComparator(minutiaePool), tracing),
      secondStage: traceSecondStage(createSecondStage(minutiaePool), tracing),
      renewalProgress: createRenewalProgress(),
      ids: randomIds,
      clock,
      metrics,
    },
    queues,
    redis,
    galleryFeed: createGalleryFeed({ unitOfWork, keyring }),
    galleryFeedOf: (shard) => createGalleryFeed({ unitOfWork, keyring, shard }),
    matchers,
    templateRenewals: createTemplateRenewals({ keyring }),
    readiness,
    admission,
    tracing,
    classInHand,
    database,
    parts: createProcessParts(),
    workers: createJobWorkers(),
    closers,
  };
}

/** Whoever comes now waits about as long as the first of its class, or of a more urgent one, has. */
function expectedWaits(waiting: ReturnType<Database['waiting']>): Record<ServiceClass, number> {
  const waits = { border: 0, interactive: 0, batch: 0 };
  let longestMs = 0;
  for (const { serviceClass, oldestMs } of waiting) {
    longestMs = Math.max(longestMs, oldestMs);
    waits[serviceClass] = longestMs;
  }
  return waits;
}

/** Rows of all classes are handed over together, whoever's commit began it. */
function urgentRelay(outbox: Outbox, classInHand: Carried<ServiceClass>): Outbox {
  return { ...outbox, relay: () => classInHand.run('border', () => outbox.relay()) };
}

/** The library is read only where somebody wants traces. */
async function tracingOf(config: HubConfig, component: string, log: Log): Promise<Tracing> {
  const { otlpEndpoint: endpoint, traces } = config;
  if (endpoint === undefined) return NO_TRACING;
  for (const warning of traces.warnings) log.warn(warning);
  const { openTracing } = await import('../platform/open-tracing.js');
  return openTracing({ endpoint, component, sampling: traces.sampling });
}
