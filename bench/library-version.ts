import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';

/** Version of an installed package; its own exports may hide the file that says it. */
export function libraryVersion(name: string): string {
  const text = readFileSync(join(PACKAGE_ROOT, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
