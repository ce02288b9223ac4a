import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openTestDatabase } from '../testing/test-database.js';
import { until } from '../testing/until.js';
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

t.test(
  'a migration that waits for a table keeps nobody else waiting, and is carried out afterwards',
  async (t) => {
    const { url, database } = await openTestDatabase(t);
    const { sql, transaction } = database.unitOfWork;
    await sql.query('drop schema hub cascade');
    await sql.query('create table public.busy ()');
    const directory = t.testdir({ '100-one-column.sql': 'alter table public.busy add column more integer;' });
    const change = { url, log, directory, lockMs: 100 };
    const migrated = await transaction(async (loading) => {
      await loading.query('select from public.busy');
      await t.rejects(migrate({ ...change, waitMs: 1 }), {
        name: 'OperationalError',
        message: /tables stay in use/,
      });
      const migrated = migrate(change);
      await until(async () => {
        const waiting = await sql.query(
          `select from pg_locks where relation = 'public.busy'::regclass and not granted`,
        );
        return waiting.length > 0;
      });
      await sql.query('select from public.busy');
      return { promise: migrated };
    });
    await migrated.promise;
    await sql.query('select more from public.busy');
  },
);

t.test('a migration of many rows takes as long as it takes', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  await sql.query('drop schema hub cascade');
  const directory = t.testdir({
    '100-limit.sql': `create table public.limit_there_was as select current_setting('statement_timeout') as ms;`,
  });
  const name = new URL(url).pathname.slice(1);
  await sql.query(`alter database ${name} set statement_timeout = '1h'`);
  await migrate({ url, log, directory });
  t.same(await sql.query('select ms from public.limit_there_was'), [{ ms: '0' }]);
});

t.test('migration files are named by number and content, each number once', async (t) => {
  const numbers = migrationFiles().map((file) => /^(\d{3})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/.exec(file)?.[1]);
  t.notOk(numbers.includes(undefined), 'every file follows the pattern');
  t.equal(new Set(numbers).size, numbers.length);
});

t.test('whatever is deleted along with a row is found by an index', async (t) => {
  const { database } = await openTestDatabase(t);
  const bare = await database.unitOfWork.sql.query(
    `select conrelid::regclass::text as of, pg_get_constraintdef(oid) as key from pg_constraint
     where contype = 'f' and confdeltype <> 'a' and not exists (
       select 1 from pg_index
       where indrelid = conrelid
         and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
         and (indpred is null or pg_get_expr(indpred, indrelid) like '(% IS NOT NULL)')
     )`,
  );
  t.same(bare, []);
});

function migrationFiles(): string[] {
  return readdirSync(join(PACKAGE_ROOT, 'src', 'store', 'migrations')).sort();
}
