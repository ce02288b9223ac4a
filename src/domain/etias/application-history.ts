/** One application for a travel authorisation, from its submission to what became of it, and the clock that runs. */
import { hoursAfter, isInTime } from '../instant.js';
import type { Provision } from '../law/citation.js';
import {
  ETIAS_CLOCK_ROWS,
  ETIAS_KEEPING_ROWS,
  ETIAS_TRANSITION_ROWS,
  type EtiasEventKind,
  type EtiasState,
  type EtiasTransitionRow,
} from '../law/etias-clock-table.js';
import { retentionRow } from '../law/retention-table.js';
import { addDays, addYears, type LocalDate } from '../local-date.js';

/** `at`: RFC 3339 instant. */
export type EtiasEvent = { readonly kind: EtiasEventKind; readonly at: string };

export type EtiasHistory = {
  readonly state: EtiasState;
  /** Since when, RFC 3339. */
  readonly since: string;
  readonly row?: EtiasTransitionRow;
  /** By when the application must be decided: 96 hours, longer where the applicant was asked for more. */
  readonly decideBy: string;
  readonly faults: readonly {
    readonly event: EtiasEventKind;
    readonly at: string;
    readonly fault: EtiasFault;
  }[];
};

export type EtiasFault = 'not-in-this-state' | 'before-the-last-event';

/** `events` in the order they were recorded; a faulty one is named and changes nothing. `submittedAt` must be an instant. */
export function etiasHistory(submittedAt: string, events: readonly EtiasEvent[]): EtiasHistory {
  let history: EtiasHistory = {
    state: 'submitted',
    since: submittedAt,
    decideBy: hoursAfter(submittedAt, ETIAS_CLOCK_ROWS.decision.value)!,
    faults: [],
  };
  for (const event of events) history = afterEvent(history, event);
  return history;
}

function afterEvent(history: EtiasHistory, { kind, at }: EtiasEvent): EtiasHistory {
  const row = ETIAS_TRANSITION_ROWS.find(({ event, from }) => event === kind && from.includes(history.state));
  if (!row || !isInTime(history.since, at)) {
    const fault: EtiasFault = row ? 'before-the-last-event' : 'not-in-this-state';
    return { ...history, faults: [...history.faults, { event: kind, at, fault }] };
  }
  return {
    state: row.to,
    since: at,
    row,
    decideBy: decideBy(history.decideBy, { kind, at }),
    faults: history.faults,
  };
}

/** A later limit never comes before an earlier one: the text calls it an extension. */
function decideBy(before: string, { kind, at }: EtiasEvent): string {
  const extension =
    kind === 'information-given'
      ? 'after-information'
      : kind === 'interview-held'
        ? 'after-interview'
        : undefined;
  if (!extension) return before;
  const extended = hoursAfter(at, ETIAS_CLOCK_ROWS[extension].value)!;
  return isInTime(before, extended) ? extended : before;
}

export type EtiasDuty = {
  readonly by: 'central-unit' | 'national-unit' | 'applicant';
  readonly limit: string;
  readonly isOverdue: boolean;
  readonly row: Provision;
};

/** Who must act next and by when; `undefined` for a decided application. Days of the applicant are days of 24 hours. */
export function etiasDuty(
  { state, since, decideBy: limit }: EtiasHistory,
  at: string,
): EtiasDuty | undefined {
  const rows = ETIAS_CLOCK_ROWS;
  const duty = (by: EtiasDuty['by'], row: Provision, until: string): EtiasDuty => ({
    by,
    limit: until,
    isOverdue: !isInTime(at, until),
    row,
  });
  switch (state) {
    case 'central-verification':
      return duty('central-unit', rows['central-unit'], hoursAfter(since, rows['central-unit'].value)!);
    case 'submitted':
    case 'manual-processing':
      return duty('national-unit', rows.decision, limit);
    case 'information-requested':
    case 'interview-invited': {
      const row = rows['information-from-applicant'];
      return duty('applicant', row, hoursAfter(since, 24 * row.value)!);
    }
    default:
      return undefined;
  }
}

/** By when a state or Europol answers a consultation. `undefined` where `askedAt` is no instant. */
export function consultationLimit(askedAt: string): string | undefined {
  return hoursAfter(askedAt, ETIAS_CLOCK_ROWS.consultation.value);
}

/** Last day of an authorisation: three years, or the end of the travel document. */
export function etiasValidUntil(issuedOn: LocalDate, documentValidUntil: LocalDate): LocalDate {
  const full = addYears(issuedOn, ETIAS_CLOCK_ROWS.validity.value);
  return documentValidUntil < full ? documentValidUntil : full;
}

