import t from 'tap';
import type { EncounterId } from '../ids.js';
import { EURODAC_CATEGORY_ROWS } from '../law/eurodac-category-table.js';
import { EURODAC_STATUS_ROWS } from '../law/eurodac-status-table.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EurodacDataSet, EurodacFacts } from '../system-record.js';
import { eurodacFaults } from './data-set-faults.js';
import { parseReferenceNumber, referenceFault } from './reference-number.js';

const day = (text: string): LocalDate => localDate(text);
const DATA_SET: EurodacDataSet = {
  kind: 'data-set',
  category: 'illegal-stay',
  eventDate: day('2026-11-01'),
  referenceNumber: 'AT3-0001',
};
const ADULT = { dateOfBirth: day('1990-01-01'), nationalities: ['SYR'] };

function faultsOf(facts: EurodacFacts, identity: typeof ADULT = ADULT, encounterOn = day('2026-11-01')) {
  return eurodacFaults({ identity, facts, encounterOn }).map(({ pointer, kind }) => `${pointer} ${kind}`);
}

t.test('the digit of a reference number is that of its category', async (t) => {
  for (const { collection, referenceDigit } of EURODAC_CATEGORY_ROWS) {
    for (let digit = 0; digit <= 9; digit++) {
      const fault = referenceFault(`AT${digit}12345`, collection);
      t.equal(fault === undefined, digit === referenceDigit, `Art 37(4): ${collection}, digit ${digit}`);
    }
  }
  const forms: readonly (readonly [string, boolean])[] = [
    ['AT3-0001', true],
    ['AUT30001', true],
    ['AT3', false],
    ['A30001', false],
    ['AUTX30001', false],
    ['at30001', false],
    ['AT30001 ', false],
    ['AT3\u00e4', false],
    [`AT3${'0'.repeat(40)}`, true],
    [`AT3${'0'.repeat(41)}`, false],
    ['', false],
  ];
  for (const [text, isNumber] of forms) {
    t.equal(parseReferenceNumber(text) !== undefined, isNumber, JSON.stringify(text));
    t.equal(referenceFault(text, 'illegal-stay') === undefined, isNumber, `${JSON.stringify(text)}: fault`);
  }
  t.same(parseReferenceNumber('AUT30001'), { stateLetters: 'AUT', digit: 3, number: '0001' });
});

t.test('what may not be stored', async (t) => {
  const of = (facts: Partial<EurodacDataSet>): EurodacDataSet => ({ ...DATA_SET, ...facts });
  const protectedPerson = (eventDate: string, more: Partial<EurodacDataSet> = {}) =>
    of({ category: 'temporary-protection', eventDate: day(eventDate), referenceNumber: 'AT00001', ...more });
  const admission = (more: Partial<EurodacDataSet>) =>
    of({ category: 'admission', referenceNumber: 'AT70001', ...more });
  const applicant = (more: Partial<EurodacDataSet>) =>
    of({ category: 'international-protection', referenceNumber: 'AT10001', ...more });
  const cases: readonly (readonly [string, EurodacDataSet, readonly string[], string])[] = [
    ['as it should be', DATA_SET, [], 'Art 23'],
    [
      'temporary protection, a day early',
      protectedPerson('2029-06-11'),
      ['/facts/category category-not-in-force'],
      'Art 63(2)',
    ],
    ['temporary protection, first day', protectedPerson('2029-06-12'), [], 'Art 63(2)'],
    [
      'Ukraine decision',
      protectedPerson('2029-07-01', { councilDecision: '(EU) 2022/382' }),
      ['/facts/councilDecision category-not-recorded'],
      'Art 63(3)',
    ],
    [
      'another decision',
      protectedPerson('2029-07-01', {
        councilDecision: '(EU) 2029/1',
        councilDecisionInForceFrom: day('2029-06-20'),
      }),
      [],
      'Art 26',
    ],
    [
      'admission, a day early',
      admission({ eventDate: day('2026-06-11') }),
      ['/facts/category category-not-in-force'],
      'Art 63(2)',
    ],
    ['admission, first day', admission({ eventDate: day('2026-06-12') }), [], 'Art 63(2)'],
    ['illegal stay before the recast', of({ eventDate: day('2026-06-11') }), [], '(EU) No 603/2013 Art 17'],
    [
      'digit of another category',
      of({ referenceNumber: 'AT10001' }),
      ['/facts/referenceNumber reference-contradicts'],
      'Art 37(4)',
    ],
    [
      'outcome of an admission elsewhere',
      of({ admissionOutcome: 'admitted' }),
      ['/facts/admissionOutcome field-contradicts'],
      'Art 18(2)',
    ],
    ['outcome of an admission', admission({ admissionOutcome: 'admitted' }), [], 'Art 18(2)'],
    ['flag', of({ securityFlag: true }), [], 'Art 23(3)(e)'],
    [
      'flag on an admission',
      admission({ securityFlag: true }),
      ['/facts/securityFlag field-contradicts'],
      'Art 19',
    ],
    ['no flag on an admission', admission({ securityFlag: false }), [], 'Art 19'],
    [
      'flag under temporary protection',
      protectedPerson('2029-07-01', { securityFlag: true }),
      ['/facts/securityFlag field-contradicts'],
      'Art 26',
    ],
    [
      'Council decision elsewhere',
      of({ councilDecision: 'x', councilDecisionInForceFrom: day('2026-11-01') }),
      ['/facts/councilDecision field-contradicts', '/facts/councilDecisionInForceFrom field-contradicts'],
      'Art 26',
    ],
    [
      'arrival after take-charge',
      applicant({ arrival: 'take-charge', arrivedOn: day('2026-11-01') }),
      [],
      'Art 16(2)(a)',
    ],
    [
      'arrival after take-charge, illegal stay',
      of({ arrival: 'take-charge' }),
      ['/facts/arrival field-contradicts'],
      'Art 16(2)(a)',
    ],
    ['arrival by relocation, illegal stay', of({ arrival: 'relocation' }), [], 'Art 25(2)'],
    [
      'day of arrival without one',
      of({ arrivedOn: day('2026-11-01') }),
      ['/facts/arrivedOn field-contradicts'],
      'Art 25(2)',
    ],
    [
      'transmitted before it was taken',
      of({ biometricsTakenOn: day('2026-11-03'), transmittedAt: '2026-11-02T23:00:00Z' }),
      ['/facts/transmittedAt date-contradicts'],
      'Art 17(1)',
    ],
    [
      'transmitted the same day',
      of({ biometricsTakenOn: day('2026-11-03'), transmittedAt: '2026-11-03T00:00:00+01:00' }),
      [],
      'Art 17(1)',
    ],
  ];
  for (const [what, facts, expected, citation] of cases)
    t.same(faultsOf(facts), expected, `${citation}: ${what}`);
});

