/** Which data a stored data set holds, by category: (EU) 2024/1358 Art 17, 19, 21, 22(2), (3), 23(2), (3), 24(2), (3), 26(2). */
import type { Provision } from './citation.js';
import {
  EURODAC_APPLIES_FROM,
  type EurodacCategory,
  TEMPORARY_PROTECTION_FROM,
} from './eurodac-category-table.js';

export type EurodacDataRow = Provision & {
  readonly categories: readonly EurodacCategory[];
  /** `available`: where the state has it. `applicable`: once it has come to pass. */
  readonly presence: 'always' | 'available' | 'applicable';
};

const ALL: readonly EurodacCategory[] = [
  'international-protection',
  'admission',
  'national-resettlement',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
  'temporary-protection',
];
const FLAGGED: readonly EurodacCategory[] = [
  'international-protection',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
];
const MIRRORS = '17(1), 19(1), 21(1), 22(2), 23(2), 24(2), 26(2)';

function row(
  rule: string,
  articles: string,
  more: Partial<Pick<EurodacDataRow, 'categories' | 'presence' | 'inForceFrom' | 'sureness'>> = {},
): EurodacDataRow {
  return {
    rule,
    categories: ALL,
    presence: 'always',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: `(EU) 2024/1358 Art ${articles}`,
    sureness: 'verified',
    ...more,
  };
}

export const EURODAC_DATA_ROWS: readonly EurodacDataRow[] = [
  row('stored: fingerprint data, all ten fingers plain and rolled, or a latent print', `2(1)(q), ${MIRRORS}`),
  row('stored: a facial image', `2(1)(r), ${MIRRORS}`),
  row('stored: surnames and forenames, names at birth, names previously used, aliases', MIRRORS),
  row('stored: nationalities, date and place of birth, sex', MIRRORS),
  row('stored: Member State of origin, place and date of the event of the category', MIRRORS),
  row('stored: reference number of the state of origin', `${MIRRORS}, 37(3)`),
  row(
    'stored: date the biometrics were taken, date they were transmitted, identity of the operator',
    MIRRORS,
  ),
  row(
    'stored: type, number, three-letter country code and expiry of an identity or travel document',
    MIRRORS,
    {
      presence: 'available',
    },
  ),
  row('stored: a colour scan of a document with an indication of its authenticity', MIRRORS, {
    presence: 'available',
  }),
  row('stored: Member State responsible, days of arrival after a transfer', '16, 17(2)', {
    categories: ['international-protection'],
    presence: 'applicable',
  }),
  row('stored: Member State of relocation', '25(1)', { categories: FLAGGED, presence: 'applicable' }),
  row('stored: day of departure or removal', '16(2)(c), (d), 22(7), 23(6), 24(7)', {
    categories: FLAGGED,
    presence: 'applicable',
  }),
  row('stored: security flag', '17(2)(i), 22(3)(d), 23(3)(e), 24(3)(f)', {
    categories: FLAGGED,
    presence: 'applicable',
  }),
  row('stored: assistance for voluntary return and reintegration was granted', '17(2), 22(3), 23(3), 24(3)', {
    categories: FLAGGED,
    presence: 'applicable',
  }),
  row('stored: the application was rejected', '17(2)(j)', {
    categories: ['international-protection'],
    presence: 'applicable',
    sureness: 'verified-indirectly',
  }),
  row('stored: the final decision in a border procedure', '17(2)', {
    categories: ['international-protection'],
    presence: 'applicable',
    sureness: 'verified-indirectly',
  }),
  row('stored: the visa the person holds, the state that issued it or on whose behalf', '17(2)', {
    categories: ['international-protection'],
    presence: 'applicable',
  }),
  row('stored: admitted, refused or discontinued', '18(2), 19(1)', { categories: ['admission'] }),
  row('stored: reference of the Council implementing decision', '26(2)', {
    categories: ['temporary-protection'],
    inForceFrom: TEMPORARY_PROTECTION_FROM,
  }),
];
