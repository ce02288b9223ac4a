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

t.test('an index that was not made to its end beforehand is made anew', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  await sql.query('drop schema hub cascade');
  await sql.query('create table public.large (name text)');
  await sql.query("insert into public.large values ('A'), ('A')");
  await t.rejects(sql.query('create unique index concurrently large_name on public.large (name)'));
  await sql.query('create index large_names on public.large (name)');
  const made = `create index if not exists large_name on public.large (name);
    create index if not exists large_names on public.large (name);`;
  const indexes = () =>
    sql.query<{ name: string; is_valid: boolean; oid: string }>(
      `select relname as name, indisvalid as is_valid, indexrelid::text as oid from pg_index join pg_class on oid = indexrelid
       where indrelid = 'public.large'::regclass order by relname`,
    );
  const [broken, good] = await indexes();
  t.notOk(broken?.is_valid);
  await migrate({ url, log, directory: t.testdir({ '100-indexes.sql': made }) });
  t.match(await indexes(), [{ name: 'large_name', is_valid: true }, good], 'one that is whole is left alone');
});

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

t.test(
  'what Eurodac did beside its data sets: stuck searches, unjustified ones and old cases end',
  async (t) => {
    const { url, database } = await openTestDatabase(t);
    const { sql } = database.unitOfWork;
    const schemas = ['hub', 'ees', 'vis', 'etias', 'sis', 'eurodac', 'ecris_tcn'];
    await sql.query(`drop schema ${schemas.join(', ')} cascade`);
    const before = migrationFiles().filter((file) => file < '480');
    const texts = before.map((file) => [file, readFileSync(join(MIGRATIONS, file), 'utf8')]);
    await migrate({ url, log, directory: t.testdir(Object.fromEntries(texts)) });
    const [subject, dataSet] = [randomUUID(), randomUUID()];
    await sql.query(
      "insert into hub.subjects (system, subject_id, member_state) values ('eurodac', $1, 'GRC')",
      [subject],
    );
    await sql.query(
      `insert into hub.encounters (encounter_id, system, subject_id, member_state, authority_id, encounter_at)
     values ($1, 'eurodac', $2, 'GRC', 'a', now())`,
      [dataSet, subject],
    );
    await sql.query(
      `insert into eurodac.records (encounter_id, subject_id, member_state, encounter_at, surnames, given_names,
       date_of_birth, sex, nationalities, surname_forms, given_name_forms, kind, category, event_date, reference_number)
     values ($1, $2, 'GRC', now(), '{A}', '{B}', '1990-01-01', 'female', '{PER}', '{A}', '{B}', 'data-set',
       'irregular-crossing', now(), 'GR2-1')`,
      [dataSet, subject],
    );
    /** Of a request as it was: how its search ended, what is left of it, what becomes of both. */
    const requests = [
      ['searched', 'rejected', undefined, 'waiting', 'not-compared'],
      ['approved', 'erased', undefined, 'approved', 'not-compared'],
      ['justified', 'failed', undefined, 'approved', 'not-compared'],
      ['searched', 'queued', undefined, 'searched', null],
      ['approved', 'completed', 'hit', 'approved', 'hit'],
      ['unjustified', 'completed', 'hit', 'unjustified', 'not-compared'],
      ['erased', 'completed', 'hit', 'erased', 'not-compared'],
    ] as const;
    const expected: object[] = [];
    /** Those without a result, which would say that there were hits. */
    const operations: string[] = [];
    for (const [state, ended, outcome, stateNow, outcomeNow] of requests) {
      const [requestId, comparisonId] = [randomUUID(), randomUUID()];
      if (ended !== 'erased') {
        await sql.query(
          `insert into hub.operations (operation_id, kind, state, authority_id, authority_class, member_state, purpose, request)
         values ($1, 'compare-data-set', $2, 'a', 'law-enforcement-authority', 'AUT', 'p', '')`,
          [comparisonId, ended],
        );
        if (ended !== 'completed') operations.push(comparisonId);
      }
      await sql.query(
        `insert into eurodac.law_enforcement_requests (request_id, authority_id, member_state, request, is_urgent, state,
         asked_at, comparison_id) values ($1, 'a', 'AUT', '', true, $2, now(), $3)`,
        [requestId, state, comparisonId],
      );
      await sql.query(
        `insert into eurodac.comparisons (comparison_id, collection, member_state, request_id, compared_on, wants_own,
         is_urgent, asked_at, due_at, completed_at, outcome)
       values ($1, 'law-enforcement', 'AUT', $2, now(), true, true, now(), now(), case when $3 then now() end, $4)`,
        [comparisonId, requestId, outcome !== undefined, outcome ?? null],
      );
      if (outcome) {
        await sql.query(
          `insert into eurodac.hits (hit_id, place, comparison_id, encounter_id, subject_id, member_state, category,
           found_by, found_at)
         values (gen_random_uuid(), 0, $1, $2, $3, 'GRC', 'irregular-crossing', 'fingerprint', now())`,
          [comparisonId, dataSet, subject],
        );
      }
      const isSearch = stateNow === state && !(state === 'approved' && ended === 'erased');
      const hits = outcomeNow === 'hit' ? 1 : 0;
      expected.push({ requestId, state: stateNow, isSearch, outcome: outcomeNow, hits });
    }
    for (const [number, transmittedAt] of [
      ['GR2-1', '2026-09-21'],
      ['GR2-2', '2026-09-21'],
      ['GR2-3', null],
    ]) {
      await sql.query(
        `insert into eurodac.transmission_cases (case_id, member_state, reference_number, collection, event_at,
         circumstances, opened_at, transmitted_at)
       values (gen_random_uuid(), 'GRC', $1, 'irregular-crossing', '2026-09-20', '{}', now(), $2)`,
        [number, transmittedAt],
      );
    }
    for (const [state, obliges] of [
      ['USA', 'erase-too'],
      ['NOR', 'erase-too'],
    ]) {
      await sql.query(
        `insert into eurodac.notices (notice_id, to_member_state, encounter_id, subject_id, obliges, status, status_date,
         status_member_state, from_member_state, due_at, citation, sent_at)
       values (gen_random_uuid(), 'GRC', $1, $2, $3, 'citizenship', now(), $4, 'AUT', now(), 'c', now())`,
        [dataSet, subject, obliges, state],
      );
    }
    await sql.query(
      `insert into hub.file_calendars (system, subject_id, due_on) values ('eurodac', $1, '2031-09-22'),
         ('eurodac', gen_random_uuid(), '2031-09-23')`,
      [subject],
    );
    await migrate({ url, log });

    const kept = await sql.query<{ readonly id: string }>('select operation_id as id from hub.operations');
    t.same(kept.map(({ id }) => id).toSorted(), operations.toSorted());
    const looks = await sql.query('select due_on::text as next from hub.file_calendars order by due_on');
    t.same(looks, [{ next: '-infinity' }, { next: '2031-09-23' }], 'days of notices are computed anew');
    const found = await sql.query<{ readonly requestId: string }>(
      `select request.request_id as "requestId", request.state, request.comparison_id is not null as "isSearch", outcome,
       (select count(*)::int from eurodac.hits hit where hit.comparison_id = comparison.comparison_id) as hits
     from eurodac.law_enforcement_requests request join eurodac.comparisons comparison using (request_id)`,
    );
    const order = expected.map((each) => found.find(({ requestId }) => requestId === Object(each).requestId));
    t.same(order, expected);
    const cases = await sql.query(
      'select reference_number as n, encounter_id as of from eurodac.transmission_cases order by 1',
    );
    t.same(cases, [
      { n: 'GR2-1', of: dataSet },
      { n: 'GR2-3', of: null },
    ]);
    const open = await sql.query(
      'select status_member_state as of from eurodac.notices where settled_at is null',
    );
    t.same(open, [{ of: 'NOR' }]);
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
