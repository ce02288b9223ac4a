import t from 'tap';
import type { IdentityData, TravelDocument } from '../identity-data.js';
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
const IDENTITIES = { same: CLAIMED, similar: SIMILAR, different: OTHER };
const DOCUMENTS = { same: [PASSPORT], different: [SECOND_PASSPORT], absent: [] };
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
        for (const [identity, claimed] of Object.entries(IDENTITIES)) {
          for (const [document, travelDocuments] of Object.entries(DOCUMENTS)) {
            const first = dataSet({ system: a });
            const second = dataSet({ system: b, identities: [claimed], travelDocuments, hasFingerprints });
            const { similarBy, ...relation } = relateDataSets(first, second, isMatch);
            t.same(relation, { biometrics, identity, document }, `${a} and ${b}`);
            t.same(similarBy, identity === 'similar' ? ['one-character'] : []);
            t.same(relateDataSets(second, first, isMatch), { ...relation, similarBy }, 'in either order');
            t.ok(automaticLink(relation).citation, 'has a colour with a citation');
            cases++;
          }
        }
      }
    }
  }
  t.equal(cases, 30 * 27, 'six systems, thirty ordered pairs, twenty-seven combinations');
});

t.test('biometrics compare within a kind', async (t) => {
  const fingers = dataSet({ hasFingerprints: true, hasFace: false });
  const face = dataSet({ system: 'vis', hasFingerprints: false, hasFace: true });
  const both = dataSet({ system: 'vis', hasFingerprints: true, hasFace: true });
  t.equal(relateDataSets(fingers, face, false).biometrics, 'not-comparable');
  t.equal(relateDataSets(fingers, both, false).biometrics, 'different');
  t.equal(relateDataSets(face, both, false).biometrics, 'different');
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
    [{ kind: 'identity-card' }, true],
    [{ number: 'AB 12346' }, false],
    [{ issuingCountry: 'XXA' }, false],
  ];
  for (const [change, expected] of cases) {
    t.equal(isSameDocument(PASSPORT, { ...PASSPORT, ...change }), expected, JSON.stringify(change));
  }
});
