import t from 'tap';
import { VISA_EVENTS, VISA_STATES, VISA_TRANSITION_ROWS } from '../law/vis-visa-table.js';
import { type LocalDate, localDate } from '../local-date.js';
import { type VisaEvent, visaHistory, visaOn, visRetention } from './visa-history.js';

const day = localDate;
const CREATED = day('2026-01-10');
const issued: VisaEvent = {
  kind: 'issued',
  on: day('2026-01-20'),
  stickerNumber: 'STICKER-1',
  validFrom: day('2026-02-01'),
  validUntil: day('2026-07-31'),
};
const extended = (validUntil: string): VisaEvent => ({
  kind: 'extended',
  on: day('2026-07-01'),
  validUntil: day(validUntil),
});
const decided = (
  kind: 'refused' | 'withdrawn' | 'discontinued' | 'annulled' | 'revoked',
  on: string,
): VisaEvent => ({ kind, on: day(on) });
const history = (...events: VisaEvent[]) => visaHistory(CREATED, events);

/** events, state, last day kept, citation. */
const CASES: readonly (readonly [readonly VisaEvent[], string, string, string])[] = [
  [[], 'pending', 'open', '(EC) 767/2008 Art 8'],
  [[issued], 'issued', '2031-07-31', '(EC) 767/2008 Art 23(1)(a)'],
  [[issued, extended('2026-08-15')], 'issued', '2031-08-15', '(EC) 767/2008 Art 14, 23(1)(b)'],
  [[decided('refused', '2026-01-20')], 'refused', '2031-01-20', '(EC) 767/2008 Art 12, 23(1)(d)'],
  [[decided('withdrawn', '2026-01-20')], 'withdrawn', '2031-01-10', '(EC) 767/2008 Art 23(1)(c)'],
  [[decided('discontinued', '2026-01-20')], 'discontinued', '2031-01-10', '(EC) 767/2008 Art 11, 23(1)(c)'],
  [[issued, decided('annulled', '2026-03-01')], 'annulled', '2031-03-01', '(EC) 767/2008 Art 13, 23(1)(d)'],
  [[issued, decided('revoked', '2026-03-01')], 'revoked', '2031-03-01', '(EC) 767/2008 Art 13, 23(1)(d)'],
  [
    [issued, extended('2026-08-15'), decided('revoked', '2026-08-01')],
    'revoked',
    '2031-08-01',
    '(EC) 767/2008 Art 13',
  ],
];

t.test('what became of an application, and how long its file is kept', async (t) => {
  for (const [events, state, lastDayKept, citation] of CASES) {
    const found = history(...events);
    const name = `${events.map(({ kind }) => kind).join(', ') || 'nothing'}: ${citation}`;
    t.equal(found.state, state, name);
    t.same(found.faults, [], `${name}: no fault`);
    const retention = visRetention(found, { createdOn: CREATED });
    t.equal(
      retention.kind === 'until' ? retention.lastDayKept : retention.kind,
      lastDayKept,
      `${name}: kept until`,
    );
  }
});

t.test('every other event in every other state is a fault', async (t) => {
  const into: Readonly<Record<string, readonly VisaEvent[]>> = {
    pending: [],
    issued: [issued],
    ...Object.fromEntries(
      (['refused', 'withdrawn', 'discontinued'] as const).map((kind) => [
        kind,
        [decided(kind, '2026-01-20')],
      ]),
    ),
    ...Object.fromEntries(
      (['annulled', 'revoked'] as const).map((kind) => [kind, [issued, decided(kind, '2026-03-01')]]),
    ),
  };
  for (const state of VISA_STATES) {
    for (const kind of VISA_EVENTS) {
      const event: VisaEvent =
        kind === 'issued'
          ? { ...issued, on: day('2026-07-01') }
          : kind === 'extended'
            ? extended('2026-09-01')
            : decided(kind, '2026-07-01');
      const allowed = VISA_TRANSITION_ROWS.some((row) => row.event === kind && row.from === state);
      const found = history(...into[state]!, event);
      t.equal(found.faults.length, allowed ? 0 : 1, `${kind} of ${state}`);
      if (!allowed) t.equal(found.state, state, `${kind} of ${state} changes nothing`);
    }
  }
});

