import type { LocalDate } from '../local-date.js';

/**
 * How sure a row is. `verified`: read in the text of the provision. `verified-indirectly`: read in a cross-reference,
 * an amending act or a named secondary source. `general-knowledge`: not checked against a text. `computed`: follows
 * from a verified rule. `interpretation`: the text leaves a gap and this is the project's reading.
 */
export type Sureness =
  | 'verified'
  | 'verified-indirectly'
  | 'general-knowledge'
  | 'computed'
  | 'interpretation';

/** What every row of law carries, whatever it says. */
export type Provision = {
  /** What the row lays down, in a few words. */
  readonly rule: string;
  /** First day on which the row applies; an earlier row of the same rule holds until the day before. */
  readonly inForceFrom: LocalDate;
  /** Act and article. */
  readonly citation: string;
  readonly sureness: Sureness;
};

export type LawUnit =
  | 'hours'
  | 'days'
  | 'working-days'
  | 'months'
  | 'years'
  | 'pixels'
  | 'pixels-per-inch'
  | 'levels'
  | 'to-one'
  | 'persons';

/** One dated number of the law. */
export type LawRow = Provision & {
  readonly value: number;
  readonly unit: LawUnit;
};

/** The row in force on a day: the latest that began on or before it. `undefined` before the first. */
export function rowInForce<Row extends Provision>(rows: readonly Row[], on: LocalDate): Row | undefined {
  let inForce: Row | undefined;
  for (const row of rows) {
    // ISO dates order as text.
    if (row.inForceFrom <= on && (inForce === undefined || row.inForceFrom > inForce.inForceFrom)) {
      inForce = row;
    }
  }
  return inForce;
}
