import t from 'tap';
import { eesFile } from '../../testing/ees-file.js';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EesFacts, SystemRecord } from '../system-record.js';
import { findOverstay } from './overstay.js';

type Visa = NonNullable<Extract<EesFacts, { readonly kind: 'entry' }>['visa']>;

/** `in 2026-01-01`, `out 2026-01-30`, `no 2026-01-01` (refusal); the index names the encounter. */
function record(text: string, index: number, visa?: Visa): SystemRecord {
  const [what, day] = text.split(' ') as [string, string];
  const date = localDate(day);
  const at = { borderCrossingPoint: 'Vienna airport' };
  const facts: Record<string, EesFacts> = {
    in: { kind: 'entry', entryDate: date, ...at, ...(visa ? { visa } : {}) },
    out: { kind: 'exit', exitDate: date, ...at },
    no: { kind: 'refusal', refusalDate: date, grounds: ['F'], ...at },
  };
  return {
    system: 'ees',
    subjectId: 'subject' as SubjectId,
    encounterId: String(index) as EncounterId,
    memberState: 'AUT',
    encounterAt: `${day}T${String(8 + index).padStart(2, '0')}:00:00Z`,
    identity: FAKE_IDENTITY,
    facts: facts[what]!,
  };
}
const file = (...texts: readonly string[]) => texts.map((text, index) => record(text, index));
const day = (text: string): LocalDate => localDate(text);

t.test('no overstay', async (t) => {
  const cases = [
    ['no record', file(), '2026-06-01'],
    ['a stay of 90 days', file('in 2026-01-01', 'out 2026-03-31'), '2026-12-01'],
    ['18: the last authorised day', file('in 2026-02-01'), '2026-05-01'],
    ['refusal is no stay', file('no 2026-01-01'), '2026-12-01'],
    ['entry yet to come', file('in 2026-12-02'), '2026-12-01'],
    ['exit without entry proves one day', file('out 2026-05-01'), '2026-12-01'],
    ['day trips', file('in 2026-05-10', 'out 2026-05-10', 'in 2026-05-10', 'out 2026-05-10'), '2026-12-01'],
    [
      'a missing exit before the authorised stay is over',
      file('in 2026-01-01', 'in 2026-02-20', 'out 2026-03-10'),
      '2026-03-31',
    ],
  ] as const;
  const oneInstant = file('out 2026-05-10', 'in 2026-05-10').map((record) => ({
    ...record,
    encounterAt: '2026-05-10T00:00:00Z',
  }));
  t.equal(findOverstay(oneInstant, day('2026-12-01')), undefined, 'a day trip recorded at one instant');
  for (const [id, records, today] of cases) t.equal(findOverstay(records, day(today)), undefined, id);
});

