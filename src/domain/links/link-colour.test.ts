import t from 'tap';
import type { Likeness } from '../identity-comparison.js';
import {
  AUTOMATIC_LINK_ROWS,
  BIOMETRIC_RELATIONS,
  type BiometricRelation,
  DOCUMENT_RELATIONS,
  type DocumentRelation,
  VERIFICATION_CONCLUSIONS,
  VERIFICATION_ROWS,
  type VerificationRow,
} from '../law/link-table.js';
import { automaticLink, verifiedLink } from './link-colour.js';

const LIKENESSES: readonly Likeness[] = ['same', 'similar', 'different'];

/** Every combination, as read from the articles and not from the table under test. */
const EXPECTED: readonly (readonly [BiometricRelation, Likeness, DocumentRelation, string])[] = [
  ['same', 'same', 'same', 'white'],
  ['same', 'same', 'different', 'white'],
  ['same', 'same', 'absent', 'white'],
  ['same', 'similar', 'same', 'white'],
  ['same', 'similar', 'different', 'white'],
  ['same', 'similar', 'absent', 'white'],
  ['same', 'different', 'same', 'yellow'],
  ['same', 'different', 'different', 'yellow'],
  ['same', 'different', 'absent', 'yellow'],
  ['not-comparable', 'same', 'same', 'white'],
  ['not-comparable', 'same', 'different', 'no-link'],
  ['not-comparable', 'same', 'absent', 'no-link'],
  ['not-comparable', 'similar', 'same', 'white'],
  ['not-comparable', 'similar', 'different', 'no-link'],
  ['not-comparable', 'similar', 'absent', 'no-link'],
  ['not-comparable', 'different', 'same', 'yellow'],
  ['not-comparable', 'different', 'different', 'no-link'],
  ['not-comparable', 'different', 'absent', 'no-link'],
  ['different', 'same', 'same', 'yellow'],
  ['different', 'same', 'different', 'yellow'],
  ['different', 'same', 'absent', 'yellow'],
  ['different', 'similar', 'same', 'yellow'],
  ['different', 'similar', 'different', 'no-link'],
  ['different', 'similar', 'absent', 'no-link'],
  ['different', 'different', 'same', 'yellow'],
  ['different', 'different', 'different', 'no-link'],
  ['different', 'different', 'absent', 'no-link'],
];

t.test('the automatic colour of every combination', async (t) => {
  t.equal(EXPECTED.length, BIOMETRIC_RELATIONS.length * LIKENESSES.length * DOCUMENT_RELATIONS.length);
  for (const [biometrics, identity, document, outcome] of EXPECTED) {
    const row = automaticLink({ biometrics, identity, document });
    t.equal(row.outcome, outcome, `${biometrics}, ${identity}, ${document}: ${outcome}`);
    const rows = AUTOMATIC_LINK_ROWS.filter(
      (each) =>
        each.biometrics.includes(biometrics) &&
        each.identity.includes(identity) &&
        each.document.includes(document),
    );
    t.equal(rows.length, 1, 'exactly one row covers it');
  }
});

type Case = readonly [
  BiometricRelation,
  Likeness,
  DocumentRelation,
  readonly [
    VerificationRow['outcome'],
    VerificationRow['outcome'],
    VerificationRow['outcome'],
    VerificationRow['outcome'],
  ],
];

/** One person justified, one person unjustified, two persons in order, two persons unjustified. */
const CONCLUDED: readonly Case[] = [
  ['same', 'different', 'same', ['white', 'red', 'impossible', 'impossible']],
  ['same', 'different', 'different', ['white', 'red', 'impossible', 'impossible']],
  ['same', 'different', 'absent', ['white', 'red', 'impossible', 'impossible']],
  ['same', 'similar', 'absent', ['white', 'red', 'impossible', 'impossible']],
  ['not-comparable', 'different', 'same', ['white', 'red', 'green', 'not-provided-for']],
  ['different', 'same', 'different', ['impossible', 'impossible', 'green', 'red']],
  ['different', 'same', 'absent', ['impossible', 'impossible', 'green', 'red']],
  ['different', 'same', 'same', ['impossible', 'impossible', 'green', 'red']],
  ['different', 'similar', 'same', ['impossible', 'impossible', 'green', 'red']],
  ['different', 'different', 'same', ['impossible', 'impossible', 'green', 'red']],
];

t.test('the colour after verification', async (t) => {
  for (const [biometrics, identity, document, outcomes] of CONCLUDED) {
    const found = VERIFICATION_CONCLUSIONS.map(
      (conclusion) => verifiedLink({ biometrics, identity, document }, conclusion)?.outcome,
    );
    t.same(found, outcomes, `${biometrics}, ${identity}, ${document}`);
  }
});

t.test('every yellow link has a row for every conclusion, and no more than one', async (t) => {
  for (const [biometrics, identity, document, outcome] of EXPECTED) {
    if (outcome !== 'yellow') continue;
    for (const conclusion of VERIFICATION_CONCLUSIONS) {
      const rows = VERIFICATION_ROWS.filter(
        (row) =>
          row.conclusion === conclusion &&
          row.biometrics === biometrics &&
          row.identity.includes(identity) &&
          row.document.includes(document),
      );
      t.equal(rows.length, 1, `${biometrics}, ${identity}, ${document}: ${conclusion}`);
    }
  }
});

t.test('a conclusion about data that make no yellow link has no row', async (t) => {
  const relation = { biometrics: 'not-comparable', identity: 'same', document: 'same' } as const;
  t.equal(verifiedLink(relation, 'same-person-justified'), undefined);
});

t.test('citations of what follows differ where the articles differ', async (t) => {
  const red = (document: DocumentRelation) =>
    verifiedLink({ biometrics: 'different', identity: 'same', document }, 'different-persons-unjustified')
      ?.citation;
  t.equal(red('same'), '(EU) 2019/817 Art 32(1)(b)');
  t.equal(red('absent'), '(EU) 2019/817 Art 32(1)(c)');
});
