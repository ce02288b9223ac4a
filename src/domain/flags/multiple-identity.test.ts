import t from 'tap';
import type { IdentityData } from '../identity-data.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { AnyFacts, SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { findMultipleIdentities, type PersonInSystem } from './multiple-identity.js';

const AMAL: IdentityData = {
  surnames: ['Haddad'],
  givenNames: ['Amal'],
  dateOfBirth: localDate('1992-03-04'),
  sex: 'female',
  nationalities: ['SYR'],
  placeOfBirth: 'Aleppo',
};
const AMAL_SPELT: IdentityData = { ...AMAL, surnames: ['Hadad'] };
const LEILA: IdentityData = { ...AMAL, surnames: ['Khoury'], givenNames: ['Leila'] };
const OTHER: IdentityData = {
  surnames: ['Mansour'],
  givenNames: ['Rana'],
  dateOfBirth: localDate('1985-11-28'),
  sex: 'female',
  nationalities: ['TUR'],
};

const FACTS: Readonly<Record<string, AnyFacts>> = {
  ees: { kind: 'entry', entryDate: localDate('2026-05-01'), borderCrossingPoint: 'Vienna airport' },
  vis: {
    kind: 'visa-application',
    applicationNumber: 'V1',
    applicationDate: localDate('2026-01-01'),
    outcome: 'refused',
  },
  eurodac: {
    kind: 'data-set',
    category: 'international-protection',
    eventDate: localDate('2026-07-01'),
    referenceNumber: 'GRC1000001',
  },
};

let encounters = 0;
function holding(system: SystemId, ...identities: readonly IdentityData[]): PersonInSystem {
  return {
    system,
    records: identities.map(
      (identity): SystemRecord => ({
        system,
        subjectId: `${system}-subject` as SubjectId,
        encounterId: `${system}-${encounters++}` as EncounterId,
        memberState: 'GRC',
        encounterAt: '2026-07-01T10:00:00Z',
        identity,
        travelDocument: { kind: 'passport', number: 'N00112233', issuingCountry: 'SYR' },
        facts: FACTS[system]!,
      }),
    ),
  };
}
const pairs = (persons: readonly PersonInSystem[]) =>
  findMultipleIdentities(persons).map(({ facts }) => [...facts.systems, ...facts.differingCategories]);

t.test('pairs across systems', async (t) => {
  const cases = [
    ['nobody', [], [], 'Art 28(1)'],
    ['one system', [holding('vis', AMAL)], [], 'Art 27(5)'],
    ['two subjects of one system', [holding('vis', AMAL), holding('vis', OTHER)], [], 'Art 27(5)'],
    ['two records of one subject', [holding('vis', AMAL, OTHER)], [], 'Art 27(5)'],
    ['same identity', [holding('vis', AMAL), holding('eurodac', AMAL)], [], 'Art 33(1)(a)'],
    ['similar identity', [holding('vis', AMAL), holding('eurodac', AMAL_SPELT)], [], 'Art 28(3)'],
    [
      'second name',
      [holding('eurodac', LEILA), holding('vis', AMAL)],
      [['vis', 'eurodac', 'names']],
      'Art 28(4), 30(1)(a)',
    ],
    [
      'everything but the sex',
      [holding('vis', AMAL), holding('eurodac', OTHER)],
      [['vis', 'eurodac', 'names', 'date-of-birth', 'nationality-and-birthplace']],
      'Art 30(1)(a)',
    ],
    [
      'three systems, pairwise, in the order of the systems',
      [holding('eurodac', LEILA), holding('ees', AMAL), holding('vis', OTHER)],
      [
        ['ees', 'vis', 'names', 'date-of-birth', 'nationality-and-birthplace'],
        ['ees', 'eurodac', 'names'],
        ['vis', 'eurodac', 'names', 'date-of-birth', 'nationality-and-birthplace'],
      ],
      'Art 28(2)',
    ],
  ] as const;
  for (const [id, persons, expected, citation] of cases)
    t.same(pairs(persons), expected, `${id} (${citation})`);
});

t.test('a flag rests on the records that differ and on no other', async (t) => {
  const vis = holding('vis', AMAL, OTHER);
  const eurodac = holding('eurodac', AMAL_SPELT);
  const [flag, ...more] = findMultipleIdentities([vis, eurodac]);
  t.same(more, []);
  t.match(flag, { kind: 'multiple-identity', facts: { linkColour: 'yellow' } });
  t.same(flag?.restsOn, [
    { system: 'vis', encounterId: vis.records[1]!.encounterId },
    { system: 'eurodac', encounterId: eurodac.records[0]!.encounterId },
  ]);
  t.same(findMultipleIdentities([eurodac, vis]), [flag], 'in whatever order they come');
});

t.test('a reason names categories, never values', async (t) => {
  const [flag] = findMultipleIdentities([holding('vis', AMAL), holding('eurodac', OTHER)]);
  t.equal(
    flag?.reason,
    'Biometric data in VIS and Eurodac match, but the identity data differ: names, date of birth, nationality and ' +
      'place of birth. An officer must verify whether this is one person.',
  );
  const text = JSON.stringify(flag);
  for (const secret of ['Haddad', 'Amal', 'Mansour', '1992', '1985', 'SYR', 'TUR', 'Aleppo', 'N00112233']) {
    t.notMatch(text, secret);
  }
});
