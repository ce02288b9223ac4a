/**
 * What is reported about a stored data set, by whom, about which categories, and what Eurodac then tells the other
 * states: (EU) 2024/1358 Art 16, 17, 25, 29 to 31, 40(3).
 */
import type { EurodacStatusMessage } from '../system-record.js';
import type { LawRow, Provision } from './citation.js';
import {
  EURODAC_APPLIES_FROM,
  type EurodacCategory,
  TEMPORARY_PROTECTION_FROM,
} from './eurodac-category-table.js';

export type EurodacStatus = EurodacStatusMessage['status'];

export type EurodacStatusRow = Provision & {
  readonly status: EurodacStatus;
  readonly categories: readonly EurodacCategory[];
  /** Fields of the message beside its day and its data set. */
  readonly needs: readonly ('statusMemberState' | 'prolongedUntil')[];
  /** The state of origin writes, always; here in which of its roles. */
  readonly writer: 'determining-state' | 'member-state-responsible' | 'state-of-origin' | 'benefitting-state';
  /** About these too, once another state of origin has marked its own data of the person so. */
  readonly onceMarkedElsewhere?: readonly EurodacCategory[];
  /** Eurodac informs the other states of origin with hits; they do the same to their own data sets of `followers`. */
  readonly othersFollow: boolean;
  /** Where others follow: data sets of another category oblige their state to nothing, it is told and no more. */
  readonly followers?: readonly EurodacCategory[];
};

const APPLICANTS: readonly EurodacCategory[] = ['international-protection'];
const CROSSING_STAY_RESCUE: readonly EurodacCategory[] = [
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
];
const APPLICANTS_AND_MORE = [...APPLICANTS, ...CROSSING_STAY_RESCUE];

