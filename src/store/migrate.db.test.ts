import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openTestDatabase } from '../testing/test-database.js';
import { migrate } from './migrate.js';

const log = createLog({ level: 'silent', component: 'test' });

t.test('several processes may migrate at once, and again', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  await sql.query('drop schema hub cascade');
  for (const schema of ['ees', 'vis', 'etias', 'sis', 'eurodac', 'ecris_tcn', '"ecris-tcn"']) {
    await sql.query(`drop schema if exists ${schema} cascade`);
  }

  await Promise.all([1, 2, 3].map(() => migrate({ url, log })));

  const run = await sql.query<{ name: string }>('select name from hub.migrations order by name');
  t.same(
    run.map(({ name }) => `${name}.sql`),
    migrationFiles(),
  );
});

t.test('migration files are named by number and content, each number once', async (t) => {
  const numbers = migrationFiles().map((file) => /^(\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.exec(file)?.[1]);
  t.notOk(numbers.includes(undefined), 'every file follows the pattern');
  t.equal(new Set(numbers).size, numbers.length);
});

function migrationFiles(): string[] {
  return readdirSync(join(PACKAGE_ROOT, 'src', 'store', 'migrations')).sort();
}
