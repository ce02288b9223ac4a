import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, segmentNameOf } from './folder-names.js';

/** Removes everything a gallery wrote, and nothing else. */
export function deleteGalleryFiles(directory: string): void {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory)) {
    if (segmentNameOf(entry) !== undefined || entry.startsWith(MANIFEST_FILE))
      rmSync(join(directory, entry), { recursive: true, force: true });
  }
}
