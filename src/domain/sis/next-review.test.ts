import t from 'tap';
import { SIS_ALERT_KINDS, type SisAlertKind, sisAlertRow } from '../law/sis-alert-table.js';
import { addDays, localDate } from '../local-date.js';
import { latestReviewBy } from '../retention.js';
import { alertAge, extendAlert, nextReview, warningOf } from './next-review.js';

const day = localDate;
const ENTERED = day('2026-06-30');

/** kind, last day, day of the warning. */
const PERIODS: readonly (readonly [SisAlertKind, string, string])[] = [
  ['refusal-of-entry', '2029-06-30', '2029-02-28'],
  ['return', '2029-06-30', '2029-02-28'],
  ['arrest', '2031-06-30', '2031-02-28'],
  ['missing-protected', '2031-06-30', '2031-02-28'],
  ['missing', '2031-06-30', '2031-02-28'],
  ['judicial-procedure', '2029-06-30', '2029-02-28'],
  ['unknown-wanted', '2029-06-30', '2029-02-28'],
  ['child-abduction', '2027-06-30', '2027-02-28'],
  ['child-travel', '2027-06-30', '2027-02-28'],
  ['vulnerable-adult', '2027-06-30', '2027-02-28'],
  ['discreet-check', '2027-06-30', '2027-02-28'],
  ['inquiry-check', '2027-06-30', '2027-02-28'],
  ['specific-check', '2027-06-30', '2027-02-28'],
  ['object-check', '2036-06-30', '2036-02-29'],
  ['object-seizure', '2036-06-30', '2036-02-29'],
];

t.test('every kind has its period: (EU) 2018/1861 Art 39, (EU) 2018/1862 Art 53, 54', async (t) => {
  t.same(PERIODS.map(([kind]) => kind).sort(), [...SIS_ALERT_KINDS].sort(), 'no kind is left out');
  for (const [kind, reviewBy, warnOn] of PERIODS) {
    const review = nextReview({ kind, enteredOn: ENTERED });
    t.match(review, { kind: 'review', reviewBy, warnOn }, `${kind}: ${JSON.stringify(review)}`);
  }
});

t.test('refusal of entry: the national decision counts, Art 39(2)', async (t) => {
  const until = (decisionValidUntil: string) =>
    nextReview({ kind: 'refusal-of-entry', enteredOn: ENTERED, decisionValidUntil: day(decisionValidUntil) });
  t.match(until('2029-06-29'), { reviewBy: '2029-06-30' }, 'the day before three years');
  t.match(until('2029-06-30'), { reviewBy: '2029-06-30' }, 'three years are not longer than three');
  t.match(until('2029-07-01'), { reviewBy: '2031-06-30' }, 'a day longer');
  t.match(
    nextReview({ kind: 'arrest', enteredOn: ENTERED, decisionValidUntil: day('2050-01-01') }),
    { reviewBy: '2031-06-30' },
    'other kinds do not know it',
  );
});

t.test('an object lives as long as the person it is linked to, Art 54', async (t) => {
  const linked = (personReviewBy: string) =>
    nextReview({ kind: 'object-seizure', enteredOn: ENTERED, personReviewBy: day(personReviewBy) });
  t.match(linked('2027-06-30'), { reviewBy: '2027-06-30', warnOn: '2027-02-28' });
  t.match(linked('2036-06-29'), { reviewBy: '2036-06-29' }, 'a day less than its own period');
  t.match(linked('2036-07-01'), { reviewBy: '2036-06-30' }, 'never longer than its own');
  t.match(linked('2026-08-01'), { warnOn: ENTERED }, 'no warning before the entry');
});

t.test('the law of the day', async (t) => {
  t.equal(nextReview({ kind: 'arrest', enteredOn: day('2023-03-06') }).kind, 'no-rule-in-force');
  t.equal(nextReview({ kind: 'arrest', enteredOn: day('2023-03-07') }).kind, 'review');
});

t.test('what a record may say is no shorter than what its finest kind allows', async (t) => {
  for (const kind of SIS_ALERT_KINDS) {
    const { recordedAs } = sisAlertRow(kind);
    const review = nextReview({ kind, enteredOn: ENTERED });
    if (!recordedAs || review.kind !== 'review') continue;
    t.ok(review.reviewBy <= latestReviewBy(recordedAs, ENTERED)!, `${kind} recorded as ${recordedAs}`);
  }
});

t.test('the warning before an end that the state set earlier', async (t) => {
  const warn = (reviewBy: string, extendedOn?: string) =>
    warningOf(day(reviewBy), { enteredOn: ENTERED, ...(extendedOn ? { extendedOn: day(extendedOn) } : {}) });
  t.equal(warn('2027-03-15'), '2026-11-15');
  t.equal(warn('2026-08-01'), ENTERED, 'not before the entry');
  t.equal(warn('2027-03-15', '2026-12-01'), '2026-12-01', 'nor before the extension');
  t.equal(warningOf(day('2024-01-01'), { enteredOn: day('2023-03-06') }), undefined, 'no law in force');
});

t.test('from entry to deletion', async (t) => {
  const review = nextReview({ kind: 'discreet-check', enteredOn: ENTERED });
  if (review.kind !== 'review') throw new Error('a period is in force');
  const age = (on: string) => alertAge(review, { enteredOn: ENTERED, on: day(on) });
  t.equal(age('2026-06-29'), 'not-yet');
  t.equal(age('2026-06-30'), 'in-force');
  t.equal(age('2027-02-27'), 'in-force', 'the day before the warning');
  t.equal(age('2027-02-28'), 'ends-soon', 'four months before');
  t.equal(age('2027-06-30'), 'ends-soon', 'the last day');
  t.equal(age('2027-07-01'), 'deleted', 'the day after');
});

t.test('extension', async (t) => {
  const alert = { kind: 'discreet-check', enteredOn: ENTERED } as const;
  const extend = (on: string, isProportionate = true, isTerrorism = false) =>
    extendAlert(alert, { on: day(on), isProportionate, isTerrorism });
  t.match(extend('2027-06-30'), { kind: 'extended', review: { reviewBy: '2028-06-30' } }, 'on the last day');
  t.match(extend('2027-07-01'), { kind: 'refused' }, 'a day late');
  t.match(extend('2027-05-01'), { review: { reviewBy: '2028-05-01' } }, 'counted from the decision');
  t.match(extend('2027-05-01', false), { kind: 'refused' }, 'not proportionate');
  t.match(extend('2027-05-01', false, true), { kind: 'extended' }, 'terrorism always is');
  const again = { ...alert, extendedOn: day('2027-05-01') };
  t.match(extendAlert(again, { on: addDays(day('2028-05-01'), 1), isProportionate: true }), {
    kind: 'refused',
  });
  t.match(extendAlert(again, { on: day('2028-05-01'), isProportionate: true }), { kind: 'extended' });
});
