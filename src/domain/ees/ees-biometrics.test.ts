import t from 'tap';
import { localDate } from '../local-date.js';
import { type EesBiometricsCase, eesBiometrics } from './ees-biometrics.js';

const ADULT = { dateOfBirth: localDate('1990-05-17'), on: localDate('2026-06-01'), visaRequired: false };
const VISA = { ...ADULT, visaRequired: true };
const born = (dateOfBirth: string, on = '2026-06-01') => ({
  ...ADULT,
  dateOfBirth: localDate(dateOfBirth),
  on: localDate(on),
});

t.test('who gives what to the EES', async (t) => {
  const rows: readonly (readonly [
    id: string,
    about: EesBiometricsCase,
    fingerprints: string,
    face: string,
    citation: RegExp,
  ])[] = [
    ['visa-exempt', ADULT, 'four', 'live', /17\(1\)\(c\)/],
    ['on the day before the twelfth birthday', born('2014-06-02'), 'not-applicable', 'live', /17\(3\)/],
    ['on the twelfth birthday', born('2014-06-01'), 'four', 'live', /17\(1\)\(c\)/],
    [
      'born on 29 February, no such day at twelve',
      born('2012-02-29', '2024-02-28'),
      'not-applicable',
      'live',
      /17\(3\)/,
    ],
    ['born on 29 February, at twelve', born('2012-02-29', '2024-02-29'), 'four', 'live', /17/],
    [
      'fingers that cannot be given',
      { ...ADULT, fingerprintsImpossible: 'permanently' },
      'not-applicable',
      'live',
      /17\(4\)/,
    ],
    ['for a time', { ...ADULT, fingerprintsImpossible: 'temporarily' }, 'later', 'live', /17\(4\)/],
    ['by hand after a failure', { ...ADULT, fallback: true }, 'later', 'later', /21/],
    ['visa-required', VISA, 'none', 'live', /16\(1\)\(d\)/],
    ['VIS holds a live face', { ...VISA, liveFaceInVis: true }, 'none', 'none', /17a\(3a\)/],
    ['visa-exempt, refused', { ...ADULT, refusal: { grounds: ['E'] } }, 'four', 'live', /17\(1\)\(c\)/],
    [
      'visa-required, refused on E',
      { ...VISA, inVis: false, refusal: { grounds: ['E'] } },
      'none',
      'live',
      /16/,
    ],
    ['on B, in VIS', { ...VISA, inVis: true, refusal: { grounds: ['B'] } }, 'none', 'live', /16/],
    [
      'on B, not in VIS',
      { ...VISA, inVis: false, refusal: { grounds: ['B'] } },
      'four',
      'live',
      /18\(2\)\(c\)/,
    ],
    [
      'on D, not in VIS',
      { ...VISA, inVis: false, refusal: { grounds: ['D'] } },
      'four',
      'live',
      /18\(2\)\(c\)/,
    ],
    [
      'a child on D, not in VIS',
      { ...VISA, dateOfBirth: localDate('2020-01-01'), inVis: false, refusal: { grounds: ['D'] } },
      'not-applicable',
      'live',
      /17\(3\)/,
    ],
    [
      'on H, not in VIS, alert without biometrics',
      { ...VISA, inVis: false, refusal: { grounds: ['H'] } },
      'four',
      'live',
      /18\(2\)\(c\)/,
    ],
    [
      'on H, alert with biometrics',
      { ...ADULT, refusal: { grounds: ['H'], biometricsInSisAlert: true } },
      'none',
      'none',
      /18\(3\)/,
    ],
    ['on I, public health', { ...ADULT, refusal: { grounds: ['I'] } }, 'none', 'none', /18\(4\)/],
    [
      'on I, internal security',
      { ...ADULT, refusal: { grounds: ['I'], threatToInternalSecurity: true } },
      'four',
      'live',
      /17\(1\)\(c\)/,
    ],
    ['on J', { ...ADULT, refusal: { grounds: ['J'] } }, 'none', 'none', /18\(5\)/],
    [
      'on J, with a chip',
      { ...ADULT, refusal: { grounds: ['A', 'J'], documentHasChip: true } },
      'none',
      'from-chip',
      /18\(5\)/,
    ],
  ];
  for (const [id, about, fingerprints, face, citation] of rows) {
    const answer = eesBiometrics(about);
    t.match(answer, { kind: 'biometrics', fingerprints, face }, id);
    t.ok(
      answer.kind === 'biometrics' && answer.rows.some((row) => citation.test(row.citation)),
      `${id}: cited`,
    );
  }
  t.same(eesBiometrics(born('2029-06-01')), { kind: 'not-born' }, 'a person of minus three years');
});
