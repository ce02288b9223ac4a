import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { openTestDatabase } from '../testing/test-database.js';
import { until } from '../testing/until.js';
import { migrate } from './migrate.js';

const MIGRATIONS = join(PACKAGE_ROOT, 'src', 'store', 'migrations');
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

t.test(
  'decisions marked anew rest on what is there: an alert that is gone is none of their causes',
  async (t) => {
    const { url, database } = await openTestDatabase(t);
    const { sql } = database.unitOfWork;
    const schemas = ['hub', 'ees', 'vis', 'etias', 'sis', 'eurodac', 'ecris_tcn'];
    await sql.query(`drop schema ${schemas.join(', ')} cascade`);
    const before = migrationFiles().filter((file) => file < '472');
    const texts = before.map((file) => [file, readFileSync(join(MIGRATIONS, file), 'utf8')]);
    await migrate({ url, log, directory: t.testdir(Object.fromEntries(texts)) });
    // By the event, and what became of the alert on the document or of the person.
    const files = ['annulled', 'revoked', undefined].flatMap((event) =>
      ['there', 'kept', 'gone'].map((alert) => ({ event, alert })),
    );
    const person = `'AUT', now(), '{A}', '{B}', '1990-01-01', 'female', '{PER}', '{A}', '{B}'`;
    const RECORD = `insert into etias.records (encounter_id, subject_id, member_state, encounter_at, surnames, given_names,
    date_of_birth, sex, nationalities, surname_forms, given_name_forms, kind`;
    for (const { event, alert } of files) {
      const [subject, application, document] = [randomUUID(), randomUUID(), randomUUID()];
      await sql.query(
        `${RECORD}, application_number, application_date, outcome)
       values ($1, $2, ${person}, 'travel-authorisation', $3, '2026-01-01', 'issued')`,
        [application, subject, `${event ?? 'valid'} ${alert}`],
      );
      if (event !== undefined) {
        await sql.query(
          `${RECORD}, concerns, event, event_at)
         values (gen_random_uuid(), $1, ${person}, 'authorisation-event', $2, $3, '2026-02-01')`,
          [subject, application, event],
        );
      }
      if (alert !== 'gone') {
        await sql.query(
          `insert into sis.object_alerts (alert_id, member_state, authority_id, kind, category, number, number_form,
           issued_on, review_by, reason, action_to_be_taken, entered_at)
         values ($1, 'AUT', 'a', 'object-seizure', 'travel-document', '1', '1', now(), now(), 'stolen', 'seize', now())`,
          [document],
        );
      }
      await sql.query(
        `insert into etias.alert_notices (notice_id, subject_id, application_id, trigger, alert_id, member_state, found_at,
         conclusion, concluded_at)
       values (gen_random_uuid(), $1, $2, 'document-reported', $3, 'AUT', now(), $4,
         case when $4::text is not null then now() end),
         (gen_random_uuid(), $1, $2, 'new-refusal-alert', $2, 'AUT', now(), null, null)`,
        [subject, application, document, alert === 'kept' ? 'kept' : null],
      );
      await sql.query(
        `insert into etias.hits (hit_id, subject_id, application_id, query, system, cause_subject_id, cause_encounter_id,
         verdict, is_cause)
       values (gen_random_uuid(), $1, $2, 'sis-refusal-of-entry', 'sis', $1, $2, 'doubtful', $3)`,
        [subject, application, event !== undefined],
      );
    }
    await migrate({ url, log });

    const hits = await sql.query(
      `select application_number as of, query, is_cause from etias.hits
       join etias.records on encounter_id = application_id
     order by 1, 2`,
    );
    const document = { query: 'sis-document', is_cause: false };
    const refusal = { query: 'sis-refusal-of-entry', is_cause: false };
    t.same(hits, [
      { of: 'annulled gone', ...refusal },
      { of: 'annulled kept', ...document },
      { of: 'annulled kept', ...refusal },
      { of: 'annulled there', ...document, is_cause: true },
      { of: 'annulled there', ...refusal },
      { of: 'revoked gone', ...refusal },
      { of: 'revoked kept', ...document },
      { of: 'revoked kept', ...refusal },
      { of: 'revoked there', ...document, is_cause: true },
      { of: 'revoked there', ...refusal },
      { of: 'valid gone', ...refusal },
      { of: 'valid kept', ...document },
      { of: 'valid kept', ...refusal },
      { of: 'valid there', ...document },
      { of: 'valid there', ...refusal },
    ]);
  },
);

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
  return readdirSync(MIGRATIONS).sort();
}
