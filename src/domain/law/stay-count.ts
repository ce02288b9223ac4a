/**
 * Days of stay in the window of one day, and the data that cannot be counted. Days of stay are a set, so a day counts once
 * however many stays touch it; the window includes the day examined, so a day stops to matter 180 days later. Days under
 * a permit do not count ((EU) 2016/399 Art 6(1), (2)). Faults come back as they are; nothing is closed or repaired.
 */
import { fromDayNumber, type LocalDate, toDayNumber } from '../local-date.js';
import { type ShortStayLaw, shortStayLaw } from './short-stay-table.js';
import {
  countsNoDays,
  type DatedStay,
  daysWithin,
  type IndexedStay,
  overlap,
  type Period,
  permitPeriods,
  readLedger,
  type StayPeriod,
  type UncountedWhy,
} from './stay-days.js';

/**
 * `exitDate` is absent where no exit is known. Days of a `basis` other than a short stay do not count, nor do those of
 * a short stay they overlap.
 */
export type Stay = DatedStay;

/** `stayIndex` points into the history that was given. */
export type StayFault =
  | { readonly kind: 'exit-before-entry'; readonly stayIndex: number }
  | { readonly kind: 'missing-exit'; readonly stayIndex: number }
  | { readonly kind: 'stay-not-begun'; readonly entryDate: LocalDate }
  | { readonly kind: 'no-rule-in-force'; readonly on: LocalDate };

/** Days that count on one day, and the stays they come from. */
export type DayCount = {
  readonly kind: 'counted';
  readonly windowFrom: LocalDate;
  readonly windowTo: LocalDate;
  readonly usedDays: number;
  /** In order of days; a day two stays share is listed with the one that began first. */
  readonly stays: readonly {
    readonly stayIndex: number;
    readonly from: LocalDate;
    readonly to: LocalDate;
    readonly days: number;
  }[];
  /** What was left out, cut to the days up to `windowTo`. */
  readonly notCounted: readonly NotCounted[];
  readonly citation: string;
};

export type NotCounted = {
  readonly stayIndex: number;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly days: number;
  /** `before-window`: the day has left the window. `counted-once`: another stay has the same day. */
  readonly why: UncountedWhy | 'before-window';
};

/** Days of stay in the window of `day`. A stay without exit counts up to `day`, if it is the last one. */
export function usedDays(history: readonly Stay[], day: LocalDate): DayCount | StayFault {
  const law = shortStayLaw(day);
  if (!law) return { kind: 'no-rule-in-force', on: day };
  const to = toDayNumber(day);
  const fault = faultIn(history, { beginningBy: to, lastMayBeOpen: true });
  return fault ?? countIn(readLedger(indexed(history), to), windowOf(to, law), law);
}

/** Calendar days of all stays together, whenever they were or `before` a day; one without exit counts its first day only. */
export function distinctDays(history: readonly Stay[], before?: LocalDate): number {
  const closed = history.map((stay) =>
    countsNoDays(stay) ? stay : { ...stay, exitDate: stay.exitDate ?? stay.entryDate },
  );
  const { counted } = readLedger(indexed(closed), Number.POSITIVE_INFINITY);
  return daysWithin(counted, before === undefined ? ALL_DAYS : { ...ALL_DAYS, to: toDayNumber(before) - 1 });
}

export const ALL_DAYS: Period = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What matters for a stay that begins on day `entry`: earlier stays, and permits whenever they are. */
export type Timeline = {
  readonly entry: number;
  readonly stays: readonly IndexedStay[];
  readonly before: ReturnType<typeof readLedger>;
  readonly permits: readonly Period[];
};

export function timelineOf(history: readonly Stay[], entry: number): Timeline {
  const all = indexed(history);
  const stays = all.filter(({ stay }) => countsNoDays(stay) || toDayNumber(stay.entryDate) < entry);
  return { entry, stays, before: readLedger(stays, entry - 1), permits: permitPeriods(all) };
}

/** The period looked at on `day`, which is its last one. */
export function windowOf(day: number, law: ShortStayLaw): Period {
  return { from: day - law.windowDays + 1, to: day };
}

/** The first fault among stays that began by day `beginningBy`. */
export function faultIn(
  history: readonly Stay[],
  options: { readonly beginningBy: number; readonly lastMayBeOpen: boolean },
): StayFault | undefined {
  const begun = indexed(history).filter(({ stay }) => toDayNumber(stay.entryDate) <= options.beginningBy);
  for (const { stay, stayIndex } of begun) {
    if (stay.exitDate !== undefined && stay.exitDate < stay.entryDate) {
      return { kind: 'exit-before-entry', stayIndex };
    }
    if (stay.exitDate !== undefined || countsNoDays(stay)) continue;
    const isLast = begun.every(
      (other) => other.stayIndex === stayIndex || other.stay.entryDate < stay.entryDate,
    );
    if (!options.lastMayBeOpen || !isLast) return { kind: 'missing-exit', stayIndex };
  }
  return undefined;
}

export function countIn(
  { counted, uncounted }: ReturnType<typeof readLedger>,
  window: Period,
  law: ShortStayLaw,
): DayCount {
  return {
    kind: 'counted',
    windowFrom: fromDayNumber(window.from),
    windowTo: fromDayNumber(window.to),
    usedDays: daysWithin(counted, window),
    stays: counted
      .filter((period) => overlap(period, window) > 0)
      .map((period) => dated(cut(period, window))),
    notCounted: [
      ...counted
        .filter(({ from }) => from < window.from)
        .map((period) => ({
          ...period,
          to: Math.min(period.to, window.from - 1),
          why: 'before-window' as const,
        })),
      ...uncounted,
    ]
      .sort((a, b) => a.from - b.from || a.stayIndex - b.stayIndex)
      .map((period) => ({ ...dated(period), why: period.why })),
    citation: law.citation,
  };
}

function indexed(history: readonly Stay[]): readonly IndexedStay[] {
  return history.map((stay, stayIndex) => ({ stay, stayIndex }));
}

function cut(period: StayPeriod, window: Period): StayPeriod {
  return { ...period, from: Math.max(period.from, window.from), to: Math.min(period.to, window.to) };
}

function dated({ stayIndex, from, to }: StayPeriod) {
  return { stayIndex, from: fromDayNumber(from), to: fromDayNumber(to), days: to - from + 1 };
}
