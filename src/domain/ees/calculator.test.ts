import t from 'tap';
import { eesFile, eesVisa } from '../../testing/ees-file.js';
import { findOverstay } from '../flags/overstay.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { answerStayQuestion, type StayQuestion } from './answer-stay-question.js';
import { calculateInside, calculateIntendedStay, calculateOnEntry, calculateOnExit } from './calculator.js';
import { answerCarrier, answerTraveller } from './carrier-answer.js';
import type { EesFile, Permit, Stamp } from './stay-history.js';

const day = (text: string): LocalDate => localDate(text);
const permit = (from: string, until?: string): Permit => ({
  kind: 'residence-permit',
  from: day(from),
  ...(until ? { until: day(until) } : {}),
});
const stamp = (entryDate: string, exitDate?: string): Stamp => ({
  entryDate: day(entryDate),
  ...(exitDate ? { exitDate: day(exitDate) } : {}),
});
const HISTORY = [
  ['in 2013-09-01', 'out 2013-09-30', 'in 2014-02-21', 'out 2014-04-20', 'in 2014-05-01', 'out 2014-06-09'],
  ['in 2026-01-10', 'out 2026-02-23', 'in 2026-04-01', 'out 2026-05-15'],
] as const;

type Row<Expected> = readonly [
  id: string,
  records: readonly SystemRecord[] | EesFile,
  on: string,
  expected: Expected,
  more?: Partial<Parameters<typeof calculateOnEntry>[1]>,
];
const fileOf = (records: readonly SystemRecord[] | EesFile): EesFile =>
  'records' in records ? records : { records: records as readonly SystemRecord[] };

