/** When an alert must be reviewed, when its state is warned, and what an extension does. */
import { rowInForce } from '../law/citation.js';
import { retentionRow } from '../law/retention-table.js';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import { SIS_KEEPING_ROWS, SIS_REVIEW_ROWS, type SisReviewRow } from '../law/sis-review-table.js';
import { addYears, type LocalDate, monthsBefore } from '../local-date.js';

export type ReviewedAlert = {
  readonly kind: SisAlertKind;
  readonly enteredOn: LocalDate;
  /** Last day on which the national decision behind an alert for refusal of entry or return is valid. */
  readonly decisionValidUntil?: LocalDate;
  /** For an object linked to an alert on a person: the last day of that alert. */
  readonly personReviewBy?: LocalDate;
  /** The latest decision to extend, if any. */
  readonly extendedOn?: LocalDate;
};

export type Review =
  | {
      readonly kind: 'review';
      /** Last day on which the alert is kept unless extended; a state may set an earlier one. */
      readonly reviewBy: LocalDate;
      /** The issuing state is warned on this day; not before the alert is entered. */
      readonly warnOn: LocalDate;
      readonly row: SisReviewRow;
      readonly reason: string;
    }
  | { readonly kind: 'no-rule-in-force'; readonly reason: string };

export function nextReview(alert: ReviewedAlert): Review {
  const from = alert.extendedOn ?? alert.enteredOn;
  const row = reviewRow(alert, from);
  const warning = retentionRow('sis-expiry-warning', from);
  if (!row || !warning)
    return { kind: 'no-rule-in-force', reason: `No review period is in force on ${from}.` };
  const full = addYears(from, row.value);
  const bound = alert.personReviewBy !== undefined && alert.personReviewBy < full;
  const reviewBy = bound ? alert.personReviewBy! : full;
  const warnOn = notBefore(from, monthsBefore(reviewBy, warning.value));
  const began = alert.extendedOn ? 'the decision to extend' : 'entry';
  const reason = bound
    ? `Linked to an alert on a person that is kept until ${reviewBy}.`
    : `${row.value} ${row.value === 1 ? 'year' : 'years'} from ${began} on ${from}.`;
  return { kind: 'review', reviewBy, warnOn, row, reason };
}

/** When the state is warned of an end it may have set earlier itself: not before the alert was entered or last extended. */
export function warningOf(
  reviewBy: LocalDate,
  { enteredOn, extendedOn = enteredOn }: Pick<ReviewedAlert, 'enteredOn' | 'extendedOn'>,
): LocalDate | undefined {
  const warning = retentionRow('sis-expiry-warning', extendedOn);
  return warning && notBefore(extendedOn, monthsBefore(reviewBy, warning.value));
}

function notBefore(first: LocalDate, day: LocalDate): LocalDate {
  return day < first ? first : day;
}

/** The longer row counts where the national decision outlives the shorter period: valid to its last day is not longer. */
function reviewRow({ kind, decisionValidUntil }: ReviewedAlert, from: LocalDate): SisReviewRow | undefined {
  const rows = SIS_REVIEW_ROWS.filter(({ kinds }) => kinds.includes(kind));
  const ordinary = rowInForce(
    rows.filter(({ ifDecisionLonger }) => !ifDecisionLonger),
    from,
  );
  const longer = rowInForce(
    rows.filter(({ ifDecisionLonger }) => ifDecisionLonger),
    from,
  );
  if (!ordinary || !longer || decisionValidUntil === undefined) return ordinary;
  return decisionValidUntil > addYears(from, ordinary.value) ? longer : ordinary;
}

export type AlertAge = 'not-yet' | 'in-force' | 'ends-soon' | 'deleted';

/** Where an alert with this review stands; the last day belongs to it. */
export function alertAge(
  review: { readonly reviewBy: LocalDate; readonly warnOn: LocalDate },
  { enteredOn, on }: { readonly enteredOn: LocalDate; readonly on: LocalDate },
): AlertAge {
  if (on < enteredOn) return 'not-yet';
  if (on > review.reviewBy) return 'deleted';
  return on < review.warnOn ? 'in-force' : 'ends-soon';
}

export type Extension =
  | { readonly kind: 'extended'; readonly review: Review }
  | { readonly kind: 'refused'; readonly reason: string; readonly citation: string };

/** `isProportionate`: the outcome of the assessment of Art 21; terrorism always passes it. */
export function extendAlert(
  alert: ReviewedAlert,
  decision: { readonly on: LocalDate; readonly isProportionate: boolean; readonly isTerrorism?: boolean },
): Extension {
  const running = nextReview(alert);
  if (running.kind === 'review' && decision.on > running.reviewBy) {
    return {
      kind: 'refused',
      reason: `The alert was deleted when its period ended on ${running.reviewBy}.`,
      citation: SIS_KEEPING_ROWS['deleted-at-expiry'].citation,
    };
  }
  if (!decision.isProportionate && !decision.isTerrorism) {
    return {
      kind: 'refused',
      reason: 'Keeping the alert longer was not found proportionate.',
      citation: SIS_KEEPING_ROWS.extension.citation,
    };
  }
  return { kind: 'extended', review: nextReview({ ...alert, extendedOn: decision.on }) };
}