export type EtiasOn = 'none' | 'not-yet' | 'valid' | 'expired' | 'annulled' | 'revoked';

/** What an authorisation is worth on a day; the day of a revocation no longer counts, an annulled one never did. */
export function etiasOn(
  authorisation: {
    readonly state: EtiasState;
    readonly issuedOn?: LocalDate;
    readonly validUntil?: LocalDate;
    readonly decidedOn?: LocalDate;
  },
  on: LocalDate,
): EtiasOn {
  const { state, issuedOn, validUntil, decidedOn } = authorisation;
  if (state === 'annulled') return 'annulled';
  if (!issuedOn || !validUntil) return 'none';
  if (state === 'revoked' && decidedOn !== undefined && on >= decidedOn) return 'revoked';
  if (on < issuedOn) return 'not-yet';
  return on <= validUntil ? 'valid' : 'expired';
}

/** What a change elsewhere does to a valid authorisation. */
export type RevocationTrigger =
  | 'new-refusal-alert'
  | 'document-reported'
  | 'watchlist-entry'
  | 'asked-by-holder';

export function onChangeElsewhere(trigger: RevocationTrigger): {
  readonly outcome: 'revoke' | 'assess';
  readonly row: Provision;
} {
  if (trigger === 'watchlist-entry') return { outcome: 'assess', row: ETIAS_KEEPING_ROWS['watchlist-check'] };
  if (trigger === 'asked-by-holder') {
    return { outcome: 'revoke', row: ETIAS_TRANSITION_ROWS.find(({ event }) => event === 'revoked')! };
  }
  return trigger === 'new-refusal-alert'
    ? { outcome: 'revoke', row: ETIAS_KEEPING_ROWS['revoked-by-alert'] }
    : { outcome: 'assess', row: ETIAS_KEEPING_ROWS['assessed-by-alert'] };
}

/** By when the National Unit decides about a new alert. `undefined` where `foundAt` is no instant. */
export function alertNoticeLimit(foundAt: string): string | undefined {
  return hoursAfter(foundAt, ETIAS_CLOCK_ROWS['alert-notice'].value);
}

export type EtiasFile =
  | {
      readonly outcome: 'issued';
      readonly validUntil: LocalDate;
      /** Years of longer keeping agreed to, at most three. */
      readonly consent?: { readonly years: number; readonly withdrawnOn?: LocalDate };
    }
  | {
      readonly outcome: 'refused' | 'annulled' | 'revoked';
      readonly decidedOn: LocalDate;
      /** Each record or alert that caused it; the day it was deleted where it is gone. */
      readonly causes: readonly { readonly deletedOn?: LocalDate }[];
    };

export type EtiasRetention = { readonly lastDayKept: LocalDate; readonly row: Provision };

/** `undefined` before the act was in force. A decision without a cause elsewhere is kept to the end of its term. */
export function etiasRetention(file: EtiasFile, today: LocalDate): EtiasRetention | undefined {
  if (file.outcome === 'issued') return issuedRetention(file, today);
  const term = retentionRow('etias-refused', today);
  if (!term) return undefined;
  const full = addYears(file.decidedOn, term.value);
  const deletions = file.causes.flatMap(({ deletedOn }) => deletedOn ?? []).sort();
  const allGone = deletions.length > 0 && deletions.length === file.causes.length;
  const early = allGone ? addDays(deletions.at(-1)!, DAYS_AFTER_CAUSE) : full;
  return early < full
    ? { lastDayKept: early, row: ETIAS_KEEPING_ROWS['after-cause'] }
    : { lastDayKept: full, row: term };
}

function issuedRetention(
  { validUntil, consent }: Extract<EtiasFile, { readonly outcome: 'issued' }>,
  today: LocalDate,
): EtiasRetention | undefined {
  const term = retentionRow('etias-issued', today);
  if (!term) return undefined;
  if (!consent) return { lastDayKept: validUntil, row: term };
  const longest = ETIAS_CLOCK_ROWS.consent;
  const agreed = addYears(validUntil, Math.min(consent.years, longest.value));
  const { withdrawnOn } = consent;
  if (withdrawnOn === undefined || withdrawnOn >= agreed) return { lastDayKept: agreed, row: longest };
  const row = ETIAS_KEEPING_ROWS['consent-withdrawn'];
  return { lastDayKept: withdrawnOn < validUntil ? validUntil : withdrawnOn, row };
}

/** Art 54(1)(b); the limit of `etias-cause-deleted` in the table of early erasure. */
const DAYS_AFTER_CAUSE = 7;
