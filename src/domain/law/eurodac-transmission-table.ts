/** How soon biometrics are transmitted to Eurodac, and what extends that: (EU) 2024/1358 Art 15, 18, 20, 22 to 24, 26. */
import type { LawRow, Provision } from './citation.js';
import {
  EURODAC_APPLIES_FROM,
  type EurodacCollection,
  TEMPORARY_PROTECTION_FROM,
} from './eurodac-category-table.js';

export type TransmissionStart =
  | 'registration'
  | 'biometrics-taken'
  | 'decision'
  | 'grant'
  | 'apprehension'
  | 'found'
  | 'disembarkation';

export type TransmissionLimitRow = LawRow & {
  readonly collection: EurodacCollection;
  readonly from: TransmissionStart;
};

export const TRANSMISSION_LIMIT_ROWS: readonly TransmissionLimitRow[] = [
  {
    collection: 'international-protection',
    from: 'registration',
    rule: 'applicants: from the registration of the application',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15(1)(a)',
    sureness: 'verified',
  },
  {
    collection: 'international-protection',
    from: 'biometrics-taken',
    rule: 'applicants at a border crossing point or in a transit zone: after the biometrics were taken',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15(1)(b)',
    sureness: 'verified',
  },
  {
    collection: 'admission',
    from: 'decision',
    rule: 'admission, refusal or discontinuation: from the decision',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(2)',
    sureness: 'verified',
  },
  {
    collection: 'national-resettlement',
    from: 'grant',
    rule: 'national resettlement: from the grant of protection',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 20(1)',
    sureness: 'verified',
  },
  {
    collection: 'irregular-crossing',
    from: 'apprehension',
    rule: 'irregular crossing: from the apprehension; whoever is kept in custody for longer, before release',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 22(2), (4)',
    sureness: 'verified',
  },
  {
    collection: 'illegal-stay',
    from: 'found',
    rule: 'illegal stay: from being found',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 23(2)',
    sureness: 'verified',
  },
  {
    collection: 'search-and-rescue',
    from: 'disembarkation',
    rule: 'search and rescue: from the disembarkation',
    value: 72,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 24(2)',
    sureness: 'verified',
  },
  {
    collection: 'temporary-protection',
    from: 'registration',
    rule: 'temporary protection: from the registration as a beneficiary',
    value: 10,
    unit: 'days',
    inForceFrom: TEMPORARY_PROTECTION_FROM,
    citation: '(EU) 2024/1358 Art 26(2)',
    sureness: 'verified',
  },
];

export const ADMISSION_REGISTRATION_ROW: Provision = {
  rule: 'registered for an admission procedure: as soon as possible, at the latest before the conclusion on admission; not at all where that is negative without a comparison',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 18(1)',
  sureness: 'verified',
};

export type TransmissionExtension = 'fingertips' | 'health' | 'technical' | 'influx';

export type TransmissionExtensionRow = Provision & {
  readonly extension: TransmissionExtension;
  readonly collections: readonly EurodacCollection[];
  /** Absent: as soon as possible, without a figure. */
  readonly value?: number;
  readonly unit?: 'hours';
};

const WITH_FIGURES: readonly EurodacCollection[] = [
  'international-protection',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
  'temporary-protection',
];

export const TRANSMISSION_EXTENSION_ROWS: readonly TransmissionExtensionRow[] = [
  {
    extension: 'fingertips',
    collections: WITH_FIGURES,
    rule: 'fingertips in too poor a condition: the prints are taken again and transmitted, from the successful retake at the latest after',
    value: 48,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 22, 23, 24, 26',
    sureness: 'verified',
  },
  {
    extension: 'fingertips',
    collections: ['admission-registration', 'admission', 'national-resettlement'],
    rule: 'fingertips in too poor a condition, admission and resettlement: as soon as possible after the successful retake',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(3), 20',
    sureness: 'verified',
  },
  {
    extension: 'health',
    collections: WITH_FIGURES,
    rule: 'measures for health make taking impossible: from their end at the latest after',
    value: 48,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 22, 23, 24, 26',
    sureness: 'verified',
  },
  {
    extension: 'health',
    collections: ['national-resettlement'],
    rule: 'measures for health make taking impossible, national resettlement: from their end at the latest after',
    value: 48,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 20',
    sureness: 'interpretation',
  },
  {
    extension: 'health',
    collections: ['admission-registration', 'admission'],
    rule: 'measures for health make taking impossible, admission: as soon as possible after their end',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(3)',
    sureness: 'verified',
  },
  {
    extension: 'technical',
    collections: WITH_FIGURES,
    rule: 'serious technical problems extend the limit by at most',
    value: 48,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 22, 23, 24, 26',
    sureness: 'verified',
  },
  {
    extension: 'influx',
    collections: ['search-and-rescue'],
    rule: 'a sudden influx, notified, extends the limit by at most',
    value: 48,
    unit: 'hours',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 24',
    sureness: 'verified',
  },
];

export const INFLUX_MONTHS_MAX: LawRow = {
  rule: 'a derogation for a sudden influx lasts from its notification at most',
  value: 1,
  unit: 'months',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 24',
  sureness: 'verified',
};

export const TRANSMISSION_COUNTING_ROWS: readonly Provision[] = [
  {
    rule: 'hours are elapsed hours from the moment of the event, through nights, weekends, holidays and changes of the clock',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 18, 20, 22 to 24',
    sureness: 'interpretation',
  },
  {
    rule: 'days are calendar days of the state of origin; the day of the event is not counted and the last day is, whatever day it is',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 26(2)',
    sureness: 'interpretation',
  },
  {
    rule: 'an extension never makes a limit shorter, and two extensions of the same limit are not added up: the later counts',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 22, 23, 24, 26',
    sureness: 'interpretation',
  },
  {
    rule: 'a derogation for an influx is for those disembarked from the day of its notification to its last day',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 24',
    sureness: 'interpretation',
  },
];

export const TRANSMISSION_DUTY_ROW: Provision = {
  rule: 'a limit that was missed does not end the duty to take and transmit',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 15, 18(3), 20, 22, 23, 24, 26',
  sureness: 'verified',
};

/** What ends a duty to transmit, as its state says; a limit that was missed is none of it. */
export const TRANSMISSION_END_ROWS = [
  {
    because: 'concluded-without-comparison',
    collections: ['admission-registration'],
    rule: 'the conclusion on admission was negative and needed no comparison: nothing is transmitted',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 18(1)',
    sureness: 'verified',
  },
  {
    because: 'cannot-be-taken',
    rule: 'fingerprints cannot be taken of the person any more, neither now nor by a retake',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 18(3), 20, 22, 23, 24, 26',
    sureness: 'interpretation',
  },
  {
    because: 'registered-in-error',
    rule: 'there was no such event, or it is registered under another number',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 15, 18, 20, 22, 23, 24, 26, 37(4)',
    sureness: 'interpretation',
  },
] as const satisfies readonly (Provision & {
  readonly because: string;
  /** Absent: of any collection. */
  readonly collections?: readonly EurodacCollection[];
})[];

/** `undefined` where it does not end a duty of that collection. */
export function transmissionEnd(
  because: (typeof TRANSMISSION_END_ROWS)[number]['because'],
  collection: EurodacCollection,
): Provision | undefined {
  const row = TRANSMISSION_END_ROWS.find((each) => each.because === because)!;
  const isOfCollection = !('collections' in row) || row.collections.some((each) => each === collection);
  return isOfCollection ? row : undefined;
}
