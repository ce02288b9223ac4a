/**
 * Dates of other calendars as the same digits: what a date reads as in the Gregorian calendar if it was written down in
 * another one. Arithmetic calendars only, so that the answer is certain. Sources: Calendrical Calculations (Reingold and
 * Dershowitz), the tabular Islamic calendar with the usual cycle of leap years, the 33-year cycle of the Persian one
 * (equal to the observed calendar for the years 1178 to 1633).
 */
import { fromDayNumber, type LocalDate, parseLocalDate } from '../local-date.js';

export const CALENDARS = ['julian', 'islamic', 'persian', 'buddhist', 'ethiopic'] as const;
export type Calendar = (typeof CALENDARS)[number];

type Digits = { readonly year: number; readonly month: number; readonly day: number };

/** The day `YYYY-MM-DD` of that calendar; `undefined` where it has no such day. */
export function toGregorian(text: string, calendar: Calendar): LocalDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  if (month < 1 || day < 1) return undefined;
  return CONVERSIONS[calendar]({ year, month, day });
}

/** The calendars in which one of the two dates is the other. */
export function calendarsBetween(a: string, b: string): readonly Calendar[] {
  return CALENDARS.filter((calendar) => toGregorian(a, calendar) === b || toGregorian(b, calendar) === a);
}

const CONVERSIONS: Readonly<Record<Calendar, (digits: Digits) => LocalDate | undefined>> = {
  julian({ year, month, day }) {
    const isLeap = year % 4 === 0;
    const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if (month > 12 || day > days[month - 1]!) return undefined;
    const before = days.slice(0, month - 1).reduce((sum, each) => sum + each, 0);
    // 1 January of the year 1 is 30 December of the year 0 in the Gregorian calendar: day -719164.
    return dated(-719_164 + 365 * (year - 1) + Math.floor((year - 1) / 4) + before + day - 1);
  },
  islamic({ year, month, day }) {
    const isLeap = (11 * year + 14) % 30 < 11;
    const length = month % 2 === 1 || (month === 12 && isLeap) ? 30 : 29;
    if (month > 12 || day > length) return undefined;
    const before = Math.ceil(29.5 * (month - 1));
    // 1 Muharram 1 is 16 July 622 Julian: day -492148.
    return dated(-492_148 + 354 * (year - 1) + Math.floor((3 + 11 * year) / 30) + before + day - 1);
  },
  persian({ year, month, day }) {
    const isLeap = [1, 5, 9, 13, 17, 22, 26, 30].includes(year % 33);
    const length = month <= 6 ? 31 : month <= 11 || isLeap ? 30 : 29;
    if (month > 12 || day > length || year < 1178 || year > 1633) return undefined;
    const before = month <= 7 ? 31 * (month - 1) : 186 + 30 * (month - 7);
    // 1 Farvardin 1 by this cycle is 21 March 622 Gregorian: day -492268.
    return dated(-492_269 + 365 * (year - 1) + Math.floor((8 * year + 21) / 33) + before + day);
  },
  buddhist({ year, month, day }) {
    return parseLocalDate(
      `${String(year - 543).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    );
  },
  ethiopic({ year, month, day }) {
    const length = month <= 12 ? 30 : year % 4 === 3 ? 6 : 5;
    if (month > 13 || day > length) return undefined;
    // 1 Maskaram 1 is 29 August 8 Julian: day -716367.
    return dated(-716_367 + 365 * (year - 1) + Math.floor(year / 4) + 30 * (month - 1) + day - 1);
  },
};

function dated(dayNumber: number): LocalDate | undefined {
  return dayNumber < -719_000 ? undefined : parseLocalDate(fromDayNumber(dayNumber));
}
