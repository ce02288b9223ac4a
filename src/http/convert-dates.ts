/**
 * A date of birth as the person's document has it may be one of another calendar. It is converted where it comes in, so that
 * everything behind has one calendar; only calendars that are arithmetic are taken, as their answer is certain.
 */
import { CALENDARS, type Calendar, toGregorian } from '../domain/names/calendar-conversion.js';
import { faultAt, type ProblemError } from './problems.js';

/** Where a body may hold an identity. */
const PLACES = [['identity'], ['person', 'identity']] as const;

type Converted = { readonly value: unknown } | { readonly error: ProblemError };

/** The body with Gregorian dates and without the words that said they were none; what is not understood is left to the schema. */
export function convertDates(body: unknown): Converted {
  let value = body;
  for (const path of PLACES) {
    const identity = partAt(value, path);
    const { dateOfBirth, dateOfBirthCalendar: calendar, ...rest } = identity ?? {};
    if (!isCalendar(calendar) || (dateOfBirth !== undefined && typeof dateOfBirth !== 'string')) continue;
    const date = dateOfBirth === undefined ? undefined : toGregorian(dateOfBirth, calendar);
    if (date === undefined) {
      const pointer = `/${path.join('/')}/dateOfBirth`;
      return { error: faultAt('date-invalid', pointer, `A day of the ${calendar} calendar, YYYY-MM-DD.`) };
    }
    value = withPart(value, path, { ...rest, dateOfBirth: date });
  }
  return { value };
}

function isCalendar(text: unknown): text is Calendar {
  return (CALENDARS as readonly unknown[]).includes(text);
}

type Part = Readonly<Record<string, unknown>>;

function partAt(value: unknown, path: readonly string[]): Part | undefined {
  const part = path.reduce<unknown>((inner, name) => (isPart(inner) ? inner[name] : undefined), value);
  return isPart(part) ? part : undefined;
}

function withPart(value: unknown, [name, ...rest]: readonly string[], part: Part): unknown {
  if (name === undefined) return part;
  const outer = isPart(value) ? value : {};
  return { ...outer, [name]: withPart(outer[name], rest, part) };
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
