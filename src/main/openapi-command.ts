/**
 * `npm run openapi`: writes `openapi.yaml` anew from the schemas; with `--check` says whether the committed file is
 * what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openApiYaml } from './open-api-yaml.js';
import { runCommand } from './run-command.js';

const FILE = join(PACKAGE_ROOT, 'openapi.yaml');

await runCommand(async () => {
  const yaml = await openApiYaml();
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, yaml);
    return 0;
  }
  if (readFileSync(FILE, 'utf8') === yaml) return 0;
  console.error('openapi.yaml is not what the schemas describe. Write it anew with: npm run openapi');
  return 1;
});
