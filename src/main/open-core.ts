/**
 * What every process of the hub opens, whatever its role: database, keys, queues, notices and the six systems. The
 * extractor and the gallery are not here, because only the processes that hold them have them.
 */
import { createHash } from 'node:crypto';
import { createAdapters } from '../adapters/registry.js';
import { createCompletionNotices } from '../coordination/completion-notices.js';
import { createJobQueues, type JobQueues } from '../jobs/job-queues.js';
import { mergeGalleryAnswers } from '../matching/merge-gallery-answers.js';
import { systemClock } from '../platform/clock.js';
import { randomIds } from '../platform/ids.js';
import type { Log } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { createAccessLog } from '../store/access-log.js';
import { createErasures } from '../store/erasures.js';
import { createGalleryFeed, type FeedShard } from '../store/gallery-feed.js';
import { createIdentityLinks } from '../store/identity-links.js';
import { openKeyring } from '../store/keyring.js';
import { createMatcherRegistry } from '../store/matcher-registry.js';
import { openDatabase } from '../store/open-database.js';
import { createOperations } from '../store/operations.js';
import { createOutbox } from '../store/outbox.js';
import { createShardAnswers } from '../store/shard-answers.js';
import { createSubjects } from '../store/subjects.js';
import type { GalleryFeed, MatcherRegistry, Ports } from '../workflows/ports.js';
import type { Closers } from './closers.js';
import type { HubConfig } from './config.js';
import { createReadiness, pinged, type Readiness } from './readiness.js';
import { remoteSystems } from './remote-systems.js';
import type { SigningKey } from './requester-token.js';

export type CorePorts = Omit<Ports, 'extractor' | 'gallery' | 'heldShards' | 'comparator'>;

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

  const systems = createAdapters({
    sql: unitOfWork.sql,
    remotes: remoteSystems(config, options.signingKey),
    log,
    metrics,
  });
  closers.add('systems', async () => systems.close());
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
      accessLog: createAccessLog(),
      adapters: systems.adapters,
      stayFiles: systems.stayFiles,
      fileCalendar: systems.fileCalendar,
      identityLinks: createIdentityLinks(),
      ids: randomIds,
      clock: systemClock(config.timeZone),
      metrics,
    },
    queues,
    redis,
    galleryFeed: createGalleryFeed({ unitOfWork, keyring }),
    galleryFeedOf: (shard) => createGalleryFeed({ unitOfWork, keyring, shard }),
    matchers: createMatcherRegistry(unitOfWork),
    readiness,
    closers,
  };
}

/** The name is a hash of the key, so that the same key has the same name on every machine. */
function nameKey(key: Uint8Array) {
  return { id: createHash('sha256').update('key id').update(key).digest('hex').slice(0, 16), key };
}
