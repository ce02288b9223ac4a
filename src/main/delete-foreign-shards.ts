import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Deletes files of shards that an earlier process of this folder held and this one does not: they are not encrypted, and
 * nobody would remove from them what is erased. Segments that lie there bare are of a release that knew no shards.
 * Anything else in the folder is somebody else's and left alone.
 */
export function deleteForeignShards(directory: string, kept: readonly string[]): void {
  for (const name of readdirSync(directory)) {
    const folder = join(directory, name);
    if (/^(shard-\d+-of-\d+$|segment-)/.test(name) && !kept.includes(folder))
      rmSync(folder, { recursive: true, force: true });
  }
}
