/**
 * Whether the identity data of two records are the same, similar or different ((EU) 2023/333 and its twin 2023/332).
 * All four categories must be the same (Annex I), or each the same or similar by one of the closed list of rules
 * (Annex II); otherwise the data are different.
 *
 * Equality is sought after the formats are brought together: case, Unicode form, diacritics and runs of blanks do not
 * count. Hyphens, commas and apostrophes do: Annex II, names (g) calls them a similarity. Not implemented, because the
 * table is not public: former names of countries and places (nationality (c)); such data come out as different and go to
 * an officer.
 *
 * A date of birth that is not wholly known is compared as documents write it, with X for what is unknown; one of which
 * nothing is known agrees with none. The annexes do not say: a reading.
 */
import type { IdentityData } from './identity-data.js';
import type { SimilarityRule } from './law/identity-table.js';
import { calendarsBetween } from './names/calendar-conversion.js';
import { icaoForms } from './names/icao-transliteration.js';
import { ALL_RULES, type IdentityRules } from './names/identity-rules.js';

export type Likeness = 'same' | 'similar' | 'different';

export const IDENTITY_CATEGORIES = ['names', 'date-of-birth', 'sex', 'nationality-and-birthplace'] as const;
export type IdentityCategory = (typeof IDENTITY_CATEGORIES)[number];

export type CategoryComparison = {
  readonly likeness: Likeness;
  /** The rules that made the category similar; empty where it is the same or different. */
  readonly rules: readonly SimilarityRule[];
};

export type IdentityComparison = {
  readonly likeness: Likeness;
  readonly categories: Readonly<Record<IdentityCategory, CategoryComparison>>;
};

/** Symmetric: `compareIdentities(a, b)` says the same as `compareIdentities(b, a)`. */
export function compareIdentities(
  a: IdentityData,
  b: IdentityData,
  rules: IdentityRules = ALL_RULES,
): IdentityComparison {
  const categories = {
    names: compareNames(a, b, rules),
    'date-of-birth': compareDatesOfBirth(a, b, rules),
    sex: a.sex === b.sex ? SAME : DIFFERENT,
    'nationality-and-birthplace': compareOrigins(a, b, rules),
  };
  return { likeness: weakest(Object.values(categories)), categories };
}

/** The categories that are neither the same nor similar. */
export function differingCategories(comparison: IdentityComparison): readonly IdentityCategory[] {
  return IDENTITY_CATEGORIES.filter((category) => comparison.categories[category].likeness === 'different');
}

const SAME: CategoryComparison = { likeness: 'same', rules: [] };
const DIFFERENT: CategoryComparison = { likeness: 'different', rules: [] };

function similar(...rules: readonly SimilarityRule[]): CategoryComparison {
  return { likeness: 'similar', rules: [...new Set(rules)] };
}

function weakest(comparisons: readonly CategoryComparison[]): Likeness {
  const order: readonly Likeness[] = ['different', 'similar', 'same'];
  return order.find((likeness) => comparisons.some((part) => part.likeness === likeness)) ?? 'same';
}

// ---- Names

/** The fields of a name after harmonisation. A field with several words stays one field. */
type Name = { readonly surname: string; readonly givenName: string; readonly others: readonly string[] };

function compareNames(a: IdentityData, b: IdentityData, rules: IdentityRules): CategoryComparison {
  const [x, y] = [nameOf(a), nameOf(b)];
  if (namesAreSame(x, y)) return SAME;
  const fieldByField = similarFields(x, y, rules);
  if (fieldByField) return similar(...fieldByField);
  if (rules.isOn('fields-swapped') && isSwapped(x, y)) return similar('fields-swapped');
  const isSimilar = rules.isOn('fields-regrouped') && (isRegrouped(x, y) || isRegrouped(y, x));
  return isSimilar ? similar('fields-regrouped') : DIFFERENT;
}

function nameOf({ surnames, givenNames, otherNames = [] }: IdentityData): Name {
  return {
    surname: harmonised(surnames.join(' ')),
    givenName: harmonised(givenNames.join(' ')),
    others: otherNames.map(harmonised).filter((name) => name !== ''),
  };
}

/**
 * Upper case, single blanks, Latin letters without diacritics: what is left of a name when its format is taken away.
 * In other scripts a mark is often a letter of its own and stays.
 */
