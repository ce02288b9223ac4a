import t from 'tap';
import { localDate } from '../local-date.js';
import { expertCheck, type FoundBy, type HitEvent, type HitState, hitStep } from './hit-verification.js';

const day = localDate;
const returned = (foundBy: FoundBy): HitState => ({ kind: 'returned', foundBy });
const withExpert = (foundBy: FoundBy, expertise: 'fingerprint' | 'face'): HitState => ({
  kind: 'with-expert',
  foundBy,
  expertise,
});
const confirmed: HitState = { kind: 'confirmed', on: day('2026-07-01') };
const reported: HitState = { kind: 'reported', on: day('2026-07-02'), isLate: false };
const foundFalse: HitState = { kind: 'false', on: day('2026-07-01'), reportBy: day('2026-07-06') };

const ask = (expertise: 'fingerprint' | 'face'): HitEvent => ({ kind: 'expert-asked', expertise });
const confirm: HitEvent = { kind: 'confirmed', on: day('2026-07-01') };
const reject: HitEvent = { kind: 'rejected', on: day('2026-07-01') };
const reopen: HitEvent = { kind: 'reopened', foundBy: 'fingerprint' };
const tell = (on: string, referenceNumbers = ['AT10001', 'BE20001']): HitEvent => ({
  kind: 'told-eu-lisa',
  on: day(on),
  referenceNumbers,
});

t.test('which expert', async (t) => {
  t.match(expertCheck('fingerprint'), { check: 'where-necessary', expertise: ['fingerprint'] }, 'Art 38(4)');
  t.match(
    expertCheck('fingerprint-and-face'),
    { check: 'where-necessary' },
    'Art 38(5): the face may be checked',
  );
  t.match(expertCheck('face'), { check: 'required', expertise: ['face'] }, 'Art 38(5)');
});

t.test('from every state, every event', async (t) => {
  const cases: readonly (readonly [citation: string, state: HitState, event: HitEvent, next: string])[] = [
    ['38(4): where necessary', returned('fingerprint'), ask('fingerprint'), 'with-expert'],
    ['38(4): not necessary', returned('fingerprint'), confirm, 'confirmed'],
    ['38(4): not necessary', returned('fingerprint'), reject, 'false'],
    ['38(5): no face was found', returned('fingerprint'), ask('face'), 'refused'],
    ['38(5): the face may be checked', returned('fingerprint-and-face'), ask('face'), 'with-expert'],
    ['38(4)', returned('fingerprint-and-face'), ask('fingerprint'), 'with-expert'],
    ['38(5)', returned('fingerprint-and-face'), confirm, 'confirmed'],
    ['38(5): must be checked', returned('face'), confirm, 'refused'],
    ['38(5): must be checked', returned('face'), reject, 'refused'],
    ['38(5)', returned('face'), ask('face'), 'with-expert'],
    ['38(5): no finger was found', returned('face'), ask('fingerprint'), 'refused'],
    ['38(5)', withExpert('face', 'face'), confirm, 'confirmed'],
    ['38(5)', withExpert('face', 'face'), reject, 'false'],
    ['38(4)', withExpert('fingerprint', 'fingerprint'), confirm, 'confirmed'],
    ['38: asked once', withExpert('fingerprint', 'fingerprint'), ask('fingerprint'), 'refused'],
    ['38: nothing false yet', returned('fingerprint'), tell('2026-07-01'), 'refused'],
    ['38: nothing false yet', withExpert('face', 'face'), tell('2026-07-01'), 'refused'],
    ['38: concluded', confirmed, reject, 'refused'],
    ['38: concluded', confirmed, confirm, 'refused'],
    ['38: concluded', confirmed, ask('fingerprint'), 'refused'],
    ['38: nothing false', confirmed, tell('2026-07-02'), 'refused'],
    ['38: concluded', foundFalse, confirm, 'refused'],
    ['38: concluded', foundFalse, reject, 'refused'],
    ['38: concluded', foundFalse, ask('face'), 'refused'],
    ['38(6)', foundFalse, tell('2026-07-01'), 'reported'],
    ['38(6): both reference numbers', foundFalse, tell('2026-07-02', ['AT10001']), 'refused'],
    ['38(6): both reference numbers', foundFalse, tell('2026-07-02', ['AT10001', 'AT10001']), 'refused'],
    ['38(6): before it was false', foundFalse, tell('2026-06-30'), 'refused'],
    ['38: told already', reported, tell('2026-07-02'), 'refused'],
    ['38: told already', reported, confirm, 'refused'],
    ['38: an error', confirmed, reopen, 'returned'],
    ['38: an error', foundFalse, reopen, 'returned'],
    ['38: no conclusion', returned('fingerprint'), reopen, 'refused'],
    ['38: no conclusion', withExpert('face', 'face'), reopen, 'refused'],
    ['38: told already', reported, reopen, 'refused'],
    ['38: told already', reported, reject, 'refused'],
    ['38: told already', reported, ask('face'), 'refused'],
  ];
  for (const [citation, state, event, next] of cases) {
    const step = hitStep(state, event);
    t.equal(
      step.kind === 'moved' ? step.state.kind : step.kind,
      next,
      `Art ${citation}: ${state.kind}, ${event.kind}`,
    );
    t.match(step, { reason: /\w/, citation: /2024\/1358 Art (3|38)/ });
  }
});

t.test('duties', async (t) => {
  t.match(
    hitStep(returned('fingerprint'), confirm),
    { duties: ['confirm-link', 'tell-eu-lisa'] },
    'Art 3(6)',
  );
  t.match(
    hitStep(returned('fingerprint'), reject),
    { duties: ['erase-result', 'tell-eu-lisa'] },
    'Art 38(6)',
  );
});

t.test('three working days for a false hit', async (t) => {
  const cases: readonly (readonly [string, readonly string[], string, string])[] = [
    ['2026-07-01', [], '2026-07-06', 'Wednesday: Thursday, Friday, Monday'],
    ['2026-07-03', [], '2026-07-08', 'Friday'],
    ['2026-07-04', [], '2026-07-08', 'Saturday'],
    ['2026-07-05', [], '2026-07-08', 'Sunday'],
    ['2026-07-06', [], '2026-07-09', 'Monday'],
    ['2026-12-23', ['2026-12-25', '2026-12-26'], '2026-12-29', 'Christmas of the receiving state'],
    ['2026-12-23', [], '2026-12-28', 'without its holidays'],
  ];
  for (const [on, holidays, reportBy, why] of cases) {
    const step = hitStep(
      returned('fingerprint'),
      { kind: 'rejected', on: day(on) },
      new Set(holidays.map((holiday) => day(holiday))),
    );
    t.match(step, { state: { kind: 'false', reportBy } }, `Art 38(6), (EEC) 1182/71: ${why}`);
  }
  for (const [firstReportBy, reportBy] of [
    ['2026-07-02', '2026-07-02'],
    ['2026-07-20', '2026-07-06'],
  ] as const) {
    const again = { kind: 'rejected', on: day('2026-07-01'), firstReportBy: day(firstReportBy) } as const;
    t.match(hitStep(returned('fingerprint'), again), { state: { reportBy } }, 'found false once more');
  }
  const lateness: readonly (readonly [string, boolean])[] = [
    ['2026-07-05', false],
    ['2026-07-06', false],
    ['2026-07-07', true],
  ];
  for (const [on, isLate] of lateness) {
    t.match(
      hitStep(foundFalse, tell(on)),
      { state: { kind: 'reported', isLate } },
      `Art 38(6): told on ${on}`,
    );
  }
});
