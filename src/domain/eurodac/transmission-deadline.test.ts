import t from 'tap';
import type { EurodacCollection } from '../law/eurodac-category-table.js';
import { localDate } from '../local-date.js';
import { judgeTransmission } from './judge-transmission.js';
import {
  type TransmissionCase,
  type TransmissionDeadline,
  transmissionDeadline,
} from './transmission-deadline.js';

/** `instant 2026-...`, `day 2029-...`, `asap`, `asap before ...`, `waiting for ...`. */
function inWords(deadline: TransmissionDeadline): string {
  switch (deadline.kind) {
    case 'instant':
      return deadline.dueAt.replace('.000Z', 'Z');
    case 'day':
      return deadline.lastDay;
    case 'as-soon-as-possible':
      return `asap${deadline.before ? ` before ${deadline.before}` : ''}`;
    case 'waiting':
      return `waiting for ${deadline.for}`;
  }
}

const AT = '2026-07-03T22:15:00+02:00';
const DUE = '2026-07-06T20:15:00Z';

t.test('limits, and what extends them', async (t) => {
  const of = (collection: EurodacCollection, more: Partial<TransmissionCase> = {}): TransmissionCase => ({
    collection,
    eventAt: AT,
    ...more,
  });
  const influx = { notifiedOn: localDate('2026-07-01'), lastDay: localDate('2026-07-20') };
  const rescued = (eventAt: string) => of('search-and-rescue', { eventAt, influx });
  const cases: readonly (readonly [citation: string, given: TransmissionCase, expected: string])[] = [
    ['15(1)(a): Friday night to Monday night, the weekend counts', of('international-protection'), DUE],
    [
      '15(1)(b): at the border, not taken yet',
      of('international-protection', { atBorder: {} }),
      'waiting for biometrics-taken',
    ],
    [
      '15(1)(b): at the border, from the taking',
      of('international-protection', { atBorder: { biometricsTakenAt: '2026-07-05T10:00:00Z' } }),
      '2026-07-08T10:00:00Z',
    ],
    ['18(1)', of('admission-registration'), 'asap before conclusion-on-admission'],
    ['18(2)', of('admission'), DUE],
    ['20(1)', of('national-resettlement'), DUE],
    ['22(2)', of('irregular-crossing'), DUE],
    [
      '22(4): released within 72 hours',
      of('irregular-crossing', { custody: { releasedAt: '2026-07-05T00:00:00Z' } }),
      DUE,
    ],
    ['22(4): released at the limit', of('irregular-crossing', { custody: { releasedAt: DUE } }), DUE],
    [
      '22(4): released after 72 hours',
      of('irregular-crossing', { custody: { releasedAt: '2026-07-06T20:15:01Z' } }),
      '2026-07-06T20:15:01Z',
    ],
    ['22(4): in custody', of('irregular-crossing', { custody: {} }), 'waiting for release'],
    ['23(2)', of('illegal-stay'), DUE],
    ['24(2)', of('search-and-rescue'), DUE],
    [
      '26(2): the tenth day after, a Sunday as it is',
      of('temporary-protection', { eventAt: '2029-07-05T23:30:00+02:00' }),
      '2029-07-15',
    ],

    [
      'spring: an hour is lost on the clock, none in fact',
      of('illegal-stay', { eventAt: '2027-03-27T12:00:00+01:00' }),
      '2027-03-30T11:00:00Z',
    ],
    ['autumn', of('illegal-stay', { eventAt: '2026-10-24T12:00:00+02:00' }), '2026-10-27T10:00:00Z'],
    ['29 February', of('illegal-stay', { eventAt: '2028-02-27T12:00:00Z' }), '2028-03-01T12:00:00Z'],

    [
      '15: fingertips, not retaken',
      of('international-protection', { fingertips: {} }),
      'waiting for successful-retake',
    ],
    [
      '15: fingertips, retaken',
      of('international-protection', { fingertips: { retakenAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],
    [
      '15: fingertips, retaken at once: no limit gets shorter',
      of('international-protection', { fingertips: { retakenAt: AT } }),
      DUE,
    ],
    ['18(3): fingertips, no figure', of('admission', { fingertips: { retakenAt: AT } }), 'asap'],
    [
      '18(3): fingertips, no figure',
      of('admission-registration', { fingertips: { retakenAt: AT } }),
      'asap before conclusion-on-admission',
    ],
    ['20: fingertips, no figure', of('national-resettlement', { fingertips: { retakenAt: AT } }), 'asap'],
    [
      '22: fingertips',
      of('irregular-crossing', { fingertips: { retakenAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],
    [
      '26: fingertips, after the ten days',
      of('temporary-protection', {
        eventAt: '2029-07-05T10:00:00+02:00',
        fingertips: { retakenAt: '2029-07-14T10:00:00+02:00' },
      }),
      '2029-07-16T08:00:00Z',
    ],
    [
      '26: fingertips, within the ten days',
      of('temporary-protection', {
        eventAt: '2029-07-05T10:00:00+02:00',
        fingertips: { retakenAt: '2029-07-13T10:00:00+02:00' },
      }),
      '2029-07-15',
    ],

    ['23: health, lasting', of('illegal-stay', { health: {} }), 'waiting for end-of-health-measures'],
    [
      '23: health, ended',
      of('illegal-stay', { health: { endedAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],
    ['18(3): health', of('admission', { health: { endedAt: AT } }), 'asap'],
    [
      '20: health, reading',
      of('national-resettlement', { health: { endedAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],

    [
      '15: technical problems',
      of('international-protection', { hasTechnicalProblems: true }),
      '2026-07-08T20:15:00Z',
    ],
    [
      '22: technical problems',
      of('irregular-crossing', { hasTechnicalProblems: true }),
      '2026-07-08T20:15:00Z',
    ],
    ['23: technical problems', of('illegal-stay', { hasTechnicalProblems: true }), '2026-07-08T20:15:00Z'],
    [
      '26: technical problems',
      of('temporary-protection', { eventAt: '2029-07-05T10:00:00Z', hasTechnicalProblems: true }),
      '2029-07-17',
    ],
    ['18: technical problems extend nothing', of('admission', { hasTechnicalProblems: true }), DUE],
    [
      '20: technical problems extend nothing',
      of('national-resettlement', { hasTechnicalProblems: true }),
      DUE,
    ],

    [
      '24: influx, the day before it is notified',
      rescued('2026-06-30T23:59:00+02:00'),
      '2026-07-03T21:59:00Z',
    ],
    ['24: influx, the day it is notified', rescued('2026-07-01T00:00:00+02:00'), '2026-07-05T22:00:00Z'],
    ['24: influx, its last day', rescued('2026-07-20T23:59:00+02:00'), '2026-07-25T21:59:00Z'],
    ['24: influx, the day after', rescued('2026-07-21T00:00:00+02:00'), '2026-07-23T22:00:00Z'],
    [
      '24: influx, at most a month',
      of('search-and-rescue', {
        eventAt: '2026-07-31T12:00:00Z',
        influx: { ...influx, lastDay: localDate('2026-12-31') },
      }),
      '2026-08-05T12:00:00Z',
    ],
    [
      '24: influx, after a month',
      of('search-and-rescue', {
        eventAt: '2026-08-01T12:00:00Z',
        influx: { ...influx, lastDay: localDate('2026-12-31') },
      }),
      '2026-08-04T12:00:00Z',
    ],
    [
      '24: influx and technical problems do not add up',
      of('search-and-rescue', { influx, hasTechnicalProblems: true }),
      '2026-07-08T20:15:00Z',
    ],
    ['22: an influx is nothing to an irregular crossing', of('irregular-crossing', { influx }), DUE],

    [
      '22: health ended, the retake has not succeeded yet',
      of('irregular-crossing', { health: { endedAt: '2026-07-08T08:00:00Z' }, fingertips: {} }),
      'waiting for successful-retake',
    ],
    [
      '22: retaken, health still',
      of('irregular-crossing', { health: {}, fingertips: { retakenAt: '2026-07-08T08:00:00Z' } }),
      'waiting for end-of-health-measures',
    ],
    [
      '22: health ended, retaken later',
      of('irregular-crossing', {
        health: { endedAt: '2026-07-08T08:00:00Z' },
        fingertips: { retakenAt: '2026-07-13T08:00:00Z' },
      }),
      '2026-07-15T08:00:00Z',
    ],
    [
      '22: retaken, health ended later',
      of('irregular-crossing', {
        health: { endedAt: '2026-07-13T08:00:00Z' },
        fingertips: { retakenAt: '2026-07-08T08:00:00Z' },
      }),
      '2026-07-15T08:00:00Z',
    ],
    [
      '23: health ended soon, technical problems: another obstacle makes no limit shorter',
      of('illegal-stay', { health: { endedAt: '2026-07-03T21:15:00Z' }, hasTechnicalProblems: true }),
      '2026-07-08T20:15:00Z',
    ],
    [
      '23: technical problems, retaken later than those extend',
      of('illegal-stay', { fingertips: { retakenAt: '2026-07-10T08:00:00Z' }, hasTechnicalProblems: true }),
      '2026-07-12T08:00:00Z',
    ],
    [
      '24: influx, health ended soon',
      of('search-and-rescue', { influx, health: { endedAt: AT } }),
      '2026-07-08T20:15:00Z',
    ],
    [
      '26: technical problems and health, within the extended days',
      of('temporary-protection', {
        eventAt: '2029-07-05T10:00:00+02:00',
        health: { endedAt: '2029-07-14T10:00:00+02:00' },
        hasTechnicalProblems: true,
      }),
      '2029-07-17',
    ],
    [
      '22(4): health ended, still held',
      of('irregular-crossing', { custody: {}, health: { endedAt: AT } }),
      'waiting for release',
    ],
    [
      '22(4): retaken, still held',
      of('irregular-crossing', { custody: {}, fingertips: { retakenAt: AT } }),
      'waiting for release',
    ],
    [
      '22(4): health ended later than the release',
      of('irregular-crossing', { custody: { releasedAt: AT }, health: { endedAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],
    [
      '15: at the border, health ended: they are to be taken too by then',
      of('international-protection', { atBorder: {}, health: { endedAt: '2026-07-10T08:00:00Z' } }),
      '2026-07-12T08:00:00Z',
    ],
    [
      '20: fingertips without a figure, health with one',
      of('national-resettlement', { health: { endedAt: AT }, fingertips: { retakenAt: AT } }),
      'asap',
    ],
  ];
  for (const [citation, given, expected] of cases) {
    const deadline = transmissionDeadline(given);
    t.equal(inWords(deadline), expected, `Art ${citation}`);
    t.match(deadline, { reason: /\w/, citation: /\(EU\) 2024\/1358 Art/ });
  }
});

t.test('in time, late, and owed all the same', async (t) => {
  const hours = transmissionDeadline({ collection: 'illegal-stay', eventAt: AT });
  const days = transmissionDeadline({
    collection: 'temporary-protection',
    eventAt: '2029-07-05T10:00:00+02:00',
  });
  const none = transmissionDeadline({ collection: 'admission-registration', eventAt: AT });
  const now = '2030-01-01T00:00:00Z';
  const cases: readonly (readonly [TransmissionDeadline, string | undefined, string, string])[] = [
    [hours, '2026-07-06T20:14:59Z', now, 'in-time'],
    [hours, '2026-07-06T22:15:00+02:00', now, 'in-time'],
    [hours, '2026-07-06T20:15:01Z', now, 'late'],
    [hours, undefined, '2026-07-06T20:15:00Z', 'pending'],
    [hours, undefined, '2026-07-06T20:15:01Z', 'overdue'],
    [days, '2029-07-15T23:59:59+02:00', now, 'in-time'],
    [days, '2029-07-16T00:00:00+02:00', now, 'late'],
    [days, undefined, '2029-07-16T00:00:00+02:00', 'overdue'],
    [none, undefined, now, 'no-limit'],
    [none, now, now, 'no-limit'],
  ];
  for (const [deadline, transmittedAt, at, kind] of cases) {
    const state = judgeTransmission(deadline, { now: at, ...(transmittedAt ? { transmittedAt } : {}) });
    t.match(
      state,
      { kind, isOwed: transmittedAt === undefined },
      `${deadline.citation}: ${transmittedAt ?? at}`,
    );
  }
});
