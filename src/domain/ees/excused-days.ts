/**
 * How far proof excuses a stay ((EU) 2017/2226 Art 20, 35(5)). A right to stay or a serious event takes the person off
 * the list of overstayers for the days it covers, and no longer where its last day is known: from the next day on the
 * stay is judged like any other. Without a last day it excuses for good, as nobody may be listed on a guess.
 */
import type { StayWithEntry } from '../ees-stays.js';
import { addDays, type LocalDate } from '../local-date.js';

/** Whether proof covers a stay that lasts until `lastDay`. */
export function isExcused({ rebuttal }: StayWithEntry, lastDay: LocalDate): boolean {
  return rebuttal !== undefined && (rebuttal.facts.endsOn === undefined || lastDay <= rebuttal.facts.endsOn);
}

/** The first day no proof excuses, from `firstDayOver`; `undefined` where it excuses for good. */
export function firstDayUnexcused(
  { rebuttal }: StayWithEntry,
  firstDayOver: LocalDate,
): LocalDate | undefined {
  if (!rebuttal) return firstDayOver;
  const { endsOn } = rebuttal.facts;
  if (endsOn === undefined) return undefined;
  return endsOn < firstDayOver ? firstDayOver : addDays(endsOn, 1);
}
