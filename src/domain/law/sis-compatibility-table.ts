/**
 * Which alerts on one person may stand beside one another, and which goes first. Art 23 of both acts leaves the table to
 * the Sirene Manual; the pairs come from its edition of 2008, which knew neither return alerts, nor inquiry checks, nor
 * unknown wanted persons. Pairs no text read speaks of are `unsettled`: the Bureaux consult, as for incompatible ones.
 */
import type { Provision, Sureness } from './citation.js';
import { SIS_OPERATION, type SisAlertKind } from './sis-alert-table.js';

export type Compatibility = 'compatible' | 'incompatible' | 'unsettled';

/** Kinds the manual treats alike. */
export type CompatibilityGroup =
  | 'arrest'
  | 'refusal-of-entry'
  | 'return'
  | 'missing'
  | 'judicial-procedure'
  | 'discreet-check'
  | 'inquiry-check'
  | 'specific-check'
  | 'unknown-wanted'
  | 'object-check'
  | 'object-seizure';

const GROUPS: Partial<Readonly<Record<SisAlertKind, CompatibilityGroup>>> = {
  'missing-protected': 'missing',
  'child-abduction': 'missing',
  'child-travel': 'missing',
  'vulnerable-adult': 'missing',
};

export function compatibilityGroup(kind: SisAlertKind): CompatibilityGroup {
  // Every kind that is not in the table is its own group.
  return GROUPS[kind] ?? (kind as CompatibilityGroup);
}

export type CompatibilityRow = Provision & {
  /** The row speaks of a pair with one of each, in any order. */
  readonly one: readonly CompatibilityGroup[];
  readonly other: readonly CompatibilityGroup[];
  readonly outcome: Compatibility;
};

const ACTS = '(EU) 2018/1861 Art 23; (EU) 2018/1862 Art 23';
const OF_2008 = `${ACTS}; Sirene Manual, 2008/333/EC Annex 2.2.1`;
const CHECKS_OF_2008 = `${ACTS}; Sirene Manual, 2008/334/JHA Annex 7.2`;
const CHECKS = ['discreet-check', 'inquiry-check', 'specific-check'] as const;

/** The first row that speaks of a pair decides. */
export const COMPATIBILITY_ROWS: readonly CompatibilityRow[] = [
  pair(['arrest'], ['refusal-of-entry', 'missing', 'judicial-procedure'], 'compatible', OF_2008),
  pair(['missing'], ['judicial-procedure'], 'compatible', OF_2008, 'general-knowledge'),
  pair(['refusal-of-entry'], ['missing', 'judicial-procedure'], 'incompatible', OF_2008, 'general-knowledge'),
  pair(
    ['discreet-check', 'specific-check'],
    ['arrest', 'refusal-of-entry', 'missing', 'judicial-procedure'],
    'incompatible',
    CHECKS_OF_2008,
  ),
  pair(['discreet-check'], ['specific-check'], 'incompatible', CHECKS_OF_2008),
  pair(
    ['inquiry-check'],
    ['arrest', 'refusal-of-entry', 'missing', 'judicial-procedure', 'discreet-check', 'specific-check'],
    'incompatible',
    CHECKS_OF_2008,
    'interpretation',
  ),
  pair(['object-check'], ['object-seizure'], 'incompatible', CHECKS_OF_2008),
  ...(
    [
      'arrest',
      'refusal-of-entry',
      'missing',
      'judicial-procedure',
      ...CHECKS,
      'object-check',
      'object-seizure',
    ] as const
  ).map((group) => pair([group], [group], 'compatible', OF_2008, 'general-knowledge')),
];

export const UNSETTLED_ROW: Provision = {
  rule: 'pairs with a return alert or an unknown wanted person, and whatever else no text read speaks of: the SIRENE Bureaux consult',
  inForceFrom: SIS_OPERATION,
  citation: ACTS,
  sureness: 'interpretation',
};

export const ENTRY_ROWS = {
  'one-per-state': {
    rule: 'a state enters one alert on a person; a second waits in its national system until the first ends',
    inForceFrom: SIS_OPERATION,
    citation: OF_2008,
    sureness: 'verified',
  },
  consultation: {
    rule: 'an alert that does not go with another one: the SIRENE Bureaux consult before it is entered',
    inForceFrom: SIS_OPERATION,
    citation: ACTS,
    sureness: 'verified',
  },
  'arrest-first': {
    rule: 'alerts for arrest have priority',
    inForceFrom: SIS_OPERATION,
    citation: ACTS,
    sureness: 'verified',
  },
  order: {
    rule: 'after arrest: refusal of entry, missing to be protected, specific check, inquiry check, discreet check, whereabouts or residence; vital national interests may depart from it',
    inForceFrom: SIS_OPERATION,
    citation: OF_2008,
    sureness: 'general-knowledge',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** 1 goes first. `undefined`: in no order read. */
export const PRIORITY_RANK: Readonly<Record<SisAlertKind, number | undefined>> = {
  arrest: 1,
  'refusal-of-entry': 2,
  'missing-protected': 3,
  'child-abduction': 3,
  'child-travel': 3,
  'vulnerable-adult': 3,
  'specific-check': 4,
  'inquiry-check': 5,
  'discreet-check': 6,
  missing: 7,
  'judicial-procedure': 7,
  return: undefined,
  'unknown-wanted': undefined,
  'object-check': undefined,
  'object-seizure': undefined,
};

function pair(
  one: readonly CompatibilityGroup[],
  other: readonly CompatibilityGroup[],
  outcome: Compatibility,
  citation: string,
  sureness: Sureness = 'verified-indirectly',
): CompatibilityRow {
  return {
    one,
    other,
    outcome,
    rule: `${one.join(', ')} with ${other.join(', ')}: ${outcome}`,
    inForceFrom: SIS_OPERATION,
    citation,
    sureness,
  };
}
