/** An alert as it stands: as entered, with everything that was said about it since. */
import type { SubjectId } from '../ids.js';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import type { LocalDate } from '../local-date.js';
import type { SisFacts, SystemRecord } from '../system-record.js';
import type { Hiding } from './hit-action.js';
import { nextReview, type Review, type ReviewedAlert } from './next-review.js';

export type AlertEvent = {
  readonly eventId: string;
  /** The alert: its encounter, or the alert on an object. */
  readonly alertId: string;
  /** State that says it. */
  readonly memberState: string;
  /** RFC 3339 in UTC. */
  readonly at: string;
} & (
  | { readonly kind: 'flagged' | 'flag-withdrawn' }
  | { readonly kind: 'hidden'; readonly inStates: readonly string[] }
  | { readonly kind: 'shown-again' }
  /** `until`: the new last day, where its state wants less than the longest. */
  | { readonly kind: 'extended'; readonly on: LocalDate; readonly until?: LocalDate }
  | { readonly kind: 'shortened'; readonly until: LocalDate }
  | { readonly kind: 'linked' | 'unlinked'; readonly to: string }
  | { readonly kind: 'left-territory'; readonly on: LocalDate }
  /** The categories of data of the victim that are held; the data are kept apart, sealed. */
  | { readonly kind: 'misused-identity'; readonly categories: readonly string[] }
  | { readonly kind: 'misused-identity-deleted' }
);

export type CurrentAlert = {
  readonly alertId: string;
  readonly subjectId?: SubjectId;
  /** State that entered it. */
  readonly memberState: string;
  readonly kind: SisAlertKind;
  readonly enteredOn: LocalDate;
  /** Last day on which it is kept, as it stands. */
  readonly reviewBy: LocalDate;
  readonly flaggedBy: readonly string[];
  readonly hiding?: Hiding;
  readonly links: readonly string[];
  readonly leftOn?: LocalDate;
  readonly extendedOn?: LocalDate;
  readonly misusedIdentity?: readonly string[];
  readonly decisionValidUntil?: LocalDate;
  readonly isTerrorism: boolean;
  /** Of an object linked at entry to an alert on a person: the last day of that alert. */
  readonly personReviewBy?: LocalDate;
};

/** The kind of an alert on a person; where its letter is not recorded, the one with the least consequence. */
export function alertKindOf({ alertKind, details }: SisFacts): SisAlertKind {
  if (alertKind === 'missing-person') return details?.fineKind ?? 'missing';
  if (alertKind === 'check') return details?.fineKind ?? 'discreet-check';
  return alertKind;
}

export function enteredAlert(record: SystemRecord, facts: SisFacts): CurrentAlert {
  const { details } = facts;
  return {
    alertId: record.encounterId,
    subjectId: record.subjectId,
    memberState: record.memberState,
    kind: alertKindOf(facts),
    enteredOn: facts.issuedOn,
    reviewBy: facts.reviewBy,
    flaggedBy: [],
    links: [],
    isTerrorism: details?.isTerrorism ?? false,
    ...(details?.leftOn ? { leftOn: details.leftOn } : {}),
    ...(details?.decisionValidUntil ? { decisionValidUntil: details.decisionValidUntil } : {}),
  };
}

/** `events` of this alert, oldest first. */
export function currentAlert(entered: CurrentAlert, events: readonly AlertEvent[]): CurrentAlert {
  return events.reduce(apply, entered);
}

function apply(alert: CurrentAlert, event: AlertEvent): CurrentAlert {
  switch (event.kind) {
    case 'flagged':
      return { ...alert, flaggedBy: [...new Set([...alert.flaggedBy, event.memberState])] };
    case 'flag-withdrawn':
      return { ...alert, flaggedBy: alert.flaggedBy.filter((state) => state !== event.memberState) };
    case 'hidden':
      return {
        ...alert,
        hiding: {
          hiddenAt: [...(alert.hiding?.hiddenAt ?? []), event.at],
          memberStates: event.inStates,
        },
      };
    case 'shown-again': {
      const { hiding: _hiding, ...rest } = alert;
      return rest;
    }
    case 'extended': {
      const review = nextReview({ ...reviewed(alert), extendedOn: event.on });
      return {
        ...alert,
        extendedOn: event.on,
        ...(review.kind === 'review' ? { reviewBy: event.until ?? review.reviewBy } : {}),
      };
    }
    case 'shortened':
      return { ...alert, reviewBy: event.until };
    case 'linked':
      return { ...alert, links: [...new Set([...alert.links, event.to])] };
    case 'unlinked':
      return { ...alert, links: alert.links.filter((id) => id !== event.to) };
    case 'left-territory':
      return { ...alert, leftOn: event.on };
    case 'misused-identity':
      return { ...alert, misusedIdentity: event.categories };
    case 'misused-identity-deleted': {
      const { misusedIdentity: _gone, ...rest } = alert;
      return rest;
    }
  }
}

export function reviewed(alert: CurrentAlert): ReviewedAlert {
  const { kind, enteredOn, decisionValidUntil, extendedOn, personReviewBy } = alert;
  return {
    kind,
    enteredOn,
    ...(decisionValidUntil ? { decisionValidUntil } : {}),
    ...(extendedOn ? { extendedOn } : {}),
    ...(personReviewBy ? { personReviewBy } : {}),
  };
}

/** The longest the alert may be kept as it stands. */
export function longestReview(alert: CurrentAlert): Review {
  return nextReview(reviewed(alert));
}
