/**
 * Links between identities in two systems: the colour the multiple-identity detector gives by itself, and the colours a
 * verifying authority may give. (EU) 2019/817 and its twin (EU) 2019/818, Articles 28 to 33, have the same text.
 */
import type { Likeness } from '../identity-comparison.js';
import { localDate } from '../local-date.js';
import type { Provision } from './citation.js';

/** `not-comparable`: at least one of the two data sets has no biometrics of a kind the other has. */
export const BIOMETRIC_RELATIONS = ['same', 'different', 'not-comparable'] as const;
export type BiometricRelation = (typeof BIOMETRIC_RELATIONS)[number];

/** `absent`: at least one of the two data sets names no travel document. */
export const DOCUMENT_RELATIONS = ['same', 'different', 'absent'] as const;
export type DocumentRelation = (typeof DOCUMENT_RELATIONS)[number];

export type LinkColour = 'white' | 'yellow' | 'green' | 'red';

/** How two data sets of two systems relate. */
export type PairRelation = {
  readonly biometrics: BiometricRelation;
  readonly identity: Likeness;
  readonly document: DocumentRelation;
};

export type AutomaticLinkRow = Provision & {
  readonly biometrics: readonly BiometricRelation[];
  readonly identity: readonly Likeness[];
  readonly document: readonly DocumentRelation[];
  /** Green and red always need a conclusion of an authority (Art 31(1), 32(1)). */
  readonly outcome: 'white' | 'yellow' | 'no-link';
};

const IN_FORCE = localDate('2019-06-11');
const ANY_DOCUMENT = DOCUMENT_RELATIONS;
const OTHER_DOCUMENT = ['different', 'absent'] as const;

/** Every combination has exactly one row. */
export const AUTOMATIC_LINK_ROWS: readonly AutomaticLinkRow[] = [
  {
    biometrics: ['same'],
    identity: ['same'],
    document: ANY_DOCUMENT,
    outcome: 'white',
    rule: 'same biometrics, same identity data: white',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(3), 33(1)(a)',
    sureness: 'verified',
  },
  {
    biometrics: ['same'],
    identity: ['similar'],
    document: ANY_DOCUMENT,
    outcome: 'white',
    rule: 'same biometrics, similar identity data: white; Art 30(1)(a) says yellow, Art 28(3) and recital 3 settle it',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(3), 33(1)(a), (c); (EU) 2023/333 recital 3',
    sureness: 'interpretation',
  },
  {
    biometrics: ['same'],
    identity: ['different'],
    document: ANY_DOCUMENT,
    outcome: 'yellow',
    rule: 'same biometrics, different identity data: yellow',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(4), 30(1)(a)',
    sureness: 'verified',
  },
  {
    biometrics: ['not-comparable'],
    identity: ['same', 'similar'],
    document: ['same'],
    outcome: 'white',
    rule: 'no biometrics on one side, same or similar identity data, same document: white',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 33(1)(b)',
    sureness: 'verified',
  },
  {
    biometrics: ['not-comparable'],
    identity: ['different'],
    document: ['same'],
    outcome: 'yellow',
    rule: 'no biometrics on one side, different identity data, same document: yellow',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 30(1)(b)',
    sureness: 'verified',
  },
  {
    biometrics: ['different'],
    identity: ['same'],
    document: ANY_DOCUMENT,
    outcome: 'yellow',
    rule: 'different biometrics, same identity data: yellow',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 30(1)(c)',
    sureness: 'verified',
  },
  {
    biometrics: ['different'],
    identity: ['similar', 'different'],
    document: ['same'],
    outcome: 'yellow',
    rule: 'different biometrics, similar or different identity data, same document: yellow',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 30(1)(d)',
    sureness: 'verified',
  },
  {
    biometrics: ['different'],
    identity: ['similar'],
    document: OTHER_DOCUMENT,
    outcome: 'no-link',
    rule: 'different biometrics, similar identity data, no common document: in no list, read as no link',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 30(1)',
    sureness: 'interpretation',
  },
  {
    biometrics: ['not-comparable'],
    identity: ['same', 'similar'],
    document: OTHER_DOCUMENT,
    outcome: 'no-link',
    rule: 'no biometrics on one side, same or similar identity data, no common document: Art 33(1) does not list what Art 28(3) alone would make white, read as no link',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(3), 33(1)',
    sureness: 'interpretation',
  },
  {
    biometrics: ['different', 'not-comparable'],
    identity: ['different'],
    document: OTHER_DOCUMENT,
    outcome: 'no-link',
    rule: 'nothing in common: no match, no link',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 28(1)',
    sureness: 'verified',
  },
];

