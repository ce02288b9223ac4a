/** Real files that stand beside the repository and are no part of it; tests say what they left out where they do not. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../platform/package-root.js';

/** Names below `shared`, sorted; `undefined` where the folder is not there. */
export function sharedFiles(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(join(SHARED, folder)).sort();
  } catch {
    return undefined;
  }
}

export function sharedFile(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(SHARED, folder, name)));
}

const SHARED = join(PACKAGE_ROOT, '../shared');
