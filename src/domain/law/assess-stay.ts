/**
 * Whether a stay kept to what was authorised. A stay is judged by the law of its day: what may be stayed by that of the
 * entry, what was stayed by that of its last day, also where it began before the rule did. Days under a permit count
 * neither against the rule nor as over.
 */
import { fromDayNumber, type LocalDate, toDayNumber } from '../local-date.js';
import { type AuthorisedStay, authorisedStayUnder, type StayConditions } from './authorised-stay.js';
import { shortStayLaw } from './short-stay-table.js';
import {
  ALL_DAYS,
  countIn,
  type DayCount,
  faultIn,
  type Stay,
  type StayFault,
  timelineOf,
  windowOf,
} from './stay-count.js';
import { daysWithin, type IndexedStay, readLedger, withoutPermits } from './stay-days.js';

export type StayAssessment =
  | {
      readonly kind: 'within';
      readonly authorised: AuthorisedStay;
      /** Authorised days after the last day looked at. */
      readonly remainingDays: number;
    }
  | {
      readonly kind: 'exceeded';
      readonly authorised: AuthorisedStay;
      readonly firstDayOver: LocalDate;
      /**
       * First reading: days beyond the maximum in the window of the last day. 0 where only the visa was exceeded.
       * The law does not settle which reading holds; they differ where old days left the window during the stay.
       */
      readonly daysOverInWindow: number;
      /**
       * Second reading, nearer to (EU) 2017/2226 Art 12: days stayed after the last authorised day, without those
       * under a permit.
       */
      readonly daysOverAfterEnd: number;
      readonly atEnd: DayCount;
    };

/**
 * Whether a stay kept to what was authorised, up to its exit or, while it is open, up to `today`. Of what the history
 * has on or after the entry only permits matter; in a count the stay itself has the index after the last one of the
 * history.
 */
export function assessStay(
  history: readonly Stay[],
  stay: Stay,
  options: StayConditions & { readonly today: LocalDate },
): StayAssessment | StayFault {
  const { entryDate, exitDate = options.today } = stay;
  const entry = toDayNumber(entryDate);
  const last = toDayNumber(exitDate);
  if (last < entry) {
    return stay.exitDate
      ? { kind: 'exit-before-entry', stayIndex: history.length }
      : { kind: 'stay-not-begun', entryDate };
  }
  const law = shortStayLaw(exitDate);
  if (!law) return { kind: 'no-rule-in-force', on: exitDate };
  const fault = faultIn(history, { beginningBy: entry - 1, lastMayBeOpen: false });
  if (fault) return fault;

  const timeline = timelineOf(history, entry);
  const authorised = authorisedStayUnder(law, timeline, options);
  const end = entry + authorised.days - 1;
  if (last <= end) return { kind: 'within', authorised, remainingDays: end - last };
  const over = withoutPermits({ from: end + 1, to: last }, timeline.permits);
  const firstOver = over[0];
  if (!firstOver) return { kind: 'within', authorised, remainingDays: 0 };

  const own: IndexedStay = { stay: { entryDate, exitDate }, stayIndex: history.length };
  const atEnd = countIn(readLedger([...timeline.stays, own], last), windowOf(last, law), law);
  const ruleApplied = authorised.terms.some((term) => term.bound === 'short-stay-rule');
  return {
    kind: 'exceeded',
    authorised,
    firstDayOver: fromDayNumber(firstOver.from),
    daysOverInWindow: ruleApplied ? Math.max(0, atEnd.usedDays - law.daysMax) : 0,
    daysOverAfterEnd: daysWithin(over, ALL_DAYS),
    atEnd,
  };
}
