import t from 'tap';
import {
  ETIAS_EVENTS,
  ETIAS_STATES,
  ETIAS_TRANSITION_ROWS,
  type EtiasEventKind,
} from '../law/etias-clock-table.js';
import { localDate } from '../local-date.js';
import {
  consultationLimit,
  type EtiasFile,
  etiasDuty,
  etiasHistory,
  etiasOn,
  etiasRetention,
  etiasValidUntil,
  onChangeElsewhere,
} from './application-history.js';

const day = localDate;
const SUBMITTED = '2026-11-20T10:00:00Z';
/** One hour apart. */
const history = (...kinds: EtiasEventKind[]) =>
  etiasHistory(
    SUBMITTED,
    kinds.map((kind, index) => ({ kind, at: `2026-11-20T${11 + index}:00:00Z` })),
  );
const MANUAL = ['hits-reported', 'hits-confirmed'] as const;

/** events, state. Citation: the rows of the transitions. */
const PATHS: readonly (readonly [readonly EtiasEventKind[], string])[] = [
  [[], 'submitted'],
  [['issued'], 'issued'],
  [['hits-reported', 'hits-false'], 'issued'],
  [[...MANUAL, 'issued'], 'issued'],
  [[...MANUAL, 'refused'], 'refused'],
  [['answered-yes-only', 'refused'], 'refused'],
  [[...MANUAL, 'information-requested', 'information-given', 'issued'], 'issued'],
  [[...MANUAL, 'information-requested', 'information-not-given'], 'refused'],
  [[...MANUAL, 'interview-invited', 'interview-held', 'refused'], 'refused'],
  [['issued', 'annulled'], 'annulled'],
  [['issued', 'revoked'], 'revoked'],
];

t.test('from submission to what became of it: (EU) 2018/1240 Art 21 to 41', async (t) => {
  for (const [events, state] of PATHS) {
    const found = history(...events);
    t.equal(found.state, state, events.join(', ') || 'nothing');
    t.same(found.faults, [], `${events.join(', ')}: no fault`);
  }
  t.same(
    ETIAS_EVENTS.filter((kind) => !ETIAS_TRANSITION_ROWS.some(({ event }) => event === kind)),
    [],
    'every event has a row',
  );
});

t.test('every other event in every other state is a fault', async (t) => {
  const reach: Readonly<Record<string, readonly EtiasEventKind[]>> = {
    submitted: [],
    'central-verification': ['hits-reported'],
    'manual-processing': MANUAL,
    'information-requested': [...MANUAL, 'information-requested'],
    'interview-invited': [...MANUAL, 'interview-invited'],
    issued: ['issued'],
    refused: [...MANUAL, 'refused'],
    annulled: ['issued', 'annulled'],
    revoked: ['issued', 'revoked'],
  };
  for (const state of ETIAS_STATES) {
    t.equal(history(...reach[state]!).state, state);
    for (const kind of ETIAS_EVENTS) {
      const allowed = ETIAS_TRANSITION_ROWS.some(({ event, from }) => event === kind && from.includes(state));
      const found = history(...reach[state]!, kind);
      t.equal(found.faults.length, allowed ? 0 : 1, `${kind} after ${state}`);
    }
  }
  t.equal(history('refused').state, 'submitted', 'nothing is refused automatically');
  const early = etiasHistory(SUBMITTED, [{ kind: 'issued', at: '2026-11-20T09:59:59Z' }]);
  t.equal(early.faults[0]?.fault, 'before-the-last-event');
});

/** events, who, limit, citation. */
const DUTIES: readonly (readonly [readonly EtiasEventKind[], string, string, string])[] = [
  [[], 'national-unit', '2026-11-24T10:00:00.000Z', '32(1)'],
  [['hits-reported'], 'central-unit', '2026-11-20T23:00:00.000Z', '22(6)'],
  [MANUAL, 'national-unit', '2026-11-24T10:00:00.000Z', '32(1)'],
  [[...MANUAL, 'information-requested'], 'applicant', '2026-11-30T13:00:00.000Z', '27(2)'],
  [
    [...MANUAL, 'information-requested', 'information-given'],
    'national-unit',
    '2026-11-24T14:00:00.000Z',
    '32',
  ],
  // 48 hours after the interview would come before the 96 hours: an extension shortens nothing.
  [[...MANUAL, 'interview-invited', 'interview-held'], 'national-unit', '2026-11-24T10:00:00.000Z', '32'],
];