t.test('on entry', async (t) => {
  const thirty = eesVisa('2026-08-15', 30, { validFrom: day('2026-05-01') });
  const rows: readonly Row<object>[] = [
    ['1: nothing before', [], '2026-01-01', { kind: 'may-stay', days: 90, lastDay: '2026-03-31' }],
    ['2: leap year', [], '2024-01-01', { days: 90, lastDay: '2024-03-30' }],
    ['entry on 29 February', [], '2024-02-29', { days: 90, lastDay: '2024-05-28' }],
    ['over New Year', [], '2025-12-15', { days: 90, lastDay: '2026-03-14' }],
    ['S5b', eesFile(...HISTORY[0]), '2014-08-30', { days: 50, lastDay: '2014-10-18' }],
    [
      'S5b: first possible',
      eesFile(...HISTORY[0]),
      '2014-08-28',
      { kind: 'no-stay-left', earliestEntry: '2014-08-29' },
    ],
    [
      '8',
      eesFile(...HISTORY[1]),
      '2026-05-16',
      { kind: 'no-stay-left', boundBy: 'short-stay-rule', earliestEntry: '2026-07-09' },
    ],
    [
      '5: out and back on one day',
      eesFile('in 2026-03-01', 'out 2026-03-10', 'in 2026-03-10', 'out 2026-03-20'),
      '2026-04-01',
      { days: 70, lastDay: '2026-06-09' },
    ],
    [
      'transit through several states is one stay',
      eesFile(['in 2026-03-01', { state: 'ESP' }], ['out 2026-03-10', { state: 'POL' }]),
      '2026-03-11',
      { days: 80 },
    ],
    [
      '15: visa duration',
      eesFile(['in 2026-05-05', { visa: thirty }], 'out 2026-05-24'),
      '2026-07-01',
      { days: 10, lastDay: '2026-07-10', boundBy: 'visa-duration' },
      { visa: thirty },
    ],
    [
      '16: visa validity',
      [],
      '2026-06-10',
      { days: 11, lastDay: '2026-06-20', boundBy: 'visa-validity' },
      { visa: eesVisa('2026-06-20', 90) },
    ],
    [
      'a visa that has not begun',
      [],
      '2026-04-30',
      { kind: 'no-stay-left', boundBy: 'visa-validity' },
      { visa: thirty },
    ],
    ['on its first day', [], '2026-05-01', { days: 30, lastDay: '2026-05-30' }, { visa: thirty }],
    [
      'a visa that ends before it begins',
      [],
      '2026-05-01',
      { kind: 'no-stay-left', boundBy: 'visa-validity' },
      { visa: eesVisa('2026-04-01', 30, { validFrom: day('2026-05-01') }) },
    ],
    [
      'limited territorial validity goes beyond 90 in 180',
      eesFile('in 2026-01-01', 'out 2026-03-31'),
      '2026-04-10',
      { days: 15, lastDay: '2026-04-24', boundBy: 'visa-duration' },
      { visa: eesVisa('2026-05-31', 15, { limitedTerritorialValidity: true }) },
    ],
    [
      '17: permit days do not count',
      { records: [], permits: [permit('2025-09-01', '2026-02-28')] },
      '2026-03-01',
      { days: 90, lastDay: '2026-05-29' },
    ],
    [
      'a permit that begins during the stay carries it on',
      { records: [], permits: [permit('2026-02-01', '2026-12-31')] },
      '2026-01-01',
      { lastDay: '2027-03-31', days: 455 },
    ],
    [
      'family member with free movement',
      eesFile(...HISTORY[1]),
      '2026-05-16',
      { kind: 'not-applicable', citation: /11\(1\)/ },
      { freeMovement: true },
    ],
    [
      'days as such a family member do not count',
      eesFile(['in 2026-01-01', { freeMovement: true }], 'out 2026-03-31'),
      '2026-04-01',
      { days: 90 },
    ],
    [
      'stays in a state outside the EES do not count',
      eesFile(['in 2026-01-01', { state: 'CYP' }], ['out 2026-03-31', { state: 'CYP' }]),
      '2026-04-01',
      { days: 90 },
    ],
    [
      'a missing exit proves one day',
      eesFile('in 2026-01-01'),
      '2026-03-01',
      { days: 89, faults: [{ kind: 'exit-missing', encounterIds: ['0'] }] },
    ],
    [
      'stamps of the first 180 days count',
      { records: [], stamps: [stamp('2025-10-01', '2025-12-19')] },
      '2026-01-01',
      { days: 10, lastDay: '2026-01-10' },
    ],
    [
      'and no longer',
      { records: [], stamps: [stamp('2025-10-20', '2026-01-17')] },
      '2026-04-10',
      { days: 90 },
    ],
    [
      'an entry stamp and a recorded exit are one stay',
      { records: eesFile('out 2025-12-09'), stamps: [stamp('2025-10-01')] },
      '2026-01-01',
      { days: 20 },
    ],
    ['before the rule', [], '2013-10-17', { kind: 'not-countable', fault: { kind: 'no-rule-in-force' } }],
    [
      'rectified',
      eesFile('in 2026-01-01', 'out 2026-01-10', ['correct 2026-01-20 2026-01-30', { concerns: 1 }]),
      '2026-02-01',
      { days: 60 },
    ],
    [
      'rectified, and completed later without a day',
      eesFile(
        'in 2026-01-01',
        'out 2026-01-10',
        ['correct 2026-01-20 2026-01-30', { concerns: 1 }],
        ['complete 2026-01-25', { concerns: 1 }],
      ),
      '2026-02-01',
      { days: 60 },
    ],
    [
      'before the rectification',
      eesFile('in 2026-01-01', 'out 2026-01-10', ['correct 2026-02-20 2026-01-30', { concerns: 1 }]),
      '2026-02-01',
      { days: 80 },
    ],
    [
      'an exit that was shown',
      eesFile('in 2026-01-01', ['proof 2026-02-20 exit 2026-01-30', { concerns: 0 }]),
      '2026-03-01',
      { days: 60 },
    ],
    [
      'extended days count later',
      eesFile('in 2026-01-01', 'extend 2026-03-20 2026-04-10', 'out 2026-04-10'),
      '2026-06-30',
      { kind: 'no-stay-left', earliestEntry: '2026-07-10' },
    ],
    [
      'a permit that ends before it begins',
      { records: [], permits: [permit('2026-02-01', '2026-01-01')] },
      '2026-03-01',
      { kind: 'evidence-invalid', evidence: 'permit', evidenceIndex: 0 },
    ],
  ];
  for (const [id, records, on, expected, more] of rows) {
    const answer = calculateOnEntry(fileOf(records), { entryDate: day(on), memberState: 'AUT', ...more });
    t.match(answer, expected, id);
  }
});

