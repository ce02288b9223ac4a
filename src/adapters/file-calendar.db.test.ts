/** The calendar of files as the database keeps it, over all systems. */
import t from 'tap';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { createLog } from '../platform/log.js';
import { eesFile } from '../testing/ees-file.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { DueFile } from '../workflows/ports/systems.js';
import { createAdapters } from './registry.js';

const day = (text: string): LocalDate => localDate(text);
const TODAY = day('2026-06-01');

t.test('days are kept until the records of their file change', async (t) => {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const { sql } = unitOfWork;
  const log = createLog({ level: 'silent', component: 'test' });
  const { adapters, fileCalendar, close } = createAdapters({ sql, remotes: {}, log });
  t.teardown(close);
  const [entry, refusal] = eesFile('in 2026-02-01', 'no 2026-03-01');
  const record = (subject: number, number: number, of = entry!) =>
    adapters
      .get('ees')!
      .record(sql, { ...of, subjectId: id(subject), encounterId: id(number) as string as EncounterId });
  const stale = (today = TODAY) =>
    unitOfWork.transaction((tx) => fileCalendar.stale(tx, { limit: 10, today }));
  const page = (more: { until?: LocalDate; after?: DueFile; limit?: number; memberState?: string } = {}) =>
    fileCalendar.page(sql, {
      memberState: 'AUT',
      systems: ['ees', 'vis'],
      until: day('2040-01-01'),
      limit: 10,
      ...more,
    });

  await record(1, 101);
  await record(2, 102);
  t.same((await stale()).map(({ subjectId }) => subjectId).sort(), [id(1), id(2)], 'new files');
  await unitOfWork.transaction((tx) =>
    fileCalendar.keep(tx, [
      {
        system: 'ees',
        subjectId: id(1),
        days: [
          { on: day('2026-07-01'), memberState: 'AUT' },
          { on: day('2026-07-01'), memberState: 'AUT' },
          { on: day('2031-05-02'), memberState: 'ESP' },
        ],
        nextOn: day('2026-07-01'),
      },
      { system: 'ees', subjectId: id(2), days: [{ on: day('2026-06-10'), memberState: 'AUT' }] },
    ]),
  );
  t.same(await stale(), []);
  t.same(await stale(day('2026-07-01')), [{ system: 'ees', subjectId: id(1) }], 'on the next of its days');
  const both = [
    { on: '2026-06-10', system: 'ees', subjectId: id(2) },
    { on: '2026-07-01', system: 'ees', subjectId: id(1) },
  ];
  t.same(await page(), both, 'by day, each once');
  t.same(await page({ limit: 1 }), [both[0]]);
  t.same(await page({ limit: 1, after: both[0] as DueFile }), [both[1]]);
  t.same(await page({ until: day('2026-06-30') }), [both[0]]);
  t.match(await page({ memberState: 'ESP' }), [{ on: '2031-05-02' }]);
  t.same(
    await fileCalendar.page(sql, {
      memberState: 'AUT',
      systems: ['vis'],
      until: day('2040-01-01'),
      limit: 10,
    }),
    [],
    'systems that are not asked for',
  );

  await record(2, 103, refusal);
  t.same(await stale(), [{ system: 'ees', subjectId: id(2) }], 'a new record');
  await unitOfWork.transaction((tx) =>
    fileCalendar.keep(tx, [{ system: 'ees', subjectId: id(2), days: [] }]),
  );
  t.same(await page(), [both[1]], 'replaced');
  await adapters.get('ees')!.erase(sql, id(1));
  t.same(await page(), [], 'erased');
  t.same(await stale(day('2040-01-01')), []);
});

function id(number: number): SubjectId {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as SubjectId;
}
