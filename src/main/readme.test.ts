/** What the README says of the configuration and the API is what the program says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { VARIABLES } from './variables.js';

const readme = readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8');

t.test('its table of variables is that of the program', async (t) => {
  const rows = VARIABLES.map(
    ({ name, fallback, meaning }) =>
      `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${meaning} |`,
  );
  t.same(
    readme.split('\n').filter((line) => /^\| `(HUB_|DATABASE_|REDIS_|OTEL_)/.test(line)),
    rows,
  );
});

t.test(
  'every variable the configuration reads is in the table, and would otherwise be refused',
  async (t) => {
    const source = readFileSync(join(PACKAGE_ROOT, 'src', 'main', 'config.ts'), 'utf8');
    const names = new Set(VARIABLES.map(({ name }) => name));
    for (const [, name = ''] of source.matchAll(/read\.\w+\('(\w+)'/g)) t.ok(names.has(name), name);
  },
);

t.test('it names every operation', async (t) => {
  const { paths } = parse(readFileSync(join(PACKAGE_ROOT, 'openapi.yaml'), 'utf8')) as {
    readonly paths: Readonly<Record<string, object>>;
  };
  for (const path of Object.keys(paths)) {
    if (path !== '/openapi.json') t.match(readme, path, path);
  }
});

t.test('its commands are there', async (t) => {
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const [, name = ''] of readme.matchAll(/npm (?:run )?([a-z]+)\b/g)) {
    if (['rebuild', 'ci'].includes(name)) continue;
    t.ok(name in scripts, `npm run ${name}`);
  }
});
