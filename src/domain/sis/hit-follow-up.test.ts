import t from 'tap';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import { visibleAlertLinks } from './alert-links.js';
import { endsPurpose, followHit, type HitEvent, type HitStep } from './hit-follow-up.js';

const events = (...steps: HitStep[]): readonly HitEvent[] =>
  steps.map((step, index) => ({ step, at: `2026-11-25T0${index + 1}:00:00Z` }));

/** steps, state or fault, who owes what next. */
const CASES: readonly (readonly [readonly HitStep[], string, string])[] = [
  [['found'], 'found', 'executing-state'],
  [['found', 'not-the-person'], 'not-the-person', ''],
  [['found', 'reported'], 'reported', 'executing-state'],
  [['found', 'reported', 'action-taken'], 'action-taken', 'issuing-state'],
  [['found', 'reported', 'action-not-possible'], 'action-not-possible', 'issuing-state'],
  [['found', 'reported', 'action-taken', 'alert-deleted'], 'alert-deleted', ''],
  [['found', 'reported', 'action-not-possible', 'alert-kept'], 'alert-kept', ''],
  [[], 'out-of-order', ''],
  [['reported'], 'out-of-order', ''],
  [['found', 'action-taken'], 'out-of-order', ''],
  [['found', 'not-the-person', 'reported'], 'out-of-order', ''],
  [['found', 'reported', 'action-taken', 'alert-deleted', 'alert-kept'], 'out-of-order', ''],
];

t.test('from the hit to what becomes of the alert: (EU) 2018/1862 Art 8, 55', async (t) => {
  for (const [steps, expected, owedBy] of CASES) {
    const followed = followHit(events(...steps), '2026-11-25T09:00:00Z');
    const name = steps.join(', ') || 'nothing';
    t.equal(followed.kind === 'followed' ? followed.step : followed.kind, expected, name);
    t.equal(followed.kind === 'followed' ? (followed.owed?.by ?? '') : '', owedBy, `${name}: owed`);
  }
  const backwards = [
    { step: 'found', at: '2026-11-25T10:00:00Z' },
    { step: 'reported', at: '2026-11-25T09:59:59Z' },
  ] as const;
  t.equal(followHit(backwards, '2026-11-25T11:00:00Z').kind, 'out-of-order', 'reported before it was found');
});

t.test('the issuing state has twelve hours: (EU) 2018/1862 Art 8', async (t) => {
  const steps = events('found', 'reported', 'action-taken');
  t.match(followHit(steps, '2026-11-25T15:00:00Z'), {
    owed: { limit: '2026-11-25T15:00:00.000Z', isOverdue: false },
  });
  t.match(followHit(steps, '2026-11-25T15:00:01Z'), { owed: { isOverdue: true } });
});

t.test('what ends the purpose: (EU) 2018/1861 Art 40, (EU) 2018/1862 Art 55', async (t) => {
  const cases: readonly (readonly [SisAlertKind, boolean])[] = [
    ['arrest', true],
    ['missing', true],
    ['unknown-wanted', true],
    ['return', true],
    ['object-seizure', true],
    ['refusal-of-entry', false],
    ['discreet-check', false],
    ['inquiry-check', false],
    ['specific-check', false],
    ['object-check', false],
  ];
  for (const [kind, ends] of cases) t.equal(endsPurpose(kind).ends, ends, kind);
});

t.test('links between alerts: (EU) 2018/1862 Art 63', async (t) => {
  const kinds = new Map<string, SisAlertKind>([
    ['a', 'arrest'],
    ['b', 'object-seizure'],
    ['c', 'refusal-of-entry'],
  ]);
  const links = [{ between: ['a', 'b'] }, { between: ['a', 'c'] }, { between: ['a', 'gone'] }] as const;
  const seen = (...readable: SisAlertKind[]) =>
    visibleAlertLinks<string>(links, kinds, readable).map(({ between }) => between.join());
  t.same(
    seen('arrest', 'object-seizure', 'refusal-of-entry'),
    ['a,b', 'a,c'],
    'not to an alert that is deleted',
  );
  t.same(seen('arrest', 'refusal-of-entry'), ['a,c']);
  t.same(seen('arrest'), [], 'one end is not enough');
});
