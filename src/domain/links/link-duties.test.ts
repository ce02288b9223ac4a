import t from 'tap';
import type { LinkColour } from '../law/link-table.js';
import type { SisFacts } from '../system-record.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { linkEffect, linkVisibility } from './link-visibility.js';
import { canBeLinked } from './relate-data-sets.js';
import { keepsVerifier, type LinkedSide, verifyingAuthority } from './verifying-authority.js';

const ALERT_KINDS: readonly SisFacts['alertKind'][] = [
  'refusal-of-entry',
  'return',
  'arrest',
  'missing-person',
  'judicial-procedure',
  'check',
];
const COLOURS: readonly LinkColour[] = ['white', 'yellow', 'green', 'red'];

function side(system: SystemId, memberState: string, alertKind?: SisFacts['alertKind']): LinkedSide {
  return { system, memberState, alerts: alertKind === undefined ? [] : [{ kind: alertKind, memberState }] };
}

t.test('which systems can be linked', async (t) => {
  for (const a of SYSTEMS) {
    t.notOk(canBeLinked(a, a), `${a} with itself: detection runs across systems only, Art 27(5)`);
    for (const b of SYSTEMS) if (a !== b) t.ok(canBeLinked(a, b), `${a} with ${b}`);
  }
});

t.test('who verifies a link that touches no alert of Art 29(2)', async (t) => {
  const cases: readonly (readonly [LinkedSide, readonly string[], string])[] = [
    [side('ees', 'AUT'), ['border-authority', 'visa-authority', 'immigration-authority'], '29(1)(a)'],
    [side('vis', 'AUT'), ['visa-authority'], '29(1)(b)'],
    [side('etias', 'AUT'), ['etias-central-unit', 'etias-national-unit'], '29(1)(c)'],
    [side('sis', 'AUT', 'return'), ['sirene-bureau'], '29(1)(d)'],
    [side('sis', 'AUT', 'refusal-of-entry'), ['sirene-bureau'], '29(1)(d)'],
    [side('ecris-tcn', 'AUT'), ['ecris-central-authority'], '2019/818 29(1)(b)'],
    [
      side('eurodac', 'AUT'),
      ['asylum-authority', 'border-authority', 'immigration-authority'],
      '2019/818 29(1)(c) to (h)',
    ],
  ];
  for (const [trigger, classes, article] of cases) {
    for (const other of SYSTEMS.filter((system) => system !== trigger.system && system !== 'sis')) {
      const authority = verifyingAuthority(trigger, side(other, 'BEL'));
      t.same(authority.authorityClasses, classes, `${trigger.system} with ${other}: Art ${article}`);
      t.equal(authority.memberState, 'AUT', 'of the state whose data made the link');
    }
  }
});

t.test('an alert of Art 29(2) makes it the SIRENE Bureau of the state of the alert', async (t) => {
  const overriding = ['arrest', 'missing-person', 'judicial-procedure', 'check'];
  for (const kind of ALERT_KINDS) {
    for (const system of SYSTEMS.filter((each) => each !== 'sis')) {
      const alertAsOther = verifyingAuthority(side(system, 'AUT'), side('sis', 'BEL', kind));
      const alertAsTrigger = verifyingAuthority(side('sis', 'BEL', kind), side(system, 'AUT'));
      t.same(alertAsTrigger.authorityClasses, ['sirene-bureau'], `${kind} made the link with ${system}`);
      t.equal(alertAsTrigger.memberState, 'BEL');
      const isOverridden = overriding.includes(kind);
      t.equal(alertAsOther.memberState, isOverridden ? 'BEL' : 'AUT', `${system} met an alert: ${kind}`);
      t.equal(alertAsOther.row.citation.includes('29(2)'), isOverridden);
    }
  }
});

