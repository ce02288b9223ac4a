import t from 'tap';
import { fromDayNumber } from '../local-date.js';
import { CALENDARS, type Calendar, calendarsBetween, toGregorian } from './calendar-conversion.js';

/** Days everybody can look up. */
const KNOWN: readonly (readonly [Calendar, string, string])[] = [
  ['julian', '1917-10-25', '1917-11-07'],
  ['julian', '1990-04-23', '1990-05-06'],
  ['julian', '1900-02-29', '1900-03-13'],
  ['islamic', '1410-10-11', '1990-05-07'],
  ['islamic', '1400-01-01', '1979-11-21'],
  ['persian', '1357-11-22', '1979-02-11'],
  ['persian', '1369-02-16', '1990-05-06'],
  ['persian', '1399-12-30', '2021-03-20'],
  ['buddhist', '2533-05-06', '1990-05-06'],
  ['ethiopic', '2000-01-01', '2007-09-12'],
  ['ethiopic', '1982-08-28', '1990-05-06'],
];

t.test('days that are known', async (t) => {
  for (const [calendar, text, gregorian] of KNOWN)
    t.equal(toGregorian(text, calendar), gregorian, `${calendar} ${text}`);
});

t.test('days a calendar does not have', async (t) => {
  for (const [calendar, text] of [
    ['julian', '1901-02-29'],
    ['islamic', '1410-02-30'],
    ['persian', '1400-12-30'],
    ['persian', '1369-07-31'],
    ['buddhist', '2532-02-29'],
    ['ethiopic', '1982-13-06'],
    ['ethiopic', '1982-14-01'],
    ['persian', '1369-13-01'],
    ['persian', '1369-00-10'],
  ] as const) {
    t.equal(toGregorian(text, calendar), undefined, `${calendar} ${text}`);
  }
});

t.test('days agree with those of the calendars Node knows, for a century of births', async (t) => {
  const names = {
    islamic: 'islamic-civil',
    persian: 'persian',
    buddhist: 'buddhist',
    ethiopic: 'ethiopic',
  } as const;
  for (const [calendar, name] of Object.entries(names) as [Exclude<Calendar, 'julian'>, string][]) {
    const format = new Intl.DateTimeFormat(`en-u-ca-${name}`, {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
    let differing = 0;
    for (let day = -18_000; day < 21_000; day += 13) {
      const parts = Object.fromEntries(
        format.formatToParts(new Date(day * 86_400_000)).map(({ type, value }) => [type, value]),
      );
      const two = (text = '') => text.padStart(2, '0');
      const text = `${(parts['year'] ?? parts['relatedYear'] ?? '').padStart(4, '0')}-${two(parts['month'])}-${two(parts['day'])}`;
      if (toGregorian(text, calendar) !== fromDayNumber(day)) differing++;
    }
    t.equal(differing, 0, calendar);
  }
});

t.test('the calendars between two dates, whichever was converted', async (t) => {
  for (const [calendar, text, gregorian] of KNOWN) {
    t.ok(calendarsBetween(text, gregorian).includes(calendar), calendar);
    t.ok(calendarsBetween(gregorian, text).includes(calendar), calendar);
  }
  t.same(calendarsBetween('1990-05-06', '1990-05-06'), []);
  t.same(calendarsBetween('1990-05-06', '1985-01-30'), []);
  t.equal(CALENDARS.length, 5);
});
