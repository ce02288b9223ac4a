/**
 * Cases meant to mislead the calculator, each worked out by hand from (EU) 2016/399 Art 6 and (EU) 2017/2226 Art 11, 16, 19,
 * 20 and 21. The working stands beside the answer. 2026 is no leap year; "day 60" is the sixtieth day of the year.
 */
import t from 'tap';
import { eesFile, eesVisa, type RecordWords } from '../../testing/ees-file.js';
import { localDate } from '../local-date.js';
import type { EesVisa } from '../system-record.js';
import { calculateInside, calculateIntendedStay, calculateOnEntry, calculateOnExit } from './calculator.js';
import type { EesFile, Permit } from './stay-history.js';

type Case = readonly [name: string, answer: object, expected: object];
type Evidence = Omit<EesFile, 'records'>;

const permit = (kind: Permit['kind'], from: string, until?: string): Evidence => ({
  permits: [{ kind, from: localDate(from), ...(until ? { until: localDate(until) } : {}) }],
});
const file = (records: readonly RecordWords[], evidence: Evidence = {}): EesFile => ({
  records: eesFile(...records),
  ...evidence,
});
const enter = (day: string, records: readonly RecordWords[], visa?: EesVisa, evidence?: Evidence) =>
  calculateOnEntry(file(records, evidence), {
    entryDate: localDate(day),
    memberState: 'AUT',
    ...(visa ? { visa } : {}),
  });
const inside = (day: string, records: readonly RecordWords[], evidence?: Evidence) =>
  calculateInside(file(records, evidence), localDate(day));
const leave = (day: string, records: readonly RecordWords[], visa?: EesVisa) =>
  calculateOnExit(file(records), { exitDate: localDate(day), ...(visa ? { visa } : {}) });
const intend = (from: string, to: string, asOf: string, records: readonly RecordWords[], visa?: EesVisa) =>
  calculateIntendedStay(file(records), {
    entryDate: localDate(from),
    exitDate: localDate(to),
    asOf: localDate(asOf),
    memberState: 'AUT',
    ...(visa ? { visa } : {}),
  });

const stay = (days: number, lastDay: string, boundBy = 'short-stay-rule') => ({
  kind: 'may-stay',
  days,
  lastDay,
  boundBy,
});
const none = (earliestEntry: string) => ({
  kind: 'no-stay-left',
  boundBy: 'short-stay-rule',
  earliestEntry,
});
const within = (remainingDays: number, lastDay: string, boundBy = 'short-stay-rule') => ({
  kind: 'within',
  remainingDays,
  lastDay,
  boundBy,
});
/** `inWindow`: over 90 in the window of the day; `afterEnd`: days after the last authorised one. */
const over = (since: string, inWindow: number, afterEnd: number, boundBy = 'short-stay-rule') => ({
  kind: 'overstay',
  since,
  daysOverInWindow: inWindow,
  daysOverAfterEnd: afterEnd,
  boundBy,
});
const used = (entries: number, exhausted: boolean, days: number) => ({
  kind: 'may-stay',
  days,
  visaEntries: { used: entries, exhausted },
});

/** Thirty days between 1 May and 15 August: from 5 May they last to 3 June. */
const THIRTY = eesVisa('2026-08-15', 30, { validFrom: localDate('2026-05-01') });
const SINGLE = eesVisa('2026-12-31', 30, { validFrom: localDate('2026-05-01'), entries: 'single' });
const DOUBLE: EesVisa = { ...SINGLE, entries: 'double' };
const LIMITED = eesVisa('2026-12-31', 60, { limitedTerritorialValidity: true });
const LONG = ['in 2026-01-01', 'out 2026-03-31'] as const;

