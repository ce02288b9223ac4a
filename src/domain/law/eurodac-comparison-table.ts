/**
 * What is compared with what in Eurodac, what a hit returns, and how hits are verified: (EU) 2024/1358 Art 27, 28, 31,
 * 38, 57 and 63.
 */
import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';
import {
  EURODAC_APPLIES_FROM,
  type EurodacCategory,
  type EurodacCollection,
  TEMPORARY_PROTECTION_FROM,
} from './eurodac-category-table.js';

export type ComparisonPurpose =
  /** Art 1(1)(a): which state is responsible for the application. */
  | 'asylum-responsibility'
  /** Art 1(1)(b): admission under the Union framework. */
  | 'admission'
  /** Art 1(1)(c): irregular migration, secondary movements, identification of persons staying illegally. */
  | 'irregular-migration'
  /** Art 1(1)(j): temporary protection. */
  | 'temporary-protection';

export type ComparisonRow = Provision & {
  readonly incoming: EurodacCollection;
  /** Stored categories it is compared with; none: not compared. */
  readonly with: readonly { readonly category: EurodacCategory; readonly markedOnly?: boolean }[];
  /** Data the requesting state transmitted itself are left out unless it asks for them. */
  readonly ownOnlyOnRequest: boolean;
  readonly purpose?: ComparisonPurpose;
};

const ALL_STORED: readonly { readonly category: EurodacCategory }[] = [
  { category: 'international-protection' },
  { category: 'admission' },
  { category: 'national-resettlement' },
  { category: 'irregular-crossing' },
  { category: 'illegal-stay' },
  { category: 'search-and-rescue' },
  { category: 'temporary-protection' },
];

const against = 'compared with the stored data of other states, all categories';

export const COMPARISON_ROWS: readonly ComparisonRow[] = [
  {
    incoming: 'international-protection',
    with: ALL_STORED,
    ownOnlyOnRequest: true,
    purpose: 'asylum-responsibility',
    rule: `applicants: ${against}`,
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 27(1), (3)',
    sureness: 'verified',
  },
  {
    incoming: 'irregular-crossing',
    with: ALL_STORED,
    ownOnlyOnRequest: true,
    purpose: 'irregular-migration',
    rule: `irregular crossing: ${against}`,
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 27(1), (3)',
    sureness: 'verified',
  },
  {
    incoming: 'illegal-stay',
    with: ALL_STORED,
    ownOnlyOnRequest: true,
    purpose: 'irregular-migration',
    rule: `illegal stay: ${against}`,
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 27(1), (3)',
    sureness: 'verified',
  },
  {
    incoming: 'search-and-rescue',
    with: ALL_STORED,
    ownOnlyOnRequest: true,
    purpose: 'irregular-migration',
    rule: `search and rescue: ${against}`,
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 27(1), (3)',
    sureness: 'verified',
  },
  {
    incoming: 'temporary-protection',
    with: ALL_STORED,
    ownOnlyOnRequest: true,
    purpose: 'temporary-protection',
    rule: `temporary protection: ${against}`,
    inForceFrom: TEMPORARY_PROTECTION_FROM,
    citation: '(EU) 2024/1358 Art 27(1), (3), 63(2)',
    sureness: 'verified',
  },
  {
    incoming: 'admission-registration',
    with: [
      { category: 'international-protection', markedOnly: true },
      { category: 'admission' },
      { category: 'national-resettlement' },
    ],
    ownOnlyOnRequest: false,
    purpose: 'admission',
    rule: 'registered for an admission procedure: compared with marked data of applicants, with admission and with national resettlement',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 27(2)',
    sureness: 'verified',
  },
  {
    incoming: 'admission',
    with: [],
    ownOnlyOnRequest: false,
    rule: 'admission, refusal or discontinuation: not compared when it is transmitted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(2), 27',
    sureness: 'verified',
  },
  {
    incoming: 'national-resettlement',
    with: [],
    ownOnlyOnRequest: false,
    rule: 'national resettlement: not compared when it is transmitted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 20, 27',
    sureness: 'verified',
  },
];

export const COMPARISON_OWN_ROW: Provision = {
  rule: 'registered for an admission procedure: the data of the asking state are compared too, nothing says otherwise',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 27(2), (3)',
  sureness: 'interpretation',
};

export const PLAIN_SEARCH_ROW: Provision = {
  rule: 'a search by biometrics that transmits nothing is answered as if they were of the category its authority collects',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 27, 28, 40(1)',
  sureness: 'interpretation',
};

