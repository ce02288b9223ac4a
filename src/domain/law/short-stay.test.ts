/** The short-stay calculator as a whole: `stay-count.ts`, `maximum-stay.ts`, `authorised-stay.ts`, `assess-stay.ts`. */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { fromDayNumber, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import { assessStay } from './assess-stay.js';
import { authorisedStay, type VisaTerms } from './authorised-stay.js';
import { earliestReentry, maximumStay } from './maximum-stay.js';
import { distinctDays, type Stay, usedDays } from './stay-count.js';

const SEM = 'Swiss SEM, examples for the calculator of the Commission, 01.12.2014';
const HANDBOOK = 'Commission handbook for border guards (dates from memory), computed';
const RULE = '(EU) 2016/399 Art 6(1), (2), computed';

/** `2026-01-01..2026-01-30`, a single day, `2026-01-01..` without exit, `permit:` in front. */
function stay(text: string): Stay {
  const [, permit, from, dots, to] = /^(permit:)?([\d-]+)(\.\.)?([\d-]+)?$/.exec(text)!;
  return {
    entryDate: localDate(from!),
    ...(dots && !to ? {} : { exitDate: localDate(to ?? from!) }),
    ...(permit ? { basis: 'residence-permit' } : {}),
  };
}
const stays = (...texts: readonly string[]) => texts.map(stay);

t.test('days used in the window of a day', async (t) => {
  const six = ['01', '02', '03', '04', '05', '06'].map((month) => `2026-${month}-01..2026-${month}-14`);
  const cases: readonly [
    id: string,
    history: readonly Stay[],
    day: string,
    used: number,
    from: string,
    citation: string,
  ][] = [
    [
      'S2 at exit',
      stays('2014-08-15..2014-09-30', '2014-11-01..2014-11-30'),
      '2014-11-30',
      77,
      '2014-06-04',
      SEM,
    ],
    [
      'S4 window leaves the stay of June and July out',
      stays('2013-06-01..2013-07-13', '2013-08-15..2013-09-30', '2014-01-01..2014-01-30'),
      '2014-01-30',
      77,
      '2013-08-04',
      SEM,
    ],
    [
      'S5a at exit',
      stays('2013-09-01..2013-09-30', '2014-02-21..2014-04-20', '2014-05-01..2014-06-09'),
      '2014-06-09',
      99,
      '2013-12-12',
      SEM,
    ],
    ['S6 at exit', stays('2013-08-09', '2013-09-19..2014-03-01'), '2014-03-01', 164, '2013-09-03', SEM],
    [
      'handbook',
      stays('2014-04-19..2014-04-21', '2014-06-18..2014-09-11'),
      '2014-09-11',
      89,
      '2014-03-16',
      HANDBOOK,
    ],
    [
      '3: entry a day too early',
      stays('2026-01-01..2026-03-31', '2026-06-29'),
      '2026-06-29',
      91,
      '2026-01-01',
      RULE,
    ],
    [
      '3: first possible entry',
      stays('2026-01-01..2026-03-31', '2026-06-30'),
      '2026-06-30',
      90,
      '2026-01-02',
      RULE,
    ],
    ['4: day trip', stays('2026-05-10'), '2026-05-19', 1, '2025-11-21', RULE],
    [
      '5: out and back on one day',
      stays('2026-03-01..2026-03-10', '2026-03-10..2026-03-20'),
      '2026-03-20',
      20,
      '2025-09-22',
      RULE,
    ],
    [
      '6: out for one night',
      stays('2026-03-01..2026-03-10', '2026-03-11..2026-03-20'),
      '2026-03-20',
      20,
      '2025-09-22',
      RULE,
    ],
    ['7', stays('2026-01-01..2026-04-01'), '2026-04-01', 91, '2025-10-04', RULE],
    ['9: six fortnights', stays(...six), '2026-06-25', 84, '2025-12-28', RULE],
    ['11: at entry', stays('2025-12-01..2026-01-29'), '2026-05-20', 60, '2025-11-22', RULE],
    ['12: 179 days back is in', stays('2026-01-01'), '2026-06-29', 1, '2026-01-01', RULE],
    ['12: 180 days back is out', stays('2026-01-01'), '2026-06-30', 0, '2026-01-02', RULE],
    ['17: permit days', stays('permit:2025-09-01..2026-02-28'), '2026-02-28', 0, '2025-09-02', RULE],
    [
      '17: permit granted during a stay',
      stays('2026-01-01..2026-01-31', 'permit:2026-01-11..2026-01-20'),
      '2026-01-31',
      21,
      '2025-08-05',
      RULE,
    ],
    ['open stay counts up to the day', stays('2026-02-01..'), '2026-02-10', 10, '2025-08-15', RULE],
    [
      'later stays do not count',
      stays('2026-02-01..2026-02-10', '2026-04-01..2026-04-30'),
      '2026-03-01',
      10,
      '2025-09-03',
      RULE,
    ],
  ];
  for (const [id, history, day, used, from, citation] of cases) {
    const count = usedDays(history, localDate(day));
    t.match(
      count,
      { kind: 'counted', usedDays: used, windowFrom: from, windowTo: day },
      `${id} (${citation})`,
    );
  }
});

t.test('a count names the days and the stay they come from', async (t) => {
  const history = stays('2026-03-10..2026-03-20', '2025-09-01..2025-09-30', '2026-03-01..2026-03-10');
  t.match(usedDays(history, localDate('2026-03-20')), {
    usedDays: 29,
    windowFrom: '2025-09-22',
    stays: [
      { stayIndex: 1, from: '2025-09-22', to: '2025-09-30', days: 9 },
      { stayIndex: 2, from: '2026-03-01', to: '2026-03-10', days: 10 },
      { stayIndex: 0, from: '2026-03-11', to: '2026-03-20', days: 10 },
    ],
    citation: /2016\/399 Art 6\(1\)/,
  });
});

t.test('longest stay from an entry', async (t) => {
  const six = ['01', '02', '03', '04', '05', '06'].map((month) => `2026-${month}-01..2026-${month}-14`);
  const cases: readonly [
    id: string,
    history: readonly Stay[],
    entry: string,
    days: number,
    lastDay: string | undefined,
    citation: string,
  ][] = [
    ['S2', stays('2014-08-15..2014-09-30'), '2014-11-01', 43, '2014-12-13', SEM],
    ['S4', stays('2013-06-01..2013-07-13', '2013-08-15..2013-09-30'), '2014-01-01', 90, '2014-03-31', SEM],
    [
      'S5b',
      stays('2013-09-01..2013-09-30', '2014-02-21..2014-04-20', '2014-05-01..2014-06-09'),
      '2014-08-30',
      50,
      '2014-10-18',
      SEM,
    ],
    [
      'handbook, October',
      stays('2014-04-19..2014-04-21', '2014-06-18..2014-09-11'),
      '2014-10-16',
      4,
      '2014-10-19',
      HANDBOOK,
    ],
    [
      'handbook, December',
      stays('2014-04-19..2014-04-21', '2014-06-18..2014-09-11'),
      '2014-12-15',
      90,
      '2015-03-14',
      HANDBOOK,
    ],
    ['1', [], '2026-01-01', 90, '2026-03-31', RULE],
    ['2: leap year', [], '2024-01-01', 90, '2024-03-30', RULE],
    ['3: refused', stays('2026-01-01..2026-03-31'), '2026-06-29', 0, undefined, RULE],
    ['3: possible', stays('2026-01-01..2026-03-31'), '2026-06-30', 90, '2026-09-27', RULE],
    ['4', stays('2026-05-10'), '2026-05-20', 89, '2026-08-16', RULE],
    ['5', stays('2026-03-01..2026-03-10', '2026-03-10..2026-03-20'), '2026-04-01', 70, '2026-06-09', RULE],
    [
      '8: refused',
      stays('2026-01-10..2026-02-23', '2026-04-01..2026-05-15'),
      '2026-05-16',
      0,
      undefined,
      RULE,
    ],
    ['9: not 90 - 84', stays(...six), '2026-06-25', 20, '2026-07-14', RULE],
    ['10: not 90 - 30', stays('2025-12-01..2025-12-30'), '2026-05-01', 90, '2026-07-29', RULE],
    ['11: not 90 - 60', stays('2025-12-01..2026-01-29'), '2026-05-20', 90, '2026-08-17', RULE],
    ['13: refused', stays('2023-12-01..2024-02-28'), '2024-02-29', 0, undefined, RULE],
    [
      '17: permit days do not count',
      stays('permit:2025-09-01..2026-02-28'),
      '2026-03-01',
      90,
      '2026-05-29',
      RULE,
    ],
    ['later stays do not shorten it', stays('2026-02-01..2026-03-31'), '2026-01-01', 90, '2026-03-31', RULE],
  ];
  for (const [id, history, entry, days, lastDay, citation] of cases) {
    const maximum = maximumStay(history, localDate(entry));
    t.match(
      maximum,
      days === 0 ? { kind: 'no-stay' } : { kind: 'stay', days, lastDay },
      `${id} (${citation})`,
    );
  }
  t.match(
    maximumStay(
      stays('2013-09-01..2013-09-30', '2014-02-21..2014-04-20', '2014-05-01..2014-06-09'),
      localDate('2014-08-30'),
    ),
    { before: { usedDays: 88, windowFrom: '2014-03-04' } },
    `S5b: 88 days used before the entry (${SEM})`,
  );
});

t.test('earliest re-entry', async (t) => {
  const cases: readonly [
    id: string,
    history: readonly Stay[],
    from: string,
    entry: string,
    days: number,
    lastDay: string,
    citation: string,
  ][] = [
    [
      'S5b',
      stays('2013-09-01..2013-09-30', '2014-02-21..2014-04-20', '2014-05-01..2014-06-09'),
      '2014-06-10',
      '2014-08-29',
      50,
      '2014-10-17',
      RULE,
    ],
    ['3', stays('2026-01-01..2026-03-31'), '2026-04-01', '2026-06-30', 90, '2026-09-27', RULE],
    [
      '8',
      stays('2026-01-10..2026-02-23', '2026-04-01..2026-05-15'),
      '2026-05-16',
      '2026-07-09',
      45,
      '2026-08-22',
      RULE,
    ],
    ['13', stays('2023-12-01..2024-02-28'), '2024-02-29', '2024-05-29', 90, '2024-08-26', RULE],
    ['14', stays('2026-01-01..2026-04-20'), '2026-04-21', '2026-07-20', 90, '2026-10-17', RULE],
    ['none needed', [], '2026-01-01', '2026-01-01', 90, '2026-03-31', RULE],
  ];
  for (const [id, history, from, entryDate, days, lastDay, citation] of cases) {
    const reentry = earliestReentry(history, localDate(from));
    t.match(reentry, { kind: 'reentry', entryDate, days, lastDay }, `${id} (${citation})`);
  }
});

t.test('re-entry after stays that reach far ahead is not searched day after day', async (t) => {
  let reads = 0;
  const far = Array.from({ length: 50 }, (_, index) => ({
    get entryDate() {
      reads++;
      return localDate(`2025-12-${String(1 + (index % 28)).padStart(2, '0')}`);
    },
    exitDate: localDate('2199-12-31'),
  }));
  t.match(earliestReentry(far, localDate('2026-03-01')), { kind: 'reentry', entryDate: '2200-04-01' });
  t.ok(reads < 1_000_000, `${reads} looks at a stay; day after day they are tens of millions`);
  const permit = {
    entryDate: localDate('2026-05-20'),
    exitDate: localDate('2026-05-25'),
    basis: 'residence-permit',
  } as const;
  t.match(
    earliestReentry([...far, permit], localDate('2026-05-01')),
    { kind: 'reentry', entryDate: '2026-05-20' },
    'a permit that begins meanwhile is not passed over',
  );
});

t.test('authorised stay of a visa holder', async (t) => {
  const visa = (terms: Omit<VisaTerms, 'validUntil'> & { readonly validUntil: string }): VisaTerms => ({
    ...terms,
    validUntil: localDate(terms.validUntil),
  });
  const fifteen = visa({ durationDays: 30, validUntil: '2026-08-15', daysUsed: 20 });
  const sixteen = visa({ durationDays: 90, validUntil: '2026-06-20', daysUsed: 0 });
  const territorial = { durationDays: 60, validUntil: '2026-12-31', daysUsed: 0 };
  const cases = [
    [
      '15: duration binds',
      stays('2026-05-05..2026-05-24'),
      '2026-07-01',
      fifteen,
      'visa-duration',
      10,
      '2026-07-10',
    ],
    ['16: validity binds', [], '2026-06-10', sixteen, 'visa-validity', 11, '2026-06-20'],
    ['last day of validity', [], '2026-06-20', sixteen, 'visa-validity', 1, '2026-06-20'],
    [
      'rule and visa end on one day',
      [],
      '2026-06-10',
      { ...sixteen, validUntil: localDate('2026-09-07') },
      'short-stay-rule',
      90,
      '2026-09-07',
    ],
    ['validity over', [], '2026-06-21', sixteen, 'visa-validity', 0, undefined],
    ['days used up', [], '2026-07-01', { ...fifteen, daysUsed: 30 }, 'visa-duration', 0, undefined],
    [
      'short-stay rule binds',
      stays('2026-03-01..2026-05-24'),
      '2026-06-01',
      visa(territorial),
      'short-stay-rule',
      5,
      '2026-06-05',
    ],
    [
      'limited territorial validity goes beyond 90 in 180',
      stays('2026-03-01..2026-05-24'),
      '2026-06-01',
      visa({ ...territorial, limitedTerritorialValidity: true }),
      'visa-duration',
      60,
      '2026-07-30',
    ],
    [
      '90 days of a visa of several years are no total',
      [],
      '2026-06-01',
      { ...sixteen, validUntil: localDate('2030-01-01'), daysUsed: 300 },
      'short-stay-rule',
      90,
      '2026-08-29',
    ],
    [
      '89 days are a total',
      [],
      '2026-06-01',
      { durationDays: 89, validUntil: localDate('2030-01-01'), daysUsed: 80 },
      'visa-duration',
      9,
      '2026-06-09',
    ],
    ['no visa', [], '2026-06-10', undefined, 'short-stay-rule', 90, '2026-09-07'],
  ] as const;
  for (const [id, history, entry, terms, boundBy, days, lastDay] of cases) {
    const authorised = authorisedStay(history, localDate(entry), terms ? { visa: terms } : {});
    t.match(authorised, { kind: days > 0 ? 'authorised' : 'not-authorised', boundBy, days }, id);
    t.equal('lastDay' in authorised ? authorised.lastDay : undefined, lastDay, `${id}: last day`);
  }
});

t.test('assessment of a stay, with both readings of its excess', async (t) => {
  const exceeded = [
    [
      'S5a',
      stays('2013-09-01..2013-09-30', '2014-02-21..2014-04-20'),
      '2014-05-01..2014-06-09',
      '2014-06-01',
      9,
      9,
      SEM,
    ],
    ['S6', stays('2013-08-09'), '2013-09-19..2014-03-01', '2013-12-17', 74, 75, SEM],
    ['S6 without the earlier stay', [], '2013-09-19..2014-03-01', '2013-12-18', 74, 74, SEM],
    ['7', [], '2026-01-01..2026-04-01', '2026-04-01', 1, 1, RULE],
    ['14', [], '2026-01-01..2026-04-20', '2026-04-01', 20, 20, RULE],
    ['18', [], '2026-02-01..', '2026-05-02', 214, 214, RULE],
    ['19', stays('2026-01-01..2026-01-30'), '2026-04-01..2026-08-10', '2026-05-31', 42, 72, RULE],
    ['no day left at entry', stays('2026-01-01..2026-03-31'), '2026-06-29', '2026-06-29', 1, 1, RULE],
  ] as const;
  const today = localDate('2026-12-01');
  for (const [id, history, text, firstDayOver, inWindow, afterEnd, citation] of exceeded) {
    const assessment = assessStay(history, stay(text), { today });
    const expected = { kind: 'exceeded', firstDayOver, daysOverAfterEnd: afterEnd };
    t.match(assessment, expected, `${id} (${citation})`);
    const used = id === '18' ? 90 : inWindow;
    t.equal(assessment.kind === 'exceeded' && assessment.daysOverInWindow, used, `${id}: in the window`);
  }

  t.match(
    assessStay(stays('2014-08-15..2014-09-30'), stay('2014-11-01..2014-11-30'), { today }),
    { kind: 'within', remainingDays: 13, authorised: { lastDay: '2014-12-13' } },
    `S2: legal (${SEM})`,
  );
  const open = stay('2026-02-01..');
  t.match(
    assessStay([], open, { today: localDate('2026-05-01') }),
    { kind: 'within', remainingDays: 0, authorised: { lastDay: '2026-05-01' } },
    `18: the last authorised day is no overstay (${RULE})`,
  );
  t.match(
    assessStay([], open, { today: localDate('2026-05-02') }),
    { kind: 'exceeded', firstDayOver: '2026-05-02', daysOverInWindow: 1, daysOverAfterEnd: 1 },
    `18: listed from the next day ((EU) 2017/2226 Art 12)`,
  );
  t.match(
    assessStay([], stay('2026-06-10..2026-06-25'), {
      today,
      visa: { durationDays: 90, validUntil: localDate('2026-06-20'), daysUsed: 0 },
    }),
    { kind: 'exceeded', firstDayOver: '2026-06-21', daysOverInWindow: 0, daysOverAfterEnd: 5 },
    'where only the visa was exceeded the window has no excess',
  );
  t.match(
    assessStay(stays('2026-03-01..2026-05-24'), stay('2026-06-01..2026-08-09'), {
      today,
      visa: {
        durationDays: 60,
        validUntil: localDate('2026-12-31'),
        daysUsed: 0,
        limitedTerritorialValidity: true,
      },
    }),
    { kind: 'exceeded', firstDayOver: '2026-07-31', daysOverInWindow: 0, daysOverAfterEnd: 10 },
    'limited territorial validity: the window is not what was exceeded ((EU) 2017/2226 Art 11(6))',
  );
});

t.test('days of several stays together', async (t) => {
  t.equal(distinctDays([]), 0);
  t.equal(distinctDays(stays('2024-01-01..2024-01-10', '2026-03-01', '2024-01-10..2024-01-12')), 13);
  t.equal(distinctDays(stays('2026-02-01..')), 1, 'no exit proves no more than the day of entry');
});

t.test('data that cannot be counted', async (t) => {
  const day = localDate('2026-06-01');
  const backwards: Stay = { entryDate: localDate('2026-02-10'), exitDate: localDate('2026-02-01') };
  const open = stay('2026-03-01..');
  const later = stay('2026-05-01..2026-05-10');
  const good = stay('2026-01-01..2026-01-10');

  t.same(usedDays([good, backwards], day), { kind: 'exit-before-entry', stayIndex: 1 });
  t.same(maximumStay([backwards], day), { kind: 'exit-before-entry', stayIndex: 0 });
  t.same(earliestReentry([good, backwards], day), { kind: 'exit-before-entry', stayIndex: 1 });
  t.same(usedDays([open, later], day), { kind: 'missing-exit', stayIndex: 0 }, 'an open stay before another');
  t.match(
    usedDays([later, open], localDate('2026-04-30')),
    { usedDays: 61 },
    'unless the other is yet to come',
  );
  t.same(usedDays([open, open], day), { kind: 'missing-exit', stayIndex: 0 }, 'two open stays');
  t.same(maximumStay([good, open], day), { kind: 'missing-exit', stayIndex: 1 });
  t.same(authorisedStay([open], day), { kind: 'missing-exit', stayIndex: 0 });
  t.match(maximumStay([open], localDate('2026-03-01')), { kind: 'stay' }, 'the stay asked about may be open');
  t.match(usedDays([stay('permit:2026-01-01..')], day), { usedDays: 0 }, 'a permit may last');
  const yetToCome: Stay = {
    entryDate: localDate('2026-08-01'),
    exitDate: localDate('2026-01-05'),
    basis: 'residence-permit',
  };
  t.match(usedDays([good, yetToCome], day), { usedDays: 10 }, 'what is wrong later does not matter yet');
  t.same(assessStay([], backwards, { today: day }), { kind: 'exit-before-entry', stayIndex: 0 });
  t.same(assessStay([], stay('2026-06-02..'), { today: day }), {
    kind: 'stay-not-begun',
    entryDate: '2026-06-02',
  });
  const before = localDate('2013-10-17');
  t.same(usedDays([], before), { kind: 'no-rule-in-force', on: before });
  t.same(maximumStay([], before), { kind: 'no-rule-in-force', on: before });
  t.match(maximumStay([], localDate('2013-10-18')), { kind: 'stay', days: 90 });
});

// ---- The definition, word by word, on sets of days: the twin of the calculator.

function daySet(history: readonly Stay[], until: number): Set<number> {
  const days = new Set<number>();
  const each = (past: Stay, visit: (day: number) => void) => {
    const to = past.exitDate ? toDayNumber(past.exitDate) : until;
    for (let day = toDayNumber(past.entryDate); day <= Math.min(to, until); day++) visit(day);
  };
  for (const past of history) if (past.basis !== 'residence-permit') each(past, (day) => days.add(day));
  for (const past of history) if (past.basis === 'residence-permit') each(past, (day) => days.delete(day));
  return days;
}

function twinUsed(days: ReadonlySet<number>, day: number): number {
  let used = 0;
  for (let back = 0; back < 180; back++) if (days.has(day - back)) used++;
  return used;
}

const underPermit = (history: readonly Stay[], day: number) =>
  history.some(
    ({ entryDate, exitDate, basis }) =>
      basis === 'residence-permit' && toDayNumber(entryDate) <= day && day <= toDayNumber(exitDate!),
  );

/** Adds day after day and counts each one's window anew; a day under a permit is no day of short stay. */
function twinMaximum(history: readonly Stay[], entry: number): number {
  const days = daySet(history, entry - 1);
  for (let day = entry; ; day++) {
    if (underPermit(history, day)) continue;
    if (twinUsed(days.add(day), day) > 90) return day - entry;
  }
}

const EPOCH = toDayNumber(localDate('2024-01-01'));
const date = (offset: number): LocalDate => fromDayNumber(EPOCH + offset);
const histories = fc.array(
  fc
    .record({
      from: fc.integer({ min: 0, max: 400 }),
      length: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 130 })),
      permit: fc.integer({ min: 0, max: 5 }),
    })
    .map(
      ({ from, length, permit }): Stay => ({
        entryDate: date(from),
        exitDate: date(from + length - 1),
        ...(permit === 0 ? { basis: 'residence-permit' as const } : {}),
      }),
    ),
  { maxLength: 7 },
);
const SEED = 20_251_012;