const DAY_COUNT: readonly Case[] = [
  // Days 1 to 90. Entry on day 180 looks back to day 1: 90 + 1. Day 181 looks back to day 2; then one comes, one goes.
  ['90 used, on day 180', enter('2026-06-29', LONG), none('2026-06-30')],
  ['90 used, on day 181', enter('2026-06-30', LONG), stay(90, '2026-09-27')],
  // Example 18. Day 32 + 89 = day 121, 1 May.
  ['18: on 1 May', inside('2026-05-01', ['in 2026-02-01']), within(0, '2026-05-01')],
  ['18: on 2 May', inside('2026-05-02', ['in 2026-02-01']), over('2026-05-02', 1, 1)],
  // Five years on: 1 May 2031 is past by years, and all 180 days of the window are days of stay: 90 too many.
  [
    '18: on the last day kept, 1826 days after 1 May 2026',
    inside('2031-05-01', ['in 2026-02-01']),
    over('2026-05-02', 90, 1826),
  ],
  // Day 90 of the year is the 90th day; 1 to 20 April are 20, and nothing has left the window: 20 = 20.
  ['both readings agree', leave('2026-04-20', ['in 2026-01-01']), over('2026-04-01', 20, 20)],
  // Example 19: 30 + 132; the window of 10 August begins on 12 February. 132 - 90 = 42; 31 May to 10 August are 72.
  [
    'both readings differ',
    leave('2026-08-10', ['in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01']),
    over('2026-05-31', 42, 72),
  ],
  // The overstay is itself stay: days 1 to 110; 110 - (e - 179) + 1 + 1 <= 90 from day 201, 20 July.
  [
    'days of an overstay count later',
    enter('2026-07-19', ['in 2026-01-01', 'out 2026-04-20']),
    none('2026-07-20'),
  ],
  // 1 and 10 May cost one day each time, whoever goes out and in: 1 used, 89 left from day 140 to day 228.
  [
    'a day trip costs one day',
    enter('2026-05-20', ['in 2026-05-10', 'out 2026-05-10']),
    stay(89, '2026-08-16'),
  ],
  [
    'two day trips on one day cost one day',
    enter('2026-05-20', ['in 2026-05-10', 'out 2026-05-10', 'in 2026-05-10', 'out 2026-05-10']),
    stay(89, '2026-08-16'),
  ],
  // 1 to 10 March and the entry on 10 March itself: the union runs from day 60, its 90th is day 149. 149 - 69 + 1 = 81.
  [
    'back on the day of exit: that day is paid already',
    enter('2026-03-10', ['in 2026-03-01', 'out 2026-03-10']),
    stay(81, '2026-05-29'),
  ],
  // A refusal is no stay.
  [
    'a refusal between two stays',
    enter('2026-03-01', ['in 2026-01-01', 'out 2026-01-30', 'no 2026-02-10']),
    stay(60, '2026-04-29'),
  ],
];

const LEAP_AND_MIDNIGHT: readonly Case[] = [
  // 1 + 31 + 30 + 28.
  ['entry on 29 February', enter('2028-02-29', []), stay(90, '2028-05-28')],
  // 31 + 31 + 28 = 90; 1 December + 180 days over a 29 February is 29 May.
  [
    '90 days to 28 February of a leap year',
    enter('2028-02-29', ['in 2027-12-01', 'out 2028-02-28']),
    none('2028-05-29'),
  ],
  // 31 + 31 + 29 = 91.
  ['the 29th is one too many', leave('2028-02-29', ['in 2027-12-01']), over('2028-02-29', 1, 1)],
  [
    'extended to 29 February',
    inside('2028-02-29', ['in 2027-11-01', 'extend 2028-01-20 2028-02-29']),
    within(0, '2028-02-29', 'extension'),
  ],
  // 23:59 and 00:01 at the place: two days. 88 from day 41 to day 128.
  [
    'two minutes around local midnight are two days',
    enter('2026-02-10', [
      ['in 2026-01-31', { at: '2026-01-31T22:59:00Z' }],
      ['out 2026-02-01', { at: '2026-01-31T23:01:00Z' }],
    ]),
    stay(88, '2026-05-08'),
  ],
  // Entered on 1 February by the clock in Helsinki, still 31 January in Greenwich: day 32 + 89.
  [
    'the first day is the local one',
    inside('2026-05-02', [['in 2026-02-01', { at: '2026-01-31T22:30:00Z' }]]),
    over('2026-05-02', 1, 1),
  ],
];

