/** Who may say what about an alert, and what does not follow from how it stands. */
import type { Provision } from '../law/citation.js';
import { SIS_PROCEDURE_ROWS } from '../law/sis-alert-table.js';
import { sisDutyRow } from '../law/sis-duty-table.js';
import { SIS_KEEPING_ROWS } from '../law/sis-review-table.js';
import { addDays, type LocalDate } from '../local-date.js';
import type { AlertEvent, CurrentAlert } from './current-alert.js';
import { reviewed } from './current-alert.js';
import { mayBeFlagged } from './hit-action.js';
import { extendAlert } from './next-review.js';

export type AlertEventFault = { readonly reason: string; readonly citation: string };

/** Facts of an event that stand in no alert. */
export type EventCircumstances = {
  readonly today: LocalDate;
  /** Of an extension: the outcome of the assessment of Art 21. */
  readonly isProportionate?: boolean;
};

export function alertEventFault(
  event: AlertEvent,
  alert: CurrentAlert,
  { today, isProportionate = false }: EventCircumstances,
): AlertEventFault | undefined {
  const isIssuing = event.memberState === alert.memberState;
  const rows = SIS_PROCEDURE_ROWS;
  if (today > alert.reviewBy) {
    return {
      reason: `The alert was deleted when its period ended on ${alert.reviewBy}.`,
      citation: rows.proportionality.citation,
    };
  }
  switch (event.kind) {
    case 'flagged':
      if (isIssuing) return because(rows.flag, 'Another state than the one that entered it.');
      return mayBeFlagged(alert.kind) ? undefined : because(rows.flag);
    case 'flag-withdrawn':
      return alert.flaggedBy.includes(event.memberState)
        ? undefined
        : because(rows.flag, 'The state has put no flag on the alert.');
    case 'hidden': {
      const row = sisDutyRow('hidden-alert');
      if (!isIssuing) return because(row, ISSUING);
      return alert.kind === 'arrest' ? undefined : because(row, 'Only an alert for arrest is hidden.');
    }
    case 'shown-again':
      if (!isIssuing) return because(sisDutyRow('hidden-alert'), ISSUING);
      return alert.hiding ? undefined : because(sisDutyRow('hidden-alert'), 'The alert is not hidden.');
    case 'extended': {
      if (!isIssuing) return because(rows.proportionality, ISSUING);
      if (event.on < alert.enteredOn)
        return because(rows.proportionality, 'Not before the alert was entered.');
      if (isAhead(event.on, today)) return because(rows.proportionality, AHEAD);
      return extensionFault(event, alert, isProportionate);
    }
    case 'shortened': {
      const row = SIS_KEEPING_ROWS['shorter-period'];
      if (!isIssuing) return because(row, ISSUING);
      if (event.until < today)
        return because(row, 'An alert that should have ended before today is deleted.');
      return event.until < alert.reviewBy
        ? undefined
        : because(row, `It is kept until ${alert.reviewBy} and no longer already.`);
    }
    case 'linked':
    case 'unlinked':
      return isIssuing ? linkFault(event, alert) : because(rows['link-effect'], ISSUING);
    case 'left-territory':
      if (!isIssuing) return because(rows['refusal-takes-effect'], ISSUING);
      if (isAhead(event.on, today)) return because(rows['refusal-takes-effect'], AHEAD);
      return alert.kind === 'refusal-of-entry'
        ? undefined
        : because(rows['refusal-takes-effect'], 'Only an alert for refusal of entry takes effect so.');
    case 'misused-identity':
      return isIssuing ? undefined : because(rows['misused-identity-consent'], ISSUING);
    case 'misused-identity-deleted':
      if (!isIssuing) return because(rows['misused-identity-deletion'], ISSUING);
      return alert.misusedIdentity
        ? undefined
        : because(rows['misused-identity-deletion'], 'No data of a victim are held.');
  }
}

const ISSUING = 'The state that entered the alert says so.';
const AHEAD = 'What is said has taken place: no later than tomorrow.';

/** The calendar day of the place may be ahead of the hub's. */
function isAhead(day: LocalDate, today: LocalDate): boolean {
  return day > addDays(today, 1);
}

/** An extension that would end the alert no later than it ends now is a slip of the pen, and could delete it. */
function extensionFault(
  { on, until }: Extract<AlertEvent, { readonly kind: 'extended' }>,
  alert: CurrentAlert,
  isProportionate: boolean,
): AlertEventFault | undefined {
  const decision = { on, isProportionate, isTerrorism: alert.isTerrorism };
  const extension = extendAlert(reviewed(alert), decision);
  if (extension.kind === 'refused') return extension;
  const { review } = extension;
  if (review.kind !== 'review') return undefined;
  if (until !== undefined && until > review.reviewBy) {
    return {
      reason: `Until ${review.reviewBy} at the latest: ${review.reason}`,
      citation: review.row.citation,
    };
  }
  if ((until ?? review.reviewBy) > alert.reviewBy) return undefined;
  return because(
    alert.personReviewBy === review.reviewBy ? SIS_KEEPING_ROWS['linked-object'] : SIS_KEEPING_ROWS.extension,
    `It is kept until ${alert.reviewBy} already. ${review.reason}`,
  );
}

function linkFault(
  { kind, to }: Extract<AlertEvent, { readonly kind: 'linked' | 'unlinked' }>,
  alert: CurrentAlert,
): AlertEventFault | undefined {
  const row = SIS_PROCEDURE_ROWS['link-effect'];
  if (to === alert.alertId) return because(row, 'A link joins two alerts.');
  if (kind === 'unlinked' && !alert.links.includes(to)) return because(row, 'There is no such link.');
  return undefined;
}

function because({ rule, citation }: Pick<Provision, 'rule' | 'citation'>, reason = rule): AlertEventFault {
  return { reason, citation };
}
