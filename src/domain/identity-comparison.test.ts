import t, { type Test } from 'tap';
import {
  compareIdentities,
  differingCategories,
  type IdentityCategory,
  type Likeness,
} from './identity-comparison.js';
import type { IdentityData } from './identity-data.js';
import type { SimilarityRule } from './law/identity-table.js';
import { localDate } from './local-date.js';

const BASE: IdentityData = {
  surnames: ['Smith'],
  givenNames: ['John Paul'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'male',
  nationalities: ['GBR'],
};
const named = (surname: string, givenName: string, ...otherNames: readonly string[]): IdentityData => ({
  ...BASE,
  surnames: surname === '' ? [] : [surname],
  givenNames: givenName === '' ? [] : [givenName],
  ...(otherNames.length > 0 ? { otherNames } : {}),
});

type Case = readonly [
  id: string,
  a: IdentityData,
  b: IdentityData,
  likeness: Likeness,
  rules: readonly SimilarityRule[],
  citation: string,
];

function check(t: Test, category: IdentityCategory, cases: readonly Case[]): void {
  for (const [id, a, b, likeness, rules, citation] of cases) {
    for (const comparison of [compareIdentities(a, b), compareIdentities(b, a)]) {
      t.same(comparison.categories[category], { likeness, rules }, `${id} (${citation})`);
      t.equal(comparison.likeness, likeness, `${id}: the other categories are the same`);
    }
  }
}

t.test('names', async (t) => {
  const I = 'Annex I';
  const glossary = 'Schengen IT systems glossary, similar identity data';
  check(t, 'names', [
    ['equal', named('Smith', 'John'), named('Smith', 'John'), 'same', [], glossary],
    [
      'one letter more',
      named('Smith', 'John'),
      named('Smieth', 'John'),
      'similar',
      ['one-character'],
      glossary,
    ],
    ['another name', named('Smith', 'John'), named('Johnsson', 'John'), 'different', [], glossary],
    ['case', named('SMITH', 'john'), named('Smith', 'JOHN'), 'same', [], `${I}, format`],
    ['diacritics', named('Núñez', 'José'), named('NUNEZ', 'JOSE'), 'same', [], `${I}, format`],
    [
      'composed and decomposed',
      named('N\u00fa\u00f1ez', 'Ana'),
      named('Nu\u0301n\u0303ez', 'Ana'),
      'same',
      [],
      `${I}, format`,
    ],
    ['blanks', named(' Van  der Berg', 'Ana'), named('Van der Berg ', 'Ana'), 'same', [], `${I}, format`],
    [
      'a mark that is a letter',
      named('Лисий', 'Ана'),
      named('Лисии', 'Ана'),
      'similar',
      ['transliteration'],
      'names (a): both letters are I in ICAO Doc 9303',
    ],
    ['given name differs', named('Smith', 'John'), named('Smith', 'Peter'), 'different', [], I],
    ['surname at birth', named('Smith', 'Ann'), named('Jones', 'Ann', 'Smith'), 'same', [], I],
    [
      'alias is the whole name',
      named('Smith', 'John'),
      named('Brown', 'Max', 'Smith', 'John'),
      'same',
      [],
      I,
    ],
    [
      'one alias is not both',
      named('Smith', 'John', 'Joker'),
      named('Brown', 'Max', 'Joker'),
      'different',
      [],
      `${I}, reading`,
    ],
    ['one word for both', named('Sukarno', 'Sukarno'), named('Sukarno', 'Sukarno'), 'same', [], I],
    ['no given name in either', named('Sukarno', ''), named('Sukarno', ''), 'same', [], `${I}, reading`],
    ['no given name in one', named('Sukarno', ''), named('Sukarno', 'Achmad'), 'different', [], I],
    ['no names at all', named('', ''), named('', ''), 'different', [], I],

    [
      'umlaut written out',
      named('Müller', 'Jo'),
      named('Mueller', 'Jo'),
      'similar',
      ['transliteration'],
      'names (a)',
    ],
    [
      'letter without diacritic',
      named('Łøvås', 'Jo'),
      named('Loevaas', 'Jo'),
      'similar',
      ['transliteration'],
      'names (a)',
    ],
    ['sharp s', named('Strauß', 'Jo'), named('STRAUSS', 'Jo'), 'same', [], `${I}, format: upper case of ß`],

    [
      'swapped fields',
      named('Smith', 'John'),
      named('John', 'Smith'),
      'similar',
      ['fields-swapped'],
      'names (b)',
    ],
    ['swapped and changed', named('Smith', 'John'), named('Jon', 'Smith'), 'different', [], 'names (b)'],

    [
      'regrouped, given name first',
      named('Smith', 'John'),
      named('John Smith', ''),
      'similar',
      ['fields-regrouped'],
      'names (c)',
    ],
    [
      'regrouped, surname first',
      named('Smith', 'John'),
      named('Smith John', 'X'),
      'similar',
      ['fields-regrouped'],
      'names (c)',
    ],
    [
      'regrouped in the given name',
      named('Smith', 'John'),
      named('', 'John Smith'),
      'similar',
      ['fields-regrouped'],
      'names (c)',
    ],
    [
      'regrouped in an alias',
      named('Smith', 'John'),
      { ...named('Rivera', 'Juan'), otherNames: ['John Smith'] },
      'similar',
      ['fields-regrouped'],
      'names (c)',
    ],
    [
      'one alias that resembles one is not both fields',
      named('Jones', 'Kate', 'Garcia'),
      named('Perez', 'Rosa', 'Garzia'),
      'different',
      [],
      'names (f)',
    ],
    [
      'the beginning of an alias is not both fields',
      named('Jones', 'Kate', 'Garcia Lopez'),
      named('Perez', 'Rosa', 'Garcia', 'Lopez'),
      'different',
      [],
      'names (h)',
    ],
    [
      'an alias that is the same, and another given name that resembles',
      named('Jones', 'Kate', 'Garcia'),
      named('Perez', 'Katee', 'Garcia'),
      'similar',
      ['one-character'],
      'names (b), (f)',
    ],
    [
      'a compound surname is no two earlier surnames',
      named('Garcia Lopez', 'Ana'),
      named('Perez', 'Rosa', 'Garcia', 'Lopez'),
      'different',
      [],
      'names (c)',
    ],
    [
      'a compound surname is no surname and alias',
      named('van Dijk', 'Peter'),
      named('Dijk', 'Karel', 'Van'),
      'different',
      [],
      'names (c)',
    ],
    [
      'two given names are no given name and alias',
      named('Jones', 'Mary Ann'),
      named('Smith', 'Ann', 'Mary'),
      'different',
      [],
      'names (c)',
    ],
    [
      'an alias in one field that names another',
      named('Smith', 'John'),
      { ...named('Rivera', 'Juan'), otherNames: ['John Smythe'] },
      'different',
      [],
      'names (c)',
    ],
    [
      'regrouped with another',
      named('Smith', 'John'),
      named('John Smythe', ''),
      'different',
      [],
      'names (c)',
    ],

    [
      'two adjacent words',
      named('Garcia Marquez', 'Ana'),
      named('Marquez Garcia', 'Ana'),
      'similar',
      ['words-inverted'],
      'names (d)',
    ],
    [
      'two words apart',
      named('Al Hassan Noor', 'Ana'),
      named('Noor Hassan Al', 'Ana'),
      'similar',
      ['words-inverted'],
      'names (d)',
    ],
    [
      'three words in a circle',
      named('Al Hassan Noor', 'Ana'),
      named('Hassan Noor Al', 'Ana'),
      'different',
      [],
      'names (d)',
    ],

    [
      'two adjacent letters',
      named('Smith', 'John'),
      named('Smiht', 'John'),
      'similar',
      ['letters-inverted'],
      'names (e)',
    ],
    [
      'two letters apart',
      named('Smith', 'John'),
      named('Shitm', 'John'),
      'similar',
      ['letters-inverted'],
      'names (e)',
    ],
    [
      'three letters in a circle',
      named('Smith', 'John'),
      named('mithS', 'John'),
      'different',
      [],
      'names (e)',
    ],

    ['two pairs of letters', named('Smith', 'John'), named('Msiht', 'John'), 'different', [], 'names (e)'],
    ['a letter and a blank', named('An Na', 'John'), named('Ann A', 'John'), 'different', [], 'names (e)'],

    ['deleted', named('Smith', 'John'), named('Smth', 'John'), 'similar', ['one-character'], 'names (f)'],
    [
      'substituted',
      named('Smith', 'John'),
      named('Smyth', 'John'),
      'similar',
      ['one-character'],
      'names (f)',
    ],
    [
      'blank deleted',
      named('El Amin', 'John'),
      named('Elamin', 'John'),
      'similar',
      ['one-character'],
      'names (f)',
    ],
    ['two substituted', named('Smith', 'John'), named('Smytt', 'John'), 'different', [], 'names (f)'],
    [
      'one in each field',
      named('Smith', 'John'),
      named('Smyth', 'Jon'),
      'similar',
      ['one-character'],
      'names (f), reading: each field',
    ],

    [
      'hyphen or blank',
      named('Smith-Jones', 'John'),
      named('Smith Jones', 'John'),
      'similar',
      ['punctuation'],
      'names (g)',
    ],
    [
      'hyphen or nothing',
      named('Al-Masri', 'John'),
      named('Almasri', 'John'),
      'similar',
      ['punctuation'],
      'names (g)',
    ],
    [
      'apostrophes',
      named("O'Neill", 'John'),
      named('O’Neill', 'John'),
      'similar',
      ['punctuation'],
      'names (g)',
    ],
    [
      'two hyphens',
      named('Abd-al-Rahman', 'John'),
      named('Abd al Rahman', 'John'),
      'similar',
      ['punctuation'],
      'names (g)',
    ],
    [
      'full stop is none of them',
      named('St. John-Ford', 'Max'),
      named('St John Ford', 'Max'),
      'different',
      [],
      'names (g)',
    ],

    [
      'truncated',
      named('Papadopoulos', 'John'),
      named('Papadop', 'John'),
      'similar',
      ['truncated'],
      'names (h)',
    ],
    [
      'truncated by a word',
      named('Smith', 'John Paul'),
      named('Smith', 'John'),
      'similar',
      ['truncated'],
      'names (h)',
    ],
    [
      'three letters',
      named('Papadopoulos', 'John'),
      named('Pap', 'John'),
      'similar',
      ['truncated'],
      'names (h), reading',
    ],
    [
      'two letters',
      named('Papadopoulos', 'John'),
      named('Pa', 'John'),
      'different',
      [],
      'names (h), reading',
    ],
    [
      'truncated in front',
      named('Papadopoulos', 'John'),
      named('opoulos', 'John'),
      'different',
      [],
      'names (h)',
    ],
  ]);
});

t.test('date of birth', async (t) => {
  const born = (date: string): IdentityData => ({ ...BASE, dateOfBirth: localDate(date) });
  check(t, 'date-of-birth', [
    ['equal', born('1990-05-06'), born('1990-05-06'), 'same', [], 'Annex I'],
    [
      'day and month',
      born('1990-05-06'),
      born('1990-06-05'),
      'similar',
      ['day-and-month-swapped'],
      'Annex II (a)',
    ],
    ['swapped in another year', born('1990-05-06'), born('1991-06-05'), 'different', [], 'Annex II (a)'],
    [
      'one digit of the year',
      born('1990-05-06'),
      born('1980-05-06'),
      'similar',
      ['one-character-of-date'],
      'Annex II (c)',
    ],
    [
      'one digit of the day',
      born('1990-05-06'),
      born('1990-05-16'),
      'similar',
      ['one-character-of-date'],
      'Annex II (c)',
    ],
    ['two digits', born('1990-05-06'), born('1990-05-17'), 'different', [], 'Annex II (c)'],
  ]);
});

t.test('sex has no similarity', async (t) => {
  check(t, 'sex', [
    ['equal', BASE, { ...BASE, sex: 'male' }, 'same', [], 'Annex I'],
    ['different', BASE, { ...BASE, sex: 'female' }, 'different', [], 'Annex II gives no rule'],
    [
      'unspecified',
      BASE,
      { ...BASE, sex: 'unspecified' },
      'different',
      [],
      'Annex II gives no rule, reading',
    ],
  ]);
});

t.test('nationality and place of birth', async (t) => {
  const from = (
    nationalities: readonly string[],
    placeOfBirth?: string,
    countryOfBirth?: string,
  ): IdentityData => ({
    ...BASE,
    nationalities,
    ...(placeOfBirth ? { placeOfBirth } : {}),
    ...(countryOfBirth ? { countryOfBirth } : {}),
  });
  check(t, 'nationality-and-birthplace', [
    ['one of several', from(['SYR', 'TUR']), from(['IRQ', 'TUR']), 'same', [], 'Annex I'],
    ['EES has no place of birth', from(['SYR'], 'Aleppo', 'SYR'), from(['SYR']), 'same', [], 'Annex I'],
    [
      'nationality decides before the place',
      from(['SYR'], 'Aleppo'),
      from(['SYR'], 'Homs'),
      'same',
      [],
      'Annex I',
    ],
    ['another nationality', from(['SYR']), from(['TUR']), 'different', [], 'Annex I'],
    ['another, no place on one side', from(['SYR'], 'Aleppo'), from(['TUR']), 'different', [], 'Annex I'],
    [
      'another, same place',
      from(['SYR'], 'Aleppo'),
      from(['TUR'], 'ALEPPO'),
      'similar',
      ['equal-birthplace'],
      'Annex II, reading',
    ],
    [
      'another, same country',
      from(['SYR'], 'Aleppo', 'SYR'),
      from(['TUR'], 'Homs', 'SYR'),
      'similar',
      ['equal-birthplace'],
      'Annex II, reading',
    ],
    [
      'another, nearly the same place',
      from(['SYR'], 'Aleppo'),
      from(['TUR'], 'Alepo'),
      'similar',
      ['one-character-of-birthplace'],
      'Annex II (b)',
    ],
    [
      'another, another place',
      from(['SYR'], 'Aleppo'),
      from(['TUR'], 'Homs'),
      'different',
      [],
      'Annex II (b)',
    ],
    [
      'one character of a code',
      from(['IRN']),
      from(['IRQ']),
      'similar',
      ['one-character-of-nationality'],
      'Annex II (b)',
    ],
    ['two characters of a code', from(['IRN']), from(['IND']), 'different', [], 'Annex II (b)'],
  ]);
});

t.test('all four categories count', async (t) => {
  const other: IdentityData = {
    surnames: ['Brown'],
    givenNames: ['Max'],
    dateOfBirth: localDate('1971-12-24'),
    sex: 'female',
    nationalities: ['AUS'],
  };
  const comparison = compareIdentities(BASE, other);
  t.equal(comparison.likeness, 'different');
  t.same(differingCategories(comparison), ['names', 'date-of-birth', 'sex', 'nationality-and-birthplace']);

  const near = { ...BASE, surnames: ['Smyth'], dateOfBirth: localDate('1990-06-05') };
  t.equal(compareIdentities(BASE, near).likeness, 'similar', 'several similar categories stay similar');
  const mixed = compareIdentities(BASE, { ...near, sex: 'female' });
  t.equal(mixed.likeness, 'different', 'one different category makes the whole different');
  t.same(differingCategories(mixed), ['sex']);
});
