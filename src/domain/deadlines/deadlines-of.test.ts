import t from 'tap';
import { eesFile } from '../../testing/ees-file.js';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { addDays, type LocalDate, localDate } from '../local-date.js';
import type { AnyFacts, SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { type Deadline, dueBy, dueWithin } from './deadline.js';
import { type DatedRecord, deadlinesOf } from './deadlines-of.js';

const day = (text: string): LocalDate => localDate(text);
const TODAY = day('2026-11-25');

const dated = (records: readonly SystemRecord[], receivedOn = TODAY): readonly DatedRecord[] =>
  records.map((record) => ({ record, receivedOn }));
const lines = (deadlines: readonly Deadline[]) =>
  deadlines.map(({ kind, on, encounterId }) => `${on} ${kind}${encounterId ? ` ${encounterId}` : ''}`);
const all = (deadlines: readonly Deadline[]) =>
  lines(dueWithin(deadlines, { today: day('1990-01-01'), days: 40_000 }));

function one<S extends SystemId>(system: S, facts: AnyFacts, encounterId = 'a'): SystemRecord {
  return {
    system,
    subjectId: 'subject' as SubjectId,
    encounterId: encounterId as EncounterId,
    memberState: 'AUT',
    encounterAt: '2026-01-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts,
  };
}

t.test('an EES file', async (t) => {
  t.same(all(deadlinesOf(dated(eesFile('in 2026-01-01', 'out 2026-03-31')), TODAY)), [
    '2029-04-01 erase-record 0',
    '2029-04-01 erase-record 1',
    '2029-04-02 erase-file',
  ]);
  t.same(
    all(deadlinesOf(dated(eesFile('in 2026-02-01')), day('2026-02-10'))),
    ['2026-05-02 list', '2031-02-01 notice 0', '2031-05-02 erase-record 0', '2031-05-02 erase-file'],
    '18: listed, told three months before, erased',
  );
  t.same(
    all(deadlinesOf(dated(eesFile('in 2026-02-01')), day('2026-05-02'))),
    ['2031-02-01 notice 0', '2031-05-02 erase-record 0', '2031-05-02 erase-file'],
    'who is listed does not come onto the list',
  );
  const returned = eesFile('in 2026-03-01', 'out 2026-03-31', 'in 2029-03-01', 'out 2029-03-10');
  t.same(
    all(deadlinesOf(dated(returned), day('2029-03-11'))),
    [
      '2029-04-01 erase-record 0',
      '2029-04-01 erase-record 1',
      '2032-03-11 erase-record 2',
      '2032-03-11 erase-record 3',
      '2032-03-12 erase-file',
    ],
    'the file survives, its old records do not',
  );
  t.same(all(deadlinesOf([], TODAY)), []);
});

t.test('the other systems', async (t) => {
  const alert = one('sis', {
    kind: 'alert',
    alertKind: 'check',
    issuedOn: day('2026-06-30'),
    reviewBy: day('2027-06-30'),
    actionToBeTaken: 'check',
  });
  t.same(all(deadlinesOf(dated([alert]), TODAY)), [
    '2027-02-28 review a',
    '2027-07-01 erase-record a',
    '2027-07-01 erase-file',
  ]);
  const dataSet = one('eurodac', {
    kind: 'data-set',
    category: 'irregular-crossing',
    eventDate: day('2026-06-20'),
    referenceNumber: 'AT2-1',
  });
  t.same(
    all(deadlinesOf(dated([dataSet], day('2026-06-25')), TODAY)),
    ['2031-06-26 erase-record a', '2031-06-26 erase-file'],
    'Eurodac counts from the transmission',
  );
  const pending = one('vis', {
    kind: 'visa-application',
    applicationNumber: 'V1',
    applicationDate: day('2026-11-01'),
    outcome: 'pending',
  });
  t.same(all(deadlinesOf(dated([pending]), TODAY)), [], 'what has no term yet has no deadline');
  const refused = one(
    'vis',
    {
      ...(pending.facts as Extract<AnyFacts, { kind: 'visa-application' }>),
      outcome: 'refused',
      decidedOn: day('2026-11-20'),
    },
    'b',
  );
  const file = [...dated([pending]), { record: refused, receivedOn: TODAY }];
  t.same(all(deadlinesOf(file, TODAY)), ['2031-11-21 erase-record b'], 'and keeps its file');
  for (const deadline of deadlinesOf(file, TODAY)) t.match(deadline.citation, /\((EU|EC)\) \d+\/\d+/);
});

t.test('what is due in the next days', async (t) => {
  const deadlines = deadlinesOf(dated(eesFile('in 2026-02-01')), day('2026-02-10'));
  t.same(lines(dueWithin(deadlines, { today: day('2026-05-01'), days: 1 })), ['2026-05-02 list']);
  t.same(
    dueWithin(deadlines, { today: day('2026-05-02'), days: 30 }),
    [],
    'what is due today is due already',
  );
  t.same(lines(dueBy(deadlines, day('2026-05-02'))), ['2026-05-02 list']);
  t.same(dueBy(deadlines, day('2026-05-01')), []);
});

t.test('a year of law passes in a moment', async (t) => {
  const files = Array.from({ length: 200 }, (_, index) => {
    const entry = addDays(day('2023-01-01'), index * 5);
    const words = index % 4 === 0 ? [`in ${entry}`] : [`in ${entry}`, `out ${addDays(entry, index % 80)}`];
    return dated(
      eesFile(...words).map((record) => ({
        ...record,
        subjectId: `s${String(index).padStart(3, '0')}` as SubjectId,
      })),
    );
  });
  let held = files;
  const counts = { list: 0, 'erase-record': 0, 'erase-file': 0 };
  let calendar = held.flatMap((file) => deadlinesOf(file, day('2025-12-31')));
  for (let today = day('2026-01-01'); today <= '2026-12-31'; today = addDays(today, 1)) {
    const due = dueBy(calendar, today);
    if (due.length === 0) continue;
    for (const { kind } of due) if (kind in counts) counts[kind as keyof typeof counts]++;
    const gone = new Set(
      due
        .filter(({ kind }) => kind === 'erase-record')
        .map(({ subjectId, encounterId }) => `${subjectId} ${encounterId}`),
    );
    held = held
      .map((file) => file.filter(({ record }) => !gone.has(`${record.subjectId} ${record.encounterId}`)))
      .filter((file) => file.length > 0);
    calendar = held.flatMap((file) => deadlinesOf(file, today)).filter(({ on }) => on > today);
  }
  const exits = files.flatMap((file) =>
    file.flatMap(({ record: { facts } }) => (facts.kind === 'exit' ? [facts.exitDate] : [])),
  );
  const expected = exits.filter((exitDate) => exitDate >= '2022-12-31' && exitDate <= '2023-12-30').length;
  t.ok(expected > 40);
  t.equal(counts['erase-record'], 2 * expected, 'entry and exit three years and a day after the exit');
  t.equal(files.length - held.length, expected, 'files whose last record went');
  for (const file of held) {
    const kept = deadlinesOf(file, day('2026-12-31'));
    t.same(
      dueBy(kept, day('2026-12-31')).filter(({ kind }) => kind === 'erase-record'),
      [],
      'nothing is held too long',
    );
  }
});