export const ARRIVAL_NOT_COMPARED_ROW: Provision = {
  rule: 'a data set or update that reports an arrival after take-charge or a departure is not compared',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 16(2)(a), (c), 27',
  sureness: 'verified',
};

export const PURPOSE_ROW: Provision = {
  rule: 'the purpose of a comparison is the objective its category serves: asylum responsibility, admission, irregular migration, temporary protection',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 1(1)',
  sureness: 'interpretation',
};

export const HIT_PRECEDENCE_ROW: Provision = {
  rule: 'a hit that serves asylum responsibility takes precedence over every other',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 27(5), 28(5)',
  sureness: 'verified',
};

export const HIT_PRECEDENCE_READING_ROW: Provision = {
  rule: 'hits with data of applicants serve asylum responsibility; those with crossings, illegal stay and search and rescue do where the comparison is for an applicant',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 1(1)(a), 27(5)',
  sureness: 'interpretation',
};

/** What a hit returns of a data set of each category. */
export const HIT_REPLY_ROWS: readonly (Provision & { readonly category: EurodacCategory })[] = (
  [
    ['international-protection', '17(1), (2)'],
    ['admission', '19(1)'],
    ['national-resettlement', '21(1)'],
    ['irregular-crossing', '22(2), (3)'],
    ['illegal-stay', '23(2), (3)'],
    ['search-and-rescue', '24(2), (3)'],
    ['temporary-protection', '26(2)'],
  ] as const
).map(([category, articles]) => ({
  category,
  rule: `a hit returns the data of Art ${articles}, and the mark where it matters`,
  inForceFrom: category === 'temporary-protection' ? TEMPORARY_PROTECTION_FROM : EURODAC_APPLIES_FROM,
  citation: `(EU) 2024/1358 Art 27(4), 28(4), ${articles}`,
  sureness: 'verified',
}));

export const NO_HIT_ROW: Provision = {
  rule: 'without a hit none of it is returned',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 27(4), 28(4)',
  sureness: 'verified',
};

export const FACE_COMPARISON_ROWS: readonly Provision[] = [
  {
    rule: 'a comparison by face is owed where fingerprints are unusable or missing',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 28(1)',
    sureness: 'verified',
  },
  {
    rule: 'an automatic comparison by face takes face and sex together; beside fingerprints it may be run',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 28(2)',
    sureness: 'verified',
  },
  {
    rule: 'no face is compared before facial recognition is introduced: until then it is stored and returned with a hit on fingerprints. A study is due by 12 June 2027, the software a year after its end',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 57(4), 63(5)',
    sureness: 'verified',
  },
];

export const HIT_VERIFICATION_ROWS = {
  fingerprint: {
    rule: 'a hit on fingerprints is checked by a fingerprint expert of the receiving state, where necessary, immediately',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38',
    sureness: 'verified',
  },
  both: {
    rule: 'where fingerprints and face both hit, the face may be checked',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38',
    sureness: 'verified',
  },
  face: {
    rule: 'a hit on the face alone is checked at once by a trained expert',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38',
    sureness: 'verified',
  },
  identification: {
    rule: 'the final identification is made by the state of origin together with the other states concerned',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38',
    sureness: 'verified',
  },
  false: {
    rule: 'a false hit: the result is erased at once and eu-LISA is told, with both reference numbers',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38',
    sureness: 'verified-indirectly',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export const FALSE_HIT_REPORT: LawRow = {
  rule: 'a false hit is reported to eu-LISA as soon as possible, at the latest after',
  value: 3,
  unit: 'working-days',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 38',
  sureness: 'verified',
};

export const WORKING_DAYS_ROW: Provision = {
  rule: 'working days are all days but Saturdays, Sundays and the public holidays of the state that owes the act; the day of the event is not counted',
  inForceFrom: localDate('1971-07-01'),
  citation: '(EEC, Euratom) No 1182/71 Art 2(2), 3(1); (EU) 2024/1358 Art 38',
  sureness: 'interpretation',
};

export const COMPARISON_LIMIT_ROWS = {
  ordinary: {
    rule: 'a comparison is made within, in the order of arrival,',
    value: 24,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38(2)',
    sureness: 'verified',
  },
  urgent: {
    rule: 'a comparison the state asks for as urgent is made within',
    value: 1,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 38(2)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;