const DECISIONS: readonly Case[] = [
  [
    'extended, five days before the end',
    inside('2026-05-10', ['in 2026-01-01', 'extend 2026-03-20 2026-05-15']),
    within(5, '2026-05-15', 'extension'),
  ],
  // The window of day 136 reaches back to before day 1: 136 - 90 = 46; one day after the new end.
  [
    'a day after the extension',
    inside('2026-05-16', ['in 2026-01-01', 'extend 2026-03-20 2026-05-15']),
    over('2026-05-16', 46, 1, 'extension'),
  ],
  // Days 1 to 135: 135 - (e - 179) + 2 <= 90 from day 226; then one comes, one goes, until day 315.
  [
    'extended days count later',
    enter('2026-08-13', ['in 2026-01-01', 'extend 2026-03-20 2026-05-15', 'out 2026-05-15']),
    none('2026-08-14'),
  ],
  [
    'and leave the window one by one',
    enter('2026-08-14', ['in 2026-01-01', 'extend 2026-03-20 2026-05-15', 'out 2026-05-15']),
    stay(90, '2026-11-11'),
  ],
  // 152 - 90.
  [
    'extended twice, a day after the second end',
    inside('2026-06-01', ['in 2026-01-01', 'extend 2026-03-20 2026-04-30', 'extend 2026-04-25 2026-05-31']),
    over('2026-06-01', 62, 1, 'extension'),
  ],
  // 27 + 30 + 1 = 58 days are no more than 90: nothing by the first reading.
  [
    'an extended visa, a day too long',
    inside('2026-07-01', [['in 2026-05-05', { visa: THIRTY }], 'extend 2026-06-01 2026-06-30']),
    over('2026-07-01', 0, 1, 'extension'),
  ],
  [
    'bilateral agreement, its last day',
    inside('2026-06-30', ['in 2026-01-01', 'bilateral 2026-03-20 2026-06-30']),
    within(0, '2026-06-30', 'bilateral-extension'),
  ],
  // Day 182 looks back to day 3: 180 days, all stayed.
  [
    'bilateral agreement, the day after',
    inside('2026-07-01', ['in 2026-01-01', 'bilateral 2026-03-20 2026-06-30']),
    over('2026-07-01', 90, 1, 'bilateral-extension'),
  ],
  // Days 1 to 181: 181 - (e - 179) + 2 <= 90 from day 272.
  [
    'days under a bilateral agreement count later',
    enter('2026-09-28', ['in 2026-01-01', 'bilateral 2026-03-20 2026-06-30', 'out 2026-06-30']),
    none('2026-09-29'),
  ],
  [
    'revoked with a day to leave by: that day',
    inside('2026-05-12', [['in 2026-05-05', { visa: THIRTY }], 'revoke 2026-05-10 2026-05-12']),
    within(0, '2026-05-12', 'revocation'),
  ],
  [
    'and the next',
    inside('2026-05-13', [['in 2026-05-05', { visa: THIRTY }], 'revoke 2026-05-10 2026-05-12']),
    over('2026-05-13', 0, 1, 'revocation'),
  ],
  [
    'annulled: the day of the decision is the last',
    inside('2026-05-14', [['in 2026-05-05', { visa: THIRTY }], 'annul 2026-05-10']),
    over('2026-05-11', 0, 4, 'revocation'),
  ],
  // Thirty days from 5 May end on 3 June, whatever is revoked on 10 June.
  [
    'revoked when it was over already',
    inside('2026-06-10', [['in 2026-05-05', { visa: THIRTY }], 'revoke 2026-06-10']),
    over('2026-06-04', 0, 7, 'visa-duration'),
  ],
  [
    'an extension after the revocation has the last word',
    inside('2026-05-20', [
      ['in 2026-05-05', { visa: THIRTY }],
      'revoke 2026-05-10',
      'extend 2026-05-10 2026-05-20',
    ]),
    within(0, '2026-05-20', 'extension'),
  ],
  // 5 to 10 May are 6; 84 from day 182 to day 265. The decision ended that stay only.
  [
    'a revocation of the past shortens no later stay',
    enter('2026-07-01', ['in 2026-05-05', 'out 2026-05-10', 'revoke 2026-05-08']),
    stay(84, '2026-09-22'),
  ],
];

