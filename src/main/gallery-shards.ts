/**
 * HUB_GALLERY_SHARDS: how many parts the gallery of the installation has. `migrate` and `npm start` make it so; every
 * other process only checks that it was told the same, so that a slip does not divide the gallery anew.
 */
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { changeShardCount, readShardCount } from '../store/gallery-layout.js';
import { openDatabase } from '../store/open-database.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { CommandError } from './command-error.js';
import type { HubConfig } from './config.js';

type Wanted = Pick<HubConfig, 'galleryShards'>;

/** Says what it did; throws `CommandError` where matchers are running that hold the shards there are. */
export async function applyGalleryShards(
  { galleryShards }: Wanted,
  { url, log }: { readonly url: string; readonly log: Log },
): Promise<string | undefined> {
  if (galleryShards === undefined) return undefined;
  const database = await openDatabase({ url, log, connectionsMax: 1 });
  try {
    const outcome = await changeShardCount(database.unitOfWork, galleryShards);
    if (outcome.kind === 'changed') return `gallery divided into ${galleryShards}`;
    if (outcome.kind === 'unchanged') return undefined;
    throw new CommandError(
      `The gallery is in ${outcome.shardCount} shard(s) and cannot be divided into ${galleryShards} ` +
        `(HUB_GALLERY_SHARDS) while ${outcome.matchersAlive} matcher(s) hold it. Stop all matchers, wait ` +
        `${LIMITS.matcherGoneMs / 1000} seconds, and migrate again; searches wait meanwhile.`,
    );
  } finally {
    await database.close();
  }
}

export async function requireGalleryShards({ galleryShards }: Wanted, sql: Sql): Promise<void> {
  if (galleryShards === undefined) return;
  const shardCount = await readShardCount(sql);
  if (shardCount === galleryShards) return;
  throw new CommandError(
    `HUB_GALLERY_SHARDS is ${galleryShards}, but the gallery of this installation is in ${shardCount} shard(s). ` +
      'Correct it, or stop all matchers and run migrate with the new number.',
  );
}
