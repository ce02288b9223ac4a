/** One case for each row of what makes identity data the same, at both sides of what it says; a row without one does not compile. */
import t from 'tap';
import { compareIdentities, type IdentityCategory } from './identity-comparison.js';
import type { IdentityData } from './identity-data.js';
import { SAME_IDENTITY_ROWS } from './law/identity-table.js';
import { localDate } from './local-date.js';

const PERSON: IdentityData = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: localDate('1990-05-06'),
  sex: 'female',
  nationalities: ['PER'],
};

function likeness(category: IdentityCategory, a: Partial<IdentityData>, b: Partial<IdentityData>): string {
  const sides = [
    { ...PERSON, ...a },
    { ...PERSON, ...b },
  ] as const;
  const [forwards, backwards] = [compareIdentities(...sides), compareIdentities(sides[1], sides[0])];
  if (forwards.likeness !== backwards.likeness) throw new Error('the comparison is not symmetric');
  return forwards.categories[category].likeness;
}

type Tap = Pick<typeof t, 'equal' | 'not'>;

const CASES: Readonly<Record<keyof typeof SAME_IDENTITY_ROWS, (t: Tap) => void>> = {
  names: (t) => {
    t.equal(likeness('names', {}, {}), 'same');
    t.equal(
      likeness('names', { otherNames: ['Soto'] }, { surnames: ['Soto'] }),
      'same',
      'an alias is a surname',
    );
    t.equal(likeness('names', {}, { givenNames: ['Luz'] }), 'different', 'both fields');
  },
  'alias-is-one-field': (t) => {
    const alias = { otherNames: ['Soto'] };
    t.equal(likeness('names', alias, { ...alias, surnames: ['Morales'], givenNames: ['Luz'] }), 'different');
    t.equal(likeness('names', alias, { ...alias, surnames: ['Morales'] }), 'same', 'with the given name');
  },
  'no-given-name': (t) => {
    t.equal(likeness('names', { givenNames: [] }, { givenNames: [] }), 'same');
    t.not(likeness('names', { givenNames: [] }, {}), 'same', 'in one alone');
  },
  'format-of-names': (t) => {
    t.equal(likeness('names', { surnames: ['de  la CRUZ'] }, { surnames: ['De la Cruz'] }), 'same');
    t.equal(likeness('names', { surnames: ['Peña'] }, { surnames: ['Pena'] }), 'same');
    t.equal(likeness('names', { surnames: ['Peña'] }, { surnames: ['Pen\u0303a'] }), 'same');
    t.equal(
      likeness('names', { surnames: ['Al-Amin'] }, { surnames: ['Al Amin'] }),
      'similar',
      'a hyphen is none',
    );
  },
  'date-of-birth': (t) => {
    t.equal(likeness('date-of-birth', {}, {}), 'same');
    t.not(likeness('date-of-birth', {}, { dateOfBirth: localDate('1990-05-07') }), 'same');
  },
  'date-not-wholly-known': (t) => {
    const year = { dateOfBirth: localDate('1990-01-01'), dateOfBirthKnown: 'year' } as const;
    t.equal(likeness('date-of-birth', year, { ...year, dateOfBirth: localDate('1990-12-31') }), 'same');
    t.not(
      likeness('date-of-birth', year, { dateOfBirth: localDate('1990-01-01') }),
      'same',
      'another extent',
    );
    const nothing = { dateOfBirthKnown: 'none' } as const;
    t.equal(likeness('date-of-birth', nothing, nothing), 'different');
  },
  sex: (t) => {
    t.equal(likeness('sex', {}, {}), 'same');
    t.equal(likeness('sex', {}, { sex: 'male' }), 'different', 'nothing is similar');
    t.equal(likeness('sex', {}, { sex: 'unspecified' }), 'different');
    t.equal(likeness('sex', { sex: 'unspecified' }, { sex: 'unspecified' }), 'same');
  },
  'nationality-and-birthplace': (t) => {
    const category = 'nationality-and-birthplace';
    t.equal(likeness(category, { nationalities: ['PER', 'BRA'] }, { nationalities: ['BRA', 'CHL'] }), 'same');
    t.not(
      likeness(
        category,
        { nationalities: ['PER'], placeOfBirth: 'Lima' },
        { nationalities: ['CHL'], placeOfBirth: 'Lima' },
      ),
      'same',
      'a nationality is among them',
    );
  },
};

t.test('each row of what is the same is what the comparison does', async (t) => {
  for (const [key, check] of Object.entries(CASES)) {
    await t.test(SAME_IDENTITY_ROWS[key as keyof typeof SAME_IDENTITY_ROWS].rule, async (t) => check(t));
  }
});
