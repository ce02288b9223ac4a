import t from 'tap';
import { localDate } from '../local-date.js';
import type { SamplePosition } from '../palm-positions.js';
import type { SisFacts } from '../system-record.js';
import { alertEntryFaults } from './alert-entry-faults.js';

const DETAILS = { reason: 'a reason', decisionReference: 'D-1', isProportionate: true } as const;
const alert = (alertKind: SisFacts['alertKind'], more: Partial<SisFacts> = {}): SisFacts => ({
  kind: 'alert',
  alertKind,
  issuedOn: localDate('2026-09-20'),
  reviewBy: localDate('2027-09-20'),
  actionToBeTaken: 'as the kind says',
  details: DETAILS,
  ...more,
});
const without = (name: keyof typeof DETAILS) => {
  const { [name]: _left, ...details } = DETAILS;
  return { details };
};
const FINGER: readonly SamplePosition[] = ['right-index'];
const PALMS: readonly SamplePosition[] = ['right-full-palm', 'left-full-palm'];

/** the alert, positions, surnames, pointers of the faults. */
const ROWS: readonly (readonly [
  string,
  SisFacts,
  readonly SamplePosition[],
  readonly string[],
  readonly string[],
])[] = [
  ['all there', alert('arrest'), [], ['A'], []],
  ['no reference, police', alert('arrest', without('decisionReference')), [], ['A'], []],
  [
    'no reference, borders',
    alert('return', without('decisionReference')),
    [],
    ['A'],
    ['/facts/details/decisionReference'],
  ],
  ['no reason', alert('arrest', without('reason')), [], ['A'], ['/facts/details/reason']],
  ['no name', alert('arrest'), [], [], ['/identity/surnames']],
  [
    'not proportionate',
    alert('arrest', { details: { ...DETAILS, isProportionate: false } }),
    [],
    ['A'],
    ['/facts/details/isProportionate'],
  ],
  [
    'terrorism always is',
    alert('arrest', { details: { ...DETAILS, isProportionate: false, isTerrorism: true } }),
    [],
    ['A'],
    [],
  ],
  ['not said', alert('arrest', without('isProportionate')), [], ['A'], []],
  [
    'a letter of another kind',
    alert('arrest', { details: { ...DETAILS, fineKind: 'missing' } }),
    [],
    ['A'],
    ['/facts/details/fineKind'],
  ],
  [
    'ends before it begins',
    alert('arrest', { reviewBy: localDate('2026-09-19') }),
    [],
    ['A'],
    ['/facts/reviewBy'],
  ],
  ['the longest', alert('arrest', { reviewBy: localDate('2031-09-20') }), [], ['A'], []],
  ['a day longer', alert('arrest', { reviewBy: localDate('2031-09-21') }), [], ['A'], ['/facts/reviewBy']],
  [
    'refusal: three years',
    alert('refusal-of-entry', { reviewBy: localDate('2029-09-21') }),
    [],
    ['A'],
    ['/facts/reviewBy'],
  ],
  [
    'refusal: five with a longer decision',
    alert('refusal-of-entry', {
      reviewBy: localDate('2031-09-20'),
      details: { ...DETAILS, decisionValidUntil: localDate('2036-01-01') },
    }),
    [],
    ['A'],
    [],
  ],
  [
    'three palms',
    alert('arrest', { details: { ...DETAILS, palmPrints: 3 } }),
    FINGER,
    ['A'],
    ['/facts/details/palmPrints'],
  ],
  ['images of two palms', alert('arrest'), [...FINGER, ...PALMS], ['A'], []],
  ['images of three', alert('arrest'), [...PALMS, 'unknown-palm'], ['A'], ['/samples']],
  [
    'images of two palms and one that is not sent',
    alert('arrest', { details: { ...DETAILS, palmPrints: 1 } }),
    PALMS,
    ['A'],
    ['/facts/details/palmPrints'],
  ],
  [
    'an image of one and one that is not sent',
    alert('arrest', { details: { ...DETAILS, palmPrints: 1 } }),
    ['right-thenar-palm'],
    ['A'],
    [],
  ],
  [
    'prints of a scene',
    alert('arrest', { details: { ...DETAILS, arePrintsFromScene: true } }),
    FINGER,
    ['A'],
    ['/facts/details/arePrintsFromScene'],
  ],
  [
    'unknown, prints only',
    alert('unknown-wanted', { details: { arePrintsFromScene: true } }),
    FINGER,
    [],
    [],
  ],
  [
    'unknown, with a name',
    alert('unknown-wanted', { details: { arePrintsFromScene: true } }),
    FINGER,
    ['A'],
    ['/identity/surnames'],
  ],
  [
    'unknown, an incomplete palm print only',
    alert('unknown-wanted', { details: { arePrintsFromScene: true } }),
    ['unknown-palm'],
    [],
    [],
  ],
  [
    'unknown, a palm print of no scene',
    alert('unknown-wanted', { details: { arePrintsFromScene: false } }),
    ['unknown-palm'],
    [],
    ['/facts/details/arePrintsFromScene'],
  ],
  [
    'unknown, a palm print and a face',
    alert('unknown-wanted', { details: {} }),
    ['unknown-palm', 'face'],
    [],
    ['/samples'],
  ],
  ['unknown, nothing', alert('unknown-wanted', { details: {} }), [], [], ['/samples']],
];

t.test('what is not let into SIS, by field and article', async (t) => {
  for (const [id, facts, positions, surnames, expected] of ROWS) {
    const faults = alertEntryFaults({ identity: { surnames }, facts, positions });
    t.same(
      faults.map(({ pointer }) => pointer),
      expected,
      id,
    );
    for (const { expected: words, citation } of faults) {
      t.ok(words.length > 10, id);
      t.match(citation, /\(EU\) 2018\/186\d Art/, id);
    }
  }
});
