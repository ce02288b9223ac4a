/**
 * The longest stay that can begin on a day: at most 90 days in any 180-day period, looked at for each day of stay
 * ((EU) 2016/399 Art 6(1)).
 */
import { fromDayNumber, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import { type ShortStayLaw, shortStayLaw } from './short-stay-table.js';
import {
  countIn,
  type DayCount,
  faultIn,
  type Stay,
  type StayFault,
  type Timeline,
  timelineOf,
  windowOf,
} from './stay-count.js';
import { countsNoDays, coveredUntil, daysWithin, withoutPermits } from './stay-days.js';

export type MaximumStay =
  | {
      readonly kind: 'stay';
      readonly days: number;
      readonly lastDay: LocalDate;
      /** Days before the entry that lie in the window of the entry day. */
      readonly before: DayCount;
    }
  | { readonly kind: 'no-stay'; readonly before: DayCount };

export type Reentry = {
  readonly kind: 'reentry';
  readonly entryDate: LocalDate;
  readonly days: number;
  readonly lastDay: LocalDate;
};

/** The longest stay that can begin on `entryDate`. Of what begins on or after that day only permits matter. */
export function maximumStay(history: readonly Stay[], entryDate: LocalDate): MaximumStay | StayFault {
  const law = shortStayLaw(entryDate);
  if (!law) return { kind: 'no-rule-in-force', on: entryDate };
  const entry = toDayNumber(entryDate);
  const fault = faultIn(history, { beginningBy: entry - 1, lastMayBeOpen: false });
  return fault ?? maximumStayUnder(law, timelineOf(history, entry));
}

/** The first day on or after `from` on which a stay can begin, by day count alone. */
export function earliestReentry(history: readonly Stay[], from: LocalDate): Reentry | StayFault {
  // Ends at the latest one window after the last day of stay, when nothing counts any more.
  for (let entry = toDayNumber(from); ; ) {
    const entryDate = fromDayNumber(entry);
    const maximum = maximumStay(history, entryDate);
    if (maximum.kind === 'stay') {
      return { kind: 'reentry', entryDate, days: maximum.days, lastDay: maximum.lastDay };
    }
    if (maximum.kind !== 'no-stay') return maximum;
    entry = nextCandidate(history, entry, maximum.before.usedDays);
  }
}

/**
 * The next day worth a look after one on which no stay can begin. A day later at most one day has left the window, so
 * that no day helps before the excess has left it; only a permit that begins earlier does. Day after day would take
 * seconds where stays reach far ahead.
 */
function nextCandidate(history: readonly Stay[], entry: number, usedDays: number): number {
  const law = shortStayLaw(fromDayNumber(entry));
  const excess = usedDays + 1 - (law?.daysMax ?? usedDays);
  const permits = history
    .filter((stay) => countsNoDays(stay))
    .map((stay) => toDayNumber(stay.entryDate))
    .filter((begins) => begins > entry);
  return Math.min(entry + Math.max(1, excess), ...permits);
}

export const END_OF_TIME = toDayNumber(localDate('9999-12-31'));

/**
 * Days of one uninterrupted stay never lower the count: each adds itself and at most one old day leaves the window. So
 * the first day that would break the rule ends the stay, and every day before it keeps the rule. Days under a permit
 * are stepped over: they add nothing and keep the rule.
 */
export function maximumStayUnder(law: ShortStayLaw, { entry, before, permits }: Timeline): MaximumStay {
  let end = entry - 1;
  for (const free of withoutPermits({ from: entry, to: END_OF_TIME }, permits)) {
    end = free.from - 1;
    while (end < free.to && keepsRule(end + 1)) end++;
    if (end < free.to) break;
  }
  if (coveredUntil(permits, end + 1) === Number.POSITIVE_INFINITY) end = END_OF_TIME;
  const counted = countIn(before, windowOf(entry, law), law);
  const days = end - entry + 1;
  return days === 0
    ? { kind: 'no-stay', before: counted }
    : { kind: 'stay', days, lastDay: fromDayNumber(end), before: counted };

  function keepsRule(day: number): boolean {
    const window = windowOf(day, law);
    const own = { from: Math.max(entry, window.from), to: day };
    const ownDays =
      permits.length === 0 ? own.to - own.from + 1 : daysWithin(withoutPermits(own, permits), own);
    return ownDays + daysWithin(before.counted, window) <= law.daysMax;
  }
}
