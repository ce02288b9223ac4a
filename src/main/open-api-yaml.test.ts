/** The committed OpenAPI document is the one the schemas describe now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openApiYaml } from './open-api-yaml.js';

t.test('openapi.yaml is fresh', async (t) => {
  const isFresh = readFileSync(join(PACKAGE_ROOT, 'openapi.yaml'), 'utf8') === (await openApiYaml());
  t.ok(isFresh, 'write it anew with: npm run openapi');
});
