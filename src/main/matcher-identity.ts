import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdSource } from '../platform/ids.js';
import { replaceFile } from './replace-file.js';

const FILE = 'matcher-id';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Under which other matchers know this one: kept with its gallery files, so that a matcher that starts again is given the
 * shards whose files it has. A folder without a usable identity gets one.
 */
export function matcherIdentity(galleryDirectory: string, ids: IdSource): string {
  mkdirSync(galleryDirectory, { recursive: true, mode: 0o700 });
  const file = join(galleryDirectory, FILE);
  const known = readIfThere(file)?.trim();
  if (known !== undefined && UUID.test(known)) return known;
  const matcherId = ids.uuid();
  replaceFile(file, `${matcherId}\n`);
  return matcherId;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
