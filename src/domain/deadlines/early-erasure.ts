/** When data must be gone before its term is over, because something about the person or the case has changed. */

import { rowInForce } from '../law/citation.js';
import {
  EARLY_ERASURE_ROWS,
  type EarlyErasureRow,
  type EarlyErasureTrigger,
} from '../law/early-erasure-table.js';
import { addDays, addMonths, addWorkingDays, type LocalDate } from '../local-date.js';

export type EarlyErasure =
  | {
      readonly kind: 'erase';
      /** Last day on which it may be done. A limit in hours ends on the day it runs out, counted from the end of the day. */
      readonly by: LocalDate;
      readonly row: EarlyErasureRow;
    }
  | { readonly kind: 'kept'; readonly reason: string; readonly citation: string }
  | { readonly kind: 'no-rule-in-force' };

/**
 * `occurredOn`: the day the authority learnt of it. `holidays`: public holidays of the state that must act.
 * `refusedAdmission`: for Eurodac, a data set of Art 18(2)(b) or (c).
 */
export function earlyErasure(
  trigger: EarlyErasureTrigger,
  occurredOn: LocalDate,
  options: { readonly holidays?: ReadonlySet<LocalDate>; readonly refusedAdmission?: boolean } = {},
): EarlyErasure {
  const row = rowInForce(
    EARLY_ERASURE_ROWS.filter((candidate) => candidate.trigger === trigger),
    occurredOn,
  );
  if (!row) return { kind: 'no-rule-in-force' };
  if (trigger === 'eurodac-citizenship' && options.refusedAdmission) {
    return {
      kind: 'kept',
      reason:
        'The article does not list data of refused or discontinued admission: they are kept to the end of their term.',
      citation: '(EU) 2024/1358 Art 29(4), 30',
    };
  }
  return { kind: 'erase', by: lastDay(row, occurredOn, options.holidays), row };
}

function lastDay(
  { within }: EarlyErasureRow,
  occurredOn: LocalDate,
  holidays: ReadonlySet<LocalDate> | undefined,
): LocalDate {
  switch (within.unit) {
    case 'working-days':
      return addWorkingDays(occurredOn, within.value, holidays);
    case 'days':
      return addDays(occurredOn, within.value);
    case 'hours':
      return addDays(occurredOn, Math.floor(within.value / 24));
    case 'months':
      return addMonths(occurredOn, within.value);
  }
}
