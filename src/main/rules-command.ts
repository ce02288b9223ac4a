/**
 * `npm run rules`: prints every rule of law the hub implements with its citation, its date and how sure it is, and what
 * is not implemented; with `--write` writes `docs/rules.md` anew, with `--check` says whether it is what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { rulesDocument } from './rules-document.js';
import { runCommand } from './run-command.js';

const FILE = join(PACKAGE_ROOT, 'docs', 'rules.md');

await runCommand(async () => {
  const document = rulesDocument();
  if (process.argv.includes('--write')) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, document);
    return 0;
  }
  if (!process.argv.includes('--check')) {
    console.log(document);
    return 0;
  }
  if (readFileSync(FILE, 'utf8') === document) return 0;
  console.error('docs/rules.md is not what the tables say. Write it anew with: npm run rules -- --write');
  return 1;
});
