/**
 * The short-stay calculator: at most 90 days in any 180-day period, looked at for each day of stay ((EU) 2016/399
 * Art 6(1)). Days of stay are a set, so a day counts once however many stays touch it; the window includes the day
 * examined, so a day stops to matter 180 days later.
 *
 * A stay is judged by the law of its day: what may be stayed by that of the entry, what was stayed by that of its
 * last day. Data that cannot be counted come back as a `StayFault`; nothing is closed or repaired on the way.
 */
import { fromDayNumber, type LocalDate, toDayNumber } from '../local-date.js';
import { type ShortStayLaw, STAY_BOUNDS, type StayBound, shortStayLaw } from './short-stay-table.js';

export type Stay = {
  readonly entryDate: LocalDate;
  /** Absent where no exit is known. */
  readonly exitDate?: LocalDate;
  /** Days under a residence permit or a long-stay visa do not count, nor do those of a short stay they overlap. */
  readonly basis?: 'short-stay' | 'residence-permit' | 'long-stay-visa';
};

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
  readonly citation: string;
};

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

export type VisaTerms = {
  /** A total where it is shorter than the short-stay rule allows; otherwise that rule speaks for it. */
  readonly durationDays: number;
  readonly validUntil: LocalDate;
  /** Days of earlier stays under this visa. */
  readonly daysUsed: number;
  /** (EC) 810/2009 Art 25(1)(b): the visa's own days count, even beyond the short-stay rule. */
  readonly limitedTerritorialValidity?: boolean;
};

/** One limit of a stay. A `lastDay` before the entry allows no day at all. */
export type StayTerm = {
  readonly bound: StayBound;
  readonly lastDay: LocalDate;
  readonly citation: string;
};

export type AuthorisedStay = {
  readonly kind: 'authorised' | 'not-authorised';
  /** 0 where not authorised. */
  readonly days: number;
  /** Absent where not authorised. */
  readonly lastDay?: LocalDate;
  readonly boundBy: StayBound;
  readonly terms: readonly StayTerm[];
  readonly before: DayCount;
};

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
      /** Second reading, nearer to (EU) 2017/2226 Art 12: days stayed after the last authorised day. */
      readonly daysOverAfterEnd: number;
      readonly atEnd: DayCount;
    };

/** Days of stay in the window of `day`. A stay without exit counts up to `day`, if it is the last one. */
export function usedDays(history: readonly Stay[], day: LocalDate): DayCount | StayFault {
  const law = shortStayLaw(day);
  if (!law) return { kind: 'no-rule-in-force', on: day };
  const to = toDayNumber(day);
  const fault = faultIn(history, { beginningBy: to, lastMayBeOpen: true });
  return fault ?? countIn(countedPeriods(history, to), windowOf(to, law), law);
}

/** The longest stay that can begin on `entryDate`. What the history has on or after that day is left out. */
export function maximumStay(history: readonly Stay[], entryDate: LocalDate): MaximumStay | StayFault {
  const law = shortStayLaw(entryDate);
  if (!law) return { kind: 'no-rule-in-force', on: entryDate };
  const entry = toDayNumber(entryDate);
  const fault = faultIn(history, { beginningBy: entry - 1, lastMayBeOpen: false });
  return fault ?? maximumStayUnder(law, history, entry);
}

/** The first day on or after `from` on which a stay can begin, by day count alone. */
export function earliestReentry(history: readonly Stay[], from: LocalDate): Reentry | StayFault {
  // Ends at the latest one window after the last day of stay, when nothing counts any more.
  for (let entry = toDayNumber(from); ; entry++) {
    const entryDate = fromDayNumber(entry);
    const maximum = maximumStay(history, entryDate);
    if (maximum.kind === 'no-stay') continue;
    if (maximum.kind !== 'stay') return maximum;
    return { kind: 'reentry', entryDate, days: maximum.days, lastDay: maximum.lastDay };
  }
}

