import t from 'tap';
import { localDate } from '../local-date.js';
import { childBiometrics, type VisApplicant, visBiometrics } from './visa-biometrics.js';

const day = localDate;
const applicant = (rest: Partial<VisApplicant> = {}): VisApplicant => ({
  dateOfBirth: day('1990-06-15'),
  appliedOn: day('2026-06-15'),
  ...rest,
});
const born = (text: string, appliedOn = '2026-06-15') =>
  applicant({ dateOfBirth: day(text), appliedOn: day(appliedOn) });
const taken = (...days: string[]) => applicant({ earlierTakenOn: days.map(day) });

/** what, applicant, fingerprints, face, citation. */
const CASES: readonly (readonly [string, VisApplicant, string, string, string])[] = [
  ['adult', applicant(), 'take', 'live', '(EC) 810/2009 Art 13'],
  ['a day under 6', born('2020-06-16'), 'exempt', 'live', '(EC) 810/2009 Art 13(7)(a)'],
  ['6 today', born('2020-06-15'), 'take', 'live', '(EC) 810/2009 Art 13(7)(a)'],
  ['75', born('1951-06-15'), 'take', 'live', '(EC) 810/2009 Art 13(7)(a)'],
  ['a day under 76', born('1950-06-16'), 'take', 'live', '(EC) 810/2009 Art 13(7)(a)'],
  ['over 75', born('1950-06-15'), 'exempt', 'live', '(EC) 810/2009 Art 13(7)(a)'],
  [
    'last day of the old law, 11',
    born('2009-08-02', '2021-08-01'),
    'exempt',
    'photograph',
    '(EC) 810/2009 Art 13(7)(a)',
  ],
  [
    'last day of the old law, 12',
    born('2009-08-01', '2021-08-01'),
    'take',
    'photograph',
    '(EC) 810/2009 Art 13(7)(a)',
  ],
  [
    'last day of the old law, over 75',
    born('1940-01-01', '2021-08-01'),
    'take',
    'photograph',
    '(EC) 810/2009 Art 13(7)(a)',
  ],
  ['first day of the new law, 11', born('2009-08-03', '2021-08-02'), 'take', 'live', '(EU) 2021/1134'],
  ['impossible', applicant({ exemption: 'impossible' }), 'exempt', 'live', '(EC) 810/2009 Art 13(7)(b)'],
  [
    'dignitary',
    applicant({ exemption: 'dignitary' }),
    'exempt',
    'may-be-waived',
    '(EC) 810/2009 Art 13(7)(c), (7a)',
  ],
  [
    'with a dignitary',
    applicant({ exemption: 'accompanying-dignitary' }),
    'exempt',
    'may-be-waived',
    '(EC) 810/2009 Art 13(7)(d)',
  ],
  [
    'witness',
    applicant({ exemption: 'court-witness' }),
    'exempt',
    'may-be-waived',
    '(EC) 810/2009 Art 13(7)(e)',
  ],
  [
    'witness before the reform',
    applicant({ exemption: 'court-witness', appliedOn: day('2021-08-01') }),
    'take',
    'photograph',
    '(EU) 2021/1134',
  ],
  ['a day less than 59 months ago', taken('2021-07-16'), 'reuse', 'live', '(EC) 810/2009 Art 13'],
  ['59 months ago', taken('2021-07-15'), 'take', 'live', '(EC) 810/2009 Art 13'],
  ['taken on the day', taken('2026-06-15'), 'reuse', 'live', '(EC) 810/2009 Art 13'],
  ['taken tomorrow', taken('2026-06-16'), 'take', 'live', '(EC) 810/2009 Art 13'],
  ['doubts', { ...taken('2026-01-01'), isIdentityDoubted: true }, 'take', 'live', '(EC) 810/2009 Art 13(3)'],
  [
    'exempt though there are earlier ones',
    { ...taken('2026-01-01'), exemption: 'impossible' },
    'exempt',
    'live',
    '(EC) 810/2009 Art 13(7)(b)',
  ],
];

t.test('which biometrics an applicant gives', async (t) => {
  for (const [name, who, fingerprints, face, citation] of CASES) {
    t.match(visBiometrics(who), { fingerprints, face }, `${name}: ${citation}`);
  }
  t.equal(
    visBiometrics(taken('2024-01-01', '2025-01-01', '2023-01-01'))?.takenOn,
    '2025-01-01',
    'the latest ones',
  );
});

t.test('no answer', async (t) => {
  t.equal(visBiometrics(born('2026-06-16')), undefined, 'minus one day old');
  t.equal(visBiometrics(born('1990-01-01', '2011-10-10')), undefined, 'the day before VIS');
  t.ok(visBiometrics(born('1990-01-01', '2011-10-11')));
});

/** date of birth, is a visa, exit, outcome. The document is valid until 2026-06-15. */
const CHILDREN: readonly (readonly [string, boolean, string | undefined, string])[] = [
  ['2014-06-16', true, '2026-06-01', '2026-06-16'],
  ['2014-06-16', true, '2026-06-15', '2026-06-16'],
  ['2014-06-16', true, '2026-06-16', '2026-06-17'],
  ['2014-06-16', true, undefined, 'await-exit'],
  ['2014-06-16', false, undefined, '2026-06-16'],
  ['2014-06-15', true, '2026-06-01', 'with-the-file'],
  ['2014-06-15', false, undefined, 'with-the-file'],
];

t.test('biometrics of children under 12: (EC) 767/2008 Art 23(3)', async (t) => {
  for (const [dateOfBirth, isVisa, exitOn, expected] of CHILDREN) {
    const found = childBiometrics({
      dateOfBirth: day(dateOfBirth),
      validUntil: day('2026-06-15'),
      isVisa,
      ...(exitOn ? { exitOn: day(exitOn) } : {}),
    });
    const name = `${dateOfBirth}, ${isVisa ? 'visa' : 'permit'}, exit ${exitOn ?? 'unknown'}`;
    t.equal(found.kind === 'erase' ? found.from : found.kind, expected, name);
  }
});
