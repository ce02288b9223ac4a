import t from 'tap';
import { eesFile, type RecordWords } from '../../testing/ees-file.js';
import { effectiveRecords } from '../ees/effective-records.js';
import { addDays, localDate } from '../local-date.js';
import type { DatedRecord } from './deadlines-of.js';
import { dueErasure } from './due-erasures.js';

const day = localDate;

/** What goes and when, day after day until nothing is held; says so on the way where a correction is undone. */
function erasures(words: readonly RecordWords[]): readonly string[] {
  let held: readonly DatedRecord[] = eesFile(...words).map((record) => ({
    record,
    receivedOn: day('2026-06-01'),
  }));
  const log: string[] = [];
  for (let today = day('2026-06-01'); today < '2036-01-01' && held.length > 0; today = addDays(today, 1)) {
    const before = reading(held);
    const due = dueErasure(held, today);
    if (due.kind === 'nothing') continue;
    const gone = due.kind === 'file' ? held : due.records;
    log.push(`${today} ${gone.map(({ record }) => record.encounterId).join(' ')}`);
    held = held.filter((each) => !gone.some(({ record }) => record === each.record));
    for (const counted of reading(held)) if (!before.has(counted)) log.push(`counts again: ${counted}`);
  }
  return log;
}

function reading(file: readonly DatedRecord[]): ReadonlySet<string> {
  const records = file.map(({ record }) => record);
  return new Set(
    effectiveRecords(records, day('9999-12-31'))
      .filter(({ facts }) => facts.kind !== 'amendment')
      .map(({ encounterId, facts }) => `${encounterId} ${JSON.stringify(facts)}`),
  );
}

const about = (concerns: number) => ({ concerns });

t.test('a correction does not go before what it corrects: (EU) 2017/2226 Art 34, 35', async (t) => {
  const ROWS: readonly (readonly [string, readonly RecordWords[], readonly string[]])[] = [
    ['an erased entry', ['in 2026-03-01', 'erase 2026-05-01'], ['2029-03-02 0 1']],
    [
      'an erased entry beside a stay that counts',
      ['in 2026-03-01', 'in 2026-04-01', 'out 2026-04-10', ['erase 2026-05-01', about(0)]],
      ['2029-03-02 0 3', '2029-04-11 1 2'],
    ],
    [
      'an erased exit: its stay is open from the erasure on',
      ['in 2026-03-01', 'out 2026-03-10', ['erase 2026-05-01', about(1)]],
      ['2029-03-11 1 2', '2031-05-30 0'],
    ],
    [
      'an erased proof',
      ['in 2026-03-01', ['proof 2026-05-01 right-to-stay', about(0)], ['erase 2026-05-02', about(1)]],
      ['2031-05-30 0 1 2'],
    ],
    [
      'an erased extension',
      ['in 2026-03-01', ['extend 2026-05-01 2026-07-15', about(0)], ['erase 2026-05-02', about(1)]],
      ['2031-05-30 0 1 2'],
    ],
    [
      'an erased extension that names no entry',
      ['in 2026-03-01', 'extend 2026-05-01 2026-07-15', ['erase 2026-05-02', about(1)]],
      ['2031-05-30 0 1 2'],
    ],
    ['an erased refusal', ['no 2026-03-01', 'erase 2026-05-01'], ['2029-03-02 0 1']],
    ['a refusal on another day', ['no 2026-03-01', 'correct 2026-05-01 2026-04-01'], ['2029-04-02 0 1']],
    [
      'a decision about an erased entry',
      ['in 2026-03-01', ['revoke 2026-03-15', about(0)], ['erase 2026-05-01', about(0)]],
      ['2029-03-02 0 1 2'],
    ],
    [
      'an exit erased after it was corrected',
      [
        'in 2026-03-01',
        'out 2026-03-10',
        ['correct 2026-04-01 2026-03-12', about(1)],
        ['erase 2026-05-01', about(1)],
      ],
      ['2029-03-11 1 2 3', '2031-05-30 0'],
    ],
    [
      'an erased entry of a family member',
      [['in 2026-03-01', { freeMovement: true }], 'erase 2026-05-01'],
      ['2027-03-02 0 1'],
    ],
  ];
  for (const [id, words, expected] of ROWS) t.same(erasures(words), expected, id);
});
