/**
 * What the list of overstayers costs. Fills a database of its own with `--files` EES files (made by SQL from a seed of
 * nothing but their number: 85 % left in time, 10 % inside and authorised, 5 % overstaying) and measures in one run
 *
 *   build    judging every file once, which happens when the list is kept for the first time
 *   idle     a sweep while nothing is due
 *   day      the sweep of the next day: files whose last authorised day has passed
 *   changed  the sweep after `--changed` files got a record
 *   page     one page of 100 persons, first and from the middle
 *   pass     judging a sample of all files, per file: what a list costs that is not kept
 *
 *   node dist/bench/overstayers/overstayer-list.js [--files 1000000] [--changed 1000]
 *
 * Uses the server of DATABASE_URL or starts one of its own. Prints one JSON object. The indexes for searching by name
 * are dropped before filling: they have no part in the list and would be most of the time.
 */
import { availableParallelism, cpus } from 'node:os';
import { createAdapters } from '../../src/adapters/registry.js';
import type { Requester } from '../../src/domain/authorities.js';
import type { SubjectId } from '../../src/domain/ids.js';
import { addDays, type LocalDate, localDate } from '../../src/domain/local-date.js';
import { prepareInstanceFolder } from '../../src/main/embedded/instance-folder.js';
import { startServices } from '../../src/main/start-services.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../../src/testing/test-database.js';
import { createListOverstayers } from '../../src/workflows/list-overstayers.js';
import { createSweepOverstays } from '../../src/workflows/sweep-overstays.js';
import { type Measuring, printMeasured } from '../hub/print-measured.js';
import { parseOptions } from '../parse-options.js';

const { values } = parseOptions({
  options: { files: { type: 'string', default: '1000000' }, changed: { type: 'string', default: '1000' } },
});
const FILES = Number(values.files);
const CHANGED = Number(values.changed);
const TODAY = localDate('2026-11-25');
const PAGE = 100;
const PASS = Math.min(FILES, 20_000);
const BORDER: Requester = {
  authorityId: 'AUT-border-police',
  authorityClass: 'border-authority',
  memberState: 'AUT',
  purpose: 'border-check',
};

/** By number of the file modulo 20: 17 have left, 2 are inside with days left, 1 overstays. */
const ENTRY_DAYS_AGO = `(case when n % 20 < 17 then 120 + n / 20 % 900 when n % 20 < 19 then n / 20 % 90 else 100 + n / 20 % 500 end)`;
const EXIT_DAYS_AGO = `(case when n % 20 < 17 then 110 + n / 20 % 900 - n / 20 % 7 end)`;

await printMeasured(measure);

