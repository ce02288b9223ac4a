import { localDate } from '../local-date.js';
import type { Provision } from './citation.js';

/**
 * When identity data are the same (Annex I) and when they are similar (Annex II): (EU) 2023/333, which supplements
 * (EU) 2019/817; 2023/332 says the same for 2019/818. The functions that apply the rows are in `identity-comparison`.
 */
const IN_FORCE = localDate('2023-03-07');

export const SAME_IDENTITY_ROWS = {
  names: {
    rule: 'names: one surname-type and one given-name-type field equal in both',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, names',
    sureness: 'verified',
  },
  'alias-is-one-field': {
    rule: 'names: one alias alone is not both the surname and the given name',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, names',
    sureness: 'interpretation',
  },
  'no-given-name': {
    rule: 'names: who has no given name in either system agrees in it',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, names',
    sureness: 'interpretation',
  },
  'format-of-names': {
    rule: 'names: case, Unicode form, diacritics and runs of blanks are format',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Art 1; ICAO Doc 9303 part 3 section 6',
    sureness: 'interpretation',
  },
  'date-of-birth': {
    rule: 'date of birth: equal',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, date of birth',
    sureness: 'verified',
  },
  'date-not-wholly-known': {
    rule: 'date of birth: one that is not wholly known agrees with one that is known to the same extent; one of which nothing is known agrees with none',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, date of birth',
    sureness: 'interpretation',
  },
  sex: {
    rule: 'sex: equal; no similarity rule is given, and unspecified equals only itself',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I and II, gender',
    sureness: 'interpretation',
  },
  'nationality-and-birthplace': {
    rule: 'nationality and place of birth: one field equal in both, including one nationality',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I, nationality and place of birth',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export const SIMILARITY_ROWS = {
  transliteration: {
    rule: 'known transliteration: ICAO Doc 9303 part 3 section 6 for Latin, Cyrillic and Arabic letters, ISO 843 for Greek, one published table for all other scripts; which tables, the act does not say',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (a)',
    sureness: 'interpretation',
  },
  'fields-swapped': {
    rule: 'the values of the surname and given-name fields are swapped',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (b)',
    sureness: 'interpretation',
  },
  'fields-regrouped': {
    rule: 'first name and surname regrouped in one field',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (c)',
    sureness: 'verified',
  },
  'words-inverted': {
    rule: 'two words in inverse order, adjacent or not',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (d)',
    sureness: 'verified',
  },
  'letters-inverted': {
    rule: 'two letters in inverse order, adjacent or not',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (e)',
    sureness: 'verified',
  },
  'one-character': {
    rule: 'one character inserted, deleted or substituted makes the name equal',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (f)',
    sureness: 'verified',
  },
  punctuation: {
    rule: 'hyphen, comma or apostrophe differs',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (g)',
    sureness: 'verified',
  },
  truncated: {
    rule: 'truncated name; the text gives no least length, read as three letters',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, names (h)',
    sureness: 'interpretation',
  },
  'day-and-month-swapped': {
    rule: 'day and month swapped',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, date of birth (a)',
    sureness: 'verified',
  },
  'calendar-converted': {
    rule: 'known conversion of calendars: Julian, tabular Islamic, Persian, Buddhist, Ethiopic',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, date of birth (b)',
    sureness: 'interpretation',
  },
  'one-character-of-date': {
    rule: 'one character makes the date equal',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, date of birth (c)',
    sureness: 'verified',
  },
  'one-character-of-nationality': {
    rule: 'one character makes a nationality equal; applied to the codes as recorded',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, nationality and place of birth (b)',
    sureness: 'interpretation',
  },
  'equal-birthplace': {
    rule: 'place or country of birth equal while nationalities differ: the field that Annex I does not accept alone',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex I and II, nationality and place of birth',
    sureness: 'interpretation',
  },
  'transliteration-of-birthplace': {
    rule: 'known transliteration of the place of birth',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, nationality and place of birth (a)',
    sureness: 'interpretation',
  },
  'one-character-of-birthplace': {
    rule: 'one character makes the place of birth equal',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2023/333 Annex II, nationality and place of birth (b)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export type SimilarityRule = keyof typeof SIMILARITY_ROWS;