const VISAS: readonly Case[] = [
  // 5 to 10 May: 6 of 30 days, and the one entry.
  [
    'one entry, used',
    enter('2026-07-01', [['in 2026-05-05', { visa: SINGLE }], 'out 2026-05-10'], SINGLE),
    used(1, true, 24),
  ],
  [
    'two entries, one used',
    enter('2026-07-01', [['in 2026-05-05', { visa: DOUBLE }], 'out 2026-05-10'], DOUBLE),
    used(1, false, 24),
  ],
  // 6 + 2.
  [
    'two entries, both used',
    enter(
      '2026-07-01',
      [
        ['in 2026-05-05', { visa: DOUBLE }],
        'out 2026-05-10',
        ['in 2026-06-01', { visa: DOUBLE }],
        'out 2026-06-02',
      ],
      DOUBLE,
    ),
    used(2, true, 22),
  ],
  [
    'two entries on one day are two entries',
    enter(
      '2026-07-01',
      [
        ['in 2026-05-05', { visa: DOUBLE }],
        'out 2026-05-05',
        ['in 2026-05-05', { visa: DOUBLE }],
        'out 2026-05-05',
      ],
      DOUBLE,
    ),
    used(2, true, 29),
  ],
  [
    'an entry made in the fallback is an entry',
    enter(
      '2026-07-01',
      [['in 2026-05-05', { visa: SINGLE, fallback: true, at: '2026-05-09T08:00:00Z' }], 'out 2026-05-10'],
      SINGLE,
    ),
    used(1, true, 24),
  ],
  [
    'a refusal is none',
    enter('2026-07-01', [['no 2026-05-05', { visa: SINGLE }]], SINGLE),
    used(0, false, 30),
  ],
  [
    'an erased entry is none',
    enter(
      '2026-07-01',
      [
        ['in 2026-05-05', { visa: SINGLE }],
        'out 2026-05-06',
        ['erase 2026-05-20', { concerns: 0 }],
        ['erase 2026-05-20', { concerns: 1 }],
      ],
      SINGLE,
    ),
    used(0, false, 30),
  ],
  [
    'an entry into a state without the EES is none',
    enter(
      '2026-07-01',
      [
        ['in 2026-05-05', { visa: SINGLE, state: 'CYP' }],
        ['out 2026-05-10', { state: 'CYP' }],
      ],
      SINGLE,
    ),
    used(0, false, 30),
  ],
  // 16 + 31 + 13.
  [
    'limited validity goes beyond 90',
    enter('2026-04-15', LONG, LIMITED),
    stay(60, '2026-06-13', 'visa-duration'),
  ],
  // 16 + 1.
  [
    'but not beyond its own end',
    enter('2026-04-15', LONG, { ...LIMITED, validUntil: localDate('2026-05-01') }),
    stay(17, '2026-05-01', 'visa-validity'),
  ],
  [
    'a day after limited validity',
    inside('2026-06-14', [...LONG, ['in 2026-04-15', { visa: LIMITED }]]),
    { kind: 'overstay', since: '2026-06-14', daysOverAfterEnd: 1, boundBy: 'visa-duration' },
  ],
  // 30 + 60 = 90 used; day 1 is looked at until day 180.
  [
    'days under it count later',
    enter('2026-05-10', [
      'in 2026-01-01',
      'out 2026-01-30',
      ['in 2026-03-01', { visa: LIMITED }],
      'out 2026-04-29',
    ]),
    none('2026-06-30'),
  ],
  // 3 June is the thirtieth day; 13 June is ten later, and 40 days are fewer than 90.
  [
    'a visa used up: the readings part',
    leave('2026-06-13', [['in 2026-05-05', { visa: THIRTY }]]),
    over('2026-06-04', 0, 10, 'visa-duration'),
  ],
  // 5 to 9 May are 5 of 30 days; 10 May is paid by the new stay: 25 from 10 May, to 3 June as if nobody had gone out.
  [
    'out and back on one day under a visa',
    enter('2026-05-10', [['in 2026-05-05', { visa: THIRTY }], 'out 2026-05-10'], THIRTY),
    stay(25, '2026-06-03', 'visa-duration'),
  ],
  [
    'and on 4 June',
    inside('2026-06-04', [
      ['in 2026-05-05', { visa: THIRTY }],
      'out 2026-05-10',
      ['in 2026-05-10', { visa: THIRTY }],
    ]),
    over('2026-06-04', 0, 1, 'visa-duration'),
  ],
  // 40 days under the visa; 50 from day 60 to day 109.
  [
    'visa-required, then exempt: days under the visa count',
    enter('2026-03-01', [['in 2026-01-01', { visa: eesVisa('2026-03-31', 60) }], 'out 2026-02-09']),
    stay(50, '2026-04-19'),
  ],
  [
    'exempt, then visa-required: the rule binds before the visa does',
    enter('2026-03-01', ['in 2026-01-01', 'out 2026-02-09'], eesVisa('2026-12-31', 80)),
    stay(50, '2026-04-19'),
  ],
  // 20 February to 1 March are 10; the 90th day from day 51 is day 140, and 1 March is paid already.
  [
    'exempt from the day on which the visa ends',
    enter('2026-03-01', [['in 2026-02-20', { visa: eesVisa('2026-03-01', 15) }], 'out 2026-03-01']),
    stay(81, '2026-05-20'),
  ],
];