async function measure({ closers, folder: data }: Measuring) {
  const log = createLog({ level: 'error', component: 'bench' });
  if (process.env.DATABASE_URL === undefined) {
    const folder = prepareInstanceFolder(data);
    const services = await startServices({ config: {}, folder, durable: false, report: () => {}, log });
    closers.add('services', () => services.stop());
    process.env.DATABASE_URL = services.databaseUrl;
  }
  const { database } = await openTestDatabase({ teardown: (drop) => closers.add('database', drop) });
  const { unitOfWork } = database;
  const { stayFiles } = createAdapters({ sql: unitOfWork.sql, remotes: {}, log });
  let today: LocalDate = TODAY;
  const noon = () => `${today}T12:00:00Z`;
  const clock = {
    nowMs: () => Date.parse(noon()),
    today: () => today,
    localInstant: noon,
    startOfDayMs: (day: string) => Date.parse(`${day}T00:00:00Z`),
  };
  const accessLog = { append: async () => {} };
  const sweepOnce = createSweepOverstays({ unitOfWork, stayFiles, clock });
  const list = createListOverstayers({ unitOfWork, stayFiles, clock, accessLog });
  const sweep = () =>
    timed(async () => {
      let judged = 0;
      for (let batch = await sweepOnce(); batch > 0; batch = await sweepOnce()) judged += batch;
      return judged;
    });
  const page = (after?: SubjectId) =>
    timed(async () => {
      const outcome = await list(BORDER, { limit: PAGE, ...(after ? { after } : {}) });
      return outcome.kind === 'listed' ? outcome.overstayers.length : 0;
    });

  const fill = await timed(() => fillFiles(unitOfWork.sql));
  const build = await sweep();
  const idle = await sweep();
  const listed = await countListed(unitOfWork.sql);
  today = addDays(TODAY, 1);
  const day = await sweep();
  await unitOfWork.sql.query(
    `update ees.overstay_files set due_on = '-infinity', version = version + 1
     where subject_id in (select subject_id from ees.overstay_files order by md5(subject_id::text) limit $1)`,
    [CHANGED],
  );
  const changed = await sweep();
  const first = await page();
  const middle = await page(subjectOf(Math.floor(FILES / 2)));
  const pass = await timed(async () => {
    const sample = await unitOfWork.sql.query<{ subject_id: SubjectId }>(
      'select subject_id from ees.overstay_files order by subject_id limit $1',
      [PASS],
    );
    await unitOfWork.sql.query(
      `update ees.overstay_files set due_on = '-infinity', version = version + 1 where subject_id <= $1`,
      [sample.at(-1)!.subject_id],
    );
    return (await sweep()).result;
  });
  return {
    files: FILES,
    listed,
    machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
    fill: { ms: fill.ms, records: fill.result },
    build: { ...rate(build), msPerFile: round(build.ms / FILES) },
    idle: { ms: idle.ms },
    day: rate(day),
    changed: rate(changed),
    page: { persons: first.result, firstMs: first.ms, middleMs: middle.ms },
    pass: { ...rate(pass), estimateForAllMs: Math.round((pass.ms / PASS) * FILES) },
  };
}

type Sql = { query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> };

async function fillFiles(sql: Sql): Promise<number> {
  await sql.query(
    'drop index ees.records_surname, ees.records_birthday, ees.records_birthday_in_part, ees.records_document',
  );
  let records = 0;
  for (let from = 1; from <= FILES; from += 20_000) {
    const to = Math.min(FILES, from + 19_999);
    for (const [kind, days] of [
      ['entry', ENTRY_DAYS_AGO],
      ['exit', EXIT_DAYS_AGO],
    ] as const) {
      const rows = await sql.query(
        `insert into ees.records (encounter_id, subject_id, member_state, encounter_at, surnames, given_names,
           date_of_birth, sex, nationalities, surname_forms, given_name_forms, kind, border_crossing_point, ${kind}_date)
         select md5('${kind}' || n)::uuid, lpad(to_hex(n), 32, '0')::uuid, 'AUT',
           $3::date - ${days} + time '10:00', array['BENCH'], array['N' || n], '1980-01-01', 'female', array['PER'],
           array['BENCH'], array['N' || n], '${kind}', 'Vienna', $3::date - ${days}
         from generate_series($1::int, $2::int) as n
         where ${days} is not null
         returning 1`,
        [from, to, TODAY],
      );
      records += rows.length;
    }
    await sql.query(
      `insert into ees.overstay_files (subject_id, due_on)
       select lpad(to_hex(n), 32, '0')::uuid, '-infinity' from generate_series($1::int, $2::int) as n`,
      [from, to],
    );
  }
  await sql.query('analyze ees.records');
  await sql.query('analyze ees.overstay_files');
  return records;
}

async function countListed(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ count: string }>(
    'select count(*) as count from ees.overstay_files where listed_since is not null',
  );
  return Number(row!.count);
}

function subjectOf(number: number): SubjectId {
  const hex = number.toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as SubjectId;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: round(performance.now() - start), result };
}

function rate({ ms, result }: { readonly ms: number; readonly result: number }) {
  return { ms, judged: result };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