t.test('entries of a visa for one or two', async (t) => {
  const visa = eesVisa('2026-12-31', 60, { entries: 'double' });
  const once = eesFile(['in 2026-05-01', { visa }], 'out 2026-05-05');
  const twice = eesFile(
    ['in 2026-05-01', { visa }],
    'out 2026-05-05',
    ['in 2026-06-01', { visa }],
    'out 2026-06-02',
  );
  const ask = (records: readonly SystemRecord[], asked = visa) =>
    calculateOnEntry({ records }, { entryDate: day('2026-07-01'), memberState: 'AUT', visa: asked });
  t.match(ask(once), {
    kind: 'may-stay',
    days: 55,
    visaEntries: { allowed: 2, used: 1, exhausted: false, encounterIds: ['0'] },
  });
  t.match(ask(twice), {
    kind: 'may-stay',
    visaEntries: { allowed: 2, used: 2, exhausted: true, encounterIds: ['0', '2'] },
  });
  t.match(ask(once, { ...visa, entries: 'single' }), { visaEntries: { allowed: 1, exhausted: true } });
  t.match(ask(twice, { ...visa, entries: 'multiple' }), { visaEntries: { used: 2, exhausted: false } });
  t.match(ask(twice, { ...visa, stickerNumber: 'AUT2' }), { visaEntries: { used: 0 } }, 'another sticker');
  const before2025 = eesFile(['in 2024-05-01', { visa, state: 'ROU' }], 'out 2024-05-05');
  t.match(
    ask(before2025),
    { visaEntries: { used: 0 } },
    'an entry into a state not applying Schengen in full (11(5))',
  );
  const outside = calculateOnEntry(
    { records: [] },
    { entryDate: day('2024-05-01'), memberState: 'ROU', visa: { ...visa, durationDays: 5 } },
  );
  t.match(
    outside,
    { days: 90, boundBy: 'short-stay-rule' },
    'and there the duration of the visa is not looked at (11(4))',
  );
});

