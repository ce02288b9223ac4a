/**
 * Whether one EES file stands on the list of overstayers, and the next day on which that changes by time alone. Between
 * two such days, and as long as no record arrives, nothing has to be looked at ((EU) 2017/2226 Art 12: continuously).
 */
import { authorisedStayOf, dayOf, readStays } from '../ees-stays.js';
import { findOverstay, type OverstayFlag } from '../flags/overstay.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { EesFacts, SystemRecord } from '../system-record.js';

export type FileJudgement = {
  /** Present while the person is on the list. */
  readonly flag?: OverstayFlag;
  /** The day the person came onto it: the day after the last authorised day of the stay the flag is about. */
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
 * last authorised day of a stay without exit, or the day of a record that lies ahead.
 */
export function nextOverstayChange(
  records: readonly SystemRecord[],
  today: LocalDate,
): LocalDate | undefined {
  const stays = readStays(records, today);
  const ends = stays.flatMap((stay, index) => {
    if (stay.kind === 'closed' || stay.kind === 'entry-missing' || stay.rebuttal) return [];
    if (stay.entry.facts.freeMovement) return [];
    const authorised = authorisedStayOf(stays, index);
    return authorised && 'lastDay' in authorised && authorised.lastDay
      ? [addDays(authorised.lastDay, 1)]
      : [];
  });
  const ahead = records.map(({ facts }) => dayOf(facts as EesFacts));
  return [...ends, ...ahead].reduce<LocalDate | undefined>(
    (next, day) => (day > today && (next === undefined || day < next) ? day : next),
    undefined,
  );
}
