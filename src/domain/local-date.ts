/**
 * Calendar dates without a time zone, as the regulations count them. Day arithmetic runs on the day number since
 * 1970-01-01 in the proleptic Gregorian calendar, so no clock and no time zone can shift a day.
 */
declare const brand: unique symbol;
/** `YYYY-MM-DD`, always a date that exists. */
export type LocalDate = string & { readonly [brand]: 'LocalDate' };

const MS_PER_DAY = 86_400_000;
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

/** Days since 1970-01-01; negative before. */
export function toDayNumber(date: LocalDate): number {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;
}

export function fromDayNumber(dayNumber: number): LocalDate {
  return new Date(dayNumber * MS_PER_DAY).toISOString().slice(0, 10) as LocalDate;
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
