import t from 'tap';
import type { Likeness } from '../identity-comparison.js';
import type { IdentityData, TravelDocument } from '../identity-data.js';
import type { DocumentRelation, PairRelation } from '../law/link-table.js';
import { localDate } from '../local-date.js';
import { SYSTEMS } from '../systems.js';
import { automaticLink } from './link-colour.js';
import { canBeLinked, type DataSet, isSameDocument, relateDataSets } from './relate-data-sets.js';

const CLAIMED: IdentityData = {
  surnames: ['Testov'],
  givenNames: ['Anna'],
  dateOfBirth: localDate('1990-04-11'),
  sex: 'female',
  nationalities: ['UTO'],
};
const SIMILAR: IdentityData = { ...CLAIMED, surnames: ['Testow'] };
const OTHER: IdentityData = { ...CLAIMED, surnames: ['Muster'], dateOfBirth: localDate('1971-01-30') };
const PASSPORT: TravelDocument = { kind: 'passport', number: 'AB 12345', issuingCountry: 'UTO' };
const SECOND_PASSPORT: TravelDocument = { ...PASSPORT, number: 'CD 99999' };

function dataSet(parts: Partial<DataSet> = {}): DataSet {
  return {
    system: 'ees',
    identities: [CLAIMED],
    travelDocuments: [PASSPORT],
    hasFingerprints: true,
    hasFace: false,
    ...parts,
  };
}

/** The three axes as data, so that every combination is made from real data sets and not from words. */
const IDENTITIES: Readonly<Record<Likeness, readonly IdentityData[]>> = {
  same: [
    CLAIMED,
    { ...CLAIMED, surnames: ['TESTOV'] },
    { ...CLAIMED, nationalities: ['XXA', 'UTO'] },
    { ...CLAIMED, surnames: ['Muster'], otherNames: ['Testov'] },
  ],
  similar: [
    SIMILAR,
    { ...CLAIMED, surnames: ['Тестов'] },
    { ...CLAIMED, surnames: ['Tetsov'] },
    { ...CLAIMED, surnames: ['Anna'], givenNames: ['Testov'] },
    { ...CLAIMED, surnames: ['Anna Testov'], givenNames: [] },
    { ...CLAIMED, dateOfBirth: localDate('1990-11-04') },
    { ...CLAIMED, dateOfBirth: localDate('1990-04-12') },
  ],
  different: [
    OTHER,
    { ...CLAIMED, sex: 'male' },
    { ...CLAIMED, nationalities: ['XXB'] },
    { ...CLAIMED, dateOfBirth: localDate('1971-01-30') },
    { ...CLAIMED, surnames: ['Muster'] },
  ],
};
const DOCUMENTS: Readonly<Record<DocumentRelation, readonly (readonly TravelDocument[])[]>> = {
  same: [[PASSPORT], [SECOND_PASSPORT, { ...PASSPORT, number: 'ab-12345' }]],
  different: [[SECOND_PASSPORT]],
  absent: [[]],
};

/** (EU) 2019/817 Art 28, 30, 33 read once more, as sentences and not as rows: the colour, or that there is no link. */
function expectedOutcome({ biometrics, identity, document }: PairRelation): string {
  const isAlike = identity !== 'different';
  if (biometrics === 'same') return isAlike ? 'white' : 'yellow';
  if (biometrics === 'not-comparable') return document !== 'same' ? 'no-link' : isAlike ? 'white' : 'yellow';
  return identity === 'same' || document === 'same' ? 'yellow' : 'no-link';
}
const BIOMETRICS = {
  same: { hasFingerprints: true, isMatch: true },
  different: { hasFingerprints: true, isMatch: false },
  'not-comparable': { hasFingerprints: false, isMatch: false },
};

t.test('every combination for every pair of systems that can form a link', async (t) => {
  let cases = 0;
  for (const a of SYSTEMS) {
    for (const b of SYSTEMS.filter((system) => canBeLinked(a, system))) {
      for (const [biometrics, { hasFingerprints, isMatch }] of Object.entries(BIOMETRICS)) {
        for (const [identity, claims] of Object.entries(IDENTITIES)) {
          for (const [document, holdings] of Object.entries(DOCUMENTS)) {
            for (const [claimed, travelDocuments] of pairsOf(claims, holdings)) {
              const name = `${a} and ${b}: ${biometrics}, ${identity} (${claimed.surnames}), ${document}`;
              const first = dataSet({ system: a });
              const second = dataSet({ system: b, identities: [claimed], travelDocuments, hasFingerprints });
              const { similarBy, ...relation } = relateDataSets(first, second, isMatch);
              const turned = relateDataSets(second, first, isMatch);
              const row = automaticLink(relation);
              const isRight =
                relation.biometrics === biometrics &&
                relation.identity === identity &&
                relation.document === document &&
                row.outcome === expectedOutcome(relation) &&
                row.citation !== '' &&
                similarBy.length > 0 === (identity === 'similar') &&
                JSON.stringify(turned) === JSON.stringify({ ...relation, similarBy });
              // One assertion for each of thousands would take longer than all of them.
              if (!isRight) t.fail(name, { relation, similarBy, turned, outcome: row.outcome });
              cases++;
            }
          }
        }
      }
    }
  }
  const claims = Object.values(IDENTITIES).flat().length;
  const holdings = Object.values(DOCUMENTS).flat().length;
  t.equal(cases, 30 * 3 * claims * holdings, `${cases}: thirty ordered pairs, every combination`);
});

function pairsOf<A, B>(first: readonly A[], second: readonly B[]): readonly (readonly [A, B])[] {
  return first.flatMap((a) => second.map((b) => [a, b] as const));
}

t.test('biometrics compare within a kind', async (t) => {
  const fingers = dataSet({ hasFingerprints: true, hasFace: false });
  const face = dataSet({ system: 'vis', hasFingerprints: false, hasFace: true });
  const both = dataSet({ system: 'vis', hasFingerprints: true, hasFace: true });
  t.equal(relateDataSets(fingers, face, false).biometrics, 'not-comparable');
  t.equal(relateDataSets(fingers, both, false).biometrics, 'different');
  t.equal(relateDataSets(face, both, false).biometrics, 'different');
  t.equal(relateDataSets(fingers, both, true).biometrics, 'same');
  t.equal(relateDataSets(fingers, face, true).biometrics, 'not-comparable', 'what matched is there no more');
});

t.test('the closest identity and any common document count', async (t) => {
  const several = dataSet({
    system: 'vis',
    identities: [OTHER, SIMILAR, CLAIMED],
    travelDocuments: [SECOND_PASSPORT, PASSPORT],
  });
  const relation = relateDataSets(dataSet(), several, false);
  t.equal(relation.identity, 'same');
  t.equal(relation.document, 'same');
});

t.test('what makes two documents one', async (t) => {
  const cases: readonly (readonly [Partial<TravelDocument>, boolean])[] = [
    [{}, true],
    [{ number: 'ab12345' }, true],
    [{ number: 'AB-123 45' }, true],
    [{ number: 'A.B/123,45' }, true],
    [{ kind: 'identity-card' }, true],
    [{ number: 'AB 12346' }, false],
    [{ issuingCountry: 'XXA' }, false],
  ];
  for (const [change, expected] of cases) {
    t.equal(isSameDocument(PASSPORT, { ...PASSPORT, ...change }), expected, JSON.stringify(change));
  }
  const nothing = { ...PASSPORT, number: '-' };
  t.equal(isSameDocument(nothing, nothing), false, 'no number is that of no document');
});
