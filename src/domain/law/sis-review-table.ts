/** How long an alert is kept before its issuing state must review it. (EU) 2018/1861 Art 39, (EU) 2018/1862 Art 53, 54. */
import type { LawRow, Sureness } from './citation.js';
import { SIS_OPERATION, type SisAlertKind } from './sis-alert-table.js';

export type SisReviewRow = LawRow & {
  readonly kinds: readonly SisAlertKind[];
  /** Only where the national decision is valid longer than the ordinary period. */
  readonly ifDecisionLonger?: true;
};

export const SIS_REVIEW_ROWS: readonly SisReviewRow[] = [
  review(['refusal-of-entry'], 3, 'refusal of entry', '(EU) 2018/1861 Art 39(2)'),
  {
    ...review(
      ['refusal-of-entry'],
      5,
      'refusal of entry, the national decision valid for more than three years',
      '(EU) 2018/1861 Art 39(2)',
    ),
    ifDecisionLonger: true,
  },
  review(['return'], 3, 'return', '(EU) 2018/1860; (EU) 2018/1861 Art 39(2)', 'general-knowledge'),
  {
    ...review(
      ['return'],
      5,
      'return, the national decision valid for more than three years',
      '(EU) 2018/1860; (EU) 2018/1861 Art 39(2)',
      'general-knowledge',
    ),
    ifDecisionLonger: true,
  },
  review(
    ['arrest', 'missing-protected', 'missing'],
    5,
    'arrest, and missing persons',
    '(EU) 2018/1862 Art 53(2)',
  ),
  review(
    ['judicial-procedure', 'unknown-wanted'],
    3,
    'judicial procedure, and unknown wanted persons',
    '(EU) 2018/1862 Art 53(3)',
  ),
  review(
    ['child-abduction', 'child-travel', 'vulnerable-adult'],
    1,
    'children at risk and vulnerable persons kept from travelling',
    '(EU) 2018/1862 Art 53(4)',
  ),
  review(
    ['discreet-check', 'inquiry-check', 'specific-check'],
    1,
    'discreet, inquiry and specific checks of persons',
    '(EU) 2018/1862 Art 53(4)',
  ),
  review(['object-check', 'object-seizure'], 10, 'objects', '(EU) 2018/1862 Art 54'),
];

export const SIS_KEEPING_ROWS = {
  'deleted-at-expiry': {
    rule: 'an alert that is not extended is deleted by itself when its period ends',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 39; (EU) 2018/1862 Art 53',
    sureness: 'verified',
  },
  extension: {
    rule: 'an extension is decided before the period ends, after an assessment of proportionality; its period is counted from the day of the decision',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 21, 39; (EU) 2018/1862 Art 21, 53',
    sureness: 'interpretation',
  },
  'shorter-period': {
    rule: 'the issuing state may keep an alert for less than the longest period',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 39; (EU) 2018/1862 Art 53, 54',
    sureness: 'general-knowledge',
  },
  'linked-object': {
    rule: 'an alert on an object that is linked to an alert on a person lives only as long as that',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 54',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Omit<LawRow, 'value' | 'unit'>>>;

function review(
  kinds: readonly SisAlertKind[],
  years: number,
  words: string,
  citation: string,
  sureness: Sureness = 'verified',
): SisReviewRow {
  return {
    kinds,
    rule: `review period: ${words}`,
    value: years,
    unit: 'years',
    inForceFrom: SIS_OPERATION,
    citation,
    sureness,
  };
}