/** Calendar days of all stays together, whenever they were; one without exit counts its first day only. */
export function distinctDays(history: readonly Stay[]): number {
  const closed = history.map((stay) => ({ ...stay, exitDate: stay.exitDate ?? stay.entryDate }));
  const periods = countedPeriods(closed, Number.POSITIVE_INFINITY);
  return daysWithin(periods, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
}

/** The stay authorised at entry: the short-stay rule and, for a visa holder, the visa's duration and validity. */
export function authorisedStay(
  history: readonly Stay[],
  entryDate: LocalDate,
  visa?: VisaTerms,
): AuthorisedStay | StayFault {
  const law = shortStayLaw(entryDate);
  if (!law) return { kind: 'no-rule-in-force', on: entryDate };
  const fault = faultIn(history, { beginningBy: toDayNumber(entryDate) - 1, lastMayBeOpen: false });
  return fault ?? authorisedStayUnder(law, history, toDayNumber(entryDate), visa);
}

/**
 * Whether a stay kept to what was authorised, up to its exit or, while it is open, up to `today`. What the history has
 * on or after the entry is left out; in a count the stay itself has the index after the last one of the history.
 */
export function assessStay(
  history: readonly Stay[],
  stay: Stay,
  options: { readonly today: LocalDate; readonly visa?: VisaTerms },
): StayAssessment | StayFault {
  const { entryDate, exitDate = options.today } = stay;
  const law = shortStayLaw(exitDate);
  if (!law) return { kind: 'no-rule-in-force', on: exitDate };
  const entry = toDayNumber(entryDate);
  const last = toDayNumber(exitDate);
  if (last < entry) {
    return stay.exitDate
      ? { kind: 'exit-before-entry', stayIndex: history.length }
      : { kind: 'stay-not-begun', entryDate };
  }
  const fault = faultIn(history, { beginningBy: entry - 1, lastMayBeOpen: false });
  if (fault) return fault;

  const authorised = authorisedStayUnder(law, history, entry, options.visa);
  const over = last - (entry + authorised.days - 1);
  if (over <= 0) return { kind: 'within', authorised, remainingDays: -over };
  const days = [...countedPeriods(history, entry - 1), { from: entry, to: last, stayIndex: history.length }];
  const atEnd = countIn(days, windowOf(last, law), law);
  const ruleApplied = authorised.terms.some((term) => term.bound === 'short-stay-rule');
  return {
    kind: 'exceeded',
    authorised,
    firstDayOver: fromDayNumber(last - over + 1),
    daysOverInWindow: ruleApplied ? Math.max(0, atEnd.usedDays - law.daysMax) : 0,
    daysOverAfterEnd: over,
    atEnd,
  };
}

function authorisedStayUnder(
  law: ShortStayLaw,
  history: readonly Stay[],
  entry: number,
  visa: VisaTerms | undefined,
): AuthorisedStay {
  const maximum = maximumStayUnder(law, history, entry);
  const terms: StayTerm[] = [];
  const addTerm = (bound: StayBound, lastDay: number) =>
    terms.push({ bound, lastDay: fromDayNumber(lastDay), citation: STAY_BOUNDS[bound].citation });

  if (!visa?.limitedTerritorialValidity) {
    addTerm('short-stay-rule', entry - 1 + (maximum.kind === 'stay' ? maximum.days : 0));
  }
  if (visa) {
    if (visa.limitedTerritorialValidity || visa.durationDays < law.daysMax) {
      addTerm('visa-duration', entry - 1 + Math.max(0, visa.durationDays - visa.daysUsed));
    }
    addTerm('visa-validity', toDayNumber(visa.validUntil));
  }
  // The first of equal terms binds: the rule before the visa.
  const binding = terms.reduce((earliest, term) => (term.lastDay < earliest.lastDay ? term : earliest));
  const days = Math.max(0, toDayNumber(binding.lastDay) - entry + 1);
  return {
    kind: days > 0 ? 'authorised' : 'not-authorised',
    days,
    ...(days > 0 ? { lastDay: binding.lastDay } : {}),
    boundBy: binding.bound,
    terms,
    before: maximum.before,
  };
}

/**
 * Days of one uninterrupted stay never lower the count: each adds itself and at most one old day leaves the window. So
 * the first day that would break the rule ends the stay, and every day before it keeps the rule.
 */
function maximumStayUnder(law: ShortStayLaw, history: readonly Stay[], entry: number): MaximumStay {
  const periods = countedPeriods(history, entry - 1);
  const usedOnDay = (days: number) =>
    days + daysWithin(periods, { from: entry + days - law.windowDays, to: entry - 1 });
  let days = 0;
  while (usedOnDay(days + 1) <= law.daysMax) days++;
  const before = countIn(periods, windowOf(entry, law), law);
  return days === 0
    ? { kind: 'no-stay', before }
    : { kind: 'stay', days, lastDay: fromDayNumber(entry + days - 1), before };
}

/** Day numbers, both included. */
type Period = { readonly from: number; readonly to: number };
type CountedPeriod = Period & { readonly stayIndex: number };

function windowOf(day: number, law: ShortStayLaw): Period {
  return { from: day - law.windowDays + 1, to: day };
}

function faultIn(
  history: readonly Stay[],
  options: { readonly beginningBy: number; readonly lastMayBeOpen: boolean },
): StayFault | undefined {
  const begun = history
    .map((stay, stayIndex) => ({ stay, stayIndex }))
    .filter(({ stay }) => toDayNumber(stay.entryDate) <= options.beginningBy);
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

/**
 * The days that count, up to and including `until`: disjoint, in order, each with the stay it comes from. Permits and
 * long-stay visas are cut out; one without an end lasts.
 */
function countedPeriods(history: readonly Stay[], until: number): readonly CountedPeriod[] {
  const all = history
    .map((stay, stayIndex) => ({
      from: toDayNumber(stay.entryDate),
      to: stay.exitDate === undefined ? until : Math.min(until, toDayNumber(stay.exitDate)),
      stayIndex,
      countsNoDays: countsNoDays(stay),
    }))
    .filter(({ from, to }) => from <= to);
  const disjoint: CountedPeriod[] = [];
  let counted = Number.NEGATIVE_INFINITY;
  for (const { from, to, stayIndex } of all
    .filter((period) => !period.countsNoDays)
    .sort((a, b) => a.from - b.from)) {
    const fresh = { from: Math.max(from, counted + 1), to, stayIndex };
    if (fresh.from <= fresh.to) disjoint.push(fresh);
    counted = Math.max(counted, to);
  }
  return all
    .filter((period) => period.countsNoDays)
    .reduce<readonly CountedPeriod[]>((periods, permit) => without(periods, permit), disjoint);
}

function without(periods: readonly CountedPeriod[], cut: Period): readonly CountedPeriod[] {
  return periods.flatMap((period) =>
    [
      { ...period, to: Math.min(period.to, cut.from - 1) },
      { ...period, from: Math.max(period.from, cut.to + 1) },
    ].filter(({ from, to }) => from <= to),
  );
}

function countsNoDays(stay: Stay): boolean {
  return stay.basis === 'residence-permit' || stay.basis === 'long-stay-visa';
}

function overlap(a: Period, b: Period): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from) + 1);
}

function daysWithin(periods: readonly Period[], window: Period): number {
  return periods.reduce((sum, period) => sum + overlap(period, window), 0);
}

function countIn(periods: readonly CountedPeriod[], window: Period, law: ShortStayLaw): DayCount {
  return {
    kind: 'counted',
    windowFrom: fromDayNumber(window.from),
    windowTo: fromDayNumber(window.to),
    usedDays: daysWithin(periods, window),
    stays: periods
      .filter((period) => overlap(period, window) > 0)
      .map((period) => ({
        stayIndex: period.stayIndex,
        from: fromDayNumber(Math.max(period.from, window.from)),
        to: fromDayNumber(Math.min(period.to, window.to)),
        days: overlap(period, window),
      })),
    citation: law.citation,
  };
}