t.test('inside and on exit', async (t) => {
  const short = eesVisa('2026-06-20', 90);
  const next = eesVisa('2026-12-31', 20, { stickerNumber: 'AUT2', validFrom: day('2026-06-21') });
  const rows: readonly Row<object>[] = [
    [
      'first day',
      eesFile('in 2026-02-01'),
      '2026-02-01',
      { kind: 'within', remainingDays: 89, lastDay: '2026-05-01' },
    ],
    ['18: last day', eesFile('in 2026-02-01'), '2026-05-01', { kind: 'within', remainingDays: 0 }],
    [
      '18: the day after',
      eesFile('in 2026-02-01'),
      '2026-05-02',
      {
        kind: 'overstay',
        since: '2026-05-02',
        lastAuthorisedDay: '2026-05-01',
        daysOverAfterEnd: 1,
        daysOverInWindow: 1,
      },
    ],
    [
      '9: old days leave the window',
      eesFile('in 2026-01-01', 'out 2026-03-25', 'in 2026-06-25'),
      '2026-06-25',
      { kind: 'within', remainingDays: 89 },
    ],
    [
      '19: both readings',
      eesFile('in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01'),
      '2026-08-10',
      { kind: 'overstay', since: '2026-05-31', daysOverInWindow: 42, daysOverAfterEnd: 72 },
    ],
    [
      'extended',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20'),
      '2026-05-20',
      { kind: 'within', boundBy: 'extension', remainingDays: 0 },
    ],
    [
      'the day before the extension was decided',
      eesFile('in 2026-02-01', 'extend 2026-05-05 2026-05-20'),
      '2026-05-04',
      { kind: 'overstay' },
    ],
    [
      'after the extension',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20'),
      '2026-05-21',
      { kind: 'overstay', since: '2026-05-21' },
    ],
    [
      'an extension never shortens',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-04-25'),
      '2026-05-01',
      { kind: 'within' },
    ],
    [
      'bilateral agreement',
      eesFile('in 2026-02-01', 'bilateral 2026-04-20 2026-07-31'),
      '2026-07-31',
      { kind: 'within', boundBy: 'bilateral-extension' },
    ],
    [
      'revoked: the day of the decision is the last',
      eesFile('in 2026-02-01', 'revoke 2026-03-01'),
      '2026-03-02',
      { kind: 'overstay', since: '2026-03-02', lastAuthorisedDay: '2026-03-01', boundBy: 'revocation' },
    ],
    [
      'revoked with a day to leave by',
      eesFile('in 2026-02-01', 'revoke 2026-03-01 2026-03-08'),
      '2026-03-08',
      { kind: 'within', remainingDays: 0 },
    ],
    [
      'a revocation lengthens nothing',
      eesFile('in 2026-02-01', 'revoke 2026-03-01 2026-12-31'),
      '2026-05-02',
      { kind: 'overstay', since: '2026-05-02' },
    ],
    [
      'the last decision has the last word',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-06-30', 'annul 2026-05-10'),
      '2026-05-11',
      { kind: 'overstay', since: '2026-05-11' },
    ],
    [
      'a decision that names an earlier stay',
      eesFile('in 2026-01-01', 'out 2026-01-02', 'in 2026-02-01', [
        'extend 2026-04-20 2026-05-20',
        { concerns: 0 },
      ]),
      '2026-05-02',
      { kind: 'overstay' },
    ],
    [
      'permit during the stay',
      { records: eesFile('in 2026-01-01'), permits: [permit('2026-02-01', '2026-06-30')] },
      '2026-06-30',
      { kind: 'within', remainingDays: 90, lastDay: '2026-09-28' },
    ],
    [
      'after the permit the short stay goes on',
      { records: eesFile('in 2026-01-01'), permits: [permit('2026-02-01', '2026-06-30')] },
      '2026-09-29',
      { kind: 'overstay', since: '2026-09-29', daysOverAfterEnd: 1 },
    ],
    [
      'a permit that came too late excuses its own days only',
      { records: eesFile('in 2026-01-01'), permits: [permit('2026-04-11', '2026-06-30')] },
      '2026-07-02',
      { kind: 'overstay', since: '2026-04-01', daysOverAfterEnd: 12 },
    ],
    [
      'a permit without an end',
      { records: eesFile('in 2026-01-01'), permits: [permit('2026-02-01')] },
      '2027-01-01',
      { kind: 'within' },
    ],
    [
      'visa validity',
      eesFile(['in 2026-06-10', { visa: short }]),
      '2026-06-21',
      { kind: 'overstay', boundBy: 'visa-validity', daysOverInWindow: 0, daysOverAfterEnd: 1 },
    ],
    [
      'another visa is no extension by itself',
      eesFile(['in 2026-06-10', { visa: short }]),
      '2026-06-25',
      { kind: 'overstay' },
    ],
    ['no entry', [], '2026-06-10', { kind: 'no-open-stay' }],
    ['an entry still to come', eesFile('in 2026-06-11'), '2026-06-10', { kind: 'no-open-stay' }],
    [
      'free movement',
      eesFile(['in 2026-01-01', { freeMovement: true }]),
      '2026-12-31',
      { kind: 'not-applicable' },
    ],
    [
      'a fallback entry made later counts from its own day',
      eesFile(['in 2026-02-01', { fallback: true, at: '2026-02-05T10:00:00Z' }]),
      '2026-05-02',
      { kind: 'overstay', since: '2026-05-02' },
    ],
    [
      'around midnight the local day counts',
      eesFile(['in 2026-02-01', { at: '2026-01-31T23:30:00Z' }]),
      '2026-05-01',
      { kind: 'within', remainingDays: 0 },
    ],
  ];
  for (const [id, records, on, expected] of rows) {
    t.match(calculateInside(fileOf(records), day(on)), expected, `inside, ${id}`);
    t.match(calculateOnExit(fileOf(records), { exitDate: day(on) }), expected, `on exit, ${id}`);
  }
  const onVisa = eesFile(['in 2026-06-10', { visa: short }]);
  t.match(
    calculateOnExit({ records: onVisa }, { exitDate: day('2026-06-25'), visa: next }),
    { kind: 'within', lastDay: '2026-07-10' },
    'another visa shown at exit (16(3))',
  );
  const recorded = eesFile(['in 2026-06-10', { visa: short }], ['out 2026-06-25', { visa: next }]);
  t.match(
    calculateOnExit({ records: recorded }, { exitDate: day('2026-06-25') }),
    { kind: 'within' },
    'and recorded with it',
  );
  t.match(
    calculateInside({ records: recorded }, day('2026-06-25')),
    { kind: 'no-open-stay' },
    'who has left is not inside',
  );
  const late = { ...next, validFrom: day('2026-06-23') };
  t.match(
    calculateOnExit({ records: onVisa }, { exitDate: day('2026-06-25'), visa: late }),
    { kind: 'overstay' },
    'a gap between two visas is a gap',
  );
});