t.test('of alerts of several states, that of the alert which decides who verifies', async (t) => {
  const alerts = (...list: readonly (readonly [SisFacts['alertKind'], string])[]): LinkedSide => ({
    system: 'sis',
    memberState: list.at(-1)![1],
    alerts: list.map(([kind, memberState]) => ({ kind, memberState })),
  });
  const cases = [
    [alerts(['arrest', 'BEL'], ['refusal-of-entry', 'FRA']), 'BEL', 'a later alert does not override'],
    [alerts(['refusal-of-entry', 'FRA'], ['arrest', 'BEL']), 'BEL', 'an earlier one neither'],
    [alerts(['arrest', 'BEL'], ['check', 'FRA']), 'FRA', 'both override: the newest'],
  ] as const;
  for (const [sis, state, why] of cases) {
    for (const [trigger, other] of [
      [side('ees', 'AUT'), sis],
      [sis, side('ees', 'AUT')],
    ] as const) {
      const { memberState, authorityClasses } = verifyingAuthority(trigger, other);
      t.same(
        { memberState, authorityClasses },
        { memberState: state, authorityClasses: ['sirene-bureau'] },
        why,
      );
    }
  }
  const entered = verifyingAuthority(
    alerts(['return', 'BEL'], ['unknown-wanted', 'FRA']),
    side('ees', 'AUT'),
  );
  t.equal(entered.memberState, 'BEL', 'Art 29(1)(d): the state of the alert the row speaks of');
});

t.test('a link that waits keeps its verifier until an alert takes it, or its alert is gone', async (t) => {
  const [ees, vis] = [side('ees', 'AUT'), side('vis', 'ESP')];
  const guard = verifyingAuthority(ees, vis);
  t.ok(keepsVerifier(guard, verifyingAuthority(vis, ees), [ees, vis]));
  const arrest = side('sis', 'BEL', 'arrest');
  const override = verifyingAuthority(ees, arrest);
  t.notOk(keepsVerifier(guard, override, [ees, arrest]), 'Art 29(2)');
  const refusal = side('sis', 'BEL', 'refusal-of-entry');
  t.ok(keepsVerifier(guard, verifyingAuthority(refusal, ees), [ees, refusal]), 'no alert of Art 29(2)');
  const bureau = verifyingAuthority(refusal, ees);
  t.ok(keepsVerifier(bureau, verifyingAuthority(ees, refusal), [ees, refusal]), 'the alert made the link');
  const other = side('sis', 'FRA', 'return');
  t.notOk(keepsVerifier(override, verifyingAuthority(ees, other), [ees, other]), 'BEL has no alert any more');
});

t.test('who sees a link, for every colour, access and match', async (t) => {
  for (const colour of COLOURS) {
    for (const accessible of [0, 1, 2]) {
      for (const isVerifier of [false, true]) {
        for (const matchedBoth of [false, true]) {
          const systems = (['ees', 'vis'] as const).slice(0, accessible);
          const row = linkVisibility(colour, ['ees', 'vis'], { systems, isVerifier, matchedBoth });
          const expected = {
            yellow: isVerifier,
            red: accessible >= 1,
            white: accessible === 2,
            green: accessible === 2 && matchedBoth,
          }[colour];
          t.equal(
            row !== undefined,
            expected,
            JSON.stringify({ colour, accessible, isVerifier, matchedBoth }),
          );
        }
      }
    }
  }
});

t.test('access to another system shows nothing', async (t) => {
  const reader = { systems: ['sis', 'eurodac'], isVerifier: false, matchedBoth: true } as const;
  for (const colour of COLOURS) t.equal(linkVisibility(colour, ['ees', 'vis'], reader), undefined, colour);
});

t.test('what a colour does', async (t) => {
  t.same(
    COLOURS.map((colour) => {
      const { says, mergesIndividualFile, informsPerson, notifiesAuthorities } = linkEffect(colour);
      return [colour, says, mergesIndividualFile, informsPerson, notifiesAuthorities];
    }),
    [
      ['white', 'same-person', true, 'after-verification', false],
      ['yellow', 'verification-pending', false, 'no', false],
      ['green', 'different-persons', false, 'no', false],
      ['red', 'unjustified', true, 'yes', true],
    ],
    'Art 19(2), 31 to 33',
  );
});