export const EURODAC_STATUS_ROWS: readonly EurodacStatusRow[] = [
  {
    status: 'member-state-responsible',
    categories: APPLICANTS,
    needs: ['statusMemberState'],
    writer: 'determining-state',
    othersFollow: true,
    followers: APPLICANTS,
    rule: 'the Member State responsible, once determined or once responsibility has shifted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 16(1), (3), (4)',
    sureness: 'verified',
  },
  {
    status: 'arrival',
    categories: APPLICANTS,
    needs: [],
    writer: 'member-state-responsible',
    othersFollow: false,
    rule: 'arrival in the state responsible after a take-back: its data set is updated; after a take-charge transfer it sends a new one',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 16(2)(a), (b)',
    sureness: 'verified',
  },
  {
    status: 'departure',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'the day the person left the territory',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 16(2)(c), 22(7), 23(6), 24(7)',
    sureness: 'verified',
  },
  {
    status: 'removal',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'the day the person left or was removed after a return decision or removal order',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 16(2)(d), 22(7), 23(6), 24(7)',
    sureness: 'verified',
  },
  {
    status: 'relocation',
    categories: APPLICANTS_AND_MORE,
    needs: ['statusMemberState'],
    writer: 'benefitting-state',
    othersFollow: true,
    followers: APPLICANTS_AND_MORE,
    rule: 'the Member State of relocation, once it is obliged to relocate',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 25(1), 16(4)',
    sureness: 'verified',
  },
  {
    status: 'assisted-return',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'assistance for voluntary return and reintegration was granted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 17(2), 22(3), 23(3), 24(3)',
    sureness: 'verified',
  },
  {
    status: 'application-rejected',
    categories: APPLICANTS,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'the application for international protection was rejected',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 17(2)(j), 12(1)(b)',
    sureness: 'verified-indirectly',
  },
  {
    status: 'border-procedure-decided',
    categories: APPLICANTS,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'the final decision in a border procedure was taken',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 17(2)',
    sureness: 'verified-indirectly',
  },
  {
    status: 'protection-granted',
    categories: APPLICANTS,
    onceMarkedElsewhere: CROSSING_STAY_RESCUE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: true,
    followers: APPLICANTS_AND_MORE,
    rule: 'mark: international protection was granted; the data stay searchable for law enforcement until they are erased',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 31(1), (2)',
    sureness: 'verified',
  },
  {
    status: 'protection-withdrawn',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    // A reading: whoever marked because of it knows of its end no other way, and unmarks as a state of origin itself.
    othersFollow: true,
    followers: [],
    rule: 'unmark: the status was withdrawn under (EU) 2024/1347 Art 14 or 19',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 31(3)',
    sureness: 'verified',
  },
  {
    status: 'residence-document',
    categories: CROSSING_STAY_RESCUE,
    // The copy of a mark (Art 31(6)).
    onceMarkedElsewhere: APPLICANTS,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: true,
    followers: CROSSING_STAY_RESCUE,
    rule: 'mark: a residence document was issued; the data stay searchable for law enforcement until they are erased',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 31(4), (5)',
    sureness: 'verified',
  },
  {
    status: 'security-flag',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'flag: the person could be a threat to internal security, being armed, violent, or with indications of terrorism or of an offence of Framework Decision 2002/584/JHA Art 2(2)',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 17(2)(i), 22(3)(d), 23(3)(e), 24(3)(f)',
    sureness: 'verified',
  },
  {
    status: 'security-flag-ended',
    categories: APPLICANTS_AND_MORE,
    needs: [],
    writer: 'state-of-origin',
    othersFollow: true,
    rule: 'flag deleted: the threat has ended, after the other states of origin were consulted; they delete theirs too',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 17(4)',
    sureness: 'verified',
  },
  {
    status: 'citizenship',
    categories: [
      ...APPLICANTS,
      'admission',
      'national-resettlement',
      ...CROSSING_STAY_RESCUE,
      'temporary-protection',
    ],
    needs: ['statusMemberState'],
    writer: 'state-of-origin',
    othersFollow: true,
    rule: 'citizenship of a Member State was acquired: the data are erased before their time, those of refused or discontinued admission excepted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 30',
    sureness: 'verified',
  },
  {
    status: 'temporary-protection-prolonged',
    categories: ['temporary-protection'],
    needs: ['prolongedUntil'],
    writer: 'state-of-origin',
    othersFollow: false,
    rule: 'temporary protection was prolonged: so is the time the data are kept',
    inForceFrom: TEMPORARY_PROTECTION_FROM,
    citation: '(EU) 2024/1358 Art 29(9)',
    sureness: 'verified',
  },
];

export const EURODAC_NOTICE_HOURS: LawRow = {
  rule: 'Eurodac informs all states of origin with hits of a mark, of the state responsible or of relocation, of a flag deleted, of an early erasure, at the latest after',
  value: 72,
  unit: 'hours',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 16(4), 17(4), 30, 31(1), (4)',
  sureness: 'verified',
};

export const EURODAC_ORIGIN_ROW: Provision = {
  rule: 'only the state of origin amends or erases what it transmitted',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 40(3)',
  sureness: 'verified',
};

export const EURODAC_RELOCATION_MARK_ROW: Provision = {
  rule: 'the state of relocation registers itself as responsible and copies the mark of the data set it took over',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 31(6)',
  sureness: 'verified',
};

export const EURODAC_ARRIVAL_ROW: Provision = {
  rule: 'arrival after a take-charge transfer or in the state of relocation: a new data set with the day of arrival',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 16(2)(a), 25(2)',
  sureness: 'verified',
};

export const EURODAC_EARLY_ERASURE_ROW: Provision = {
  rule: 'citizenship acquired: a state of origin that granted it erases its data without delay, the others once they know; data of refused or discontinued admission are not in the list and stay',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 30, 29(4)',
  sureness: 'verified',
};

export const EURODAC_NO_BLOCKING_ROW: Provision = {
  rule: 'a mark blocks nothing: marked data are compared and searched until their time ends',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 31(2), (5)',
  sureness: 'verified',
};

/** Every status of the schema has its row. */
export function eurodacStatusRow(status: EurodacStatus): EurodacStatusRow {
  return EURODAC_STATUS_ROWS.find((row) => row.status === status)!;
}
