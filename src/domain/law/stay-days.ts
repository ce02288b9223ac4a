/**
 * Days of stay as disjoint periods of day numbers: which count against the short-stay rule, which do not and why. The
 * arithmetic under `stay-count.ts`; it knows no law but what a permit takes out ((EU) 2016/399 Art 6(2)).
 */
import { type LocalDate, toDayNumber } from '../local-date.js';

/** Day numbers, both included. */
export type Period = { readonly from: number; readonly to: number };
export type StayPeriod = Period & { readonly stayIndex: number };

/** `free-movement`: a family member to whom the calculator does not apply ((EU) 2017/2226 Art 11(1)). */
export type StayBasis = 'short-stay' | 'residence-permit' | 'long-stay-visa' | 'free-movement';
export type DatedStay = {
  readonly entryDate: LocalDate;
  readonly exitDate?: LocalDate;
  readonly basis?: StayBasis;
};

/** Why a day of stay does not count: under a permit or long-stay visa, or counted already for another stay. */
export type UncountedWhy = Exclude<StayBasis, 'short-stay'> | 'counted-once';
export type UncountedPeriod = StayPeriod & { readonly why: UncountedWhy };

export type DayLedger = {
  /** Disjoint, in order, each with the stay it comes from. */
  readonly counted: readonly StayPeriod[];
  readonly uncounted: readonly UncountedPeriod[];
};

export type IndexedStay = { readonly stay: DatedStay; readonly stayIndex: number };

/** Days up to and including `until`; a stay or permit without an end lasts until then. */
export function readLedger(stays: readonly IndexedStay[], until: number): DayLedger {
  const permits: UncountedPeriod[] = [];
  const shortStays: StayPeriod[] = [];
  for (const { stay, stayIndex } of stays) {
    const from = toDayNumber(stay.entryDate);
    const to = Math.min(until, stay.exitDate === undefined ? until : toDayNumber(stay.exitDate));
    if (from > to) continue;
    if (countsNoDays(stay)) permits.push({ from, to, stayIndex, why: stay.basis });
    else shortStays.push({ from, to, stayIndex });
  }
  const uncounted: UncountedPeriod[] = [...permits];
  const once = countOnce(shortStays, uncounted);
  return {
    counted: permits.reduce((periods, permit) => cutOut(periods, permit, uncounted), once),
    uncounted,
  };
}

/** Periods under permits and long-stay visas, in order; one without an end goes on for ever (`Infinity`). */
export function permitPeriods(stays: readonly IndexedStay[]): readonly Period[] {
  return stays
    .filter(({ stay }) => countsNoDays(stay))
    .map(({ stay }) => ({
      from: toDayNumber(stay.entryDate),
      to: stay.exitDate === undefined ? Number.POSITIVE_INFINITY : toDayNumber(stay.exitDate),
    }))
    .filter(({ from, to }) => from <= to)
    .sort((a, b) => a.from - b.from);
}

export function countsNoDays(
  stay: DatedStay,
): stay is DatedStay & { readonly basis: Exclude<StayBasis, 'short-stay'> } {
  return stay.basis !== undefined && stay.basis !== 'short-stay';
}

/** The last day of an unbroken run of permits that covers `day`; `undefined` where none covers it. */
export function coveredUntil(permits: readonly Period[], day: number): number | undefined {
  let until: number | undefined;
  for (const { from, to } of permits) {
    if (from <= (until ?? day - 1) + 1 && to >= (until ?? day)) until = to;
  }
  return until;
}

export function overlap(a: Period, b: Period): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from) + 1);
}

export function daysWithin(periods: readonly Period[], window: Period): number {
  let days = 0;
  for (const period of periods) days += overlap(period, window);
  return days;
}

/** Days of `period` no permit covers, as periods in order. */
export function withoutPermits(period: Period, permits: readonly Period[]): readonly Period[] {
  const left: Period[] = [];
  let from = period.from;
  for (const permit of permits) {
    if (permit.to < from) continue;
    if (permit.from > period.to) break;
    if (permit.from > from) left.push({ from, to: permit.from - 1 });
    from = Math.max(from, permit.to + 1);
  }
  if (from <= period.to) left.push({ from, to: period.to });
  return left;
}

/** A day two stays share belongs to the one that began first; the other's is noted as counted once. */
function countOnce(stays: readonly StayPeriod[], uncounted: UncountedPeriod[]): readonly StayPeriod[] {
  const disjoint: StayPeriod[] = [];
  let counted = Number.NEGATIVE_INFINITY;
  for (const { from, to, stayIndex } of [...stays].sort((a, b) => a.from - b.from)) {
    if (from <= counted) uncounted.push({ from, to: Math.min(to, counted), stayIndex, why: 'counted-once' });
    const fresh = Math.max(from, counted + 1);
    if (fresh <= to) disjoint.push({ from: fresh, to, stayIndex });
    counted = Math.max(counted, to);
  }
  return disjoint;
}

function cutOut(
  periods: readonly StayPeriod[],
  permit: UncountedPeriod,
  uncounted: UncountedPeriod[],
): readonly StayPeriod[] {
  return periods.flatMap((period) => {
    if (overlap(period, permit) === 0) return [period];
    uncounted.push({
      from: Math.max(period.from, permit.from),
      to: Math.min(period.to, permit.to),
      stayIndex: period.stayIndex,
      why: permit.why,
    });
    return [
      { ...period, to: Math.min(period.to, permit.from - 1) },
      { ...period, from: Math.max(period.from, permit.to + 1) },
    ].filter(({ from, to }) => from <= to);
  });
}
