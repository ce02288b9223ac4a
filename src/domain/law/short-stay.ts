/**
 * The short-stay calculator: at most 90 days in any 180-day period, looked at for each day of stay ((EU) 2016/399
 * Art 6(1)). Days of stay are a set, so a day counts once however many stays touch it; the window includes the day
 * examined, so a day stops to matter 180 days later. Days under a permit count neither against the rule nor as over.
 *
 * A stay is judged by the law of its day: what may be stayed by that of the entry, what was stayed by that of its
 * last day, also where it began before the rule did. Data that cannot be counted come back as a `StayFault`; nothing is closed or repaired on the way.
 */
import { fromDayNumber, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import { type ShortStayLaw, STAY_BOUNDS, type StayBound, shortStayLaw } from './short-stay-table.js';
import {
  countsNoDays,
  coveredUntil,
  type DatedStay,
  daysWithin,
  type IndexedStay,
  overlap,
  type Period,
  permitPeriods,
  readLedger,
  type StayPeriod,
  type UncountedWhy,
  withoutPermits,
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
  /** Where absent the visa is taken to have begun. */
  readonly validFrom?: LocalDate;
  readonly validUntil: LocalDate;
  /** Days of earlier stays under this visa, before the day of entry: a day that two stays share is the later one's. */
  readonly daysUsed: number;
  /** (EC) 810/2009 Art 25(1)(b): the visa's own days count, even beyond the short-stay rule. */
  readonly limitedTerritorialValidity?: boolean;
};

/** A decision on the stay itself, (EU) 2017/2226 Art 19, as far as it moves its end. */
export type EndDecision = {
  readonly bound: Extract<StayBound, 'extension' | 'bilateral-extension' | 'revocation'>;
  /** The last day of the stay as decided. */
  readonly lastDay: LocalDate;
};

export type StayConditions = {
  readonly visa?: VisaTerms;
  /** Another visa shown at exit, (EU) 2017/2226 Art 16(3): it goes on where the first one ends. */
  readonly visaAtExit?: VisaTerms;
  /** In the order they were taken. */
  readonly decisions?: readonly EndDecision[];
  /** False for a Member State that operates the EES but does not apply Schengen in full (Art 11(4)). */
  readonly schengenInFull?: boolean;
};

/**
 * One limit of a stay. A `lastDay` before the entry allows no day at all; `9999-12-31` is no limit, where a permit
 * without an end covers the stay.
 */
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
      /**
       * Second reading, nearer to (EU) 2017/2226 Art 12: days stayed after the last authorised day, without those
       * under a permit.
       */
      readonly daysOverAfterEnd: number;
      readonly atEnd: DayCount;
    };

/** Days of stay in the window of `day`. A stay without exit counts up to `day`, if it is the last one. */
export function usedDays(history: readonly Stay[], day: LocalDate): DayCount | StayFault {
  const law = shortStayLaw(day);
  if (!law) return { kind: 'no-rule-in-force', on: day };
  const to = toDayNumber(day);
  const fault = faultIn(history, { beginningBy: to, lastMayBeOpen: true });
  return fault ?? countIn(readLedger(indexed(history), to), windowOf(to, law), law);
}

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
  for (let entry = toDayNumber(from); ; entry++) {
    const entryDate = fromDayNumber(entry);
    const maximum = maximumStay(history, entryDate);
    if (maximum.kind === 'no-stay') continue;
    if (maximum.kind !== 'stay') return maximum;
    return { kind: 'reentry', entryDate, days: maximum.days, lastDay: maximum.lastDay };
  }
}

/** Calendar days of all stays together, whenever they were or `before` a day; one without exit counts its first day only. */
export function distinctDays(history: readonly Stay[], before?: LocalDate): number {
  const closed = history.map((stay) =>
    countsNoDays(stay) ? stay : { ...stay, exitDate: stay.exitDate ?? stay.entryDate },
  );
  const { counted } = readLedger(indexed(closed), Number.POSITIVE_INFINITY);
  return daysWithin(counted, before === undefined ? ALL_DAYS : { ...ALL_DAYS, to: toDayNumber(before) - 1 });
}

/** The stay authorised at entry: the short-stay rule, the visa's terms, and decisions taken on the stay since. */
export function authorisedStay(
  history: readonly Stay[],
  entryDate: LocalDate,
  conditions: StayConditions = {},
): AuthorisedStay | StayFault {
  const law = shortStayLaw(entryDate);
  if (!law) return { kind: 'no-rule-in-force', on: entryDate };
  const entry = toDayNumber(entryDate);
  const fault = faultIn(history, { beginningBy: entry - 1, lastMayBeOpen: false });
  return fault ?? authorisedStayUnder(law, timelineOf(history, entry), conditions);
}

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

const ALL_DAYS: Period = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const END_OF_TIME = toDayNumber(localDate('9999-12-31'));

/** What matters for a stay that begins on day `entry`: earlier stays, and permits whenever they are. */
type Timeline = {
  readonly entry: number;
  readonly stays: readonly IndexedStay[];
  readonly before: ReturnType<typeof readLedger>;
  readonly permits: readonly Period[];
};

function timelineOf(history: readonly Stay[], entry: number): Timeline {
  const all = indexed(history);
  const stays = all.filter(({ stay }) => countsNoDays(stay) || toDayNumber(stay.entryDate) < entry);
  return { entry, stays, before: readLedger(stays, entry - 1), permits: permitPeriods(all) };
}

