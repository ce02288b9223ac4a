import { addYears, type LocalDate } from './local-date.js';

/**
 * Completed years on a day; `undefined` for a date of birth that lies after it. Who was born on 29 February completes a
 * year on 28 February where the year has no other day (reading: the acts say nothing).
 */
export function ageOn(dateOfBirth: LocalDate, on: LocalDate): number | undefined {
  if (dateOfBirth > on) return undefined;
  const years = Number(on.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return addYears(dateOfBirth, years) <= on ? years : years - 1;
}