t.test('who may not be stored', async (t) => {
  const born = (dateOfBirth: string) => ({ ...ADULT, dateOfBirth: day(dateOfBirth) });
  const underAge = ['/identity/dateOfBirth under-age'];
  t.same(faultsOf(DATA_SET, born('2020-11-02')), underAge, 'Art 14(1): six tomorrow');
  t.same(faultsOf(DATA_SET, born('2020-11-01')), [], 'Art 14(1): six today');
  const takenLater = { ...DATA_SET, biometricsTakenOn: day('2026-11-02') };
  t.same(faultsOf(takenLater, born('2020-11-02')), [], 'Art 14(1): the day the biometrics are taken counts');
  t.same(faultsOf(DATA_SET, born('2020-10-31')), [], 'Art 14(1): six yesterday');
  t.same(faultsOf(DATA_SET, born('2026-11-02')), underAge, 'not born yet');
  const of = (...nationalities: string[]) => ({ ...ADULT, nationalities });
  const notForeign = ['/identity/nationalities not-a-third-country-national'];
  t.same(faultsOf(DATA_SET, of('DEU')), notForeign, 'Art 1(1), 30');
  t.same(faultsOf(DATA_SET, of('SYR', 'NOR')), notForeign, 'Art 1(1), 30');
  t.same(faultsOf(DATA_SET, of('XXA')), [], 'stateless');
  t.same(faultsOf(DATA_SET, of('GBR')), []);
});

t.test('a status message has the fields of its status', async (t) => {
  for (const { status, needs, citation } of EURODAC_STATUS_ROWS) {
    const message = {
      kind: 'status-message',
      status,
      statusDate: day('2026-11-01'),
      concerns: 'a' as EncounterId,
    } as const;
    const missing = needs.map((field) => `/facts/${field} field-contradicts`);
    t.same(faultsOf(message), missing, `${citation}: ${status} without fields`);
    const both = { ...message, statusMemberState: 'FRA', prolongedUntil: day('2031-01-01') };
    t.equal(faultsOf(both).length, 2 - needs.length, `${citation}: ${status} with both fields`);
  }
});

t.test('the state a message names is a Member State or an associated one', async (t) => {
  const named: readonly (readonly [string, boolean])[] = [
    ['AUT', true],
    ['NOR', true],
    ['LIE', true],
    ['USA', false],
    ['GBR', false],
    ['XXA', false],
    ['EUE', false],
  ];
  for (const { status, needs, citation } of EURODAC_STATUS_ROWS) {
    if (!needs.includes('statusMemberState')) continue;
    for (const [statusMemberState, isOne] of named) {
      const concerns = 'a' as EncounterId;
      const statusDate = day('2026-11-01');
      const found = faultsOf({ kind: 'status-message', status, statusDate, concerns, statusMemberState });
      const expected = isOne ? [] : ['/facts/statusMemberState not-a-member-state'];
      t.same(found, expected, `${citation}: ${status}, ${statusMemberState}`);
    }
  }
});
