/**
 * The common identity repository: what it holds, how data sets of one person come into one file, and its four gateways
 * ((EU) 2019/817 and 2019/818 Art 17 to 24). Every gateway says who, for what, by which key, and exactly what it returns.
 */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import { SYSTEMS, type SystemId, systemFacts } from '../systems.js';
import type { LawRow, Provision, Sureness } from './citation.js';

const INTEROPERABILITY = localDate('2019-06-11');
const SCREENING = localDate('2026-06-12');

/** The five systems whose identity data it holds: never SIS. */
export const CIR_SYSTEMS: readonly SystemId[] = SYSTEMS.filter(
  (system) => systemFacts(system).feedsCommonIdentityRepository,
);

export const GATEWAYS = ['police', 'screening', 'multiple-identity', 'law-enforcement'] as const;
export type Gateway = (typeof GATEWAYS)[number];

export type GatewayRow = Provision & {
  readonly gateway: Gateway;
  readonly classes: readonly AuthorityClass[] | 'verifier-of-the-link';
  readonly systems: readonly SystemId[];
  /** `identity`: Art 18(1) data. `identity-and-references`: 18(1), (2). `systems`: that a system holds a match, no more. */
  readonly returns: 'identity' | 'identity-and-references' | 'systems';
};

export const GATEWAY_ROWS: readonly GatewayRow[] = [
  {
    gateway: 'police',
    classes: ['police-authority'],
    systems: CIR_SYSTEMS,
    // Art 9(4): the portal need not say where data come from; read as: it does not.
    returns: 'identity',
    rule: 'police empowered by national law identify a person who is present; the reply has identity data and names no system',
    citation: '(EU) 2019/817 Art 20, 9(4)',
    inForceFrom: INTEROPERABILITY,
    sureness: 'verified',
  },
  {
    gateway: 'screening',
    classes: ['screening-authority'],
    systems: CIR_SYSTEMS,
    returns: 'identity',
    rule: 'screening authorities identify or verify a person, in a process begun in their presence',
    citation: '(EU) 2019/817 Art 20a; (EU) 2024/1356 Art 14(1), 23',
    inForceFrom: SCREENING,
    sureness: 'verified',
  },
  {
    gateway: 'multiple-identity',
    classes: 'verifier-of-the-link',
    systems: CIR_SYSTEMS,
    returns: 'identity-and-references',
    rule: 'who verifies a yellow link, or sees a red one, reads the linked data of the repository to fight identity fraud',
    citation: '(EU) 2019/817 Art 21',
    inForceFrom: INTEROPERABILITY,
    sureness: 'verified',
  },
  {
    gateway: 'law-enforcement',
    classes: ['law-enforcement-authority', 'europol'],
    systems: ['ees', 'vis', 'etias', 'eurodac'],
    returns: 'systems',
    rule: 'designated authorities and Europol learn which of EES, VIS, ETIAS and Eurodac holds a match, and nothing else',
    citation: '(EU) 2019/817 Art 22(1), (2); (EU) 2019/818 Art 22(1), (2)',
    inForceFrom: INTEROPERABILITY,
    sureness: 'verified',
  },
];

/** Why a person may be identified: Art 20(1), (4), and the one of Art 20a. */
export const IDENTIFICATION_GROUNDS = [
  'no-document',
  'doubt-on-data',
  'doubt-on-document',
  'doubt-on-holder',
  'unable-or-unwilling',
  'disaster',
  'screening',
] as const;
export type IdentificationGround = (typeof IDENTIFICATION_GROUNDS)[number];

const row = (rule: string, citation: string, sureness: Sureness = 'verified'): Provision => ({
  rule,
  inForceFrom: INTEROPERABILITY,
  citation,
  sureness,
});

export const CIR_ROWS = {
  separated: row(
    'data sets stay apart by the system they come from, each with a reference to it',
    '(EU) 2019/817 Art 18(1), (2), (4)',
  ),
  'never-sis': row('SIS is not in the repository', '(EU) 2019/817 Art 18(1); (EU) 2019/818 Art 18(1)'),
  merged: row(
    'data sets joined by a white or a red link are one individual file; yellow and green ones join nothing',
    '(EU) 2019/817 Art 19(2)',
  ),
  follows: row(
    'what is added, changed or erased in a system is so in the repository',
    '(EU) 2019/817 Art 19(1)',
  ),
  designated: row(
    'national law empowers the police authority and lays down the procedure',
    '(EU) 2019/817 Art 20(5)',
  ),
  disaster: row(
    'disasters, accidents and attacks: unknown persons and remains, by a national law of its own',
    '(EU) 2019/817 Art 20(4), (6)',
  ),
  present: row('by live biometrics, begun in the presence of the person', '(EU) 2019/817 Art 20(2)'),
  'other-keys': row(
    'identity and document data where biometrics cannot be used or the search with them fails',
    '(EU) 2019/817 Art 20(3)',
  ),
  'not-to-search': row(
    'the reply of Article 22 serves a request for full access, and must be followed by one or by a recorded reason',
    '(EU) 2019/817 Art 22(2), (3)',
  ),
  offence: row('terrorist or other serious offences, in a specific case', '(EU) 2019/817 Art 22(1)'),
  grounds: row('reasonable grounds that consultation will contribute', '(EU) 2019/817 Art 22(1)'),
  logged: row(
    'the log names the national file and who consulted and who ordered it',
    '(EU) 2019/817 Art 24(5), (6)',
    'verified-indirectly',
  ),
} as const satisfies Readonly<Record<string, Provision>>;

export const IDENTIFICATION_AGE: LawRow = {
  ...row(
    "police do not identify a child below the age of, unless in the child's best interests",
    '(EU) 2019/817 Art 20(1)',
  ),
  value: 12,
  unit: 'years',
};
