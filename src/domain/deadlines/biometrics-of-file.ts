/** Whose fingerprints and face are: of the file of a person, or of one record in it. */
import type { EncounterId } from '../ids.js';
import type { Provision } from '../law/citation.js';
import { localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { systemFacts } from '../systems.js';

export const BIOMETRICS_OF_FILE_ROWS = {
  'individual-file': {
    rule: 'EES: fingerprints and face belong to the individual file and go with it, not with the record of the crossing they were taken at',
    inForceFrom: localDate('2025-10-12'),
    citation: '(EU) 2017/2226 Art 16(1)(d), 17(1)(c), 34(2)',
    sureness: 'interpretation',
  },
  'used-again': {
    rule: 'VIS: fingerprints that a later application uses again are kept as long as that application',
    inForceFrom: localDate('2011-10-11'),
    citation: '(EC) 810/2009 Art 13(3); (EC) 767/2008 Art 23',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** The encounters whose samples go with a record that is erased, where `left` is what stays. */
export function biometricsGoneWith(
  record: SystemRecord,
  left: readonly SystemRecord[],
): readonly EncounterId[] {
  const { system, encounterId, facts } = record;
  if (systemFacts(system).biometricsBelongToFile) return [];
  const isUsedAgain = (taken: EncounterId) =>
    left.some((each) => each.facts.kind === 'visa-application' && each.facts.fingerprintsOf === taken);
  const reused = facts.kind === 'visa-application' ? facts.fingerprintsOf : undefined;
  const isWithoutRecord = reused !== undefined && !left.some((each) => each.encounterId === reused);
  return [encounterId, ...(isWithoutRecord ? [reused] : [])].filter((taken) => !isUsedAgain(taken));
}