/** What an authority may conclude about a yellow link. `unjustified`: in the manner the act calls unjustified. */
export const VERIFICATION_CONCLUSIONS = [
  'same-person-justified',
  'same-person-unjustified',
  'different-persons-justified',
  'different-persons-unjustified',
] as const;
export type VerificationConclusion = (typeof VERIFICATION_CONCLUSIONS)[number];

export type VerificationRow = Provision & {
  readonly biometrics: BiometricRelation;
  readonly identity: readonly Likeness[];
  readonly document: readonly DocumentRelation[];
  readonly conclusion: VerificationConclusion;
  /** `impossible`: the conclusion contradicts the data; `not-provided-for`: no article gives it a colour. */
  readonly outcome: 'white' | 'green' | 'red' | 'impossible' | 'not-provided-for';
};

const YELLOW_A = { biometrics: 'same', identity: ['similar', 'different'], document: ANY_DOCUMENT } as const;
const YELLOW_B = { biometrics: 'not-comparable', identity: ['different'], document: ['same'] } as const;
const YELLOW_C = { biometrics: 'different', identity: ['same'], document: OTHER_DOCUMENT } as const;
const YELLOW_C_SAME_DOCUMENT = { biometrics: 'different', identity: ['same'], document: ['same'] } as const;
const YELLOW_D = { biometrics: 'different', identity: ['similar', 'different'], document: ['same'] } as const;

export const VERIFICATION_ROWS: readonly VerificationRow[] = [
  verification(YELLOW_A, 'same-person-justified', 'white', '33(1)(d)', 'one person, justified'),
  verification(YELLOW_A, 'same-person-unjustified', 'red', '32(1)(a)', 'one person, unjustified'),
  ...impossible(YELLOW_A, ['different-persons-justified', 'different-persons-unjustified'], '30(1)(a)'),
  {
    ...verification(YELLOW_B, 'same-person-justified', 'white', '33(1)', 'one person, justified'),
    rule: 'document shared without common biometrics, one person, justified: no article covers it, read as white',
    sureness: 'interpretation',
  },
  verification(YELLOW_B, 'same-person-unjustified', 'red', '32(1)(d)', 'one person, unjustified'),
  verification(YELLOW_B, 'different-persons-justified', 'green', '31(1)(c)', 'two persons, in order'),
  {
    ...verification(YELLOW_B, 'different-persons-unjustified', 'not-provided-for', '32(1)(b)', ''),
    rule: 'document shared without common biometrics, two persons, unjustified: Art 32(1)(b) needs different biometrics; no colour',
    sureness: 'interpretation',
  },
  verification(YELLOW_C, 'different-persons-justified', 'green', '31(1)(a)', 'two persons, in order'),
  verification(YELLOW_C, 'different-persons-unjustified', 'red', '32(1)(c)', 'two persons, unjustified'),
  ...impossible(YELLOW_C, ['same-person-justified', 'same-person-unjustified'], '30(1)(c)'),
  verification(
    YELLOW_C_SAME_DOCUMENT,
    'different-persons-justified',
    'green',
    '31(1)(a)',
    'two persons, in order',
  ),
  verification(
    YELLOW_C_SAME_DOCUMENT,
    'different-persons-unjustified',
    'red',
    '32(1)(b)',
    'two persons, one of whom uses the document without right',
  ),
  ...impossible(YELLOW_C_SAME_DOCUMENT, ['same-person-justified', 'same-person-unjustified'], '30(1)(c)'),
  verification(YELLOW_D, 'different-persons-justified', 'green', '31(1)(b)', 'two persons, in order'),
  verification(
    YELLOW_D,
    'different-persons-unjustified',
    'red',
    '32(1)(b)',
    'two persons, one of whom uses the document without right',
  ),
  ...impossible(YELLOW_D, ['same-person-justified', 'same-person-unjustified'], '30(1)(d)'),
];

type YellowCase = Pick<VerificationRow, 'biometrics' | 'identity' | 'document'>;

function verification(
  yellow: YellowCase,
  conclusion: VerificationConclusion,
  outcome: VerificationRow['outcome'],
  article: string,
  words: string,
): VerificationRow {
  const { biometrics, identity, document } = yellow;
  return {
    ...yellow,
    conclusion,
    outcome,
    rule: `biometrics ${biometrics}, identity ${identity.join(' or ')}, document ${document.join(' or ')}; ${words}: ${outcome}`,
    inForceFrom: IN_FORCE,
    citation: `(EU) 2019/817 Art ${article}`,
    sureness: 'verified',
  };
}

function impossible(
  yellow: YellowCase,
  conclusions: readonly VerificationConclusion[],
  article: string,
): readonly VerificationRow[] {
  return conclusions.map((conclusion) =>
    verification(yellow, conclusion, 'impossible', article, `${conclusion} contradicts the biometrics`),
  );
}
