/** What Type-2 fields say of a person, by the profiles the hub comes with. */
import t from 'tap';
import { type FieldValue, taggedRecord } from '../formats/nist/build-record.js';
import { identityOfRecord } from './identity-of-record.js';
import { profileOf, SHIPPED_PROFILES } from './shipped-profiles.js';

type Row = readonly [
  what: string,
  domain: string | undefined,
  fields: Readonly<Record<number, FieldValue>>,
  identity: object,
  findings: readonly string[],
];

const ROWS: readonly Row[] = [
  [
    'a name with its comma',
    'NORAM',
    { 18: 'DOE,JANE MARY' },
    { surnames: ['DOE'], givenNames: ['JANE MARY'] },
    [],
  ],
  ['a surname alone', undefined, { 18: 'DOE' }, { surnames: ['DOE'], givenNames: [] }, []],
  ['no surname', 'NORAM', { 18: ',JANE' }, {}, ['2.018']],
  ['a blank name', 'NORAM', { 18: '  ' }, {}, []],
  ['aliases', 'NORAM', { 19: [['ROE,JANE'], ['MOE,JANE']] }, { otherNames: ['ROE,JANE', 'MOE,JANE'] }, []],
  ['a date of birth', 'NORAM', { 22: '19900506' }, { dateOfBirth: '1990-05-06' }, []],
  ['one with dashes', 'INT-I', { 35: '1990-05-06' }, { dateOfBirth: '1990-05-06' }, []],
  ['one with an unknown day', 'NORAM', { 22: '19900500' }, {}, ['2.022']],
  ['one that does not exist', 'NORAM', { 22: '19900230' }, {}, ['2.022']],
  ['a sex', 'NORAM', { 24: 'F' }, { sex: 'female' }, []],
  ['one no table knows', 'NORAM', { 24: 'G' }, {}, ['2.024']],
  ['one that is a word of JavaScript', 'NORAM', { 24: 'constructor' }, {}, ['2.024']],
  ['a code of the domain', 'NORAM', { 21: 'US' }, { nationalities: ['USA'] }, []],
  ['one of its others', 'NORAM', { 21: 'MM' }, {}, ['2.021']],
  ['ISO codes', 'INT-I', { 38: [['DEU'], ['per']] }, { nationalities: ['DEU', 'PER'] }, []],
  [
    'a name in items',
    'INT-I',
    { 30: ['Dr', 'Ana', 'Lu', 'Paz'] },
    { surnames: ['Paz'], givenNames: ['Ana', 'Lu'] },
    [],
  ],
  ['a name in one text', 'INT-I', { 30: 'Paz, Ana' }, { surnames: ['Paz'], givenNames: ['Ana'] }, []],
  ['a place of birth', 'int-i', { 37: 'Wiesbaden' }, { placeOfBirth: 'Wiesbaden' }, []],
];

t.test('each field', async (t) => {
  for (const [what, domain, fields, identity, findings] of ROWS) {
    const read = identityOfRecord(taggedRecord(2, 0, fields), profileOf(SHIPPED_PROFILES, domain)!);
    t.same(read.identity, identity, what);
    t.same(
      read.findings.map(({ field }) => field),
      findings,
      what,
    );
  }
});

t.test('a document needs its number and its issuer', async (t) => {
  const profile = {
    ...SHIPPED_PROFILES[0]!,
    identity: { documentNumber: { field: 300 }, documentIssuer: { field: 300, item: 2 } },
  };
  const whole = identityOfRecord(taggedRecord(2, 0, { 300: ['X1234', 'PER'] }), profile);
  t.same(whole.travelDocument, { kind: 'other', number: 'X1234', issuingCountry: 'PER' });
  t.notOk('travelDocument' in identityOfRecord(taggedRecord(2, 0, { 300: 'X1234' }), profile));
});

t.test('findings never hold a value', async (t) => {
  const { findings } = identityOfRecord(
    taggedRecord(2, 0, { 18: ',SECRET', 22: '99SECRET', 24: 'SECRET', 21: 'SECRET' }),
    SHIPPED_PROFILES[0]!,
  );
  t.equal(findings.length, 4);
  t.notMatch(JSON.stringify(findings), /SECRET/);
});

t.test('a domain chooses its profile; none is the North American', async (t) => {
  t.equal(profileOf(SHIPPED_PROFILES, undefined)?.name, 'fbi-ebts');
  t.equal(profileOf(SHIPPED_PROFILES, ' int-i ')?.name, 'interpol-int-i');
  t.equal(profileOf(SHIPPED_PROFILES, 'ELSEWHERE'), undefined);
  t.equal(profileOf([{ ...SHIPPED_PROFILES[0]!, domains: ['*'] }], 'ELSEWHERE')?.name, 'fbi-ebts');
});
