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
import { openImageRenderer } from '../extraction/open-image-renderer.js';
import { createJobQueues, type JobQueues } from '../jobs/job-queues.js';
import { compareProbes } from '../matching/compare.js';
import { mergeGalleryAnswers } from '../matching/merge-gallery-answers.js';
import { systemClock } from '../platform/clock.js';
import { randomIds } from '../platform/ids.js';
import type { Log } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { romanise } from '../platform/romanise.js';
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
import { openDatabase } from '../store/open-database.js';
import { createOperations } from '../store/operations.js';
import { createOutbox } from '../store/outbox.js';
import { createRightRequests } from '../store/right-requests.js';
import { createScreenings } from '../store/screenings.js';
import { createShardAnswers } from '../store/shard-answers.js';
import { createSisProcedures } from '../store/sis-procedures.js';
import { createStatistics } from '../store/statistics.js';
import { createSubjects } from '../store/subjects.js';
import type { GalleryFeed } from '../workflows/ports/gallery.js';
import type { MatcherRegistry } from '../workflows/ports/operations.js';
import type { Ports } from '../workflows/ports.js';
import type { Closers } from './closers.js';
import type { HubConfig } from './config.js';
import { createJobWorkers, type JobWorkers } from './job-workers.js';
import { nameKey } from './name-key.js';
import { createReadiness, pinged, type Readiness } from './readiness.js';
import { remoteSystems } from './remote-systems.js';
import { createProcessParts, type ProcessParts } from './report-process.js';
import type { SigningKey } from './requester-token.js';
import { shardsWithoutHolder } from './shards-without-holder.js';

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
  readonly readiness: Readiness;
  /** What this process tells of itself, and the workers it may be told to stop. */
  readonly parts: ProcessParts;
  readonly workers: JobWorkers;
  readonly closers: Closers;
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
}): Promise<Core> {
  const { config, log, closers } = options;
  const metrics = createMetrics();
  const clock = systemClock(config.timeZone);
  const readiness = createReadiness();
  const redis = { url: options.redisUrl, prefix: config.redisPrefix };

  const database = await openDatabase({ url: options.databaseUrl, log });
  closers.add('database', () => database.close());
  readiness.register('database', pinged(database.ping));
  const { unitOfWork } = database;
  const keyring = await openKeyring({
    unitOfWork,
    keyEncryptionKey: nameKey(options.keyEncryptionKey),
    previousKeys: config.previousKeyEncryptionKeys.map(nameKey),
  });

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

  const systems = createAdapters({
    sql: unitOfWork.sql,
    remotes: remoteSystems(config, options.signingKey),
    log,
    metrics,
  });
  closers.add('systems', async () => systems.close());
  const sources = createSources(config.sources, { clock });
  closers.add('sources', () => sources.close());
  return {
    config,
    log,
    ports: {
      unitOfWork,
      operations: createOperations({ keyring }),
      subjects: createSubjects({ keyring }),
      outbox: createOutbox({ unitOfWork, enqueue: queues.add }),
      notices,
      shardAnswers: createShardAnswers({ keyring }),
      mergeAnswers: mergeGalleryAnswers,
      erasures: createErasures(),
      accessLog: createAccessLog({ keyring }),
      logArchive: createLogArchive({ keyring }),
      adapters: systems.adapters,
      sources: sources.sources,
      stayFiles: systems.stayFiles,
      fileCalendar: systems.fileCalendar,
      retentionCalendar: systems.retentionCalendar,
      decisionCauses: systems.decisionCauses,
      visaFiles: systems.visaFiles,
      etiasApplications: systems.etiasApplications,
      convictionFlags: systems.convictionFlags,
      dataQuality: createDataQuality(),
      identityLinks: createIdentityLinks(),
      rightRequests: createRightRequests({ keyring }),
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
      processBoard: createProcessBoard({ redis: board, prefix: redis.prefix, clock }),
      figureHistory: createFigureHistory({ redis: board, prefix: redis.prefix }),
      queueControl: queues.control,
      surveyShards: async () => {
        const survey = await matchers.survey();
        return { shardCount: survey.shardCount, withoutHolder: shardsWithoutHolder(survey) };
      },
      imageRenderer: openImageRenderer(),
      comparator: compareProbes,
      ids: randomIds,
      clock,
      metrics,
    },
    queues,
    redis,
    galleryFeed: createGalleryFeed({ unitOfWork, keyring }),
    galleryFeedOf: (shard) => createGalleryFeed({ unitOfWork, keyring, shard }),
    matchers,
    readiness,
    parts: createProcessParts(),
    workers: createJobWorkers(),
    closers,
  };
}
