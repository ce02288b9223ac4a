/** Names in scripts other than the Latin one, names at the ends of what is possible, dates that are not wholly known. */
import t from 'tap';
import { romanise } from '../../platform/romanise.js';
import { compareIdentities, type Likeness } from '../identity-comparison.js';
import type { DateOfBirthKnown, IdentityData } from '../identity-data.js';
import type { SimilarityRule } from '../law/identity-table.js';
import { localDate } from '../local-date.js';
import { icaoForms } from './icao-transliteration.js';
import { identityRules, isSimilarityRule, SIMILARITY_RULES } from './identity-rules.js';

const RULES = identityRules({ switchedOff: [], romanise });
const BASE: IdentityData = {
  surnames: ['Ivanova'],
  givenNames: ['Maria'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['BGR'],
};
const named = (surname: string, givenName = 'Maria'): IdentityData => ({
  ...BASE,
  surnames: [surname],
  givenNames: givenName === '' ? [] : [givenName],
});

/** Script, as written there, as written in Latin letters, and what becomes of it. */
const NAMES: readonly (readonly [string, string, string, Likeness])[] = [
  ['Latin', 'Søndergård', 'Soendergaard', 'similar'],
  ['Greek', 'Παπαδόπουλος', 'Papadopoulos', 'similar'],
  ['Greek, pairs of letters', 'Μπαϊραχτάρης Ευαγγέλου', 'Bairachtaris Evangelou', 'similar'],
  ['Cyrillic', 'Щербакова', 'Shcherbakova', 'similar'],
  ['Cyrillic, Bulgarian', 'Щерева', 'Shtereva', 'similar'],
  ['Cyrillic, Ukrainian', 'Григоренко', 'Hryhorenko', 'similar'],
  ['Cyrillic, Serbian', 'Жикић', 'Zikic', 'similar'],
  ['Arabic', 'حسن', 'XHSN', 'similar'],
  ['Arabic, without X', 'حسن', 'HSN', 'similar'],
  ['Arabic, with vowels', 'حَسَن', 'HSN', 'similar'],
  ['Arabic, spelt as heard: in no table', 'حسن', 'Hassan', 'different'],
  ['Hebrew', 'לוי', 'Lvy', 'similar'],
  ['Georgian', 'ბერიძე', 'Beridze', 'similar'],
  ['Armenian', 'Սարգսյան', 'Sargsyan', 'similar'],
  ['Devanagari', 'शर्मा', 'Srma', 'similar'],
  ['Han', '王', 'Wang', 'similar'],
  ['another name', 'Петрова', 'Sidorova', 'different'],
];

t.test('names of many scripts', async (t) => {
  for (const [script, written, latin, likeness] of NAMES) {
    for (const [a, b] of [
      [written, latin],
      [latin, written],
    ] as const) {
      const { names } = compareIdentities(named(a), named(b), RULES).categories;
      t.same(
        names,
        { likeness, rules: likeness === 'similar' ? ['transliteration'] : [] },
        `${script}: ${a}, ${b}`,
      );
    }
    t.equal(compareIdentities(named(written), named(written), RULES).likeness, 'same', `${script}: itself`);
  }
});

t.test('without the published table: what ICAO Doc 9303 has', async (t) => {
  const none = { isOn: () => true, romanise: (text: string) => text };
  t.equal(compareIdentities(named('Щербакова'), named('Shcherbakova'), none).likeness, 'similar');
  t.equal(compareIdentities(named('ბერიძე'), named('Beridze'), none).likeness, 'different');
  t.same(icaoForms('SMITH'), []);
  t.ok(icaoForms('МИХАЙЛОВ').includes('MIKHAILOV'));
});

t.test('names of one letter and of two hundred', async (t) => {
  const likeness = (a: IdentityData, b: IdentityData) => compareIdentities(a, b, RULES).categories.names;
  t.match(likeness(named('O'), named('O')), { likeness: 'same' });
  t.match(likeness(named('O'), named('Ó')), { likeness: 'same' }, 'a diacritic is format');
  t.match(
    likeness(named('O'), named('E')),
    { likeness: 'similar', rules: ['one-character'] },
    'by the letter of the annex',
  );
  t.match(
    likeness(named('O'), named('Orlowski')),
    { likeness: 'different' },
    'one letter is no truncated name',
  );
  const long = 'Abcdefghij'.repeat(20);
  t.equal(long.length, 200);
  t.match(likeness(named(long), named(long)), { likeness: 'same' });
  t.match(likeness(named(long), named(`${long.slice(0, 199)}X`)), {
    likeness: 'similar',
    rules: ['one-character'],
  });
  t.match(
    likeness(named(long), named(long.slice(0, 39))),
    { likeness: 'similar', rules: ['truncated'] },
    'as a document cuts it',
  );
  t.match(likeness(named('X', ''), named('X', '')), { likeness: 'same' }, 'no given name in either');
  const started = performance.now();
  for (let index = 0; index < 50; index++) likeness(named('щ'.repeat(200)), named('ш'.repeat(200)));
  t.ok(performance.now() - started < 2_000, 'long names of another script take no time worth speaking of');
});

const born = (dateOfBirth: string, dateOfBirthKnown?: DateOfBirthKnown): IdentityData => ({
  ...BASE,
  dateOfBirth: localDate(dateOfBirth),
  ...(dateOfBirthKnown === undefined ? {} : { dateOfBirthKnown }),
});

const DATES: readonly (readonly [string, IdentityData, IdentityData, Likeness, readonly SimilarityRule[]])[] =
  [
    ['the same year, no more is known', born('1990-01-01', 'year'), born('1990-07-01', 'year'), 'same', []],
    [
      'another year, one figure',
      born('1990-01-01', 'year'),
      born('1991-01-01', 'year'),
      'similar',
      ['one-character-of-date'],
    ],
    ['another year', born('1990-01-01', 'year'), born('1975-01-01', 'year'), 'different', []],
    [
      'the same month',
      born('1990-05-01', 'year-and-month'),
      born('1990-05-31', 'year-and-month'),
      'same',
      [],
    ],
    ['year against the whole date', born('1990-01-01', 'year'), born('1990-01-01'), 'different', []],
    [
      'month against the whole date',
      born('1990-05-01', 'year-and-month'),
      born('1990-05-01'),
      'different',
      [],
    ],
    ['nothing is known of either', born('1990-01-01', 'none'), born('1990-01-01', 'none'), 'different', []],
    ['nothing is known of one', born('1990-01-01', 'none'), born('1990-01-01'), 'different', []],
    ['the Julian calendar', born('1990-04-23'), born('1990-05-06'), 'similar', ['calendar-converted']],
    ['the Ethiopic calendar', born('1982-08-28'), born('1990-05-06'), 'similar', ['calendar-converted']],
    ['day and month', born('1990-06-05'), born('1990-05-06'), 'similar', ['day-and-month-swapped']],
  ];

t.test('dates of birth that are not wholly known, or of another calendar', async (t) => {
  for (const [name, a, b, likeness, rules] of DATES) {
    for (const [x, y] of [
      [a, b],
      [b, a],
    ] as const) {
      t.same(compareIdentities(x, y, RULES).categories['date-of-birth'], { likeness, rules }, name);
    }
  }
});

/** For each rule a pair that is similar by it alone. */
const BY_ONE_RULE: Readonly<Record<SimilarityRule, readonly [IdentityData, IdentityData]>> = {
  transliteration: [named('Щербакова'), named('Shcherbakova')],
  'fields-swapped': [named('Smith', 'Anna'), named('Anna', 'Smith')],
  'fields-regrouped': [named('Smith', 'Anna'), named('Anna Smith', '')],
  'words-inverted': [named('Garcia Lopez'), named('Lopez Garcia')],
  'letters-inverted': [named('Garcia'), named('Gracia')],
  'one-character': [named('Smith'), named('Smyth')],
  punctuation: [named('Al-Hassan'), named('Al Hassan')],
  truncated: [named('Papadopoulou'), named('Papad')],
  'day-and-month-swapped': [born('1990-06-05'), born('1990-05-06')],
  'calendar-converted': [born('1990-04-23'), born('1990-05-06')],
  'one-character-of-date': [born('1990-05-06'), born('1990-05-16')],
  'one-character-of-nationality': [BASE, { ...BASE, nationalities: ['BGD'] }],
  'equal-birthplace': [
    { ...BASE, countryOfBirth: 'BGR' },
    { ...BASE, nationalities: ['TUR'], countryOfBirth: 'BGR' },
  ],
  'one-character-of-birthplace': [
    { ...BASE, placeOfBirth: 'Plovdiv' },
    { ...BASE, nationalities: ['TUR'], placeOfBirth: 'Plovdif' },
  ],
  'transliteration-of-birthplace': [
    { ...BASE, placeOfBirth: 'Пловдив' },
    { ...BASE, nationalities: ['TUR'], placeOfBirth: 'Plovdiv' },
  ],
};

t.test('each rule can be switched off, and then it alone finds nothing', async (t) => {
  t.equal(SIMILARITY_RULES.length, 15);
  for (const rule of SIMILARITY_RULES) {
    const [a, b] = BY_ONE_RULE[rule];
    const found = Object.values(compareIdentities(a, b, RULES).categories).flatMap(({ rules }) => rules);
    t.ok(found.includes(rule), `${rule} is what makes them similar`);
    const without = identityRules({ switchedOff: [rule], romanise });
    const left = Object.values(compareIdentities(a, b, without).categories).flatMap(({ rules }) => rules);
    t.notOk(left.includes(rule), `${rule} is off`);
    const off = identityRules({ switchedOff: SIMILARITY_RULES, romanise });
    t.equal(compareIdentities(a, b, off).likeness, 'different', `${rule}: nothing is left`);
  }
  t.notOk(isSimilarityRule('toString'));
});
