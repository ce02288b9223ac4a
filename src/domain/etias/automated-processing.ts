/** Where an application goes after its queries, and what the National Unit may do with the hits that remain. */
import type { Provision } from '../law/citation.js';
import {
  ETIAS_PROCESSING_ROWS,
  ETIAS_QUERY_ROWS,
  type EtiasQuery,
  type EtiasQueryRow,
  etiasQueryRow,
} from '../law/etias-query-table.js';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import { sisAlertRow } from '../law/sis-alert-table.js';
import type { LocalDate } from '../local-date.js';

export type EtiasApplicant = {
  /** Family member of a Union citizen or of a national with the right of free movement, without a residence card. */
  readonly isFamilyMember: boolean;
  readonly isMinor: boolean;
};

/** The queries made for an application of this day, in the order of the article. */
export function etiasQueries(applicant: EtiasApplicant, on: LocalDate): readonly EtiasQueryRow[] {
  return ETIAS_QUERY_ROWS.filter(
    ({ inForceFrom, notForFamilyMembers, onlyForMinors }) =>
      inForceFrom <= on &&
      !(notForFamilyMembers && applicant.isFamilyMember) &&
      !(onlyForMinors && !applicant.isMinor),
  );
}

/** `unverified` as the automated processing leaves it; the Central Unit makes it one of the others. */
export type EtiasHit = {
  readonly query: EtiasQuery;
  readonly verdict: 'unverified' | 'false' | 'confirmed' | 'doubtful';
};

export type EtiasRoute = {
  readonly to: 'issue' | 'central-unit' | 'national-unit';
  readonly row: Provision;
  /** The hits that hold; false ones are deleted. */
  readonly hits: readonly EtiasHit[];
};

export function etiasRoute(reported: readonly EtiasHit[]): EtiasRoute {
  const rows = ETIAS_PROCESSING_ROWS;
  if (reported.length === 0) return { to: 'issue', row: rows['no-hit'], hits: [] };
  const hits = reported.filter(({ verdict }) => verdict !== 'false');
  if (hits.length === 0) return { to: 'issue', row: rows['false-hit'], hits };
  if (hits.every(({ query }) => etiasQueryRow(query).toNationalUnitAtOnce)) {
    return { to: 'national-unit', row: rows['answered-yes'], hits };
  }
  const isOpen = hits.some(
    ({ query, verdict }) => verdict === 'unverified' && !etiasQueryRow(query).toNationalUnitAtOnce,
  );
  return isOpen
    ? { to: 'central-unit', row: rows['central-unit'], hits }
    : { to: 'national-unit', row: rows['national-unit'], hits };
}

/** What the National Unit may decide. A doubtful hit is one it assesses: whose it is was not established (reading). */
export function nationalUnitChoice(hits: readonly EtiasHit[]): {
  readonly choice: 'must-refuse' | 'assess';
  readonly row: Provision;
} {
  const mustRefuse = hits.some(
    ({ query, verdict }) => verdict === 'confirmed' && etiasQueryRow(query).decision === 'refuse',
  );
  return mustRefuse
    ? { choice: 'must-refuse', row: ETIAS_PROCESSING_ROWS['refuse-at-once'] }
    : { choice: 'assess', row: ETIAS_PROCESSING_ROWS.assess };
}

/** Whether a hit on an alert of this kind is told to its SIRENE Bureau and otherwise changes nothing. */
export function isOnlySireneNotice(kind: SisAlertKind): {
  readonly isNotice: boolean;
  readonly row: Provision;
} {
  const { recordedAs } = sisAlertRow(kind);
  const isNotice =
    recordedAs === 'missing-person' || recordedAs === 'judicial-procedure' || recordedAs === 'check';
  return { isNotice, row: ETIAS_PROCESSING_ROWS['sirene-notice'] };
}
