import t from 'tap';
import { systemClock } from './clock.js';

t.test('the instant of a zone says its offset, and its day is the day of today', async (t) => {
  const cases = [
    ['Europe/Brussels', '2026-07-01T22:30:00.250Z', '2026-07-02T00:30:00.250+02:00'],
    ['Europe/Brussels', '2026-10-25T01:00:00Z', '2026-10-25T02:00:00.000+01:00'],
    ['UTC', '2026-07-01T22:30:00Z', '2026-07-01T22:30:00.000+00:00'],
    ['America/St_Johns', '2026-01-02T03:00:00Z', '2026-01-01T23:30:00.000-03:30'],
    ['Atlantic/Azores', '2026-01-01T00:10:00Z', '2025-12-31T23:10:00.000-01:00'],
  ] as const;
  for (const [zone, at, expected] of cases) {
    const clock = systemClock(zone, () => Date.parse(at));
    t.equal(clock.localInstant(), expected, `${zone}: ${at}`);
    t.equal(Date.parse(clock.localInstant()), Date.parse(at));
    t.equal(clock.today(), expected.slice(0, 10));
  }
});
