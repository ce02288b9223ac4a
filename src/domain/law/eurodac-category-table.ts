/**
 * Who is recorded in Eurodac: one row per collecting article of (EU) 2024/1358, with the digit of its reference
 * numbers (Art 37(4)), the authority that collects, and the first day on which the category exists.
 */
import type { AuthorityClass } from '../authorities.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EurodacDataSet } from '../system-record.js';
import type { Provision } from './citation.js';

/** Art 63(2): the recast applies. */
export const EURODAC_APPLIES_FROM = localDate('2026-06-12');
/** Art 63(2): Article 26 applies. */
export const TEMPORARY_PROTECTION_FROM = localDate('2029-06-12');

export type EurodacCategory = EurodacDataSet['category'];
/**
 * What is transmitted: a data set of a category, or the biometrics of somebody registered for an admission procedure,
 * which are compared and never stored.
 */
export type EurodacCollection = EurodacCategory | 'admission-registration';

export type EurodacCategoryRow = Provision & {
  readonly collection: EurodacCollection;
  /** The category a stored data set has; `undefined`: compared and not stored. */
  readonly storedAs?: EurodacCategory;
  readonly referenceDigit: number;
  readonly collectedBy: readonly AuthorityClass[];
  readonly maySecurityFlag: boolean;
};

export const EURODAC_CATEGORY_ROWS: readonly EurodacCategoryRow[] = [
  {
    collection: 'international-protection',
    storedAs: 'international-protection',
    referenceDigit: 1,
    collectedBy: [
      'asylum-authority',
      'border-authority',
      'immigration-authority',
      'screening-authority',
      'frontex-team',
    ],
    maySecurityFlag: true,
    rule: 'applicants for international protection; reference digit 1; security flag possible',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 17(2)(i), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'admission-registration',
    referenceDigit: 7,
    collectedBy: ['asylum-authority'],
    maySecurityFlag: false,
    rule: 'persons registered for an admission procedure: compared, never stored; reference digit 7',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(1), 29(2), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'admission',
    storedAs: 'admission',
    referenceDigit: 7,
    collectedBy: ['asylum-authority'],
    maySecurityFlag: false,
    rule: 'persons admitted under the Union framework, refused, or whose procedure was discontinued; reference digit 7',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(2), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'national-resettlement',
    storedAs: 'national-resettlement',
    referenceDigit: 8,
    collectedBy: ['asylum-authority'],
    maySecurityFlag: false,
    rule: 'persons admitted under a national resettlement scheme; reference digit 8',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 20, 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'irregular-crossing',
    storedAs: 'irregular-crossing',
    referenceDigit: 2,
    collectedBy: ['border-authority', 'immigration-authority', 'screening-authority', 'frontex-team'],
    maySecurityFlag: true,
    rule: 'persons apprehended at an irregular crossing and not turned back, unless detained throughout until removal; reference digit 2; security flag possible',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 22, 22(3)(d), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'illegal-stay',
    storedAs: 'illegal-stay',
    referenceDigit: 3,
    collectedBy: ['immigration-authority', 'border-authority', 'screening-authority'],
    maySecurityFlag: true,
    rule: 'persons found illegally staying; reference digit 3; security flag possible, also after a security check at capture',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 23, 23(3)(e), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'search-and-rescue',
    storedAs: 'search-and-rescue',
    referenceDigit: 9,
    collectedBy: ['border-authority', 'immigration-authority', 'screening-authority', 'frontex-team'],
    maySecurityFlag: true,
    rule: 'persons disembarked after search and rescue; reference digit 9; security flag possible; nobody is treated differently for the label',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 24, 24(3)(f), 37(4)',
    sureness: 'verified',
  },
  {
    collection: 'temporary-protection',
    storedAs: 'temporary-protection',
    referenceDigit: 0,
    collectedBy: ['asylum-authority', 'immigration-authority', 'frontex-team'],
    maySecurityFlag: false,
    rule: 'beneficiaries of temporary protection; reference digit 0; no security flag',
    inForceFrom: TEMPORARY_PROTECTION_FROM,
    citation: '(EU) 2024/1358 Art 26, 37(4), 63(2)',
    sureness: 'verified',
  },
];

/** Digits that stand for requests and not for data sets. */
export const EURODAC_REQUEST_DIGIT_ROWS: readonly (Provision & { readonly referenceDigit: number })[] = [
  {
    referenceDigit: 4,
    rule: 'reference digit 4: requests of designated authorities for law enforcement',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 33, 37(4)',
    sureness: 'verified',
  },
  {
    referenceDigit: 5,
    rule: 'reference digit 5: requests of Europol',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 34, 37(4)',
    sureness: 'verified',
  },
  {
    referenceDigit: 6,
    rule: 'reference digit 6: access of the person the data are about',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 37(4), 43',
    sureness: 'verified',
  },
];

export const EURODAC_COLLECTOR_ROW: Provision = {
  rule: 'each category is collected by the authorities the state designates for it; the classes named per category are the reading here: teams of Frontex where an article has them, of illegal stay not; who screens, of those who are screened',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation:
    '(EU) 2024/1358 Art 15(3), 18, 20, 22(8), 23, 24(8), 26(5); (EU) 2024/1356 Art 5, 7, 8(5)(d), 14; (EU) 2019/818 Art 29(1)(c) to (h)',
  sureness: 'interpretation',
};

export const EURODAC_AGE_DAY_ROW: Provision = {
  rule: 'the age that counts is that of the day the biometrics are taken, as the place counts its days',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 14(1)',
  sureness: 'interpretation',
};

export const EURODAC_PERSON_ROW: Provision = {
  rule: 'third-country nationals and stateless persons only: whoever is recorded as a national of a Member State or an associated state is none',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 1(1), 30',
  sureness: 'interpretation',
};

/** Art 63(3): Decision (EU) 2022/382, its amendments and extensions. */
export const EURODAC_EXCLUDED_DECISION = '(EU) 2022/382';

export const EURODAC_EXCLUDED_DECISION_ROW: Provision = {
  rule: 'beneficiaries under Implementing Decision (EU) 2022/382, its amendments and extensions, are not recorded at all',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 63(3)',
  sureness: 'verified',
};

export const EURODAC_REFERENCE_ROW: Provision = {
  rule: 'a reference number is the letters of the transmitting state, the digit of the category, and a number',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 37(3), (4)',
  sureness: 'verified',
};

export const EURODAC_CONFLICT_ROWS = {
  'reference-repeated': {
    rule: 'a reference number stands for one person, one state and one category; a transmission repeated for its quality keeps it',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 37(3), (4), 38(1)',
    sureness: 'verified',
  },
  'second-category-for-event': {
    rule: 'a crossing, being found and a disembarkation of one person in one state on one day are one event of one category: both data sets are kept and the state of origin settles it',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 22 to 24, 40(3)',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** The row of a collection in force on a day; `undefined` before it exists. */
export function eurodacCategoryRow(
  collection: EurodacCollection,
  on: LocalDate,
): EurodacCategoryRow | undefined {
  return EURODAC_CATEGORY_ROWS.find((row) => row.collection === collection && row.inForceFrom <= on);
}

/** The row of a collection, whatever the day. */
export function eurodacCategory(collection: EurodacCollection): EurodacCategoryRow {
  return EURODAC_CATEGORY_ROWS.find((row) => row.collection === collection)!;
}
