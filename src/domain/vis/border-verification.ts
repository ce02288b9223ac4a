/** What comes next when a visa holder stands at the border: search, status, identity, in that order. */
import type { Provision } from '../law/citation.js';
import { LONG_STAY_HIT_ROWS, type LongStayHit, VIS_SEARCH_ROWS } from '../law/vis-query-table.js';
import type { VisaOn } from './visa-history.js';

export type BorderState = {
  /** Absent while VIS was not searched. */
  readonly search?: 'found' | 'not-found';
  /** The way through the EES is closed, or the sticker number suits the traveller better. */
  readonly preferSticker?: boolean;
  readonly visa?: VisaOn;
  /** The officer doubts the identity, the document or the visa. */
  readonly isDoubted?: boolean;
  /** `not-usable`: none in VIS, none at hand, or exempt. Absent while not compared. */
  readonly fingerprints?: 'match' | 'no-match' | 'not-usable';
  readonly face?: 'match' | 'no-match' | 'not-usable';
};

export type BorderStep = {
  readonly next:
    | 'search-by-person'
    | 'search-by-sticker'
    | 'visa-not-valid'
    | 'verify-fingerprints'
    | 'verify-face'
    | 'identify-by-fingerprints'
    | 'identify-by-data'
    | 'verified';
  readonly row: Provision;
};

export function nextBorderStep(state: BorderState): BorderStep {
  const rows = VIS_SEARCH_ROWS;
  const { search, visa, fingerprints, face } = state;
  if (search === undefined) {
    return state.preferSticker
      ? { next: 'search-by-sticker', row: rows['search-by-sticker'] }
      : { next: 'search-by-person', row: rows['search-by-person'] };
  }
  if (search === 'not-found' || state.isDoubted) return identification(state);
  // Of an invalid visa nothing is gained by verifying whose it is; the refusal names its own ground.
  if (visa !== undefined && visa !== 'valid') return { next: 'visa-not-valid', row: rows.status };
  if (fingerprints === 'match') return { next: 'verified', row: rows.fingerprints };
  if (fingerprints === undefined) return { next: 'verify-fingerprints', row: rows.fingerprints };
  if (face === 'match') return { next: 'verified', row: rows.face };
  if (face === undefined) return { next: 'verify-face', row: rows.face };
  return identification(state);
}

function identification({ fingerprints }: BorderState): BorderStep {
  return fingerprints === 'not-usable'
    ? { next: 'identify-by-data', row: VIS_SEARCH_ROWS['identify-by-data'] }
    : { next: 'identify-by-fingerprints', row: VIS_SEARCH_ROWS.identify };
}

export type VisSearchKey = 'face' | 'fingerprints' | 'identity-data' | 'travel-document' | 'sticker-number';

/** Whether VIS may be searched by these keys: by any, but not by a face alone. */
export function mayBeSearchedBy(keys: readonly VisSearchKey[]): {
  readonly isAllowed: boolean;
  readonly row: Provision;
} {
  return { isAllowed: keys.some((key) => key !== 'face'), row: VIS_SEARCH_ROWS['face-never-alone'] };
}

/** What the file of a long-stay application shows of a hit until it is verified. */
export function longStayHitShown(hit: LongStayHit): (typeof LONG_STAY_HIT_ROWS)[number] {
  return LONG_STAY_HIT_ROWS.find(({ hits }) => hits.includes(hit))!;
}