t.test('overstays', async (t) => {
  const cases: readonly (readonly [
    id: string,
    records: readonly SystemRecord[],
    today: string,
    since: string,
    last: string | undefined,
    inWindow: number,
    afterEnd: number,
    presumption: boolean,
    restsOn: string,
    citation: RegExp,
  ])[] = [
    [
      '18: listed the day after',
      file('in 2026-02-01'),
      '2026-05-02',
      '2026-05-02',
      '2026-05-01',
      1,
      1,
      true,
      '0',
      /Art 12, 16\(4\), 17\(2\), 20$/,
    ],
    [
      '18: months later',
      file('in 2026-02-01'),
      '2026-12-01',
      '2026-05-02',
      '2026-05-01',
      90,
      214,
      true,
      '0',
      /20$/,
    ],
    [
      '7: one day',
      file('in 2026-01-01', 'out 2026-04-01'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      1,
      1,
      false,
      '01',
      /Art 12$/,
    ],
    [
      '14',
      file('in 2026-01-01', 'out 2026-04-20'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      20,
      20,
      false,
      '01',
      /Art 12$/,
    ],
    [
      '19: two readings',
      file('in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01', 'out 2026-08-10'),
      '2026-12-01',
      '2026-05-31',
      '2026-05-30',
      42,
      72,
      false,
      '0123',
      /Art 12$/,
    ],
    [
      'an exit yet to come does not close',
      file('in 2026-02-01', 'out 2026-05-10'),
      '2026-05-05',
      '2026-05-02',
      '2026-05-01',
      4,
      4,
      true,
      '0',
      /20$/,
    ],
    [
      '8: no day left on entry',
      file('in 2026-01-10', 'out 2026-02-23', 'in 2026-04-01', 'out 2026-05-15', 'in 2026-05-16'),
      '2026-05-16',
      '2026-05-16',
      undefined,
      1,
      1,
      true,
      '01234',
      /20$/,
    ],
    [
      'order of records does not matter',
      file('out 2026-04-20', 'in 2026-01-01'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      20,
      20,
      false,
      '10',
      /Art 12$/,
    ],
    [
      'the latest of two',
      file('in 2025-01-01', 'out 2025-04-02', 'in 2026-01-01', 'out 2026-04-01'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      1,
      1,
      false,
      '23',
      /Art 12$/,
    ],
    [
      'missing exit, entry after the end',
      file('in 2026-01-01', 'in 2026-04-10', 'out 2026-04-12'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      10,
      10,
      true,
      '012',
      /Art 12, 16\(4\), 17\(2\), 20, 35$/,
    ],
    [
      'a missing exit costs a later stay one day, not all the days in between',
      file('in 2026-01-01', 'in 2026-03-20', 'out 2026-06-10'),
      '2026-12-01',
      '2026-04-01',
      '2026-03-31',
      0,
      0,
      true,
      '012',
      /35$/,
    ],
    [
      'missing exit, entry before the end',
      file('in 2026-01-01', 'in 2026-02-20', 'out 2026-03-10'),
      '2026-04-01',
      '2026-04-01',
      '2026-03-31',
      0,
      0,
      true,
      '012',
      /35$/,
    ],
  ];
  for (const [id, records, today, since, last, inWindow, afterEnd, presumption, restsOn, citation] of cases) {
    const flag = findOverstay(records, day(today));
    t.match(flag, { kind: 'overstay', citation }, id);
    t.same(
      flag?.facts,
      {
        since,
        ...(last ? { lastAuthorisedDay: last } : {}),
        boundBy: 'short-stay-rule',
        daysOverInWindow: inWindow,
        daysOverAfterEnd: afterEnd,
        presumption,
      },
      `${id}: facts`,
    );
    t.same(flag?.restsOn.map(({ encounterId }) => encounterId).join(''), restsOn, `${id}: rests on`);
    t.ok(flag?.restsOn.every(({ system }) => system === 'ees'));
  }
});

t.test('visa-required travellers', async (t) => {
  const visa = (validUntil: string, durationDays: number, stickerNumber = 'AUT012345678'): Visa => ({
    stickerNumber,
    validUntil: day(validUntil),
    durationDays,
  });
  const thirty = visa('2026-08-15', 30);
  const cases = [
    [
      '15: within the days left',
      [record('in 2026-05-05', 0, thirty), record('out 2026-05-24', 1), record('in 2026-07-01', 2, thirty)],
      '2026-07-10',
      undefined,
    ],
    [
      '15: one day more than the visa has left',
      [record('in 2026-05-05', 0, thirty), record('out 2026-05-24', 1), record('in 2026-07-01', 2, thirty)],
      '2026-07-11',
      {
        since: '2026-07-11',
        lastAuthorisedDay: '2026-07-10',
        boundBy: 'visa-duration',
        daysOverInWindow: 0,
        daysOverAfterEnd: 1,
        presumption: true,
      },
    ],
    [
      '15: another visa has its own days',
      [
        record('in 2026-05-05', 0, thirty),
        record('out 2026-05-24', 1),
        record('in 2026-07-01', 2, visa('2026-08-15', 30, 'AUT999999999')),
      ],
      '2026-07-30',
      undefined,
    ],
    [
      '16: validity binds',
      [record('in 2026-06-10', 0, visa('2026-06-20', 90)), record('out 2026-06-25', 1)],
      '2026-07-01',
      {
        since: '2026-06-21',
        lastAuthorisedDay: '2026-06-20',
        boundBy: 'visa-validity',
        daysOverInWindow: 0,
        daysOverAfterEnd: 5,
        presumption: false,
      },
    ],
    [
      '16: exit on the last day',
      [record('in 2026-06-10', 0, visa('2026-06-20', 90)), record('out 2026-06-20', 1)],
      '2026-07-01',
      undefined,
    ],
    [
      'a visa of several years, 90 days used last year',
      [
        record('in 2025-01-01', 0, visa('2028-01-01', 90)),
        record('out 2025-03-31', 1),
        record('in 2026-01-01', 2, visa('2028-01-01', 90)),
      ],
      '2026-03-31',
      undefined,
    ],
  ] as const;
  for (const [id, records, today, facts] of cases)
    t.same(findOverstay(records, day(today))?.facts, facts, id);

  const counted = findOverstay(cases[1][1], day('2026-07-11'));
  t.equal(counted?.restsOn.length, 3, 'a duration used up rests on the stays that used it');
});

t.test('decisions, proof and free movement', async (t) => {
  const excused = (shown: string) =>
    [eesFile('in 2026-02-01', [`proof 2026-05-09 ${shown}`, { concerns: 0 }])] as const;
  const rows = [
    ['extended', eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20'), '2026-05-20', undefined],
    [
      'after the extension',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20'),
      '2026-05-21',
      '2026-05-21',
    ],
    ['revoked', eesFile('in 2026-02-01', 'revoke 2026-03-01'), '2026-03-02', '2026-03-02'],
    ['presumed', eesFile('in 2026-02-01'), '2026-05-10', '2026-05-02'],
    [
      'rebutted: had left in time',
      eesFile('in 2026-02-01', ['proof 2026-05-09 exit 2026-04-20', { concerns: 0 }]),
      '2026-05-10',
      undefined,
    ],
    [
      'until the proof is there',
      eesFile('in 2026-02-01', ['proof 2026-05-11 exit 2026-04-20', { concerns: 0 }]),
      '2026-05-10',
      '2026-05-02',
    ],
    [
      'had left, but too late',
      eesFile('in 2026-02-01', ['proof 2026-05-09 exit 2026-05-05', { concerns: 0 }]),
      '2026-05-10',
      '2026-05-02',
    ],
    [
      'a right to stay',
      eesFile('in 2026-02-01', ['proof 2026-05-09 right-to-stay', { concerns: 0 }]),
      '2026-05-10',
      undefined,
    ],
    [
      'a serious event',
      eesFile('in 2026-02-01', 'out 2026-05-20', ['proof 2026-05-25 serious-event', { concerns: 0 }]),
      '2026-06-01',
      undefined,
    ],
    ['no longer than it excuses', ...excused('serious-event 2026-05-20'), '2026-05-20', undefined],
    ['the day after', ...excused('serious-event 2026-05-20'), '2026-05-21', '2026-05-21'],
    ['a right that ended', ...excused('right-to-stay 2026-05-20'), '2026-06-21', '2026-05-21'],
    [
      'a right that ended before the stay did',
      ...excused('right-to-stay 2026-04-20'),
      '2026-05-10',
      '2026-05-02',
    ],
    [
      'excused until the exit',
      eesFile('in 2026-02-01', 'out 2026-05-20', [
        'proof 2026-05-25 serious-event 2026-05-20',
        { concerns: 0 },
      ]),
      '2026-06-01',
      undefined,
    ],
    [
      'excused until the day before the exit',
      eesFile('in 2026-02-01', 'out 2026-05-20', [
        'proof 2026-05-25 serious-event 2026-05-19',
        { concerns: 0 },
      ]),
      '2026-06-01',
      '2026-05-20',
    ],
    [
      'excused until another entry',
      eesFile(
        'in 2026-02-01',
        ['proof 2026-05-09 serious-event 2026-06-01', { concerns: 0 }],
        'in 2026-06-01',
      ),
      '2026-07-01',
      undefined,
    ],
    [
      'of several proofs the furthest counts',
      eesFile(
        'in 2026-02-01',
        ['proof 2026-05-09 serious-event 2026-06-20', { concerns: 0 }],
        ['proof 2026-05-10 right-to-stay 2026-05-20', { concerns: 0 }],
      ),
      '2026-07-01',
      '2026-06-21',
    ],
    [
      'an extension corrected to a later day',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20', [
        'correct 2026-04-21 until 2026-06-20',
        { concerns: 1 },
      ]),
      '2026-06-20',
      undefined,
    ],
    [
      'an extension corrected to an earlier day',
      eesFile('in 2026-02-01', 'extend 2026-04-20 2026-05-20', [
        'correct 2026-04-21 until 2026-05-10',
        { concerns: 1 },
      ]),
      '2026-05-20',
      '2026-05-11',
    ],
    [
      'a right whose end was corrected',
      eesFile(
        'in 2026-02-01',
        ['proof 2026-05-09 right-to-stay', { concerns: 0 }],
        ['correct 2026-05-10 until 2026-05-31', { concerns: 1 }],
      ),
      '2026-07-01',
      '2026-06-01',
    ],
    [
      'a proven exit corrected',
      eesFile(
        'in 2026-02-01',
        ['proof 2026-05-09 exit 2026-05-05', { concerns: 0 }],
        ['correct 2026-05-10 until 2026-04-05', { concerns: 1 }],
      ),
      '2026-07-01',
      undefined,
    ],
    [
      'the day of an extension corrected: not how long it lasts',
      eesFile('in 2026-03-01', 'extend 2026-05-01 2026-12-31', [
        'correct 2026-05-03 2026-05-02',
        { concerns: 1 },
      ]),
      '2026-09-01',
      undefined,
    ],
    [
      'the day of proof corrected: not how far it excuses',
      eesFile(
        'in 2026-02-01',
        ['proof 2026-05-09 right-to-stay', { concerns: 0 }],
        ['correct 2026-05-10 2026-05-08', { concerns: 1 }],
      ),
      '2026-07-01',
      undefined,
    ],
    [
      'both days of an extension corrected, one after the other',
      eesFile(
        'in 2026-02-01',
        'extend 2026-04-20 2026-05-20',
        ['correct 2026-04-21 until 2026-06-20', { concerns: 1 }],
        ['correct 2026-04-22 2026-04-19', { concerns: 1 }],
      ),
      '2026-06-20',
      undefined,
    ],
    ['free movement', eesFile(['in 2026-02-01', { freeMovement: true }]), '2026-12-31', undefined],
  ] as const;
  for (const [id, records, today, since] of rows) {
    t.equal(findOverstay(records, day(today))?.facts.since, since, id);
  }
  const extended = findOverstay(rows[1][1], day('2026-05-21'));
  t.same(
    extended?.restsOn.map(({ encounterId }) => encounterId),
    ['0', '1'],
    'rests on the decision, too',
  );
  t.match(extended?.reason, /until 2026-05-20 by an extension/);

  const again = findOverstay(excused('serious-event 2026-05-20')[0], day('2026-05-30'));
  t.match(again?.facts, { lastAuthorisedDay: '2026-05-01', daysOverAfterEnd: 10, daysOverInWindow: 10 });
  t.match(again?.reason, /Proof excuses it until 2026-05-20; those days are left out\. No exit is recorded/);
  t.same(
    again?.restsOn.map(({ encounterId }) => encounterId),
    ['0', '1'],
    'rests on the proof, too',
  );
  const fewer = findOverstay(excused('serious-event 2026-04-20')[0], day('2026-05-30'));
  t.match(fewer?.facts, { since: '2026-05-02', daysOverAfterEnd: 29 });
  t.notMatch(fewer?.reason, /Proof/, 'proof of days that were authorised anyway changes nothing');
  t.equal(fewer?.restsOn.length, 1);
});

t.test('reasons', async (t) => {
  const reason = (records: readonly SystemRecord[], today: string) =>
    findOverstay(records, day(today))?.reason;
  t.equal(
    reason(file('in 2026-01-01', 'out 2026-01-30', 'in 2026-04-01', 'out 2026-08-10'), '2026-12-01'),
    'The stay that began on 2026-04-01 was authorised until 2026-05-30 by the short-stay rule; 30 days before the ' +
      'entry counted. It ended on 2026-08-10, 72 days after what was authorised (42 days beyond the maximum in the ' +
      'window that ends that day).',
  );
  t.equal(
    reason(file('in 2026-02-01'), '2026-05-02'),
    'The stay that began on 2026-02-01 was authorised until 2026-05-01 by the short-stay rule; 0 days before the ' +
      'entry counted. No exit is recorded by 2026-05-02, 1 day after what was authorised (1 day beyond the maximum ' +
      'in the window that ends that day). This is a presumption that can be rebutted.',
  );
  t.match(
    reason(file('in 2026-01-01', 'in 2026-02-20', 'out 2026-03-10'), '2026-04-01'),
    /an entry on 2026-02-20 shows a departure by that day: at most 0 days .* the file needs correction\.$/,
    'a missing exit is said',
  );
  t.match(
    reason(file('out 2025-12-01', 'in 2026-01-01', 'in 2026-02-20', 'in 2026-04-10'), '2026-12-01'),
    /The exit on 2025-12-01 has no recorded entry.*began on 2026-01-01 has no recorded exit.*2 earlier stays are flagged as well\.$/,
    'whatever else the file lacks is said',
  );
  t.match(
    reason(
      file('in 2026-01-10', 'out 2026-02-23', 'in 2026-04-01', 'out 2026-05-15', 'in 2026-05-16'),
      '2026-05-16',
    ),
    /^No day of stay was left on entry on 2026-05-16 by the short-stay rule; 90 days/,
  );
});

t.test('a reason holds no data of the person', async (t) => {
  const visa: Visa = { stickerNumber: 'AUT012345678', validUntil: day('2026-03-01'), durationDays: 10 };
  const records = [record('in 2026-02-01', 0, visa)].map((record) => ({
    ...record,
    travelDocument: { kind: 'passport' as const, number: 'P7654321', issuingCountry: 'PER' },
  }));
  const flag = JSON.stringify(findOverstay(records, day('2026-06-01')));
  for (const secret of ['Rivera', 'Ana', '1990', 'PER', 'P7654321', 'AUT012345678', 'Vienna']) {
    t.notMatch(flag, secret);
  }
});