function indexed(history: readonly Stay[]): readonly IndexedStay[] {
  return history.map((stay, stayIndex) => ({ stay, stayIndex }));
}

function authorisedStayUnder(
  law: ShortStayLaw,
  timeline: Timeline,
  conditions: StayConditions,
): AuthorisedStay {
  const { entry } = timeline;
  const maximum = maximumStayUnder(law, timeline);
  const terms: StayTerm[] = [];
  const addTerm = (bound: StayBound, lastDay: number) =>
    terms.push({ bound, lastDay: fromDayNumber(lastDay), citation: STAY_BOUNDS[bound].citation });

  if (!conditions.visa?.limitedTerritorialValidity) {
    addTerm('short-stay-rule', entry - 1 + (maximum.kind === 'stay' ? maximum.days : 0));
  }
  for (const { bound, lastDay } of visaTerms(law, timeline, conditions)) addTerm(bound, lastDay);
  // The first of equal terms binds: the rule before the visa.
  const binding = terms.reduce((earliest, term) => (term.lastDay < earliest.lastDay ? term : earliest));
  const decided = (conditions.decisions ?? []).reduce(applyDecision, binding);
  if (decided !== binding) terms.push(decided);
  const end = toDayNumber(decided.lastDay);
  const lastDay = coveredUntil(timeline.permits, end + 1) ?? end;
  const days = Math.max(0, Math.min(lastDay, END_OF_TIME) - entry + 1);
  return {
    kind: days > 0 ? 'authorised' : 'not-authorised',
    days,
    ...(days > 0 ? { lastDay: fromDayNumber(entry + days - 1) } : {}),
    boundBy: decided.bound,
    terms,
    before: maximum.before,
  };
}

/** An extension never shortens a stay and a revocation never lengthens it; the later decision has the last word. */
function applyDecision(term: StayTerm, { bound, lastDay }: EndDecision): StayTerm {
  const applies = bound === 'revocation' ? lastDay < term.lastDay : lastDay > term.lastDay;
  return applies ? { bound, lastDay, citation: STAY_BOUNDS[bound].citation } : term;
}

type VisaTerm = { readonly bound: StayBound; readonly lastDay: number };

function visaTerms(
  law: ShortStayLaw,
  timeline: Timeline,
  { visa, visaAtExit, schengenInFull = true }: StayConditions,
): readonly VisaTerm[] {
  if (!visa) return [];
  const first = termsOfVisa(law, timeline, { visa, from: timeline.entry, schengenInFull });
  if (!visaAtExit) return first;
  const begins = visaAtExit.validFrom === undefined ? timeline.entry : toDayNumber(visaAtExit.validFrom);
  const firstEnd = Math.min(...first.map(({ lastDay }) => lastDay));
  if (begins > firstEnd + 1) return first;
  const from = Math.max(timeline.entry, begins);
  const second = termsOfVisa(law, timeline, { visa: visaAtExit, from, schengenInFull });
  return Math.min(...second.map(({ lastDay }) => lastDay)) > firstEnd ? second : first;
}

function termsOfVisa(
  law: ShortStayLaw,
  { permits }: Timeline,
  { visa, from, schengenInFull }: { visa: VisaTerms; from: number; schengenInFull: boolean },
): readonly VisaTerm[] {
  const terms: VisaTerm[] = [];
  const isTotal = visa.limitedTerritorialValidity || visa.durationDays < law.daysMax;
  if (schengenInFull && isTotal) {
    const left = Math.max(0, visa.durationDays - visa.daysUsed);
    terms.push({ bound: 'visa-duration', lastDay: lastDayOf(left, from, permits) });
  }
  const hasBegun = visa.validFrom === undefined || toDayNumber(visa.validFrom) <= from;
  terms.push({ bound: 'visa-validity', lastDay: hasBegun ? toDayNumber(visa.validUntil) : from - 1 });
  return terms;
}

/** The day on which `days` of stay outside permits, counted from `from`, are used up. */
function lastDayOf(days: number, from: number, permits: readonly Period[]): number {
  let left = days;
  for (const { from: start, to } of withoutPermits({ from, to: END_OF_TIME }, permits)) {
    if (left <= to - start + 1) return start + left - 1;
    left -= to - start + 1;
  }
  return END_OF_TIME;
}

/**
 * Days of one uninterrupted stay never lower the count: each adds itself and at most one old day leaves the window. So
 * the first day that would break the rule ends the stay, and every day before it keeps the rule. Days under a permit
 * are stepped over: they add nothing and keep the rule.
 */
function maximumStayUnder(law: ShortStayLaw, { entry, before, permits }: Timeline): MaximumStay {
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

function windowOf(day: number, law: ShortStayLaw): Period {
  return { from: day - law.windowDays + 1, to: day };
}

function faultIn(
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

function countIn(
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

function cut(period: StayPeriod, window: Period): StayPeriod {
  return { ...period, from: Math.max(period.from, window.from), to: Math.min(period.to, window.to) };
}

function dated({ stayIndex, from, to }: StayPeriod) {
  return { stayIndex, from: fromDayNumber(from), to: fromDayNumber(to), days: to - from + 1 };
}
