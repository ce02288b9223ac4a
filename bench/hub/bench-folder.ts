import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Closers } from '../../src/main/closers.js';

/** A new folder for the private servers of one benchmark, removed with everything else that `closers` close. */
export function openBenchFolder(closers: Pick<Closers, 'add'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hub-bench-'));
  // As root PostgreSQL runs as another user, who must get to its own folder in here; keys lie in folders closed to all.
  chmodSync(folder, 0o755);
  closers.add('folder', async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
