import t from 'tap';
import {
  isCountryCode,
  isCountryOfBirth,
  isMemberState,
  MEMBER_STATES,
  operatesSystem,
  withdrawnIn,
} from './country-codes.js';
import { SYSTEMS } from './systems.js';

t.test('countries that no longer exist', async (t) => {
  const rows = [
    ['YUG', false, true, 2003],
    ['SUN', false, true, 1992],
    ['DDR', false, true, 1990],
    ['DEU', true, true, undefined],
    ['QQQ', false, false, undefined],
    ['XXD', false, false, undefined],
  ] as const;
  for (const [code, isCode, isBirth, year] of rows) {
    t.equal(isCountryCode(code), isCode, `${code} as a nationality`);
    t.equal(isCountryOfBirth(code), isBirth, `${code} as a country of birth`);
    t.equal(withdrawnIn(code), year, code);
  }
});

t.test('country codes', async (t) => {
  const cases = [
    ['AFG', true, 'ISO 3166-1, first'],
    ['ZWE', true, 'ISO 3166-1, last'],
    ['DEU', true, 'ISO 3166-1'],
    ['SSD', true, 'ISO 3166-1, newest'],
    ['RKS', true, 'ICAO 9303-3: Kosovo'],
    ['GBN', true, 'ICAO 9303-3: British National (Overseas)'],
    ['XXA', true, 'ICAO 9303-3: stateless'],
    ['XXB', true, 'ICAO 9303-3: refugee'],
    ['XXC', true, 'ICAO 9303-3: other refugee'],
    ['XXX', true, 'ICAO 9303-3: unspecified'],
    ['XOM', true, 'ICAO 9303-3: Order of Malta'],
    ['EUE', true, 'ICAO 9303-3: European Union'],
    ['D', false, 'written in German machine-readable zones; becomes DEU before it gets here'],
    ['UTO', false, 'specimen code'],
    ['YUG', false, 'no longer assigned'],
    ['XXD', false, 'next to an assigned one'],
    ['deu', false, 'lower case'],
    ['', false, 'empty'],
    ['AF', false, 'alpha-2'],
    [' AFG', false, 'not trimmed'],
  ] as const;
  for (const [code, expected, why] of cases) t.equal(isCountryCode(code), expected, `${code}: ${why}`);
});

t.test('ISO 3166-1 is complete', async (t) => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}`)));
  t.equal(all.filter(isCountryCode).length, 249 + 26, '249 assigned codes and 26 of ICAO 9303-3');
});

t.test('Member States and what they operate', async (t) => {
  t.equal(MEMBER_STATES.length, 31, '27 of the Union and 4 associated');
  t.equal(new Set(MEMBER_STATES).size, 31);
  t.ok(MEMBER_STATES.every(isCountryCode));
  t.notOk(isMemberState('GBR'));
  t.notOk(isMemberState('EUE'), 'the Union itself is no Member State');
  t.ok(operatesSystem('NOR', 'ees'));
  t.ok(operatesSystem('CYP', 'eurodac'));
  t.notOk(operatesSystem('IRL', 'ees'));
  t.notOk(operatesSystem('CYP', 'ees'));
  t.same(
    SYSTEMS.filter((system) => operatesSystem('USA', system)),
    [],
  );
});
