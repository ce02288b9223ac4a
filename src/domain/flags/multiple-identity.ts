/**
 * Finds multiple identities: data sets of several systems that biometrics say are of one person, with identity data
 * that are neither the same nor similar. Such a pair gets a yellow link, to be verified by hand ((EU) 2019/817
 * Art 30(1)(a), 28(4)); the same or similar data get a white one and no flag (Art 28(3), 33(1)(a)). Detection never
 * runs inside one system (Art 27(5)). Reasons name categories, never values.
 */
import {
  compareIdentities,
  differingCategories,
  IDENTITY_CATEGORIES,
  type IdentityCategory,
} from '../identity-comparison.js';
import type { Provision } from '../law/citation.js';
import { localDate } from '../local-date.js';
import { ALL_RULES, type IdentityRules } from '../names/identity-rules.js';
import type { SystemRecord } from '../system-record.js';
import { SYSTEMS, type SystemId, systemFacts } from '../systems.js';
import type { RestsOn } from './flag.js';

/** What one system holds of the person. */
export type PersonInSystem = {
  readonly system: SystemId;
  readonly records: readonly SystemRecord[];
};

export type MultipleIdentityFlag = {
  readonly kind: 'multiple-identity';
  readonly reason: string;
  readonly citation: string;
  readonly restsOn: RestsOn;
  readonly facts: {
    readonly linkColour: 'yellow';
    readonly systems: readonly [SystemId, SystemId];
    readonly differingCategories: readonly IdentityCategory[];
  };
};

const IN_FORCE = localDate('2019-06-11');

export const MULTIPLE_IDENTITY_ROWS = {
  yellow: {
    rule: 'same biometrics, different identity data: yellow, verified by hand',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(4), 30(1)(a)',
    sureness: 'verified',
  },
  white: {
    rule: 'same biometrics, same or similar identity data: white; Art 30(1)(a) and 33(1)(a) conflict for similar data',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(3), 33(1)(a); (EU) 2023/333 recital 3',
    sureness: 'interpretation',
  },
  acrossSystems: {
    rule: 'detection runs across systems only',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(5)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/**
 * One flag per pair of data holdings in two systems. The caller passes only what biometrics found to be one person: a
 * holding found by name or document says nothing about whose biometrics it has. Order: that of `SYSTEMS`.
 */
export function findMultipleIdentities(
  persons: readonly PersonInSystem[],
  rules: IdentityRules = ALL_RULES,
): readonly MultipleIdentityFlag[] {
  const ordered = [...persons].sort((a, b) => SYSTEMS.indexOf(a.system) - SYSTEMS.indexOf(b.system));
  return ordered.flatMap((first, index) =>
    ordered
      .slice(index + 1)
      .filter((second) => second.system !== first.system)
      .flatMap((second) => flagPair(first, second, rules) ?? []),
  );
}

function flagPair(
  first: PersonInSystem,
  second: PersonInSystem,
  rules: IdentityRules,
): MultipleIdentityFlag | undefined {
  const differing = first.records.flatMap((a) =>
    second.records.flatMap((b) => {
      const comparison = compareIdentities(a.identity, b.identity, rules);
      return comparison.likeness === 'different'
        ? [{ a, b, categories: differingCategories(comparison) }]
        : [];
    }),
  );
  if (differing.length === 0) return undefined;
  const restsOn = new Set<SystemRecord>();
  for (const { a } of differing) restsOn.add(a);
  for (const { b } of differing) restsOn.add(b);
  const categories = IDENTITY_CATEGORIES.filter((category) =>
    differing.some((pair) => pair.categories.includes(category)),
  );
  return {
    kind: 'multiple-identity',
    reason: reasonFor(first.system, second.system, categories),
    citation: MULTIPLE_IDENTITY_ROWS.yellow.citation,
    restsOn: [...restsOn].map(({ system, encounterId }) => ({ system, encounterId })),
    facts: {
      linkColour: 'yellow',
      systems: [first.system, second.system],
      differingCategories: categories,
    },
  };
}

const CATEGORY_WORDS: Readonly<Record<IdentityCategory, string>> = {
  names: 'names',
  'date-of-birth': 'date of birth',
  sex: 'sex',
  'nationality-and-birthplace': 'nationality and place of birth',
};

function reasonFor(first: SystemId, second: SystemId, categories: readonly IdentityCategory[]): string {
  const differing = categories.map((category) => CATEGORY_WORDS[category]).join(', ');
  return (
    `Biometric data in ${systemFacts(first).name} and ${systemFacts(second).name} match, but the identity data ` +
    `differ: ${differing}. An officer must verify whether this is one person.`
  );
}