const PERMITS_AND_PROOF: readonly Case[] = [
  [
    '17: after a permit',
    enter('2026-03-01', [], undefined, permit('residence-permit', '2025-09-01', '2026-02-28')),
    stay(90, '2026-05-29'),
  ],
  [
    'a stay recorded although a long-stay visa covered it',
    enter('2026-04-01', LONG, undefined, permit('long-stay-visa', '2026-01-01', '2026-03-31')),
    stay(90, '2026-06-29'),
  ],
  // 30 - 10 = 20; 70 from day 60 to day 129.
  [
    'a permit over the middle of a stay',
    enter(
      '2026-03-01',
      ['in 2026-01-01', 'out 2026-01-30'],
      undefined,
      permit('residence-permit', '2026-01-11', '2026-01-20'),
    ),
    stay(70, '2026-05-09'),
  ],
  // 59 before the permit; 88 on 29 June; then one comes, one goes to 27 August; two more: 29 August.
  [
    'a permit within a stay',
    inside('2026-06-15', ['in 2026-01-01'], permit('residence-permit', '2026-03-01', '2026-05-31')),
    within(75, '2026-08-29'),
  ],
  // 1 to 9 April.
  [
    'a permit that came after the stay was over',
    inside('2026-04-20', ['in 2026-01-01'], permit('residence-permit', '2026-04-10')),
    over('2026-04-01', 9, 9),
  ],
  // 1 January and 15 February: two days; 88 from day 60 to day 147.
  [
    'two entries without exits prove two days',
    enter('2026-03-01', ['in 2026-01-01', 'in 2026-02-15']),
    stay(88, '2026-05-27'),
  ],
  // 89 from day 69 to day 157.
  [
    'an exit without an entry proves a day',
    enter('2026-03-10', ['out 2026-03-05']),
    { ...stay(89, '2026-06-06'), faults: [{ kind: 'entry-missing' }] },
  ],
  // 20 days; 70 from day 60 to day 129.
  [
    'an exit that was shown',
    enter('2026-03-01', ['in 2026-01-01', ['proof 2026-02-20 exit 2026-01-20', { concerns: 0 }]]),
    { ...stay(70, '2026-05-09'), faults: [] },
  ],
  // Shown on 2 March: on 1 March the file proves a day; 89 from day 60 to day 148.
  [
    'before it was shown',
    enter('2026-03-01', ['in 2026-01-01', ['proof 2026-03-02 exit 2026-01-20', { concerns: 0 }]]),
    stay(89, '2026-05-28'),
  ],
  [
    'an exit shown for before the entry proves nothing',
    enter('2026-03-01', ['in 2026-01-10', ['proof 2026-02-20 exit 2026-01-05', { concerns: 0 }]]),
    stay(89, '2026-05-28'),
  ],
  // 1 to 10 and 12 to 20 March are 19; 71 from day 91 to day 161. The exit was recorded two days after the next entry.
  [
    'an exit of the fallback recorded after the next entry',
    enter('2026-04-01', [
      'in 2026-03-01',
      ['in 2026-03-12', { at: '2026-03-12T08:00:00Z' }],
      ['out 2026-03-10', { fallback: true, at: '2026-03-14T08:00:00Z' }],
      'out 2026-03-20',
    ]),
    stay(71, '2026-06-10'),
  ],
  [
    'an entry of the fallback counts from its own day',
    inside('2026-05-02', [['in 2026-02-01', { fallback: true, at: '2026-02-05T10:00:00Z' }]]),
    over('2026-05-02', 1, 1),
  ],
];

const INTENDED: readonly Case[] = [
  ['90 days', intend('2026-01-01', '2026-03-31', '2025-12-01', []), { kind: 'fits', remainingDays: 90 }],
  [
    '91 days',
    intend('2026-01-01', '2026-04-01', '2025-12-01', []),
    { kind: 'too-long', intendedDays: 91, remainingDays: 90 },
  ],
  // 1 January to 9 February are 40 so far; 50 from 1 May would fit, 30 do.
  [
    'while the person is still inside',
    intend('2026-05-01', '2026-05-30', '2026-02-09', ['in 2026-01-01']),
    { kind: 'fits', intendedDays: 30, remainingDays: 30 },
  ],
  // Ten days of the visa are left: 1 to 10 July.
  [
    'a visa with ten days left',
    intend(
      '2026-07-01',
      '2026-07-11',
      '2026-06-01',
      [['in 2026-05-05', { visa: THIRTY }], 'out 2026-05-24'],
      THIRTY,
    ),
    { kind: 'too-long', intendedDays: 11, remainingDays: 10, boundBy: 'visa-duration' },
  ],
];

const GROUPS = {
  'days counted': DAY_COUNT,
  'leap years and midnight': LEAP_AND_MIDNIGHT,
  decisions: DECISIONS,
  visas: VISAS,
  'permits and proof': PERMITS_AND_PROOF,
  'intended dates': INTENDED,
};
for (const [group, cases] of Object.entries(GROUPS)) {
  t.test(group, async (t) => {
    for (const [name, answer, expected] of cases) t.match(answer, expected, name);
  });
}
