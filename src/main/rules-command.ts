/**
 * `npm run rules`: prints every rule of law the hub implements with its citation, its date and how sure it is, and what
 * is not implemented; with `--write` writes `docs/rules.md` and the generated parts of `docs/systems` anew, with `--check`
 * says whether they are what it would write.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openApiYaml } from './open-api-yaml.js';
import { rulesDocument } from './rules-document.js';
import { runCommand } from './run-command.js';
import {
  type DescribedOperation,
  describedOperations,
  filledPage,
  systemPages,
  writeSystemPages,
} from './system-page.js';

const FILE = join(PACKAGE_ROOT, 'docs', 'rules.md');

await runCommand(async () => {
  const document = rulesDocument();
  if (process.argv.includes('--write')) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, document);
    writeSystemPages(await operations());
    return 0;
  }
  if (!process.argv.includes('--check')) {
    console.log(document);
    return 0;
  }
  const described = await operations();
  const stale = systemPages().filter((page) => filledPage(page, described) !== page.text);
  if (readFileSync(FILE, 'utf8') === document && stale.length === 0) return 0;
  console.error('docs are not what the tables say. Write them anew with: npm run rules -- --write');
  return 1;
});

async function operations(): Promise<readonly DescribedOperation[]> {
  return describedOperations(parse(await openApiYaml()) as object);
}
