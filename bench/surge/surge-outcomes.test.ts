import t from 'tap';
import { environmentFacts } from '../environment-facts.js';
import { HOURS, RATE_MAX, rateAtHour } from './day-profile.js';
import { RAW_SURGE_FORMAT, type RawRegistration } from './raw-surge.js';
import { outcomesOf, scoreSurge } from './scored-surge.js';

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
    { plannedMs: 0, attempts: [{ ...at, status: 202 }], ended: { state: 'failed', ms: 1 } },
    { plannedMs: 0, attempts: [{ ...at, status: 202 }], ended: { state: 'rejected', ms: 1 } },
    { plannedMs: 0, attempts: [{ ...at, status: 429, code: 'share-exceeded' }] },
    { plannedMs: 0, attempts: [refused, refused] },
    { plannedMs: 0, attempts: [{ ...at, status: 0, code: 'Error' }] },
    { plannedMs: 0, attempts: [{ ...at, status: 500, code: 'internal-error' }] },
    { plannedMs: 0, attempts: [] },
  ]);
  t.same(outcomes, {
    planned: 10,
    acceptedAtOnce: 4,
    acceptedLater: 1,
    gaveUp: 5,
    completed: 2,
    rejected: 1,
    failed: 1,
    refusals: 4,
    refusalsWithoutRetryAfter: 1,
    otherFailures: 2,
  });
});

t.test('a registration that failed is not done, and its time is no time until done', async (t) => {
  const accepted = (state: string, ms: number): RawRegistration => ({
    plannedMs: 0,
    attempts: [{ atMs: 0, tookMs: 1, status: 202 }],
    ended: { state, ms },
  });
  const score = (registrations: readonly RawRegistration[]) =>
    scoreSurge({
      ...{ format: RAW_SURGE_FORMAT, environment: environmentFacts('test', []), seed: '1', persons: 1 },
      ...{ capacityPerSecond: 1, normalPerSecond: 1, factor: 13, borderPerSecond: 1, hourSeconds: 1 },
      phases: [{ name: 'crisis day', dayMs: 1, registrations, border: [], backlog: [] }],
    });
  const { bars, series } = score([
    accepted('completed', 500),
    accepted('failed', 2),
    accepted('rejected', 3),
  ]);
  t.match(bars[0], { found: /^2 of 3 \(1 failed, 1 rejected, 0 without an end\)/, reached: false });
  t.same(
    series.map(({ values }) => values),
    [[500]],
  );
  t.equal(score([accepted('completed', 500)]).bars[0]!.reached, true);
  t.same(score([accepted('failed', 2)]).series, [], 'nothing was done');
});
