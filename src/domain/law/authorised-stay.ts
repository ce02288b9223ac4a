/**
 * What may be stayed: the short-stay rule, the terms of the visa, and decisions taken on the stay since, whichever binds
 * ((EU) 2017/2226 Art 11, 16, 19).
 */
import { fromDayNumber, type LocalDate, toDayNumber } from '../local-date.js';
import { END_OF_TIME, maximumStayUnder } from './maximum-stay.js';
import {
  type ShortStayLaw,
  STAY_BOUNDS,
  STAY_COUNTING,
  type StayBound,
  shortStayLaw,
} from './short-stay-table.js';
import {
  type DayCount,
  faultIn,
  type Stay,
  type StayFault,
  type Timeline,
  timelineOf,
} from './stay-count.js';
import { coveredUntil, type Period, withoutPermits } from './stay-days.js';

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

export function authorisedStayUnder(
  law: ShortStayLaw,
  timeline: Timeline,
  conditions: StayConditions,
): AuthorisedStay {
  const { entry } = timeline;
  const maximum = maximumStayUnder(law, timeline);
  const terms: StayTerm[] = [];
  const addTerm = (bound: StayBound, lastDay: number, { citation }: Cited = STAY_BOUNDS[bound]) =>
    terms.push({ bound, lastDay: fromDayNumber(lastDay), citation });

  if (!conditions.visa?.limitedTerritorialValidity) {
    addTerm('short-stay-rule', entry - 1 + (maximum.kind === 'stay' ? maximum.days : 0));
  }
  for (const { bound, lastDay, row } of visaTerms(law, timeline, conditions)) addTerm(bound, lastDay, row);
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

type Cited = { readonly citation: string };
/** `row`: what it rests on beside its bound, where that decides. */
type VisaTerm = { readonly bound: StayBound; readonly lastDay: number; readonly row?: Cited };

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
  const isLonger = Math.min(...second.map(({ lastDay }) => lastDay)) > firstEnd;
  return isLonger ? second.map((term) => ({ ...term, row: STAY_COUNTING['visa-at-exit'] })) : first;
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
    const row = visa.limitedTerritorialValidity ? STAY_COUNTING['limited-territorial-validity'] : undefined;
    terms.push({ bound: 'visa-duration', lastDay: lastDayOf(left, from, permits), ...(row ? { row } : {}) });
  }
  const hasBegun = visa.validFrom === undefined || toDayNumber(visa.validFrom) <= from;
  terms.push(
    hasBegun
      ? { bound: 'visa-validity', lastDay: toDayNumber(visa.validUntil) }
      : { bound: 'visa-validity', lastDay: from - 1, row: STAY_COUNTING['not-begun'] },
  );
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
