/** The list of overstayers as the database keeps it: what is read, what is due, and what a judgement may change. */
import t from 'tap';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { createLog } from '../platform/log.js';
import { eesFile, type RecordWords } from '../testing/ees-file.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { StayFileJudgement } from '../workflows/ports/systems.js';
import { createAdapters } from './registry.js';

const day = (text: string): LocalDate => localDate(text);
const TODAY = day('2026-06-01');

t.test('a file is due when its records change, and on the day its judgement names', async (t) => {
  const { files, record, erase, read } = await open(t);
  await record(3, 'in 2026-02-01');
  await record(1, 'in 2026-02-01', 'out 2026-02-05', 'no 2026-03-01');
  await record(2, 'in 2026-05-20');
  const page = await files.page({ limit: 2 });
  t.same(
    page.map(({ subjectId, isDue, records }) => [subjectId, isDue, records.map(({ facts }) => facts.kind)]),
    [
      [id(1), true, ['entry', 'exit', 'refusal']],
      [id(2), true, ['entry']],
    ],
  );
  t.same(subjects(await files.page({ limit: 2, after: id(2) })), [id(3)], 'read on from there');

  await files.keep(page[0]!, {});
  await files.keep(page[1]!, { nextChangeOn: day('2026-08-18') });
  await files.keep((await files.page({ limit: 5, after: id(2) }))[0]!, { listedSince: day('2026-05-02') });
  t.same(subjects(await files.page({ limit: 5 })), [id(3)], 'only who is listed');
  t.same((await files.page({ limit: 5 }))[0]?.isDue, false);
  t.same(subjects(await files.page({ limit: 5, today: day('2026-08-17') })), [id(3)]);
  t.same(
    subjects(await files.page({ limit: 5, today: day('2026-08-18') })),
    [id(2), id(3)],
    'or due by then',
  );
  t.same(subjects(await read.due(day('2026-08-18'))), [id(2)]);
  t.same(subjects(await read.due(TODAY)), []);

  await record(1, 'in 2026-06-01');
  t.same(subjects(await read.due(TODAY)), [id(1)], 'a new record');
  await erase(1);
  t.same(subjects(await read.due(TODAY)), [], 'erased');
  await erase(3);
  t.same(await files.page({ limit: 5 }), [], 'and off the list');
});

t.test('a judgement of what has changed meanwhile is not kept', async (t) => {
  const { files, record, read } = await open(t);
  await record(1, 'in 2026-02-01');
  const [before] = await files.page({ limit: 1 });
  await record(1, 'out 2026-02-05');
  await files.keep(before!, { listedSince: day('2026-05-02') });
  const [after] = await files.page({ limit: 1 });
  t.same([after?.isDue, after?.records.length], [true, 2], 'still due');
  await files.keep(after!, {});
  t.same(await read.due(TODAY), []);
});

t.test('two processes sweep different files', async (t) => {
  const { database, files, stayFiles, record } = await open(t);
  for (const subject of [1, 2, 3]) await record(subject, 'in 2026-02-01');
  await database.unitOfWork.transaction(async (first) => {
    t.same(subjects(await stayFiles.due(first, { limit: 2, today: TODAY })), [id(1), id(2)]);
    await database.unitOfWork.transaction(async (second) => {
      t.same(subjects(await stayFiles.due(second, { limit: 2, today: TODAY })), [id(3)]);
    });
  });
  t.equal((await files.page({ limit: 5 })).length, 3);
});

t.test('files recorded before the list was kept are due', async (t) => {
  const { database, record, read } = await open(t);
  await record(1, 'in 2026-02-01');
  await database.unitOfWork.sql.query(`update ees.overstay_files set due_on = '-infinity'`);
  t.same(subjects(await read.due(day('1990-01-01'))), [id(1)], 'whatever day it is');
});

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  const log = createLog({ level: 'silent', component: 'test' });
  const { adapters, stayFiles, close } = createAdapters({ sql, remotes: {}, log });
  t.teardown(close);
  const ees = adapters.get('ees')!;
  let recorded = 0;
  return {
    database,
    stayFiles,
    files: {
      page: (page: { limit: number; after?: SubjectId; today?: LocalDate }) =>
        stayFiles.page(sql, { today: TODAY, ...page }),
      keep: (file: { subjectId: SubjectId; version: string }, judgement: Partial<StayFileJudgement>) =>
        stayFiles.keepJudgements(sql, [{ subjectId: file.subjectId, version: file.version, ...judgement }]),
    },
    read: {
      due: (today: LocalDate) =>
        database.unitOfWork.transaction((tx) => stayFiles.due(tx, { limit: 10, today })),
    },
    async record(subject: number, ...words: readonly RecordWords[]) {
      for (const record of eesFile(...words)) {
        recorded++;
        await ees.record(sql, {
          ...record,
          subjectId: id(subject),
          encounterId: id(1000 + recorded) as string as EncounterId,
        });
      }
    },
    erase: (subject: number) => ees.erase(sql, id(subject)),
  };
}

function subjects(files: readonly { readonly subjectId: SubjectId }[]): readonly SubjectId[] {
  return files.map(({ subjectId }) => subjectId);
}

function id(number: number): SubjectId {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as SubjectId;
}
