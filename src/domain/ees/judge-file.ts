/**
 * Whether one EES file stands on the list of overstayers, and the next day on which that changes by time alone. Between
 * two such days, and as long as no record arrives, nothing has to be looked at ((EU) 2017/2226 Art 12: continuously).
 */
import { authorisedStayOf, dayOf, readStays } from '../ees-stays.js';
import { findOverstay, type OverstayFlag } from '../flags/overstay.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { EesFacts, SystemRecord } from '../system-record.js';
import { firstDayUnexcused, isExcused } from './excused-days.js';

export type FileJudgement = {
  /** Present while the person is on the list. */
  readonly flag?: OverstayFlag;
  /** The day the person came onto it: after the last authorised or excused day of the stay the flag is about. */
  readonly listedSince?: LocalDate;
  /** Absent where only another record can change anything. */
  readonly nextChangeOn?: LocalDate;
};

export function judgeFile(records: readonly SystemRecord[], today: LocalDate): FileJudgement {
  const flag = findOverstay(records, today);
  const nextChangeOn = nextOverstayChange(records, today);
  return {
    ...(flag ? { flag, listedSince: flag.facts.since } : {}),
    ...(nextChangeOn ? { nextChangeOn } : {}),
  };
}

/**
 * The first day after `today` on which the file may be judged otherwise although no record arrives: the day after the
 * last day of a stay without exit that was authorised or is excused, or the day of a record that lies ahead.
 */
export function nextOverstayChange(
  records: readonly SystemRecord[],
  today: LocalDate,
): LocalDate | undefined {
  const stays = readStays(records, today);
  const ends = stays.flatMap((stay, index) => {
    if (stay.kind === 'closed' || stay.kind === 'entry-missing') return [];
    if (stay.entry.facts.freeMovement) return [];
    if (stay.kind === 'exit-missing' && isExcused(stay, stay.nextEntryDate)) return [];
    const authorised = authorisedStayOf(stays, index);
    if (authorised?.kind !== 'authorised' && authorised?.kind !== 'not-authorised') return [];
    const firstDayOver = authorised.lastDay ? addDays(authorised.lastDay, 1) : stay.entry.facts.entryDate;
    return firstDayUnexcused(stay, firstDayOver) ?? [];
  });
  const ahead = records.map(({ facts }) => dayOf(facts as EesFacts));
  return [...ends, ...ahead].reduce<LocalDate | undefined>(
    (next, day) => (day > today && (next === undefined || day < next) ? day : next),
    undefined,
  );
}
