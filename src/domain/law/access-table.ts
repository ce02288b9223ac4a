/**
 * The access matrix as rows, one per class, purpose, system and article; `access-matrix.ts` has it cell by cell.
 *
 * Left out of the matrix on purpose, because their conditions cannot be seen in a request: reading Eurodac behind a
 * VIS or ETIAS hit ((EU) 2024/1358 Art 9, 10), ECRIS-TCN flags ((EU) 2019/816 Art 7a to 7c), and law-enforcement
 * access in two steps, which is refused by name.
 */

import { ACCESS_RIGHTS, type AccessRight, type AuthorityClass, type Purpose } from '../authorities.js';
import { localDate } from '../local-date.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { EES_OPERATION, EURODAC_APPLICATION } from './access-dates.js';
import { BODY_ACCESS_ROWS, BODY_REFUSAL_ROWS } from './access-table-bodies.js';
import { BORDER_ACCESS_ROWS } from './access-table-borders.js';
import { OFFICE_ACCESS_ROWS } from './access-table-offices.js';
import { FURTHER_PURPOSE_ROWS, PURPOSE_ACCESS_ROWS } from './access-table-purposes.js';
import { TERRITORY_ACCESS_ROWS } from './access-table-territory.js';
import type { Provision } from './citation.js';

export type AccessRow = Provision & {
  readonly authorityClass: AuthorityClass;
  /** The tasks it is for; where none is named, the one that makes the class. */
  readonly purposes?: readonly Purpose[];
  readonly system: SystemId;
  readonly rights: readonly AccessRight[];
};

/** The task that makes the class; `FURTHER_PURPOSE_ROWS` has what else an authority may do. */
export const PURPOSE_OF: Readonly<Record<AuthorityClass, Purpose>> = {
  'border-authority': 'border-check',
  'visa-authority': 'visa-examination',
  'immigration-authority': 'immigration-control',
  'asylum-authority': 'asylum-procedure',
  'etias-national-unit': 'travel-authorisation',
  'etias-central-unit': 'travel-authorisation',
  'sirene-bureau': 'alert-management',
  'ecris-central-authority': 'criminal-records',
  'law-enforcement-authority': 'law-enforcement',
  'verifying-authority': 'law-enforcement',
  'police-authority': 'police-identification',
  europol: 'law-enforcement',
  eurojust: 'judicial-cooperation',
  eppo: 'judicial-cooperation',
  'frontex-team': 'border-check',
  'screening-authority': 'screening',
  'fundamental-rights-monitor': 'monitoring',
  carrier: 'carriage',
  'traveller-service': 'travel-information',
  'hub-operator': 'operation',
  'supervisory-authority': 'supervision',
};

export const ACCESS_ROWS: readonly AccessRow[] = [
  ...BODY_ACCESS_ROWS,
  ...TERRITORY_ACCESS_ROWS,
  ...BORDER_ACCESS_ROWS,
  ...OFFICE_ACCESS_ROWS,
  ...PURPOSE_ACCESS_ROWS,
];

/** Every task an authority of the class may name, the one that makes the class first. */
export function purposesOf(authorityClass: AuthorityClass): readonly Purpose[] {
  const further = FURTHER_PURPOSE_ROWS.filter((row) => row.authorityClass === authorityClass);
  return [PURPOSE_OF[authorityClass], ...further.map(({ purpose }) => purpose)];
}

export function isForPurpose({ authorityClass, purposes }: AccessRow, purpose: Purpose): boolean {
  return (purposes ?? [PURPOSE_OF[authorityClass]]).includes(purpose);
}

/**
 * Rules that refuse by name what a class might expect to be permitted. The reason is the row's own, so that it can be
 * traced to an article like a permission.
 */
export type RefusalRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly systems: readonly SystemId[];
  readonly rights: readonly AccessRight[];
};

export const REFUSAL_ROWS: readonly RefusalRow[] = [
  ...BODY_REFUSAL_ROWS,
  {
    authorityClass: 'law-enforcement-authority',
    systems: ['ees', 'vis', 'etias', 'eurodac'],
    rights: ACCESS_RIGHTS,
    rule: 'Law enforcement has no direct access: a reasoned request through the verifying authority comes first.',
    citation:
      '(EU) 2017/2226 Art 32; (EC) 767/2008 Art 22o; (EU) 2018/1240 Art 50 to 52; (EU) 2024/1358 Art 33',
    inForceFrom: EES_OPERATION,
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'asylum-authority',
    systems: ['eurodac'],
    rights: ['search', 'read'],
    rule: 'Eurodac answers comparisons of biometrics; data other states transmitted cannot be searched or browsed.',
    citation: '(EU) 2024/1358 Art 40(1)',
    inForceFrom: EURODAC_APPLICATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'immigration-authority',
    systems: ['eurodac'],
    rights: ['search', 'read'],
    rule: 'Eurodac answers comparisons of biometrics; data other states transmitted cannot be searched or browsed.',
    citation: '(EU) 2024/1358 Art 40(1)',
    inForceFrom: EURODAC_APPLICATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'hub-operator',
    systems: SYSTEMS,
    rights: ACCESS_RIGHTS,
    rule: 'An operator runs the hub and sees no data of persons.',
    citation: '(EU) 2019/817 Art 41, 42',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'interpretation',
  },
  {
    authorityClass: 'supervisory-authority',
    systems: SYSTEMS,
    rights: ACCESS_RIGHTS,
    rule: 'Supervision reads logs, not the data of persons in a system.',
    citation: '(EU) 2019/817 Art 51(5)',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'interpretation',
  },
];