t.test('for intended dates', async (t) => {
  const ask = (records: readonly SystemRecord[], from: string, to: string, asOf = '2026-03-01') =>
    calculateIntendedStay(
      { records },
      { entryDate: day(from), exitDate: day(to), asOf: day(asOf), memberState: 'AUT' },
    );
  const past = eesFile('in 2026-01-01', 'out 2026-01-30');
  t.match(ask(past, '2026-04-01', '2026-05-30'), { kind: 'fits', intendedDays: 60, remainingDays: 60 });
  t.match(ask(past, '2026-04-01', '2026-05-31'), { kind: 'too-long', intendedDays: 61, remainingDays: 60 });
  t.match(ask(past, '2026-04-01', '2026-04-01'), { kind: 'fits', intendedDays: 1, remainingDays: 1 });
  t.match(ask(past, '2026-04-02', '2026-04-01'), {
    kind: 'not-countable',
    fault: { kind: 'exit-before-entry' },
  });
  const open = eesFile('in 2026-01-01');
  t.match(
    ask(open, '2026-03-02', '2026-06-01', '2026-03-01'),
    { kind: 'too-long', remainingDays: 30 },
    'an open stay counts up to the day of the question',
  );
});

t.test('an answer explains itself', async (t) => {
  const records = eesFile(
    'in 2025-09-01',
    'out 2025-10-05',
    'in 2026-01-01',
    'out 2026-01-20',
    'no 2026-02-01',
    'in 2026-01-20',
    'out 2026-01-25',
    'in 2026-02-10',
  );
  const answer = calculateOnEntry(
    { records, permits: [permit('2026-01-10', '2026-01-12')] },
    { entryDate: day('2026-04-01'), memberState: 'AUT' },
  );
  t.match(answer, { kind: 'may-stay', citation: /2017\/2226 Art 11\(2\)\(a\)/ });
  if (answer.kind !== 'may-stay') return;
  t.same(
    answer.explanation.counted.map(({ from, to, days, source }) => [
      from,
      to,
      days,
      source.kind === 'records' && source.encounterIds.join('+'),
    ]),
    [
      ['2025-10-04', '2025-10-05', 2, '0+1'],
      ['2026-01-01', '2026-01-09', 9, '2+3'],
      ['2026-01-13', '2026-01-20', 8, '2+3'],
      ['2026-01-21', '2026-01-25', 5, '5+6'],
      ['2026-02-10', '2026-02-10', 1, '7'],
    ],
  );
  t.same(
    answer.explanation.notCounted.map(({ from, to, days, why, source }) => [
      from,
      to,
      days,
      why,
      source.kind,
    ]),
    [
      ['2025-09-01', '2025-10-03', 33, 'before-window', 'records'],
      ['2026-01-10', '2026-01-12', 3, 'residence-permit', 'records'],
      ['2026-01-10', '2026-01-12', 3, 'residence-permit', 'permit'],
      ['2026-01-20', '2026-01-20', 1, 'counted-once', 'records'],
      ['2026-02-11', '2026-04-01', 50, 'unproven', 'records'],
    ],
  );
  t.equal(answer.explanation.usedDays, 25);
  t.ok(
    answer.explanation.notCounted.every(({ citation }) => /\((EU|EC)\) \d+\/\d+ Art|recitals/.test(citation)),
  );
  t.match(answer.explanation.terms, [
    { bound: 'short-stay-rule', lastDay: answer.lastDay, citation: /6\(1\)/ },
  ]);
  const inside = calculateInside({ records: eesFile('in 2026-02-01') }, day('2026-02-10'));
  t.match(
    inside,
    { explanation: { usedDays: 10, counted: [{ source: { encounterIds: ['0'] } }] } },
    'the stay itself counts',
  );
  t.notMatch(JSON.stringify([answer, inside]), /Rivera|Ana|1990/, 'nothing of the person');
});