t.test('events that contradict themselves', async (t) => {
  const fault = (...events: VisaEvent[]) => history(...events).faults[0]?.fault;
  t.equal(fault({ ...issued, validUntil: day('2026-01-31') }), 'ends-before-it-starts');
  t.equal(fault({ ...issued, validUntil: day('2026-02-01') }), undefined, 'a visa for one day');
  t.equal(
    fault({ ...issued, on: day('2026-01-09') }),
    'before-the-last-event',
    'decided before it was applied for',
  );
  t.equal(fault({ ...issued, on: CREATED }), undefined, 'on the same day');
  t.equal(fault(issued, decided('revoked', '2026-01-19')), 'before-the-last-event');
  t.equal(fault(issued, extended('2026-07-30')), 'extension-shortens');
  t.equal(fault(issued, extended('2026-07-31')), undefined);
});

t.test('what the sticker is worth on a day', async (t) => {
  const on = (text: string, ...events: VisaEvent[]) => visaOn(history(...events), day(text));
  t.equal(on('2026-02-01', decided('refused', '2026-01-20')), 'no-visa');
  t.equal(on('2026-02-01'), 'no-visa');
  t.equal(on('2026-01-31', issued), 'not-yet-valid');
  t.equal(on('2026-02-01', issued), 'valid');
  t.equal(on('2026-07-31', issued), 'valid', 'the last day');
  t.equal(on('2026-08-01', issued), 'expired');
  t.equal(on('2026-08-01', issued, extended('2026-08-15')), 'valid', 'extended');
  t.equal(on('2026-08-16', issued, extended('2026-08-15')), 'expired');
  t.equal(on('2026-02-15', issued, decided('annulled', '2026-03-01')), 'annulled', 'never was valid');
  t.equal(on('2026-02-28', issued, decided('revoked', '2026-03-01')), 'valid', 'the day before');
  t.equal(on('2026-03-01', issued, decided('revoked', '2026-03-01')), 'revoked', 'on the day');
  t.equal(on('2026-12-01', issued, decided('revoked', '2026-03-01')), 'revoked');
  const renewed: VisaEvent = { ...extended('2026-08-15'), stickerNumber: 'STICKER-2' } as VisaEvent;
  t.equal(history(issued, renewed).visa?.stickerNumber, 'STICKER-2', 'a new sticker replaces the number');
  t.equal(history(issued, extended('2026-08-15')).visa?.stickerNumber, 'STICKER-1');
});

t.test('long-stay visa refused: (EC) 767/2008 Art 22d(2)', async (t) => {
  const refused = history(decided('refused', '2026-01-20'));
  const kept = (longStay?: { readonly forThreatOrFraud: boolean }, createdOn: LocalDate = CREATED) =>
    visRetention(refused, { createdOn, ...(longStay ? { longStay } : {}) }).kind;
  t.equal(kept({ forThreatOrFraud: false }), 'erase-when-final');
  t.equal(kept({ forThreatOrFraud: true }), 'until');
  t.equal(kept(), 'until', 'a short-stay visa');
  const granted = visRetention(history(issued), {
    createdOn: CREATED,
    longStay: { forThreatOrFraud: false },
  });
  t.equal(granted.kind, 'until', 'one that was issued');
});

t.test('29 February', async (t) => {
  const leap: VisaEvent = {
    ...issued,
    on: day('2028-01-01'),
    validFrom: day('2028-01-01'),
    validUntil: day('2028-02-29'),
  } as VisaEvent;
  t.match(visRetention(history(leap), { createdOn: CREATED }), { lastDayKept: '2033-02-28' });
});
