/** What the law does not let into SIS, checked before anything is stored. Every fault names its field, never its value. */

import type { IdentityData } from '../identity-data.js';
import { SIS_PROCEDURE_ROWS, sisAlertRow } from '../law/sis-alert-table.js';
import { SIS_KEEPING_ROWS } from '../law/sis-review-table.js';
import { isOfFinger, isPalmPosition, type SamplePosition } from '../palm-positions.js';
import type { SisFacts } from '../system-record.js';
import { type AlertDatum, alertFaults } from './alert-faults.js';
import { alertKindOf } from './current-alert.js';
import { nextReview } from './next-review.js';

export type AlertEntryFault = {
  /** JSON pointer into what was sent. */
  readonly pointer: string;
  readonly expected: string;
  readonly citation: string;
};

export type AlertCandidate = {
  readonly identity: Pick<IdentityData, 'surnames'>;
  readonly facts: SisFacts;
  readonly positions: readonly SamplePosition[];
};

export function alertEntryFaults({ identity, facts, positions }: AlertCandidate): readonly AlertEntryFault[] {
  const kind = alertKindOf(facts);
  const { details = {} } = facts;
  const faults: AlertEntryFault[] = kindFaults(facts);
  const palms = positions.filter(isPalmPosition).length;
  const fingers = positions.filter(isOfFinger).length;
  const { palmPrints: palmsNotSent = 0 } = details;
  const data: readonly (AlertDatum | false)[] = [
    identity.surnames.length > 0 && 'surname',
    kind !== 'unknown-wanted' && 'date-of-birth',
    details.reason !== undefined && 'reason',
    details.decisionReference !== undefined && 'decision-reference',
    'action',
  ];
  const found = alertFaults({
    kind,
    data: data.filter((datum) => datum !== false),
    prints: { 'flat-fingerprint': fingers, 'palm-print': palms + palmsNotSent },
    hasFace: positions.includes('face'),
    ...(details.arePrintsFromScene === undefined ? {} : { arePrintsFromScene: details.arePrintsFromScene }),
  });
  for (const { about, row } of found) {
    // Where no number is stated, it is the images that are too many.
    const pointer = about === 'palm-print' && palmsNotSent === 0 ? POINTERS['prints'] : POINTERS[about];
    faults.push({ pointer: pointer ?? '', expected: row.rule, citation: row.citation });
  }
  if (details.isProportionate === false && !details.isTerrorism) {
    const { rule, citation } = SIS_PROCEDURE_ROWS.proportionality;
    faults.push({ pointer: '/facts/details/isProportionate', expected: rule, citation });
  }
  return [...faults, ...reviewFaults(facts)];
}

const POINTERS: Readonly<Record<string, string>> = {
  surname: '/identity/surnames',
  'date-of-birth': '/identity/dateOfBirth',
  reason: '/facts/details/reason',
  'decision-reference': '/facts/details/decisionReference',
  action: '/facts/actionToBeTaken',
  face: '/samples',
  prints: '/samples',
  'flat-fingerprint': '/samples',
  'palm-print': '/facts/details/palmPrints',
  'scene-prints': '/facts/details/arePrintsFromScene',
};

/** The letter is one of its kind. */
function kindFaults({ alertKind, details }: SisFacts): AlertEntryFault[] {
  const fineKind = details?.fineKind;
  if (!fineKind || sisAlertRow(fineKind).recordedAs === alertKind) return [];
  return [
    {
      pointer: '/facts/details/fineKind',
      expected: `A kind of ${sisAlertRow(fineKind).recordedAs}, not of ${alertKind}.`,
      citation: sisAlertRow(fineKind).citation,
    },
  ];
}

/** A state may set an earlier end, never a later one. */
function reviewFaults(facts: SisFacts): readonly AlertEntryFault[] {
  const { details, issuedOn, reviewBy } = facts;
  const pointer = '/facts/reviewBy';
  if (reviewBy < issuedOn) {
    const { citation } = SIS_KEEPING_ROWS['deleted-at-expiry'];
    return [{ pointer, expected: 'Not before the alert is entered.', citation }];
  }
  const review = nextReview({
    kind: alertKindOf(facts),
    enteredOn: issuedOn,
    ...(details?.decisionValidUntil ? { decisionValidUntil: details.decisionValidUntil } : {}),
  });
  if (review.kind !== 'review' || reviewBy <= review.reviewBy) return [];
  return [
    {
      pointer,
      expected: `At the latest ${review.reviewBy}: ${review.reason}`,
      citation: review.row.citation,
    },
  ];
}
