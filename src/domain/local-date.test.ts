import t from 'tap';
import {
  addDays,
  addMonths,
  addWorkingDays,
  addYears,
  fromDayNumber,
  localDate,
  monthsBefore,
  parseLocalDate,
  toDayNumber,
} from './local-date.js';

t.test('dates that exist and those that do not', async (t) => {
  for (const text of ['2026-01-01', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) {
    t.equal(parseLocalDate(text), text);
  }
  for (const text of [
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '2026-01-01T00:00:00Z',
    '',
  ]) {
    t.equal(parseLocalDate(text), undefined, text);
  }
  t.throws(() => localDate('2026-02-29'), { name: 'RangeError' });
});

t.test('day numbers are those of the Gregorian calendar', async (t) => {
  let wrong: string | undefined;
  for (let day = toDayNumber(localDate('1850-01-01')); day <= toDayNumber(localDate('2410-12-31')); day++) {
    const twin = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (fromDayNumber(day) !== twin || toDayNumber(localDate(twin)) !== day) wrong ??= twin;
  }
  t.equal(wrong, undefined);
  for (const [text, day] of [
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ] as const) {
    t.equal(toDayNumber(localDate(text)), day, text);
    t.equal(fromDayNumber(day), text);
  }
});

t.test('moving on', async (t) => {
  t.equal(addDays(localDate('2024-02-28'), 1), '2024-02-29');
  t.equal(addDays(localDate('2026-01-01'), -1), '2025-12-31');
  t.equal(addYears(localDate('2024-02-29'), 1), '2025-02-28');
  t.equal(addYears(localDate('2024-02-29'), 4), '2028-02-29');
});

t.test('months end where they end', async (t) => {
  t.equal(addMonths(localDate('2026-01-31'), 1), '2026-02-28');
  t.equal(addMonths(localDate('2024-01-31'), 1), '2024-02-29');
  t.equal(addMonths(localDate('2026-11-30'), 3), '2027-02-28');
  t.equal(addMonths(localDate('2026-05-15'), 12), '2027-05-15');
  t.equal(monthsBefore(localDate('2031-05-31'), 3), '2031-02-28');
  t.equal(monthsBefore(localDate('2026-01-15'), 1), '2025-12-15');
});

t.test('working days', async (t) => {
  const friday = localDate('2026-11-20');
  t.equal(addWorkingDays(friday, 1), '2026-11-23');
  t.equal(addWorkingDays(friday, 5), '2026-11-27');
  t.equal(addWorkingDays(localDate('2026-11-21'), 1), '2026-11-23', 'from a Saturday');
  t.equal(addWorkingDays(friday, 0), friday);
  t.equal(addWorkingDays(friday, 1, new Set([localDate('2026-11-23')])), '2026-11-24', 'a public holiday');
  t.equal(addWorkingDays(localDate('1969-12-31'), 2), '1970-01-02', 'before the epoch');
});
