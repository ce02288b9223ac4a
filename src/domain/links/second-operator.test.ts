import t from 'tap';
import type { VerificationConclusion } from '../law/link-table.js';
import {
  type ConcludedColour,
  type OperatorRuling,
  type ProposedConclusion,
  ruleOnOperator,
  verificationState,
} from './second-operator.js';

const RED = 'same-person-unjustified';
const WHITE = 'same-person-justified';
const COLOUR_OF: Partial<Record<VerificationConclusion, ConcludedColour>> = {
  [RED]: 'red',
  [WHITE]: 'white',
};

const by = (
  operatorId: string,
  conclusion: VerificationConclusion = RED,
  authorityId = 'AUT-border-police',
): ProposedConclusion => ({ authorityId, operatorId, conclusion });

type Case = readonly [
  situation: string,
  colours: readonly ConcludedColour[],
  proposals: readonly ProposedConclusion[],
  concluded: { operator?: string; conclusion: VerificationConclusion; authorityId?: string },
  ruling: OperatorRuling,
];

const CASES: readonly Case[] = [
  ['nothing required', [], [], { operator: 'a', conclusion: RED }, { kind: 'decided', role: 'alone' }],
  ['nothing required, nobody named', [], [], { conclusion: RED }, { kind: 'decided', role: 'alone' }],
  ['another colour required', ['red'], [], { conclusion: WHITE }, { kind: 'decided', role: 'alone' }],
  [
    'the first of two',
    ['red'],
    [],
    { operator: 'a', conclusion: RED },
    { kind: 'kept', role: 'first', state: 'awaits-second-operator' },
  ],
  ['nobody named', ['red'], [], { conclusion: RED }, { kind: 'refused', because: 'operator-missing' }],
  [
    'the second concludes the same',
    ['red'],
    [by('a')],
    { operator: 'b', conclusion: RED },
    { kind: 'decided', role: 'second' },
  ],
  [
    'the same operator again',
    ['red'],
    [by('a')],
    { operator: 'a', conclusion: RED },
    { kind: 'refused', because: 'same-operator' },
  ],
  [
    'the same operator with a colour that needs no second',
    ['red'],
    [by('a')],
    { operator: 'a', conclusion: WHITE },
    { kind: 'refused', because: 'same-operator' },
  ],
  [
    'the second is not named',
    ['red'],
    [by('a')],
    { conclusion: RED },
    { kind: 'refused', because: 'operator-missing' },
  ],
  [
    'the second differs, with a colour that alone needs no second',
    ['red'],
    [by('a')],
    { operator: 'b', conclusion: WHITE },
    { kind: 'kept', role: 'dissenting', state: 'disputed' },
  ],
  [
    'an operator of the same name of another authority',
    ['red'],
    [by('a')],
    { operator: 'a', conclusion: RED, authorityId: 'AUT-visa-office' },
    { kind: 'refused', because: 'other-authority' },
  ],
  [
    'the first of two who differ',
    ['red'],
    [by('a'), by('b', WHITE)],
    { operator: 'a', conclusion: WHITE },
    { kind: 'refused', because: 'same-operator' },
  ],
  [
    'the second of two who differ',
    ['red'],
    [by('a'), by('b', WHITE)],
    { operator: 'b', conclusion: RED },
    { kind: 'refused', because: 'same-operator' },
  ],
  [
    'the third decides as the first',
    ['red'],
    [by('a'), by('b', WHITE)],
    { operator: 'c', conclusion: RED },
    { kind: 'decided', role: 'decider' },
  ],
  [
    'the third decides as the second',
    ['red'],
    [by('a'), by('b', WHITE)],
    { operator: 'c', conclusion: WHITE },
    { kind: 'decided', role: 'decider' },
  ],
  [
    'a third of another authority',
    ['red'],
    [by('a'), by('b', WHITE)],
    { operator: 'c', conclusion: RED, authorityId: 'AUT-visa-office' },
    { kind: 'refused', because: 'other-authority' },
  ],
  [
    'what was proposed stands when the requirement is lifted',
    [],
    [by('a')],
    { operator: 'a', conclusion: RED },
    { kind: 'refused', because: 'same-operator' },
  ],
];

t.test('whether a conclusion gives the link its colour', async (t) => {
  for (const [situation, colours, proposals, concluded, ruling] of CASES) {
    const { operator, conclusion, authorityId = 'AUT-border-police' } = concluded;
    const colour = COLOUR_OF[conclusion]!;
    t.same(
      ruleOnOperator(proposals, { authorityId, operatorId: operator, conclusion, colour }, colours),
      ruling,
      situation,
    );
  }
});

t.test('what a link waits for', async (t) => {
  t.same([0, 1, 2].map(verificationState), [undefined, 'awaits-second-operator', 'disputed']);
});
