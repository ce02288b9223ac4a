/** Which biometrics an EES record holds, for whom ((EU) 2017/2226 Art 15 to 18, 21). */
import { ageOn } from '../age.js';
import { AGE_LIMITS, EES_BIOMETRICS_ROWS } from '../law/biometrics-table.js';
import type { Provision } from '../law/citation.js';
import type { LocalDate } from '../local-date.js';

export type EesBiometricsCase = {
  readonly on: LocalDate;
  readonly dateOfBirth: LocalDate;
  readonly visaRequired: boolean;
  /** Fingers that cannot be given: for ever, or for a time. */
  readonly fingerprintsImpossible?: 'permanently' | 'temporarily';
  /** Visa-required: VIS knows the person, and holds a face marked as taken live. */
  readonly inVis?: boolean;
  readonly liveFaceInVis?: boolean;
  /** Recorded by hand after a failure of every system. */
  readonly fallback?: boolean;
  /** Present for a refusal of entry. */
  readonly refusal?: {
    readonly grounds: readonly string[];
    readonly biometricsInSisAlert?: boolean;
    readonly threatToInternalSecurity?: boolean;
    readonly documentHasChip?: boolean;
  };
};

export type EesBiometrics =
  | {
      readonly kind: 'biometrics';
      /** `not-applicable`: exempt, and the field says so. `later`: at the exit or the next entry. */
      readonly fingerprints: 'four' | 'none' | 'not-applicable' | 'later';
      readonly face: 'live' | 'from-chip' | 'none' | 'later';
      readonly rows: readonly Provision[];
    }
  | { readonly kind: 'not-born' };

export function eesBiometrics(about: EesBiometricsCase): EesBiometrics {
  const age = ageOn(about.dateOfBirth, about.on);
  if (age === undefined) return { kind: 'not-born' };
  const rows = EES_BIOMETRICS_ROWS;
  if (about.fallback) return kept('later', 'later', rows.fallback);
  return (about.refusal && refused(about, about.refusal, age)) ?? admitted(about, age);
}

function admitted(about: EesBiometricsCase, age: number): EesBiometrics {
  const rows = EES_BIOMETRICS_ROWS;
  if (about.visaRequired) {
    return about.liveFaceInVis
      ? kept('none', 'none', rows['visa-required'], rows['face-in-vis'])
      : kept('none', 'live', rows['visa-required']);
  }
  return withFingerprints(about, age, rows['visa-exempt']);
}

/** What a refusal changes; `undefined` where it is recorded like an entry. Of several grounds the strictest holds. */
function refused(
  about: EesBiometricsCase,
  refusal: NonNullable<EesBiometricsCase['refusal']>,
  age: number,
): EesBiometrics | undefined {
  const rows = EES_BIOMETRICS_ROWS;
  const has = (...letters: readonly string[]) => refusal.grounds.some((ground) => letters.includes(ground));
  if (has('J'))
    return kept('none', refusal.documentHasChip ? 'from-chip' : 'none', rows['refusal-no-biometrics']);
  if (has('H') && refusal.biometricsInSisAlert) return kept('none', 'none', rows['refusal-in-sis']);
  if (has('I') && !refusal.threatToInternalSecurity) return kept('none', 'none', rows['refusal-threat']);
  if (about.visaRequired && has('B', 'D', 'H') && about.inVis === false) {
    return withFingerprints(about, age, rows['refusal-not-in-vis']);
  }
  return undefined;
}

function withFingerprints(about: EesBiometricsCase, age: number, row: Provision): EesBiometrics {
  const rows = EES_BIOMETRICS_ROWS;
  if (age < AGE_LIMITS['ees-fingerprints-from'].value) return kept('not-applicable', 'live', row, rows.child);
  if (about.fingerprintsImpossible === 'permanently')
    return kept('not-applicable', 'live', row, rows.impossible);
  if (about.fingerprintsImpossible === 'temporarily') return kept('later', 'live', row, rows.postponed);
  return kept('four', 'live', row);
}

function kept(
  fingerprints: Extract<EesBiometrics, { readonly kind: 'biometrics' }>['fingerprints'],
  face: Extract<EesBiometrics, { readonly kind: 'biometrics' }>['face'],
  ...rows: readonly Provision[]
): EesBiometrics {
  return { kind: 'biometrics', fingerprints, face, rows };
}
