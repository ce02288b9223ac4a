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

t.test('a day begins at its first instant in the zone', async (t) => {
  const cases = [
    ['UTC', '2026-07-01', '2026-07-01T00:00:00.000Z'],
    ['Europe/Brussels', '2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['Europe/Brussels', '2026-11-01', '2026-10-31T23:00:00.000Z'],
    // Clocks change within the day, and at its beginning.
    ['Europe/Brussels', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
    ['America/St_Johns', '2026-01-01', '2026-01-01T03:30:00.000Z'],
  ] as const;
  for (const [zone, day, expected] of cases) {
    const clock = systemClock(zone);
    t.equal(new Date(clock.startOfDayMs(day)).toISOString(), expected, `${zone}: ${day}`);
    t.equal(systemClock(zone, () => clock.startOfDayMs(day)).today(), day);
    t.ok(systemClock(zone, () => clock.startOfDayMs(day) - 1).today() < day);
  }
});
