/**
 * What becomes of a hit: (EU) 2024/1358 Art 38, 3(6). A state machine without a clock; each step says what it obliges to.
 */
import {
  FALSE_HIT_REPORT,
  HIT_VERIFICATION_ROWS,
  WORKING_DAYS_ROW,
} from '../law/eurodac-comparison-table.js';
import { addWorkingDays, type LocalDate } from '../local-date.js';

/** `alphanumeric`: by name or document, which law enforcement alone may ask by. */
export type FoundBy = 'fingerprint' | 'fingerprint-and-face' | 'face' | 'alphanumeric';

export type HitState =
  /** As Eurodac returned it. `expert`: whether one must look, may where necessary, and of what. */
  | { readonly kind: 'returned'; readonly foundBy: FoundBy }
  | { readonly kind: 'with-expert'; readonly foundBy: FoundBy; readonly expertise: 'fingerprint' | 'face' }
  | { readonly kind: 'confirmed'; readonly on: LocalDate }
  /** `reportBy`: last day for telling eu-LISA. Told later is late, and owed until told. */
  | { readonly kind: 'false'; readonly on: LocalDate; readonly reportBy: LocalDate }
  | { readonly kind: 'reported'; readonly on: LocalDate; readonly isLate: boolean };

export type HitEvent =
  | { readonly kind: 'expert-asked'; readonly expertise: 'fingerprint' | 'face' }
  | { readonly kind: 'confirmed'; readonly on: LocalDate }
  /** `firstReportBy`: of the same conclusion, taken back meanwhile. Taking it back makes no report less late. */
  | { readonly kind: 'rejected'; readonly on: LocalDate; readonly firstReportBy?: LocalDate }
  /** The conclusion was wrong: the hit is what it was when it was returned. */
  | { readonly kind: 'reopened'; readonly foundBy: FoundBy }
  | {
      readonly kind: 'told-eu-lisa';
      readonly on: LocalDate;
      /** Of the data set that was compared and of the one it hit. */
      readonly referenceNumbers: readonly string[];
    };

export type HitStep =
  | {
      readonly kind: 'moved';
      readonly state: HitState;
      readonly duties: readonly ('erase-result' | 'tell-eu-lisa' | 'confirm-link')[];
      readonly reason: string;
      readonly citation: string;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly citation: string };

/** What the receiving state owes a hit before it may act on it. */
export function expertCheck(foundBy: FoundBy): {
  readonly check: 'where-necessary' | 'required';
  readonly expertise: readonly ('fingerprint' | 'face')[];
  readonly reason: string;
  readonly citation: string;
} {
  if (foundBy === 'face') {
    return { check: 'required', expertise: ['face'], ...why(HIT_VERIFICATION_ROWS.face) };
  }
  if (foundBy === 'alphanumeric') {
    return { check: 'where-necessary', expertise: [], ...why(HIT_VERIFICATION_ROWS.identification) };
  }
  return foundBy === 'fingerprint'
    ? { check: 'where-necessary', expertise: ['fingerprint'], ...why(HIT_VERIFICATION_ROWS.fingerprint) }
    : { check: 'where-necessary', expertise: ['fingerprint', 'face'], ...why(HIT_VERIFICATION_ROWS.both) };
}

/** `holidays`: public holidays of the receiving state; without them Saturdays and Sundays alone are left out. */
export function hitStep(
  state: HitState,
  event: HitEvent,
  holidays: ReadonlySet<LocalDate> = new Set(),
): HitStep {
  switch (event.kind) {
    case 'expert-asked':
      return askExpert(state, event.expertise);
    case 'confirmed':
      return conclude(state, { kind: 'confirmed', on: event.on }, ['confirm-link', 'tell-eu-lisa']);
    case 'rejected': {
      const dueOn = addWorkingDays(event.on, FALSE_HIT_REPORT.value, holidays);
      const { firstReportBy = dueOn } = event;
      const reportBy = firstReportBy < dueOn ? firstReportBy : dueOn;
      return conclude(state, { kind: 'false', on: event.on, reportBy }, ['erase-result', 'tell-eu-lisa']);
    }
    case 'reopened':
      return reopen(state, event.foundBy);
    case 'told-eu-lisa':
      return report(state, event);
  }
}

/** Not once eu-LISA was told: what is wrong then is a false report. */
function reopen(state: HitState, foundBy: FoundBy): HitStep {
  if (state.kind !== 'confirmed' && state.kind !== 'false') {
    return refused(state, 'Only a conclusion that was not reported is taken back.');
  }
  return moved({ kind: 'returned', foundBy }, [], why(HIT_VERIFICATION_ROWS.identification));
}

function askExpert(state: HitState, expertise: 'fingerprint' | 'face'): HitStep {
  if (state.kind !== 'returned') return refused(state, 'An expert is asked before there is a conclusion.');
  const check = expertCheck(state.foundBy);
  if (!check.expertise.includes(expertise)) {
    return { kind: 'refused', reason: `Nothing was found by ${expertise}.`, citation: check.citation };
  }
  return moved({ kind: 'with-expert', foundBy: state.foundBy, expertise }, [], check);
}

/** A hit on the face alone has no conclusion without an expert. */
function conclude(
  state: HitState,
  conclusion: Extract<HitState, { readonly kind: 'confirmed' | 'false' }>,
  duties: readonly ('erase-result' | 'tell-eu-lisa' | 'confirm-link')[],
): HitStep {
  if (state.kind !== 'returned' && state.kind !== 'with-expert') {
    return refused(state, 'There is a conclusion already.');
  }
  if (state.kind === 'returned' && state.foundBy === 'face') {
    return { kind: 'refused', ...why(HIT_VERIFICATION_ROWS.face) };
  }
  const row =
    conclusion.kind === 'false' ? HIT_VERIFICATION_ROWS.false : HIT_VERIFICATION_ROWS.identification;
  return moved(conclusion, duties, why(row));
}

function report(
  state: HitState,
  { on, referenceNumbers }: Extract<HitEvent, { kind: 'told-eu-lisa' }>,
): HitStep {
  if (state.kind !== 'false') return refused(state, 'Only a false hit is reported.');
  if (new Set(referenceNumbers).size !== 2) {
    return {
      kind: 'refused',
      reason: 'The report names both reference numbers.',
      citation: HIT_VERIFICATION_ROWS.false.citation,
    };
  }
  if (on < state.on) return refused(state, 'Not before it was found false.');
  return moved({ kind: 'reported', on, isLate: on > state.reportBy }, [], {
    reason: `${FALSE_HIT_REPORT.rule} ${FALSE_HIT_REPORT.value}`,
    citation: `${FALSE_HIT_REPORT.citation}; ${WORKING_DAYS_ROW.citation}`,
  });
}

function moved(
  state: HitState,
  duties: readonly ('erase-result' | 'tell-eu-lisa' | 'confirm-link')[],
  { reason, citation }: { readonly reason: string; readonly citation: string },
): HitStep {
  return { kind: 'moved', state, duties, reason, citation };
}

function refused(state: HitState, reason: string): HitStep {
  return { kind: 'refused', reason: `${reason} It is ${state.kind}.`, citation: '(EU) 2024/1358 Art 38' };
}

function why({ rule, citation }: { readonly rule: string; readonly citation: string }) {
  return { reason: rule, citation };
}
