/**
 * A count of days in words an officer can check: which days counted, which did not and why, and from which record of
 * the file, or which evidence presented beside it, each comes.
 */
import type { EncounterId } from '../ids.js';
import type { StayTerm } from '../law/authorised-stay.js';
import { EES_FILE_ROWS } from '../law/ees-file-table.js';
import { STAY_BOUNDS, STAY_COUNTING } from '../law/short-stay-table.js';
import type { DayCount, NotCounted } from '../law/stay-count.js';
import type { LocalDate } from '../local-date.js';

/** Where a stay is known from: records of the file, or the evidence with this index among that presented. */
export type DaySource =
  | { readonly kind: 'records'; readonly encounterIds: readonly EncounterId[] }
  | { readonly kind: 'permit' | 'stamp'; readonly evidenceIndex: number }
  /** The stay that is asked about and not recorded yet. */
  | { readonly kind: 'intended' };

export type ExplainedDays = {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly days: number;
  readonly source: DaySource;
};

export type UncountedDays = ExplainedDays & {
  readonly why: NotCounted['why'] | LeftOutWhy;
  readonly citation: string;
};

/** Left out before anything is counted. */
export type LeftOutWhy = 'stamp-prevails' | 'stamps-no-longer-count' | 'state-not-operating' | 'unproven';

export type Explanation = {
  readonly windowFrom: LocalDate;
  readonly windowTo: LocalDate;
  readonly usedDays: number;
  readonly counted: readonly ExplainedDays[];
  readonly notCounted: readonly UncountedDays[];
  /** Every limit of the stay, the one that binds among them. */
  readonly terms: readonly StayTerm[];
  readonly citation: string;
};

export function explainDays(
  count: DayCount,
  {
    sources,
    leftOut,
    terms,
  }: {
    /** By the index of the stay in the history that was counted. */
    readonly sources: readonly DaySource[];
    readonly leftOut: readonly UncountedDays[];
    readonly terms: readonly StayTerm[];
  },
): Explanation {
  const sourceOf = (stayIndex: number): DaySource => sources[stayIndex] ?? { kind: 'intended' };
  const { windowFrom, windowTo, usedDays, citation } = count;
  return {
    windowFrom,
    windowTo,
    usedDays,
    counted: count.stays.map(({ stayIndex, ...days }) => ({ ...days, source: sourceOf(stayIndex) })),
    notCounted: [
      ...count.notCounted.map(({ stayIndex, ...days }) => ({
        ...days,
        source: sourceOf(stayIndex),
        citation: WHY_CITATIONS[days.why],
      })),
      ...leftOut,
    ],
    terms,
    citation,
  };
}

export const WHY_CITATIONS: Readonly<Record<UncountedDays['why'], string>> = {
  'before-window': '(EU) 2016/399 Art 6(1)',
  'counted-once': STAY_BOUNDS['short-stay-rule'].citation,
  'residence-permit': STAY_COUNTING.permits.citation,
  'long-stay-visa': STAY_COUNTING.permits.citation,
  'free-movement': EES_FILE_ROWS.freeMovementDays.citation,
  'stamp-prevails': EES_FILE_ROWS.stampPrevails.citation,
  'stamps-no-longer-count': EES_FILE_ROWS.stampsCount.citation,
  'state-not-operating': EES_FILE_ROWS.stateNotOperating.citation,
  unproven: EES_FILE_ROWS.unproven.citation,
};
