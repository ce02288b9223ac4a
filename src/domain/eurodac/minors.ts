/** Whether the biometrics of a minor may be taken as described: (EU) 2024/1358 Art 14, 42(2). */
import { ageOn } from '../age.js';
import { MINORS_ROWS } from '../law/eurodac-minors-table.js';
import { MINOR_AGE } from '../law/eurodac-sequence-table.js';
import type { LocalDate } from '../local-date.js';
import type { TakenFromMinor } from './data-set-details.js';

export type TakingFromMinor = TakenFromMinor & { readonly dateOfBirth: LocalDate; readonly on: LocalDate };

export type MinorDecision = {
  readonly isMinor: boolean;
  readonly mayTake: boolean;
  readonly unmet: readonly { readonly reason: string; readonly citation: string }[];
  readonly referToChildProtection: boolean;
};

/** An adult has none of these conditions. */
export function decideTakingFromMinor(given: TakingFromMinor): MinorDecision {
  const age = ageOn(given.dateOfBirth, given.on);
  const isMinor = age !== undefined && age < MINOR_AGE.value;
  if (!isMinor) return { isMinor, mayTake: true, unmet: [], referToChildProtection: false };
  const unmet = CONDITIONS.filter(({ isMet }) => !isMet(given)).map(({ row }) => ({
    reason: MINORS_ROWS[row].rule,
    citation: MINORS_ROWS[row].citation,
  }));
  return {
    isMinor,
    mayTake: unmet.length === 0,
    unmet,
    referToChildProtection: given.refuses === true && given.safeguardingRisk === true,
  };
}

const CONDITIONS: readonly {
  readonly row: keyof typeof MINORS_ROWS;
  readonly isMet: (given: TakingFromMinor) => boolean;
}[] = [
  { row: 'officials', isMet: ({ officialIsTrained }) => officialIsTrained },
  { row: 'explanation', isMet: ({ wasExplainedForChildren }) => wasExplainedForChildren },
  {
    row: 'accompanied',
    isMet: ({ isUnaccompanied, present }) => isUnaccompanied || present === 'adult-family-member',
  },
  {
    row: 'unaccompanied',
    isMet: ({ isUnaccompanied, present }) =>
      !isUnaccompanied || present === 'representative' || present === 'trained-independent-person',
  },
  { row: 'no-force', isMet: ({ means }) => means !== 'force' },
  {
    row: 'coercion',
    isMet: ({ means, coercionIsPermitted }) =>
      means !== 'coercion' && (means !== 'coercion-last-resort' || coercionIsPermitted === true),
  },
  // Taken against a refusal behind which there is a risk would be what the referral is there to prevent.
  {
    row: 'refusal',
    isMet: ({ refuses, safeguardingRisk }) => !(refuses && safeguardingRisk),
  },
];