export function harmonised(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** Letters and digits of a document number: by these a document is searched for, and known again. */
export function bareDocumentNumber(number: string): string {
  return harmonised(number).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Other names (aliases, names at birth) are both surname-type and given-name-type fields. */
function namesAreSame(x: Name, y: Name): boolean {
  const surnames = equalFields([x.surname, ...x.others], [y.surname, ...y.others]);
  if (x.givenName === '' && y.givenName === '') return surnames.length > 0;
  const givenNames = equalFields([x.givenName, ...x.others], [y.givenName, ...y.others]);
  const isBoth = (name: string) => [x, y].some((side) => side.surname === name && side.givenName === name);
  return surnames.some((surname) => givenNames.some((givenName) => surname !== givenName || isBoth(surname)));
}

function equalFields(x: readonly string[], y: readonly string[]): readonly string[] {
  return x.filter((field) => field !== '' && y.includes(field));
}

/** The rules by which surname and given name are similar, or one of them where the other is the same. */
function similarFields(x: Name, y: Name, rules: IdentityRules): readonly SimilarityRule[] | undefined {
  const surnames = fittingFields([x.surname, ...x.others], [y.surname, ...y.others], rules);
  if (x.givenName === '' && y.givenName === '') return surnames[0]?.rules;
  const givenNames = fittingFields([x.givenName, ...x.others], [y.givenName, ...y.others], rules);
  for (const surname of surnames) {
    const givenName = givenNames.find((each) => !isOneField(x, y, surname, each));
    if (givenName) return [...surname.rules, ...givenName.rules];
  }
  return undefined;
}

type FittingFields = {
  readonly left: string;
  readonly right: string;
  /** None where they are the same. */
  readonly rules: readonly SimilarityRule[];
};

/** The same first, then in the order of the rules of Annex II. */
function fittingFields(
  x: readonly string[],
  y: readonly string[],
  rules: IdentityRules,
): readonly FittingFields[] {
  const pairs = x
    .flatMap((left) => y.map((right) => ({ left, right })))
    .filter(({ left, right }) => left !== '' && right !== '');
  const same = pairs.filter(({ left, right }) => left === right).map((pair) => ({ ...pair, rules: [] }));
  const similarBy = NAME_RULES.filter(([name]) => rules.isOn(name)).flatMap(([name, fits]) =>
    pairs
      .filter(({ left, right }) => left !== right && fits(left, right, rules))
      .map((pair) => ({ ...pair, rules: [name] })),
  );
  return [...same, ...similarBy];
}

/** An alias of each that agrees is not surname and given name at once. */
function isOneField(x: Name, y: Name, surname: FittingFields, givenName: FittingFields): boolean {
  const { left, right } = surname;
  if (left !== givenName.left || right !== givenName.right) return false;
  const isBoth = (side: Name, name: string) => side.surname === name && side.givenName === name;
  return !isBoth(x, left) && !isBoth(y, right);
}

type NameRule = (x: string, y: string, rules: IdentityRules) => boolean;

const NAME_RULES: readonly (readonly [SimilarityRule, NameRule])[] = [
  [
    'punctuation',
    (x, y) => unpunctuated(x, ' ') === unpunctuated(y, ' ') || unpunctuated(x) === unpunctuated(y),
  ],
  ['transliteration', isTransliterated],
  ['words-inverted', (x, y) => hasTwoInverted(x.split(' '), y.split(' '))],
  ['letters-inverted', (x, y) => hasTwoInverted([...x], [...y])],
  ['one-character', isOneEdit],
  ['truncated', (x, y) => isTruncated(x, y) || isTruncated(y, x)],
];

/** Documents write a hyphen or an apostrophe as a blank or not at all: ICAO Doc 9303 part 3 section 4.6. */
export function unpunctuated(name: string, instead = ''): string {
  return harmonised(name.replace(/[-\u2010-\u2015,'\u2018\u2019\u02BC`]/g, instead));
}

/**
 * The forms a name may have in Latin letters only: of another script those of ICAO Doc 9303 and that of `romanise`, and
 * of Latin letters those that do not lose a diacritic but are written out. `UE` for a U with diaeresis cannot be told from
 * a plain `UE` once the diacritic is gone, so both forms are tried on the harmonised text.
 */
const WRITTEN_OUT: readonly (readonly [RegExp, string])[] = [
  [/Æ/g, 'AE'],
  [/Œ/g, 'OE'],
  [/Ø/g, 'OE'],
  [/Þ/g, 'TH'],
  [/[ÐĐ]/g, 'D'],
  [/Ł/g, 'L'],
  [/Ħ/g, 'H'],
];
const CONTRACTED: readonly (readonly [RegExp, string])[] = [
  [/AE/g, 'A'],
  [/OE/g, 'O'],
  [/UE/g, 'U'],
  [/AA/g, 'A'],
];

export function transliterations(
  name: string,
  romanise: IdentityRules['romanise'] = ALL_RULES.romanise,
): readonly string[] {
  const rewrite = (text: string, table: typeof WRITTEN_OUT) =>
    table.reduce((form, [letters, latin]) => form.replace(letters, latin), text);
  const scripts = NOT_LATIN.test(name) ? [name, ...icaoForms(name), harmonised(romanise(name))] : [name];
  const forms = scripts.flatMap((form) => {
    const latin = rewrite(form, WRITTEN_OUT);
    return [latin, rewrite(latin, CONTRACTED)];
  });
  return [...new Set(forms)];
}

/** A letter of another script than the Latin one. */
const NOT_LATIN = /(?!\p{Script=Latin})\p{L}/u;

/** Equal but for two elements that changed places. */
function hasTwoInverted(x: readonly string[], y: readonly string[]): boolean {
  if (x.length !== y.length) return false;
  const [first, second, ...more] = x.flatMap((element, index) => (element === y[index] ? [] : [index]));
  if (first === undefined || second === undefined || more.length > 0) return false;
  return x[first] === y[second] && x[second] === y[first] && x[first] !== ' ' && x[second] !== ' ';
}

/** Exactly one character inserted, deleted or substituted. */
function isOneEdit(x: string, y: string): boolean {
  const [shorter, longer] = x.length <= y.length ? [[...x], [...y]] : [[...y], [...x]];
  if (longer.length - shorter.length > 1 || x === y) return false;
  let at = 0;
  while (at < shorter.length && shorter[at] === longer[at]) at++;
  const restOfShorter = shorter.slice(shorter.length === longer.length ? at + 1 : at);
  return restOfShorter.join('') === longer.slice(at + 1).join('');
}

/** One or two letters would be the beginning of too many names. */
const TRUNCATED_LETTERS_MIN = 3;

function isTruncated(short: string, long: string): boolean {
  return short.length >= TRUNCATED_LETTERS_MIN && short.length < long.length && long.startsWith(short);
}

function isSwapped(x: Name, y: Name): boolean {
  return x.surname !== '' && x.surname === y.givenName && x.givenName === y.surname;
}

/**
 * `one` holds in a single field, an alias included, what `other` is called by its own surname and given name: put together from
 * aliases, two earlier surnames would be the compound surname of somebody else.
 */
function isRegrouped(one: Name, other: Name): boolean {
  if (other.surname === '' || other.givenName === '') return false;
  const joined = [`${other.surname} ${other.givenName}`, `${other.givenName} ${other.surname}`];
  return [one.surname, one.givenName, ...one.others].some((name) => joined.includes(name));
}

// ---- Date of birth, nationality, place of birth

function compareDatesOfBirth(a: IdentityData, b: IdentityData, rules: IdentityRules): CategoryComparison {
  if (a.dateOfBirthKnown === 'none' || b.dateOfBirthKnown === 'none') return DIFFERENT;
  const [x, y] = [writtenDate(a), writtenDate(b)];
  if (x === y) return SAME;
  const [year, month, day] = x.split('-');
  const fits: readonly (readonly [SimilarityRule, boolean])[] = [
    ['day-and-month-swapped', `${year}-${day}-${month}` === y],
    ['calendar-converted', calendarsBetween(x, y).length > 0],
    ['one-character-of-date', isOneEdit(x, y)],
  ];
  const found = fits.filter(([rule, isFit]) => isFit && rules.isOn(rule)).map(([rule]) => rule);
  return found.length > 0 ? similar(...found) : DIFFERENT;
}

/** What is not known of a date of birth stands as X: ICAO Doc 9303 part 3 section 4.8. */
function writtenDate({ dateOfBirth, dateOfBirthKnown }: IdentityData): string {
  if (dateOfBirthKnown === 'year') return `${dateOfBirth.slice(0, 4)}-XX-XX`;
  return dateOfBirthKnown === 'year-and-month' ? `${dateOfBirth.slice(0, 7)}-XX` : dateOfBirth;
}

/** A field one side does not have (EES knows no place of birth) neither agrees nor disagrees. */
function compareOrigins(a: IdentityData, b: IdentityData, rules: IdentityRules): CategoryComparison {
  if (a.nationalities.some((nationality) => b.nationalities.includes(nationality))) return SAME;
  const [x, y] = [harmonised(a.placeOfBirth ?? ''), harmonised(b.placeOfBirth ?? '')];
  const hasBoth = x !== '' && y !== '';
  const isCountryEqual = a.countryOfBirth !== undefined && a.countryOfBirth === b.countryOfBirth;
  const isEqual = isCountryEqual || (hasBoth && x === y);
  const fits: readonly (readonly [SimilarityRule, boolean])[] = [
    [
      'one-character-of-nationality',
      a.nationalities.some((one) => b.nationalities.some((other) => isOneEdit(one, other))),
    ],
    ['equal-birthplace', isEqual],
    ['one-character-of-birthplace', !isEqual && hasBoth && isOneEdit(x, y)],
    ['transliteration-of-birthplace', !isEqual && hasBoth && isTransliterated(x, y, rules)],
  ];
  const found = fits.filter(([rule, isFit]) => isFit && rules.isOn(rule)).map(([rule]) => rule);
  return found.length > 0 ? similar(...found) : DIFFERENT;
}

function isTransliterated(x: string, y: string, { romanise }: IdentityRules): boolean {
  const forms = transliterations(y, romanise);
  return transliterations(x, romanise).some((form) => forms.includes(form));
}
