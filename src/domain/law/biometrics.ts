/** Who gives biometrics to VIS, Eurodac and ECRIS-TCN, by age and case; for the EES see `ees/ees-biometrics.ts`. */
import { ageOn } from '../age.js';
import { addMonths, type LocalDate } from '../local-date.js';
import { AGE_LIMITS, OTHER_BIOMETRICS_ROWS, REUSE_MONTHS } from './biometrics-table.js';
import type { Provision } from './citation.js';

export type BiometricsAnswer =
  | { readonly kind: 'taken' | 'exempt'; readonly row: Provision }
  | { readonly kind: 'not-born' };

/** Fingerprints of a visa applicant; the live face is taken at any age. */
export function visFingerprints(dateOfBirth: LocalDate, on: LocalDate): BiometricsAnswer {
  const age = ageOn(dateOfBirth, on);
  if (age === undefined) return { kind: 'not-born' };
  const from = AGE_LIMITS['vis-fingerprints-from'];
  const until = AGE_LIMITS['vis-fingerprints-until'];
  if (age < from.value) return { kind: 'exempt', row: from };
  return age > until.value ? { kind: 'exempt', row: until } : { kind: 'taken', row: from };
}

/** Whether fingerprints of an earlier application may be used: the day 59 months later they may not. */
export function mayReuseFingerprints(takenOn: LocalDate, appliedOn: LocalDate): boolean {
  return takenOn <= appliedOn && appliedOn < addMonths(takenOn, REUSE_MONTHS.value);
}

/** Whether a person is recorded in Eurodac at all. `undefined`: the age is unclear and nothing proves it. */
export function eurodacRecorded(dateOfBirth: LocalDate | undefined, on: LocalDate): BiometricsAnswer {
  const row = AGE_LIMITS['eurodac-from'];
  if (dateOfBirth === undefined) return { kind: 'exempt', row };
  const age = ageOn(dateOfBirth, on);
  if (age === undefined) return { kind: 'not-born' };
  return { kind: age < row.value ? 'exempt' : 'taken', row };
}

/** Whether a convicting state must enter fingerprints; those taken under its law it may enter in any case. */
export function ecrisTcnFingerprintsOwed(sentence: {
  /** Months of the custodial sentence; 0 where there is none. */
  readonly custodialMonths: number;
  /** Months of the longest custodial penalty the offence can have. */
  readonly punishableMonths: number;
}): { readonly owed: boolean; readonly row: Provision } {
  const owed = sentence.custodialMonths >= 6 || sentence.punishableMonths >= 12;
  return { owed, row: OTHER_BIOMETRICS_ROWS['ecris-tcn-fingerprints'] };
}
