/**
 * The days of stay of one person as the calculator counts them: the stays its file proves, and what was presented
 * beside it. Permits and long-stay visas stand in no EES file (their holders are outside the EES, (EU) 2017/2226
 * Art 2(3), 35(6)); stamps count in the first 180 days of operation only (Art 22).
 */
import { operatesSystem } from '../country-codes.js';
import {
  type EarlierStay,
  provenStay,
  type RecordedStay,
  readStays,
  recordsOf,
  type VisaUse,
  visasOf,
} from '../ees-stays.js';
import type { Stay } from '../law/stay-count.js';
import { addDays, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { type DaySource, type LeftOutWhy, type UncountedDays, WHY_CITATIONS } from './explain-days.js';

export type EesFile = {
  readonly records: readonly SystemRecord[];
  readonly permits?: readonly Permit[];
  readonly stamps?: readonly Stamp[];
  /** The day of asking, where it is not the day asked about: what was corrected by then is known. */
  readonly askedOn?: LocalDate;
};

export type Permit = {
  readonly kind: 'residence-permit' | 'long-stay-visa';
  readonly from: LocalDate;
  /** Absent where it has no end. */
  readonly until?: LocalDate;
};

/** `exitDate` is absent where no exit stamp follows. */
export type Stamp = { readonly entryDate: LocalDate; readonly exitDate?: LocalDate };

export type StayHistory = {
  readonly stays: readonly Stay[];
  /** By index of `stays`. */
  readonly sources: readonly DaySource[];
  /** The visas each was under, by index of `stays`; permits and stamps have none. */
  readonly visas: readonly (readonly VisaUse[] | undefined)[];
  readonly leftOut: readonly UncountedDays[];
};

export const EES_START = localDate('2025-10-12');
/** The 180th day of operation is the last on which stamps are looked at. */
const STAMPS_UNTIL = addDays(EES_START, 179);

/** `recorded` are the stays before the one asked about; stays that are still open prove their first day only. */
export function stayHistory(
  recorded: readonly RecordedStay[],
  { permits = [], stamps = [] }: EesFile,
  on: LocalDate,
): StayHistory {
  const stays: Stay[] = [];
  const sources: DaySource[] = [];
  const visas: (readonly VisaUse[] | undefined)[] = [];
  const leftOut: UncountedDays[] = [];
  const leave = (stay: Stay, source: DaySource, why: LeftOutWhy) => {
    const days = leftOutDays(stay, on);
    if (days.days > 0) leftOut.push({ ...days, source, why, citation: WHY_CITATIONS[why] });
  };

  const stamped = on <= STAMPS_UNTIL ? stamps.map((stamp) => closeByExit(stamp, recorded)) : [];
  for (const stay of recorded) {
    const proven = provenStay(stay);
    const source: DaySource = {
      kind: 'records',
      encounterIds: recordsOf(stay).map(({ encounterId }) => encounterId),
    };
    if (!recordsOf(stay).some(({ memberState }) => operatesSystem(memberState, 'ees'))) {
      leave(proven, source, 'state-not-operating');
    } else if (proven.entryDate < EES_START && stamped.some((stamp) => touches(stamp, proven))) {
      leave(proven, source, 'stamp-prevails');
    } else {
      stays.push(proven);
      sources.push(source);
      visas[stays.length - 1] = visasOf(stay);
      if (stay.kind === 'open' || stay.kind === 'exit-missing') {
        const until = stay.kind === 'open' ? on : addDays(stay.nextEntryDate, -1);
        leave({ entryDate: addDays(proven.entryDate, 1), exitDate: until }, source, 'unproven');
      }
    }
  }
  for (const [evidenceIndex, stamp] of stamps.entries()) {
    const source = { kind: 'stamp', evidenceIndex } as const;
    const counted = stamped[evidenceIndex];
    if (counted) {
      stays.push({ entryDate: counted.entryDate, exitDate: counted.exitDate ?? counted.entryDate });
      sources.push(source);
    } else leave(stamp, source, 'stamps-no-longer-count');
  }
  for (const [evidenceIndex, { kind, from, until }] of permits.entries()) {
    stays.push({ entryDate: from, ...(until ? { exitDate: until } : {}), basis: kind });
    sources.push({ kind: 'permit', evidenceIndex });
  }
  return { stays, sources, visas, leftOut };
}

/** Stays of the file that had begun by `on`, as the file reads on the day of asking. */
export function staysOf({ records, askedOn }: EesFile, on: LocalDate): readonly RecordedStay[] {
  return readStays(records, on, askedOn);
}

export type EvidenceFault = {
  readonly kind: 'permit' | 'stamp';
  readonly evidenceIndex: number;
  readonly why: 'ends-before-it-begins' | 'lies-ahead';
};

/**
 * Evidence that cannot be: a permit or a pair of stamps that ends before it begins, or a stamp of a day that has not
 * come, neither on the day of asking nor on the day asked about. Only a permit may reach further.
 */
export function evidenceFault(
  { permits = [], stamps = [], askedOn }: EesFile,
  on: LocalDate,
): EvidenceFault | undefined {
  const why = 'ends-before-it-begins';
  const permit = permits.findIndex(({ from, until }) => until !== undefined && until < from);
  if (permit >= 0) return { kind: 'permit', evidenceIndex: permit, why };
  const stamp = stamps.findIndex(({ entryDate, exitDate }) => exitDate !== undefined && exitDate < entryDate);
  if (stamp >= 0) return { kind: 'stamp', evidenceIndex: stamp, why };
  if (askedOn === undefined) return undefined;
  const latest = askedOn > on ? askedOn : on;
  const ahead = stamps.findIndex(({ entryDate, exitDate = entryDate }) => exitDate > latest);
  return ahead >= 0 ? { kind: 'stamp', evidenceIndex: ahead, why: 'lies-ahead' } : undefined;
}

/** An entry stamp alone is closed by the exit the EES recorded without an entry. */
function closeByExit(stamp: Stamp, recorded: readonly RecordedStay[]): Stamp {
  if (stamp.exitDate !== undefined) return stamp;
  const exit = recorded.find(
    (stay) => stay.kind === 'entry-missing' && stay.exit.facts.exitDate >= stamp.entryDate,
  );
  return exit?.kind === 'entry-missing' ? { ...stamp, exitDate: exit.exit.facts.exitDate } : stamp;
}

function touches(stamp: Stamp, stay: Stay): boolean {
  const stampEnd = stamp.exitDate ?? stamp.entryDate;
  return stamp.entryDate <= (stay.exitDate ?? stay.entryDate) && stay.entryDate <= stampEnd;
}

function leftOutDays({ entryDate, exitDate = entryDate }: Stay, on: LocalDate) {
  const to = exitDate < on ? exitDate : on;
  return { from: entryDate, to, days: toDayNumber(to) - toDayNumber(entryDate) + 1 };
}

export function earlierStays({ stays, visas }: StayHistory): readonly EarlierStay[] {
  return stays.map((stay, index) => ({ stay, visas: visas[index] ?? [] }));
}
