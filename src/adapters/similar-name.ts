import { compareIdentities } from '../domain/identity-comparison.js';
import type { IdentityData, IdentityQuery } from '../domain/identity-data.js';
import { localDate } from '../domain/local-date.js';
import { identityRules } from '../domain/names/identity-rules.js';
import { romanise } from '../platform/romanise.js';

type Names = Pick<IdentityData, 'surnames' | 'givenNames' | 'otherNames'>;

/**
 * Whether the name asked for is the same as or similar to that of a record by the rules of (EU) 2023/333 Annex II:
 * one letter, swapped letters or words, a truncated name, fields swapped. Meant for records that agree in the date of
 * birth; without it, similar names are too many.
 */
export function isSimilarName(
  query: IdentityQuery,
  { surnames, givenNames, otherNames = [] }: Names,
): boolean {
  return oneByOneAndTogether(surnames).some((surname) =>
    oneByOneAndTogether(givenNames).some((givenName) =>
      areSimilar(
        // A query without a given name agrees with any.
        { surnames: [query.surname], givenNames: [query.givenName ?? givenName] },
        { surnames: [surname], givenNames: [givenName], otherNames },
      ),
    ),
  );
}

/** A person without such a name has an empty one. */
function oneByOneAndTogether(names: readonly string[]): readonly string[] {
  return [...new Set([...names, names.join(' ')])];
}

function areSimilar(a: Names, b: Names): boolean {
  const { names } = compareIdentities({ ...NAMELESS, ...a }, { ...NAMELESS, ...b }, RULES).categories;
  return names.likeness !== 'different';
}

/** A search casts a wide net: what an installation switches off for links still finds somebody here. */
const RULES = identityRules({ switchedOff: [], romanise });

/** The categories that are not looked at. */
const NAMELESS = { dateOfBirth: localDate('1970-01-01'), sex: 'unspecified', nationalities: [] } as const;
