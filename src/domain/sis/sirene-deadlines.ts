/** By when the SIRENE Bureaux and the states must act on an alert, and what holds when they do not. */
import { hoursAfter } from '../instant.js';
import { type SisDuty, type SisDutyRow, sisDutyRow } from '../law/sis-duty-table.js';
import { addDays, addMonths, addWorkingDays, type LocalDate, parseLocalDate } from '../local-date.js';

export type SireneEvent =
  | 'hit'
  | 'information-requested'
  | 'similar-identity-found'
  | 'permit-planned'
  | 'alert-on-permit-holder'
  | 'error-evidence'
  | 'error-notified'
  | 'purpose-achieved'
  /** The person applies for a travel authorisation: told, with nothing owed ((EU) 2018/1240 Art 23). */
  | 'etias-application'
  | 'alert-hidden';

export type SireneDeadline =
  | { readonly kind: 'by-instant'; readonly by: string; readonly row: SisDutyRow }
  /** The last day is in time. */
  | { readonly kind: 'by-day'; readonly by: LocalDate; readonly row: SisDutyRow };

export type SireneDeadlines =
  | { readonly kind: 'deadlines'; readonly deadlines: readonly SireneDeadline[] }
  | { readonly kind: 'bad-instant' };

const DUTIES: Readonly<Record<SireneEvent, readonly SisDuty[]>> = {
  hit: ['supplementary-information'],
  'information-requested': ['supplementary-information'],
  'similar-identity-found': ['similar-identity'],
  'permit-planned': ['permit-consultation'],
  'alert-on-permit-holder': ['permit-holder-consultation'],
  'error-evidence': ['error-evidence'],
  'error-notified': ['error-disagreement'],
  'purpose-achieved': ['purpose-achieved'],
  'etias-application': [],
  'alert-hidden': ['hidden-alert'],
};

/**
 * `at`: RFC 3339 with the offset of the place, whose calendar day counts for limits in days: the day of the event is not
 * counted. `holidays`: public holidays of the state that must act. `extended`: for `alert-on-permit-holder`, a
 * reasoned request for more time was made.
 */
export function sireneDeadlines(
  event: SireneEvent,
  at: string,
  options: { readonly holidays?: ReadonlySet<LocalDate>; readonly extended?: boolean } = {},
): SireneDeadlines {
  const day = parseLocalDate(at.slice(0, 10));
  if (day === undefined || hoursAfter(at, 0) === undefined) return { kind: 'bad-instant' };
  const duties =
    event === 'alert-on-permit-holder' && options.extended
      ? (['permit-holder-consultation-extended'] as const)
      : DUTIES[event];
  return {
    kind: 'deadlines',
    deadlines: duties.map((duty) => deadline(sisDutyRow(duty), { at, day, holidays: options.holidays })),
  };
}

type When = {
  readonly at: string;
  readonly day: LocalDate;
  readonly holidays: ReadonlySet<LocalDate> | undefined;
};

function deadline(row: SisDutyRow, { at, day, holidays }: When): SireneDeadline {
  const { value, unit } = row.within;
  switch (unit) {
    case 'hours':
      return { kind: 'by-instant', by: hoursAfter(at, value)!, row };
    case 'days':
      return { kind: 'by-day', by: addDays(day, value), row };
    case 'working-days':
      return { kind: 'by-day', by: addWorkingDays(day, value, holidays), row };
    case 'months':
      return { kind: 'by-day', by: addMonths(day, value), row };
  }
}

/** Whether the limit has passed; `at` is RFC 3339 with the offset of the place. */
export function isOverdue(deadline: SireneDeadline, at: string): boolean {
  return deadline.kind === 'by-instant'
    ? Date.parse(at) > Date.parse(deadline.by)
    : at.slice(0, 10) > deadline.by;
}
