/**
 * How identity data are compared: which rules of (EU) 2023/333 Annex II are in use, and what writes a name in Latin
 * letters. The annex is exhaustive and the detector always checks all its rules; an installation may tune them
 * (Art 3), so each can be switched off, and what each found is counted.
 */
import { SIMILARITY_ROWS, type SimilarityRule } from '../law/identity-table.js';

export type IdentityRules = {
  readonly isOn: (rule: SimilarityRule) => boolean;
  /** A text of any script in Latin letters; the same text always in the same way. */
  readonly romanise: (text: string) => string;
};

export const SIMILARITY_RULES = Object.keys(SIMILARITY_ROWS) as readonly SimilarityRule[];

export function isSimilarityRule(text: string): text is SimilarityRule {
  return Object.hasOwn(SIMILARITY_ROWS, text);
}

/** All rules, and no more scripts than the tables of ICAO Doc 9303 have. */
export const ALL_RULES: IdentityRules = { isOn: () => true, romanise: (text) => text };

export function identityRules(options: {
  readonly switchedOff: readonly SimilarityRule[];
  readonly romanise: (text: string) => string;
}): IdentityRules {
  const off = new Set(options.switchedOff);
  return { isOn: (rule) => !off.has(rule), romanise: options.romanise };
}