t.test('the clocks: (EU) 2018/1240 Art 22(6), 27, 32', async (t) => {
  for (const [events, by, limit, article] of DUTIES) {
    const found = history(...events);
    const name = `${events.join(', ') || 'nothing'}: Art ${article}`;
    t.match(etiasDuty(found, limit), { by, limit, isOverdue: false }, `${name}, at the limit`);
    const late = new Date(Date.parse(limit) + 1).toISOString();
    t.match(etiasDuty(found, late), { isOverdue: true }, `${name}, after it`);
  }
  const late = etiasHistory(SUBMITTED, [
    { kind: 'hits-reported', at: SUBMITTED },
    { kind: 'hits-confirmed', at: SUBMITTED },
    { kind: 'interview-invited', at: SUBMITTED },
    { kind: 'interview-held', at: '2026-11-26T10:00:00Z' },
  ]);
  t.equal(late.decideBy, '2026-11-28T10:00:00.000Z', '48 hours after the interview');
  t.equal(etiasDuty(history('issued'), SUBMITTED), undefined, 'decided');
  t.equal(consultationLimit(SUBMITTED), '2026-11-22T22:00:00.000Z', '60 hours');
  t.equal(consultationLimit('now'), undefined);
});

t.test('validity: (EU) 2018/1240 Art 36(5)', async (t) => {
  const until = (document: string) => etiasValidUntil(day('2026-11-25'), day(document));
  t.equal(until('2029-11-24'), '2029-11-24', 'the document ends first');
  t.equal(until('2029-11-25'), '2029-11-25');
  t.equal(until('2029-11-26'), '2029-11-25', 'three years');
  const issued = { state: 'issued', issuedOn: day('2026-11-25'), validUntil: day('2029-11-25') } as const;
  t.equal(etiasOn(issued, day('2026-11-24')), 'not-yet');
  t.equal(etiasOn(issued, day('2026-11-25')), 'valid');
  t.equal(etiasOn(issued, day('2029-11-25')), 'valid', 'the last day');
  t.equal(etiasOn(issued, day('2029-11-26')), 'expired');
  const revoked = { ...issued, state: 'revoked', decidedOn: day('2027-01-10') } as const;
  t.equal(etiasOn(revoked, day('2027-01-09')), 'valid', 'the day before');
  t.equal(etiasOn(revoked, day('2027-01-10')), 'revoked');
  t.equal(etiasOn({ ...revoked, state: 'annulled' }, day('2026-12-01')), 'annulled', 'never was valid');
  t.equal(etiasOn({ state: 'refused' }, day('2026-12-01')), 'none');
});

t.test('changes elsewhere: (EU) 2018/1240 Art 34, 41', async (t) => {
  t.equal(onChangeElsewhere('new-refusal-alert').outcome, 'revoke');
  t.equal(onChangeElsewhere('document-reported').outcome, 'assess');
  t.equal(onChangeElsewhere('asked-by-holder').outcome, 'revoke');
  t.equal(onChangeElsewhere('watchlist-entry').outcome, 'assess');
});

const issued = (consent?: { readonly years: number; readonly withdrawnOn?: string }): EtiasFile => ({
  outcome: 'issued',
  validUntil: day('2029-11-25'),
  ...(consent
    ? {
        consent: {
          years: consent.years,
          ...(consent.withdrawnOn ? { withdrawnOn: day(consent.withdrawnOn) } : {}),
        },
      }
    : {}),
});
const refused = (...deleted: (string | undefined)[]): EtiasFile => ({
  outcome: 'refused',
  decidedOn: day('2026-11-25'),
  causes: deleted.map((on) => (on ? { deletedOn: day(on) } : {})),
});

/** what, file, last day kept. Citation: (EU) 2018/1240 Art 54. */
const KEPT: readonly (readonly [string, EtiasFile, string])[] = [
  ['issued', issued(), '2029-11-25'],
  ['consent to one year', issued({ years: 1 }), '2030-11-25'],
  ['consent to three', issued({ years: 3 }), '2032-11-25'],
  ['consent to four', issued({ years: 4 }), '2032-11-25'],
  ['withdrawn while kept by it', issued({ years: 3, withdrawnOn: '2030-01-01' }), '2030-01-01'],
  ['withdrawn while valid', issued({ years: 3, withdrawnOn: '2028-01-01' }), '2029-11-25'],
  ['withdrawn after the end', issued({ years: 3, withdrawnOn: '2033-01-01' }), '2032-11-25'],
  ['refused', refused(undefined), '2031-11-25'],
  ['refused without a record elsewhere', refused(), '2031-11-25'],
  ['the cause was deleted', refused('2027-01-01'), '2027-01-08'],
  ['one of two', refused('2027-01-01', undefined), '2031-11-25'],
  ['both, the later counts', refused('2027-01-01', '2027-03-01'), '2027-03-08'],
  ['eight days before the end', refused('2031-11-17'), '2031-11-24'],
  ['seven days before the end', refused('2031-11-18'), '2031-11-25'],
  ['six days before the end', refused('2031-11-19'), '2031-11-25'],
];

t.test('how long the file is kept: (EU) 2018/1240 Art 54', async (t) => {
  for (const [name, file, lastDayKept] of KEPT) {
    t.equal(etiasRetention(file, day('2026-11-25'))?.lastDayKept, lastDayKept, name);
  }
  t.equal(etiasRetention(issued(), day('2018-10-08')), undefined, 'before the act');
});
