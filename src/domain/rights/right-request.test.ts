import t from 'tap';
import { localDate } from '../local-date.js';
import {
  contactDueOn,
  type RightRequest,
  type RightStep,
  rightDeadlines,
  stepRefusal,
} from './right-request.js';

const REQUEST: RightRequest = {
  requestId: 'r',
  kind: 'access',
  system: 'ees',
  receivedOn: localDate('2026-03-01'),
  receivedBy: 'AUT',
  responsible: 'AUT',
};
const forwarded = { ...REQUEST, responsible: 'BEL', forwardedOn: localDate('2026-03-06') };

t.test('clocks', async (t) => {
  const due = (request: RightRequest) =>
    rightDeadlines(request).map(({ what, dueOn, by }) => [what, dueOn, by]);
  t.same(due(REQUEST), [['reply', '2026-04-15', 'AUT']], '45 days: Art 48(2)');
  t.same(
    due({ ...REQUEST, extendedOn: localDate('2026-04-10') }),
    [['reply', '2026-04-30', 'AUT']],
    '15 more',
  );
  t.same(due({ ...REQUEST, system: 'etias' }), [['reply', '2026-03-31', 'AUT']], '(EU) 2018/1240 Art 64(2)');
  t.same(due(forwarded), [['check', '2026-04-05', 'BEL']], '30 days from the contact: Art 48(3)');
  t.same(due({ ...forwarded, extendedOn: localDate('2026-04-01') }), [['check', '2026-04-20', 'BEL']]);
  t.same(due({ ...REQUEST, concludedOn: localDate('2026-03-02') }), []);
  t.equal(contactDueOn(REQUEST), '2026-03-08', '7 days');
});

const STEPS: readonly (readonly [string, RightRequest, RightStep, string, string, boolean])[] = [
  ['conclude', REQUEST, { kind: 'conclude', outcome: 'granted' }, 'AUT', '2026-03-02', true],
  ['conclude late', REQUEST, { kind: 'conclude', outcome: 'granted' }, 'AUT', '2026-09-02', true],
  ['refuse without a reason', REQUEST, { kind: 'conclude', outcome: 'refused' }, 'AUT', '2026-03-02', false],
  [
    'refuse with a blank reason',
    REQUEST,
    { kind: 'conclude', outcome: 'partly', reason: ' ' },
    'AUT',
    '2026-03-02',
    false,
  ],
  [
    'refuse with a reason',
    REQUEST,
    { kind: 'conclude', outcome: 'refused', reason: 'not this person' },
    'AUT',
    '2026-03-02',
    true,
  ],
  ['extend on the last day', REQUEST, { kind: 'extend' }, 'AUT', '2026-04-15', true],
  ['extend the day after', REQUEST, { kind: 'extend' }, 'AUT', '2026-04-16', false],
  [
    'extend twice',
    { ...REQUEST, extendedOn: localDate('2026-04-01') },
    { kind: 'extend' },
    'AUT',
    '2026-04-20',
    false,
  ],
  ['forward', REQUEST, { kind: 'forward', to: 'BEL' }, 'AUT', '2026-03-02', true],
  ['forward to oneself', REQUEST, { kind: 'forward', to: 'AUT' }, 'AUT', '2026-03-02', false],
  ['forward again', forwarded, { kind: 'forward', to: 'FRA' }, 'BEL', '2026-03-08', false],
  [
    'the state contacted concludes',
    forwarded,
    { kind: 'conclude', outcome: 'granted' },
    'BEL',
    '2026-03-08',
    true,
  ],
  [
    'who passed it on does not',
    forwarded,
    { kind: 'conclude', outcome: 'granted' },
    'AUT',
    '2026-03-08',
    false,
  ],
  [
    'after the end',
    { ...REQUEST, concludedOn: localDate('2026-03-02') },
    { kind: 'extend' },
    'AUT',
    '2026-03-03',
    false,
  ],
];

t.test('steps', async (t) => {
  for (const [name, request, step, memberState, today, isAllowed] of STEPS) {
    const refusal = stepRefusal(request, step, { memberState, today: localDate(today) });
    t.equal(refusal === undefined, isAllowed, name);
    if (refusal) t.match(refusal.citation, /^\(EU\)/, name);
  }
});
