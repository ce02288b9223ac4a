import t from 'tap';
import { ageOn } from '../age.js';
import { localDate } from '../local-date.js';
import {
  ecrisTcnFingerprintsOwed,
  eurodacRecorded,
  mayReuseFingerprints,
  visFingerprints,
} from './biometrics.js';

const day = localDate;

t.test('ages', async (t) => {
  const rows = [
    ['2020-06-01', '2026-05-31', 5],
    ['2020-06-01', '2026-06-01', 6],
    ['2020-02-29', '2026-02-28', 6],
    ['2020-02-29', '2026-02-27', 5],
    ['2020-02-29', '2024-02-28', 3],
    ['2026-06-01', '2026-06-01', 0],
    ['2029-06-01', '2026-06-01', undefined],
    ['2026-06-02', '2026-06-01', undefined],
  ] as const;
  for (const [dateOfBirth, on, age] of rows)
    t.equal(ageOn(day(dateOfBirth), day(on)), age, `${dateOfBirth} on ${on}`);
});

t.test('VIS', async (t) => {
  const on = day('2026-06-01');
  const rows = [
    ['2020-06-02', 'exempt'],
    ['2020-06-01', 'taken'],
    ['1950-06-02', 'taken'],
    ['1950-06-01', 'exempt'],
    ['1951-06-01', 'taken'],
  ] as const;
  for (const [dateOfBirth, kind] of rows)
    t.equal(visFingerprints(day(dateOfBirth), on).kind, kind, dateOfBirth);
  t.same(visFingerprints(day('2026-06-02'), on), { kind: 'not-born' });
  const taken = day('2022-01-31');
  t.equal(mayReuseFingerprints(taken, day('2026-12-30')), true, 'the last day within 59 months');
  t.equal(mayReuseFingerprints(taken, day('2026-12-31')), false, '59 months later');
  t.equal(mayReuseFingerprints(taken, taken), true);
  t.equal(mayReuseFingerprints(taken, day('2022-01-30')), false, 'not yet taken');
});

t.test('Eurodac records from six years on', async (t) => {
  const on = day('2026-06-20');
  t.equal(eurodacRecorded(day('2020-06-21'), on).kind, 'exempt');
  t.equal(eurodacRecorded(day('2020-06-20'), on).kind, 'taken');
  t.equal(eurodacRecorded(undefined, on).kind, 'exempt', 'unclear and unproven');
  t.equal(eurodacRecorded(day('2026-06-21'), on).kind, 'not-born');
});

t.test('ECRIS-TCN', async (t) => {
  t.equal(ecrisTcnFingerprintsOwed({ custodialMonths: 6, punishableMonths: 0 }).owed, true);
  t.equal(ecrisTcnFingerprintsOwed({ custodialMonths: 5, punishableMonths: 11 }).owed, false);
  t.equal(ecrisTcnFingerprintsOwed({ custodialMonths: 0, punishableMonths: 12 }).owed, true);
});
