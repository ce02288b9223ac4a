/**
 * Calendar dates without a time zone, as the regulations count them. Day arithmetic runs on the day number since
 * 1970-01-01 in the proleptic Gregorian calendar, so no clock and no time zone can shift a day.
 */
declare const brand: unique symbol;
/** `YYYY-MM-DD`, always a date that exists. */
export type LocalDate = string & { readonly [brand]: 'LocalDate' };

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Returns the date, or `undefined` where the text is no date that exists (2026-02-29 is none). */
export function parseLocalDate(text: string): LocalDate | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return undefined;
  return text as LocalDate;
}

/** For literals in tables and tests: throws where `parseLocalDate` returns `undefined`. */
export function localDate(text: string): LocalDate {
  const date = parseLocalDate(text);
  if (date === undefined) throw new RangeError(`not a calendar date: ${JSON.stringify(text)}`);
  return date;
}

/** Days since 1970-01-01; negative before. Arithmetic, not `Date`: lists of a million files call it all the time. */
export function toDayNumber(date: LocalDate): number {
  const month = Number(date.slice(5, 7));
  // Years begin in March, so that the leap day is the last day of one.
  const year = Number(date.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const dayOfYear =
    Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + Number(date.slice(8)) - 1;
  return 365 * year + leapDays(year) + dayOfYear - DAYS_BEFORE_1970;
}

export function fromDayNumber(dayNumber: number): LocalDate {
  const day = dayNumber + DAYS_BEFORE_1970;
  let year = Math.floor((day * 400) / DAYS_OF_400_YEARS);
  while (365 * (year + 1) + leapDays(year + 1) <= day) year++;
  while (365 * year + leapDays(year) > day) year--;
  const dayOfYear = day - 365 * year - leapDays(year);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const calendarYear = month <= 2 ? year + 1 : year;
  return `${String(calendarYear).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(dayOfMonth)}` as LocalDate;
}

/** Days from 0000-03-01 to 1970-01-01, and of the 400 years after which the calendar repeats. */
const DAYS_BEFORE_1970 = 719_468;
const DAYS_OF_400_YEARS = 146_097;

function leapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return fromDayNumber(toDayNumber(date) + days);
}

/** Same day `years` later; 29 February becomes 28 February where the year has none. */
export function addYears(date: LocalDate, years: number): LocalDate {
  const [year, month, day] = date.split('-') as [string, string, string];
  const target = String(Number(year) + years).padStart(4, '0');
  return parseLocalDate(`${target}-${month}-${day}`) ?? localDate(`${target}-02-28`);
}

/** Same day `months` later, or the last day of that month where it has none. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const monthIndex = year * 12 + (month - 1) + months;
  const prefix = `${String(Math.floor(monthIndex / 12)).padStart(4, '0')}-${twoDigits((monthIndex % 12) + 1)}`;
  for (let candidate = day; ; candidate--) {
    const found = parseLocalDate(`${prefix}-${twoDigits(candidate)}`);
    if (found) return found;
  }
}

/** Same day of an earlier month, or the last day of that month where it has none. */
export function monthsBefore(date: LocalDate, months: number): LocalDate {
  return addMonths(date, -months);
}

/**
 * `count` working days later, Saturdays and Sundays left out; a day that is no working day counts from the next one.
 * Public holidays differ by Member State and are given by the caller.
 */
export function addWorkingDays(
  date: LocalDate,
  count: number,
  holidays: ReadonlySet<LocalDate> = new Set(),
): LocalDate {
  let day = toDayNumber(date);
  for (let left = count; left > 0; ) {
    day++;
    // 1 January 1970 was a Thursday.
    const weekday = (((day + 4) % 7) + 7) % 7;
    if (weekday !== 0 && weekday !== 6 && !holidays.has(fromDayNumber(day))) left--;
  }
  return fromDayNumber(day);
}