t.test('carriers and travellers', async (t) => {
  const single = eesVisa('2026-12-31', 60, { entries: 'single' });
  const rows: readonly Row<readonly ['OK' | 'NOT OK', number | undefined]>[] = [
    ['nothing before', [], '2026-05-16', ['OK', 90]],
    ['some days left', eesFile('in 2026-01-01', 'out 2026-01-30'), '2026-05-16', ['OK', 90]],
    ['8: no day left', eesFile(...HISTORY[1]), '2026-05-16', ['NOT OK', 0]],
    ['visa unused', [], '2026-05-16', ['OK', 60], { visa: single }],
    [
      'visa entries used up',
      eesFile(['in 2026-03-01', { visa: single }], 'out 2026-03-02'),
      '2026-05-16',
      ['NOT OK', 0],
      { visa: single },
    ],
    ['visa expired', [], '2027-01-01', ['NOT OK', 0], { visa: single }],
    ['free movement', eesFile(...HISTORY[1]), '2026-05-16', ['OK', undefined], { freeMovement: true }],
  ];
  for (const [id, records, on, [answer, days], more] of rows) {
    const arrival = { arrivalDate: day(on), memberState: 'AUT', ...more };
    t.same(answerCarrier(fileOf(records), arrival), { answer }, `${id}: the carrier learns nothing else`);
    t.same(
      answerTraveller(fileOf(records), arrival),
      { answer, ...(days === undefined ? {} : { remainingDays: days }) },
      id,
    );
  }
});

t.test('a visa shown at exit is used up like one shown at entry', async (t) => {
  const a = eesVisa('2026-01-31', 30, { stickerNumber: 'A', validFrom: day('2026-01-01') });
  const b = eesVisa('2026-06-30', 30, { stickerNumber: 'B', validFrom: day('2026-01-20') });
  const carried = eesFile(['in 2026-01-10', { visa: a }], ['out 2026-02-15', { visa: b }]);
  const enter = (records: readonly SystemRecord[], entryDate: string, visa = b) =>
    calculateOnEntry({ records }, { entryDate: day(entryDate), visa, memberState: 'AUT' });
  // 20 January to 15 February are 27 days of B.
  t.match(calculateOnExit(fileOf(carried.slice(0, 1)), { exitDate: day('2026-02-15'), visa: b }), {
    kind: 'within',
    remainingDays: 3,
  });
  t.match(enter(carried, '2026-04-01'), { kind: 'may-stay', days: 3, boundBy: 'visa-duration' });
  const third = [...carried, ...eesFile(['in 2026-04-01', { visa: b }], 'out 2026-04-03')];
  t.match(enter(third, '2026-05-01'), { kind: 'no-stay-left', boundBy: 'visa-duration' });
  const early = eesFile(['in 2026-01-10', { visa: a }], ['out 2026-01-19', { visa: b }]);
  t.match(enter(early, '2026-04-01'), { days: 30 }, 'a day before it is valid, nothing of it is used');
  const undated = eesVisa('2026-06-30', 30, { stickerNumber: 'B' });
  t.match(
    enter(
      eesFile(['in 2026-01-10', { visa: a }], ['out 2026-01-19', { visa: undated }]),
      '2026-04-01',
      undated,
    ),
    { days: 20 },
    'without a first day it counts from the entry',
  );

  const again = eesFile(
    ['in 2026-01-10', { visa: a }],
    ['out 2026-02-15', { visa: b }],
    ['in 2026-04-01', { visa: b }],
  );
  t.equal(findOverstay(again, day('2026-04-03')), undefined);
  const flag = findOverstay(again, day('2026-04-04'));
  t.match(flag?.facts, { since: '2026-04-04', boundBy: 'visa-duration' }, 'on the list from the fourth day');
  t.equal(flag?.restsOn.length, 3, 'which rests on the stay that used the days');
});