function holds<Ts>(t: Test, property: fc.IProperty<Ts>, numRuns: number): void {
  const details = fc.check(property, { numRuns, seed: SEED });
  t.notOk(details.failed, fc.defaultReportMessage(details) ?? `${numRuns} cases, seed ${SEED}`);
}

t.test('days used agree with the definition', async (t) => {
  holds(
    t,
    fc.property(histories, fc.integer({ min: 0, max: 700 }), (history, offset) => {
      const day = EPOCH + offset;
      const count = usedDays(history, date(offset));
      if (count.kind !== 'counted') throw new Error(count.kind);
      const sum = count.stays.reduce((days, part) => days + part.days, 0);
      return count.usedDays === twinUsed(daySet(history, day), day) && sum === count.usedDays;
    }),
    3000,
  );
});

t.test('the longest stay agrees with the definition', async (t) => {
  holds(
    t,
    fc.property(histories, fc.integer({ min: 0, max: 700 }), (history, offset) => {
      const maximum = maximumStay(history, date(offset));
      const days = maximum.kind === 'stay' ? maximum.days : maximum.kind === 'no-stay' ? 0 : Number.NaN;
      return days === twinMaximum(history, EPOCH + offset);
    }),
    2000,
  );
});

t.test('the earliest re-entry is possible and no earlier day is', async (t) => {
  holds(
    t,
    fc.property(histories, fc.integer({ min: 0, max: 500 }), (history, offset) => {
      const reentry = earliestReentry(history, date(offset));
      if (reentry.kind !== 'reentry') throw new Error(reentry.kind);
      const entry = toDayNumber(reentry.entryDate);
      const usedBy = (day: number) => twinUsed(daySet(history, day - 1).add(day), day);
      for (let day = EPOCH + offset; day < entry; day++)
        if (usedBy(day) <= 90 || underPermit(history, day)) return false;
      return usedBy(entry) <= 90 || underPermit(history, entry);
    }),
    500,
  );
});

t.test('what is authorised is what can be stayed', async (t) => {
  holds(
    t,
    fc.property(histories, fc.integer({ min: 0, max: 500 }), (history, offset) => {
      const authorised = authorisedStay(history, date(offset));
      return authorised.kind !== 'no-rule-in-force' && 'days' in authorised
        ? authorised.days === twinMaximum(history, EPOCH + offset)
        : false;
    }),
    1500,
  );
});
