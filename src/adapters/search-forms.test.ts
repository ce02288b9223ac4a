import { createHash } from 'node:crypto';
import t from 'tap';
import type { IdentityData, IdentityQuery } from '../domain/identity-data.js';
import { documentNumberForm, nameForms, SEARCH_FORMS_VERSION } from './search-forms.js';
import { isSimilarName } from './similar-name.js';

/** Two names, and whether they share a form. */
const NAMES: readonly (readonly [string, string, boolean])[] = [
  ['Müller', 'MULLER', true],
  ['Müller', 'Mueller', true],
  ['Müller', 'Miller', false],
  ['Straße', 'Strasse', true],
  ['Øster', 'OESTER', true],
  ['Łukasz', 'Lukasz', true],
  ['Þór', 'Thor', true],
  ['Al-Hassan', 'AL HASSAN', true],
  ['Al-Hassan', 'ALHASSAN', true],
  ['Al-Hassan', 'AL HASAN', false],
  ['D’Angelo', "d'angelo", true],
  ['  Ann   Mary ', 'ANN MARY', true],
  ['Ann Mary', 'Ann', false],
  ['Иванов', 'ИВАНОВ', true],
  ['Иванов', 'Ivanov', true],
  ['Παπαδόπουλος', 'Papadopoulos', true],
  ['לוי', 'Lvy', true],
  ['გიორგი', 'Giorgi', true],
  ['Հակոբյան', 'Hakobyan', true],
  ['محمد', 'MXHMD', true],
  ['محمد', 'Mohammed', false],
  ['-', "'", false],
  ['', '', false],
];

t.test('names agree where they share a form', async (t) => {
  for (const [a, b, expected] of NAMES) {
    const forms = nameForms(b);
    t.equal(
      nameForms(a).some((form) => forms.includes(form)),
      expected,
      `${a} / ${b}`,
    );
  }
});

t.test('document numbers agree in letters and digits', async (t) => {
  t.equal(documentNumberForm(' ab-12<3 '), 'AB123');
  t.equal(documentNumberForm('AB1230'), 'AB1230');
  t.equal(documentNumberForm('<<'), undefined);
});

type Names = Pick<IdentityData, 'surnames' | 'givenNames' | 'otherNames'>;
const PERSON: Names = {
  surnames: ['García', 'López'],
  givenNames: ['Ana', 'María'],
  otherNames: ['Anita Gómez'],
};

const SIMILAR: readonly (readonly [string, IdentityQuery, Names, boolean])[] = [
  ['one of the surnames', { surname: 'Garcia' }, PERSON, true],
  ['one letter left out', { surname: 'Garca' }, PERSON, true],
  ['two letters left out', { surname: 'Grca' }, PERSON, false],
  ['two letters swapped', { surname: 'Gracia', givenName: 'Ana' }, PERSON, true],
  ['surnames in another order', { surname: 'Lopez Garcia' }, PERSON, true],
  ['both names similar', { surname: 'Garsia', givenName: 'Mariah' }, PERSON, true],
  ['surname similar, given name different', { surname: 'Garsia', givenName: 'Pedro' }, PERSON, false],
  ['surname and given name in one field', { surname: 'Garcia Ana' }, PERSON, true],
  ['an alias, one letter off', { surname: 'Anita Gomes' }, PERSON, true],
  ['no given name on record', { surname: 'Garcia' }, { surnames: ['Garcia'], givenNames: [] }, true],
  [
    'given name asked, none on record',
    { surname: 'Garcia', givenName: 'Ana' },
    { surnames: ['Garcia'], givenNames: [] },
    false,
  ],
  ['no surname on record', { surname: 'Garcia' }, { surnames: [], givenNames: ['Ana'] }, false],
];

t.test('similar names by the rules of the domain', async (t) => {
  for (const [what, query, names, expected] of SIMILAR) t.equal(isSimilarName(query, names), expected, what);
});

t.test('forms change with their version, so that stored rows follow', async (t) => {
  const forms = NAMES.flatMap(([a, b]) => [nameForms(a), nameForms(b), documentNumberForm(a) ?? '']);
  const digest = createHash('sha256').update(JSON.stringify(forms)).digest('hex').slice(0, 16);
  t.same(
    [SEARCH_FORMS_VERSION, digest],
    [1, '3cbd0714db4e523b'],
    'raise SEARCH_FORMS_VERSION with the digest',
  );
});
