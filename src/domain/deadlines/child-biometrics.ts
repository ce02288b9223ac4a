/**
 * Fingerprints and face of a child under 12 in VIS, which go before their file: at the expiry of the visa or permit and,
 * for a visa, after the exit ((EC) 767/2008 Art 23(3)).
 *
 * Readings: what a later application uses again is kept as long as that application needs it; where the EES holds no stay
 * on the visa the child never came, so that no exit is waited for.
 */
import { ageOn } from '../age.js';
import type { EncounterId } from '../ids.js';
import type { LocalDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { applicationFiles, type VisApplicationFile } from '../vis/application-file.js';
import { CHILD_UNDER, childBiometrics } from '../vis/visa-biometrics.js';
import type { DatedRecord } from './deadlines-of.js';

/** Biometrics that end on a day of their own; `from` is the first day without them. */
export type ChildBiometricsEnd = {
  readonly encounterId: EncounterId;
  readonly from: LocalDate;
  readonly citation: string;
};

/** Of biometrics that are still held. Without a known exit, or without a validity, there is no day. */
export function childBiometricsEnds(file: readonly DatedRecord[]): readonly ChildBiometricsEnd[] {
  if (!file.some(({ holdsBiometrics }) => holdsBiometrics)) return [];
  const files = applicationFiles(file.map(({ record }) => record));
  return file.flatMap(({ record, holdsBiometrics }): readonly ChildBiometricsEnd[] => {
    if (!holdsBiometrics || record.facts.kind !== 'visa-application') return [];
    const own = record.encounterId;
    const needing = files.filter(
      ({ encounterId, application }) => encounterId === own || application.fingerprintsOf === own,
    );
    const ends = needing.map((each) => endOf(each, file));
    let latest: Omit<ChildBiometricsEnd, 'encounterId'> | undefined;
    for (const end of ends) {
      if (!end) return [];
      if (!latest || end.from > latest.from) latest = end;
    }
    return latest ? [{ encounterId: own, ...latest }] : [];
  });
}

/** Whether a record is an application of somebody whose biometrics may end on a day of their own. */
export function mayEndEarly({ facts, identity }: SystemRecord): boolean {
  if (facts.kind !== 'visa-application') return false;
  const age = ageOn(identity.dateOfBirth, facts.applicationDate);
  return age !== undefined && age < CHILD_UNDER;
}

function endOf(
  { encounterId, application, history }: VisApplicationFile,
  file: readonly DatedRecord[],
): Omit<ChildBiometricsEnd, 'encounterId'> | undefined {
  const dated = file.find(({ record }) => record.encounterId === encounterId)!;
  const { visa } = history;
  if (!visa || history.state === 'pending') return undefined;
  const { left } = dated;
  const found = childBiometrics({
    dateOfBirth: dated.record.identity.dateOfBirth,
    validUntil: visa.validUntil,
    isVisa: !application.isLongStay,
    ...(left === undefined ? {} : { exitOn: left === 'never-came' ? visa.validUntil : left }),
  });
  return found.kind === 'erase' ? { from: found.from, citation: found.row.citation } : undefined;
}
