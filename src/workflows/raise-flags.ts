/**
 * What an authority must look into, from the answers it got: overstays in any file found, and one person under several
 * identities where biometrics say it is one person. A flag is a reason to look, never a legal consequence.
 */
import { findMultipleIdentities } from '../domain/flags/multiple-identity.js';
import { findOverstay } from '../domain/flags/overstay.js';
import type { LocalDate } from '../domain/local-date.js';
import type { Flag, SystemAnswer } from './results.js';

export function raiseFlags(answers: readonly SystemAnswer[], today: LocalDate): readonly Flag[] {
  const hits = answers.flatMap((answer) => (answer.status === 'answered' ? answer.hits : []));
  const matched = hits.filter(({ candidate }) => candidate?.decision === 'match');
  return [
    ...hits.flatMap(({ records }) => findOverstay(records, today) ?? []),
    ...findMultipleIdentities(matched.map(({ system, records }) => ({ system, records }))),
  ].map(toFlag);
}

export function toFlag(flag: {
  readonly kind: Flag['kind'];
  readonly reason: string;
  readonly citation: string;
  readonly restsOn: Flag['restsOn'];
  readonly facts: object;
}): Flag {
  const { kind, reason, citation, restsOn } = flag;
  return { kind, reason, citation, restsOn, facts: { ...flag.facts } as Flag['facts'] };
}
