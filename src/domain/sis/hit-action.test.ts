import t from 'tap';
import { SIS_ALERT_KINDS, type SisAction, type SisAlertKind, sisAlertRow } from '../law/sis-alert-table.js';
import { localDate } from '../local-date.js';
import { alertVisibility, hitAction, mayBeFlagged, refusalInEffect } from './hit-action.js';

/** kind, action, action where flagged (empty: a flag changes nothing). Citation: that of the kind's row. */
const ACTIONS: readonly (readonly [SisAlertKind, SisAction, SisAction | ''])[] = [
  ['return', 'confirm-return', ''],
  ['refusal-of-entry', 'refuse-entry', ''],
  ['arrest', 'arrest', 'communicate-whereabouts'],
  ['missing-protected', 'protect-and-communicate', 'none'],
  ['missing', 'communicate-whereabouts', 'none'],
  ['child-abduction', 'prevent-from-travelling', 'none'],
  ['child-travel', 'prevent-from-travelling', 'none'],
  ['vulnerable-adult', 'prevent-from-travelling', 'none'],
  ['judicial-procedure', 'communicate-residence', ''],
  ['discreet-check', 'discreet-check', 'none'],
  ['inquiry-check', 'inquiry-check', 'none'],
  ['specific-check', 'specific-check', 'none'],
  ['unknown-wanted', 'establish-identity', ''],
  ['object-check', 'discreet-check', 'none'],
  ['object-seizure', 'seize', ''],
];

t.test('the action of each kind, and what a flag makes of it: (EU) 2018/1862 Art 24, 25', async (t) => {
  t.same(
    ACTIONS.map(([kind]) => kind),
    SIS_ALERT_KINDS,
  );
  for (const [kind, action, flagged] of ACTIONS) {
    const name = `${kind}: ${sisAlertRow(kind).citation}`;
    t.match(hitAction(kind, { memberState: 'AUT' }), { action, because: 'kind' }, name);
    const withFlag = hitAction(kind, { memberState: 'AUT', flaggedBy: ['AUT'] });
    t.equal(withFlag.action, flagged || action, `${name}, flagged`);
    t.equal(mayBeFlagged(kind), flagged !== '', `${name}, may be flagged`);
    const elsewhere = hitAction(kind, { memberState: 'AUT', flaggedBy: ['FRA'] });
    t.equal(elsewhere.action, action, `${name}, flagged by another state`);
  }
});

t.test('checks national law does not allow: (EU) 2018/1862 Art 37(6)', async (t) => {
  const without = (kind: SisAlertKind, ...checksNotAllowed: SisAction[]) =>
    hitAction(kind, { memberState: 'AUT', checksNotAllowed }).action;
  t.equal(without('specific-check', 'specific-check'), 'inquiry-check');
  t.equal(
    without('specific-check', 'inquiry-check'),
    'specific-check',
    'what is not asked for does not matter',
  );
  t.equal(without('specific-check', 'specific-check', 'inquiry-check'), 'discreet-check');
  t.equal(without('inquiry-check', 'inquiry-check'), 'discreet-check');
  t.equal(without('discreet-check', 'discreet-check'), 'discreet-check', 'nothing is milder');
});

t.test('refusal of entry takes effect when the person has left: (EU) 2018/1861 Art 24(3)', async (t) => {
  const refusal = (hasLeftTerritory: boolean) =>
    hitAction('refusal-of-entry', { memberState: 'AUT', hasLeftTerritory }).action;
  t.equal(refusal(false), 'none');
  t.equal(refusal(true), 'refuse-entry');
  const on = localDate('2026-11-25');
  t.equal(refusalInEffect(undefined, on), false);
  t.equal(refusalInEffect(localDate('2026-11-26'), on), false, 'leaves tomorrow');
  t.equal(refusalInEffect(on, on), true, 'left today');
});

t.test('hidden for 48 hours, renewable: (EU) 2018/1862 Art 26(4)', async (t) => {
  const hiding = { hiddenAt: ['2026-11-20T10:00:00Z'], memberStates: ['AUT', 'DEU'] };
  const renewed = { ...hiding, hiddenAt: [...hiding.hiddenAt, '2026-11-22T09:00:00Z'] };
  const seen = (
    at: string,
    alert: Parameters<typeof alertVisibility>[0],
    memberState = 'AUT',
    isSirene = false,
  ) => alertVisibility(alert, { isSirene, memberState, at }).kind;
  const alert = { kind: 'arrest', hiding } as const;
  t.equal(seen('2026-11-20T09:59:59Z', alert), 'visible', 'before');
  t.equal(seen('2026-11-20T10:00:00Z', alert), 'hidden');
  t.equal(seen('2026-11-22T10:00:00Z', alert), 'hidden', 'the last moment');
  t.equal(seen('2026-11-22T10:00:01Z', alert), 'visible', 'after');
  t.equal(seen('2026-11-22T10:00:01Z', { kind: 'arrest', hiding: renewed }), 'hidden', 'renewed');
  t.equal(
    seen('2026-11-24T09:00:01Z', { kind: 'arrest', hiding: renewed }),
    'visible',
    'the renewal ends too',
  );
  t.equal(seen('2026-11-21T10:00:00Z', alert, 'FRA'), 'visible', 'a state outside the operation');
  t.equal(seen('2026-11-21T10:00:00Z', alert, 'AUT', true), 'visible', 'a SIRENE Bureau');
  t.equal(seen('2026-11-21T10:00:00Z', { kind: 'specific-check', hiding }), 'visible', 'no other kind');
  t.equal(seen('2026-11-21T10:00:00Z', { kind: 'arrest' }), 'visible');
});
