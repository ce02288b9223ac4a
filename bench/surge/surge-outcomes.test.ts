import t from 'tap';
import { HOURS, RATE_MAX, rateAtHour } from './day-profile.js';
import { outcomesOf } from './scored-surge.js';

t.test('a day has as many as its mean says', async (t) => {
  const hours = Array.from({ length: HOURS }, (_, hour) => rateAtHour(hour));
  t.ok(Math.abs(hours.reduce((sum, rate) => sum + rate, 0) / HOURS - 1) < 1e-12);
  t.equal(Math.max(...hours), RATE_MAX);
  t.ok(rateAtHour(7.99) < 1 && rateAtHour(8) > 1 && rateAtHour(17.99) > 1 && rateAtHour(18) < 1);
});

t.test('what became of registrations', async (t) => {
  const at = { atMs: 0, tookMs: 1 };
  const ended = { state: 'completed', ms: 5 };
  const refused = { ...at, status: 503, code: 'overloaded', retryAfterSeconds: 3 };
  const outcomes = outcomesOf([
    { plannedMs: 0, attempts: [{ ...at, status: 202 }], ended },
    { plannedMs: 0, attempts: [refused, { ...at, status: 202 }], ended },
    { plannedMs: 0, attempts: [{ ...at, status: 202 }] },
    { plannedMs: 0, attempts: [{ ...at, status: 429, code: 'share-exceeded' }] },
    { plannedMs: 0, attempts: [refused, refused] },
    { plannedMs: 0, attempts: [{ ...at, status: 0, code: 'Error' }] },
    { plannedMs: 0, attempts: [{ ...at, status: 500, code: 'internal-error' }] },
    { plannedMs: 0, attempts: [] },
  ]);
  t.same(outcomes, {
    planned: 8,
    acceptedAtOnce: 2,
    acceptedLater: 1,
    gaveUp: 5,
    ended: 2,
    refusals: 4,
    refusalsWithoutRetryAfter: 1,
    otherFailures: 2,
  });
});