t.test('a question about an earlier day knows what was corrected since', async (t) => {
  const ask = (
    records: readonly SystemRecord[],
    question: StayQuestion,
    today: string,
    stamps?: readonly Stamp[],
  ) =>
    answerStayQuestion({ records, ...(stamps ? { stamps } : {}) }, question, {
      today: day(today),
      memberState: 'AUT',
    });
  const late = (entry: string, more: string) =>
    eesFile('in 2026-01-01', 'out 2026-01-05', [more, { concerns: 1 }], entry);
  const corrected = late('in 2026-05-01', 'correct 2026-05-05 2026-03-25');
  const exit = { kind: 'exit', exitDate: day('2026-05-04') } as const;
  t.match(ask(corrected, exit, '2026-05-04'), { kind: 'within', remainingDays: 86 }, 'not known yet');
  // 84 days to 25 March and four from 1 May: two are left.
  t.match(ask(corrected, exit, '2026-05-05'), { kind: 'within', remainingDays: 2 }, 'known since today');
  t.match(ask(corrected, { kind: 'inside', on: day('2026-05-04') }, '2026-05-06'), { remainingDays: 2 });
  t.match(ask(corrected, { kind: 'entry', entryDate: day('2026-05-01') }, '2026-05-06'), { days: 6 });
  const proven = eesFile(
    'in 2026-01-01',
    ['proof 2026-05-05 exit 2026-03-25', { concerns: 0 }],
    'in 2026-05-01',
  );
  t.match(ask(proven, exit, '2026-05-06'), { remainingDays: 2 }, 'an exit that was proven since');
  const moved = eesFile('in 2026-01-01', ['correct 2026-05-05 2026-05-02', { concerns: 0 }]);
  t.match(
    ask(moved, { kind: 'inside', on: day('2026-05-01') }, '2026-05-06'),
    { kind: 'no-open-stay' },
    'what happened later is still not known then',
  );
});

t.test('a stamp of a day that has not come is no evidence', async (t) => {
  const ask = (exitDate: string, today: string) =>
    answerStayQuestion(
      { records: [], stamps: [stamp('2025-11-01', '2025-11-20'), stamp('2025-12-01', exitDate)] },
      { kind: 'entry', entryDate: day('2026-03-01') },
      { today: day(today), memberState: 'AUT' },
    );
  t.match(ask('2026-03-01', '2026-02-20'), { kind: /stay/ });
  t.match(ask('2026-03-05', '2026-03-05'), { kind: /stay/ }, 'asked about an earlier day');
  for (const exitDate of ['2026-03-06', '2199-12-31']) {
    t.match(ask(exitDate, '2026-03-05'), {
      kind: 'evidence-invalid',
      evidence: 'stamp',
      evidenceIndex: 1,
      reason: 'The stamp with index 1 names a day that has not come.',
    });
  }
});
