/** Which biometrics a visa applicant gives, and when those of a child go. */
import { ageOn } from '../age.js';
import { mayReuseFingerprints } from '../law/biometrics.js';
import { REUSE_MONTHS } from '../law/biometrics-table.js';
import { type LawRow, type Provision, rowInForce } from '../law/citation.js';
import {
  VIS_AGES_FROM,
  VIS_AGES_UNTIL,
  VIS_DOUBT_ROW,
  VIS_EXEMPTION_ROWS,
  VIS_FACE_ROW,
  type VisExemption,
} from '../law/vis-fingerprints-table.js';
import { VIS_FILE_ROWS, VIS_REFORM } from '../law/vis-visa-table.js';
import { addDays, type LocalDate } from '../local-date.js';

export type VisBiometricsAnswer = {
  readonly fingerprints: 'take' | 'reuse' | 'exempt';
  /** `may-be-waived`: the state decides. `photograph`: before the reform, not live. */
  readonly face: 'live' | 'may-be-waived' | 'photograph';
  readonly row: Provision;
  readonly faceRow?: Provision;
  /** Of `reuse`: the day the fingerprints used again were taken. */
  readonly takenOn?: LocalDate;
};

export type VisApplicant = {
  readonly dateOfBirth: LocalDate;
  readonly appliedOn: LocalDate;
  readonly exemption?: VisExemption;
  /** Days on which fingerprints of earlier applications were taken. */
  readonly earlierTakenOn?: readonly LocalDate[];
  readonly isIdentityDoubted?: boolean;
};

/** `undefined` for a date of birth after the application, and before VIS existed. */
export function visBiometrics(applicant: VisApplicant): VisBiometricsAnswer | undefined {
  const { dateOfBirth, appliedOn, exemption } = applicant;
  const age = ageOn(dateOfBirth, appliedOn);
  const from = rowInForce(VIS_AGES_FROM, appliedOn);
  if (age === undefined || !from) return undefined;
  const face = faceOf(appliedOn, exemption);
  if (exemption && VIS_EXEMPTION_ROWS[exemption].inForceFrom <= appliedOn) {
    return { fingerprints: 'exempt', ...face, row: VIS_EXEMPTION_ROWS[exemption] };
  }
  const byAge = exemptByAge(age, from, rowInForce(VIS_AGES_UNTIL, appliedOn));
  return byAge
    ? { fingerprints: 'exempt', ...face, row: byAge }
    : { ...takeOrReuse(applicant, from), ...face };
}

function exemptByAge(age: number, from: LawRow, until: LawRow | undefined): Provision | undefined {
  if (age < from.value) return from;
  return until && age > until.value ? until : undefined;
}

function takeOrReuse(
  { appliedOn, earlierTakenOn, isIdentityDoubted }: VisApplicant,
  from: Provision,
): Pick<VisBiometricsAnswer, 'fingerprints' | 'row' | 'takenOn'> {
  const usable = (earlierTakenOn ?? []).filter((takenOn) => mayReuseFingerprints(takenOn, appliedOn)).sort();
  const takenOn = usable.at(-1);
  if (takenOn === undefined) return { fingerprints: 'take', row: from };
  if (isIdentityDoubted) return { fingerprints: 'take', row: VIS_DOUBT_ROW };
  return { fingerprints: 'reuse', row: REUSE_MONTHS, takenOn };
}

/** Physical impossibility and age exempt from fingerprints only. */
function faceOf(
  appliedOn: LocalDate,
  exemption: VisExemption | undefined,
): Pick<VisBiometricsAnswer, 'face' | 'faceRow'> {
  if (appliedOn < VIS_REFORM) return { face: 'photograph' };
  if (exemption && exemption !== 'impossible') {
    return { face: 'may-be-waived', faceRow: VIS_EXEMPTION_ROWS[exemption] };
  }
  return { face: 'live', faceRow: VIS_FACE_ROW };
}

/** Children whose biometrics go before their file. */
export const CHILD_UNDER = 12;

export type ChildBiometrics =
  | { readonly kind: 'erase'; readonly from: LocalDate; readonly row: Provision }
  /** The visa has expired and the child is not known to have left. */
  | { readonly kind: 'await-exit'; readonly row: Provision }
  | { readonly kind: 'with-the-file' };

/** `exitOn`: the last exit after which the child was not inside; only visas wait for it. `from`: first day without them. */
export function childBiometrics(child: {
  readonly dateOfBirth: LocalDate;
  readonly validUntil: LocalDate;
  readonly isVisa: boolean;
  readonly exitOn?: LocalDate;
}): ChildBiometrics {
  const age = ageOn(child.dateOfBirth, child.validUntil);
  if (age === undefined || age >= CHILD_UNDER) return { kind: 'with-the-file' };
  const row = VIS_FILE_ROWS['child-biometrics'];
  const afterExpiry = addDays(child.validUntil, 1);
  if (!child.isVisa) return { kind: 'erase', from: afterExpiry, row };
  if (child.exitOn === undefined) return { kind: 'await-exit', row };
  const afterExit = addDays(child.exitOn, 1);
  return { kind: 'erase', from: afterExit > afterExpiry ? afterExit : afterExpiry, row };
}
