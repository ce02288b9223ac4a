/**
 * What a screening authority may learn from EES, VIS and ETIAS: that entry, a visa or an authorisation was refused,
 * annulled or revoked on grounds of security ((EU) 2024/1356 Art 15(3)). Whoever has only other records leaves no trace.
 */
import { effectiveRecords } from '../ees/effective-records.js';
import {
  EES_SECURITY_GROUNDS,
  ETIAS_SECURITY_GROUNDS,
  VIS_SECURITY_GROUNDS,
} from '../law/screening-table.js';
import { localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';

const ALL_TIME = localDate('9999-12-31');

/** Classes whose answers are narrowed; they get candidates of no other kind of search. */
export function isLimitedToSecurity(authorityClass: string): boolean {
  return authorityClass === 'screening-authority';
}

/**
 * The records of one file that may be shown, in their order and as they read after correction: a refusal of entry that was
 * erased is none ((EU) 2017/2226 Art 35).
 */
export function securityRecords(records: readonly SystemRecord[]): readonly SystemRecord[] {
  return effectiveRecords(records, ALL_TIME).filter(isSecurityRecord);
}

function isSecurityRecord({ facts }: SystemRecord): boolean {
  switch (facts.kind) {
    case 'refusal':
      return facts.grounds.some((ground) => EES_SECURITY_GROUNDS.includes(ground));
    case 'visa-decision':
      return NEGATIVE.includes(facts.decision) && has(facts.grounds, VIS_SECURITY_GROUNDS);
    case 'authorisation-event':
      return NEGATIVE.includes(facts.event) && has(facts.grounds, ETIAS_SECURITY_GROUNDS);
    case 'alert':
    // Of convictions only flagged ones get so far (`law/narrowed-access-table.ts`).
    case 'conviction-index':
      return true;
    default:
      return false;
  }
}

const NEGATIVE: readonly string[] = ['refused', 'annulled', 'revoked'];

function has(grounds: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return (grounds ?? []).some((ground) => wanted.includes(ground));
}
