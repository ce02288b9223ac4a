import { type LocalDate, localDate } from '../local-date.js';
import type { EurodacDataSet, SisFacts } from '../system-record.js';
import { type LawRow, rowInForce } from './citation.js';

/** What a term is for. Terms are maxima: a system erases by itself when they end. */
export type RetentionItem =
  | 'ees-record'
  | 'ees-file'
  | 'ees-no-exit'
  | 'ees-no-exit-notice'
  | 'ees-family-member'
  | 'ees-family-member-no-exit'
  | 'vis-file'
  | 'etias-issued'
  | 'etias-refused'
  | 'ecris-tcn-record'
  | 'sis-expiry-warning'
  | `sis-${SisFacts['alertKind']}`
  | `eurodac-${EurodacDataSet['category']}`
  | 'eurodac-admission-admitted'
  | 'eurodac-admission-refused'
  | 'eurodac-status-message';

export type RetentionRow = LawRow & { readonly item: RetentionItem };

const EES = localDate('2025-10-12');
/** Entry into force of (EU) 2021/1134. */
const VIS = localDate('2021-08-02');
const ETIAS = localDate('2018-10-09');
const SIS = localDate('2023-03-07');
const ECRIS_TCN = localDate('2019-06-11');
const EURODAC = localDate('2026-06-12');

export const RETENTION_ROWS: readonly RetentionRow[] = [
  {
    item: 'ees-record',
    rule: 'entry/exit record or refusal record, from the exit or the refusal',
    value: 3,
    unit: 'years',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(1)',
    sureness: 'verified',
  },
  {
    item: 'ees-file',
    rule: 'individual file, after the last exit record or refusal record is erased',
    value: 1,
    unit: 'days',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(2)',
    sureness: 'verified',
  },
  {
    item: 'ees-no-exit',
    rule: 'no exit record: from the last day of the authorised stay; from the entry where none was authorised',
    value: 5,
    unit: 'years',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(3)',
    sureness: 'verified',
  },
  {
    item: 'ees-no-exit-notice',
    rule: 'no exit record: Member States are told before the erasure',
    value: 3,
    unit: 'months',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(3)',
    sureness: 'verified',
  },
  {
    item: 'ees-family-member',
    rule: 'family members of Union citizens with free movement: at most, from the exit',
    value: 1,
    unit: 'years',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(4)',
    sureness: 'verified',
  },
  {
    item: 'ees-family-member-no-exit',
    rule: 'family members of Union citizens without an exit record: from the last entry record',
    value: 5,
    unit: 'years',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 34(4)',
    sureness: 'verified',
  },
  {
    item: 'vis-file',
    rule: 'application file, from the expiry of the visa or from the decision against it',
    value: 5,
    unit: 'years',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 23 as replaced by (EU) 2021/1134',
    sureness: 'verified',
  },
  {
    item: 'etias-issued',
    rule: 'authorisation issued: while it is valid',
    value: 0,
    unit: 'years',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 54',
    sureness: 'verified',
  },
  {
    item: 'etias-refused',
    rule: 'authorisation refused, annulled or revoked: from the last such decision',
    value: 5,
    unit: 'years',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 54',
    sureness: 'verified',
  },
  {
    item: 'ecris-tcn-record',
    rule: 'after the conviction has left the national criminal record',
    value: 1,
    unit: 'months',
    inForceFrom: ECRIS_TCN,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
  {
    item: 'sis-expiry-warning',
    rule: 'the issuing state is warned before its alert is deleted',
    value: 4,
    unit: 'months',
    inForceFrom: SIS,
    citation: '(EU) 2018/1861 Art 39; (EU) 2018/1862 Art 53',
    sureness: 'verified',
  },
  {
    item: 'sis-refusal-of-entry',
    rule: 'review of an alert for refusal of entry; 3 years unless the national decision is valid longer',
    value: 5,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1861 Art 39(2)',
    sureness: 'verified',
  },
  {
    item: 'sis-return',
    rule: 'review of a return alert, by reference to alerts for refusal of entry',
    value: 5,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1860; (EU) 2018/1861 Art 39(2)',
    sureness: 'general-knowledge',
  },
  {
    item: 'sis-arrest',
    rule: 'review of an alert for arrest',
    value: 5,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1862 Art 53(2)',
    sureness: 'verified',
  },
  {
    item: 'sis-missing-person',
    rule: 'review of an alert on a missing person; one year for those to be stopped from travelling',
    value: 5,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1862 Art 53(2), (4)',
    sureness: 'verified',
  },
  {
    item: 'sis-judicial-procedure',
    rule: 'review of an alert for a judicial procedure',
    value: 3,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1862 Art 53(3)',
    sureness: 'verified',
  },
  {
    item: 'sis-unknown-wanted',
    rule: 'review of an alert on an unknown wanted person',
    value: 3,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1862 Art 53(3)',
    sureness: 'verified',
  },
  {
    item: 'sis-check',
    rule: 'review of an alert for discreet, inquiry or specific checks',
    value: 1,
    unit: 'years',
    inForceFrom: SIS,
    citation: '(EU) 2018/1862 Art 53(4)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-international-protection',
    rule: 'applicants for international protection, from transmission of the biometrics',
    value: 10,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(1)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-admission-admitted',
    rule: 'admitted under the Union framework, from transmission of the biometrics',
    value: 5,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(3)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-admission-refused',
    rule: 'admission refused or procedure discontinued, from transmission of the biometrics',
    value: 3,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(4)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-admission',
    rule: 'admission whose outcome is not recorded: the shorter of the two terms',
    value: 3,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(3), (4)',
    sureness: 'interpretation',
  },
  {
    item: 'eurodac-national-resettlement',
    rule: 'national resettlement, from transmission of the biometrics',
    value: 5,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(5)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-irregular-crossing',
    rule: 'irregular crossing of an external border, from transmission of the biometrics',
    value: 5,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(6)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-illegal-stay',
    rule: 'illegal stay, from transmission of the biometrics',
    value: 5,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(7)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-search-and-rescue',
    rule: 'disembarked after search and rescue, from transmission of the biometrics',
    value: 5,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(8)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-temporary-protection',
    rule: 'temporary protection, from the entry into force of the Council implementing decision; prolonged by a year at a time while protection lasts',
    value: 1,
    unit: 'years',
    inForceFrom: localDate('2029-06-12'),
    citation: '(EU) 2024/1358 Art 29(9), 63(2)',
    sureness: 'verified',
  },
  {
    item: 'eurodac-status-message',
    rule: 'what was reported about a data set goes with it; without one it is erased at once',
    value: 0,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 29(10)',
    sureness: 'interpretation',
  },
];

export function retentionRow(item: RetentionItem, on: LocalDate): RetentionRow | undefined {
  return rowInForce(
    RETENTION_ROWS.filter((row) => row.item === item),
    on,
  );
}
