/**
 * Who may do what of the hub is no record of one system: logs, links, requests of persons, screening, statistics. One row
 * per class and article, as in the matrix of systems; what is in no row is not permitted.
 */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import { CIR_TASK_RIGHTS, CIR_TASK_ROWS } from './cir-task-rows.js';
import type { Provision } from './citation.js';
import { EURODAC_TASK_RIGHTS, EURODAC_TASK_ROWS } from './eurodac-task-rows.js';
import { SIS_TASK_RIGHTS, SIS_TASK_ROWS } from './sis-task-rows.js';
import { TRAVEL_TASK_RIGHTS, TRAVEL_TASK_ROWS } from './travel-task-rows.js';

export const TASK_RIGHTS = [
  'hub-status',
  'hub-control',
  'log-status',
  'log-verification',
  'log-reading',
  'log-hold',
  'right-request',
  'screening',
  'screening-opinion',
  'screening-form',
  'screening-monitoring',
  'statistics',
  ...EURODAC_TASK_RIGHTS,
  ...SIS_TASK_RIGHTS,
  ...TRAVEL_TASK_RIGHTS,
  ...CIR_TASK_RIGHTS,
] as const;
export type TaskRight = (typeof TASK_RIGHTS)[number];

export type TaskAccessRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly rights: readonly TaskRight[];
};

const SCREENING = localDate('2026-06-12');
const INTEROPERABILITY = localDate('2019-06-11');

export const TASK_ACCESS_ROWS: readonly TaskAccessRow[] = [
  {
    authorityClass: 'supervisory-authority',
    rights: ['log-status', 'log-verification', 'log-reading', 'log-hold'],
    rule: 'supervisory authorities have the logs; of a state those of its authorities, of the Union all',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 51(5), 52',
    sureness: 'verified',
  },
  ...(
    [
      'border-authority',
      'visa-authority',
      'immigration-authority',
      'asylum-authority',
      'etias-national-unit',
      'etias-central-unit',
      'sirene-bureau',
      'ecris-central-authority',
    ] as const
  ).map(
    (authorityClass): TaskAccessRow => ({
      authorityClass,
      rights: ['right-request'],
      rule: 'requests of persons are made to the competent authority of any Member State; each sees those of its state',
      inForceFrom: INTEROPERABILITY,
      citation: '(EU) 2019/817 Art 48(1), (3), (4)',
      sureness: 'verified',
    }),
  ),
  {
    authorityClass: 'screening-authority',
    rights: ['screening', 'screening-opinion'],
    rule: 'screening of persons found at the border or inside the territory, of its own state',
    inForceFrom: SCREENING,
    citation: '(EU) 2024/1356 Art 8(1), 8(9)',
    sureness: 'verified',
  },
  {
    authorityClass: 'etias-national-unit',
    rights: ['screening-opinion'],
    rule: 'the National Unit of the state that entered the watchlist data gives its opinion',
    inForceFrom: SCREENING,
    citation: '(EU) 2018/1240 Art 35a; (EU) 2024/1356 Art 22',
    sureness: 'verified',
  },
  {
    authorityClass: 'europol',
    rights: ['screening-opinion'],
    rule: 'Europol gives its opinion, where it entered the watchlist data',
    inForceFrom: SCREENING,
    citation: '(EU) 2018/1240 Art 35a; (EU) 2024/1356 Art 22',
    sureness: 'verified',
  },
  {
    authorityClass: 'ecris-central-authority',
    rights: ['screening-opinion'],
    rule: 'the convicting state gives its opinion',
    inForceFrom: SCREENING,
    citation: '(EU) 2019/816 Art 7c',
    sureness: 'verified',
  },
  ...(
    [
      'border-authority',
      'visa-authority',
      'immigration-authority',
      'asylum-authority',
      'etias-central-unit',
      'hub-operator',
      'supervisory-authority',
    ] as const
  ).map(
    (authorityClass): TaskAccessRow => ({
      authorityClass,
      rights: ['statistics'],
      rule: 'authorised staff reads anonymous reports and statistics',
      inForceFrom: INTEROPERABILITY,
      citation: '(EU) 2019/817 Art 39(2), (3), 66',
      sureness: 'verified-indirectly',
    }),
  ),
  ...(['asylum-authority', 'immigration-authority', 'border-authority'] as const).map(
    (authorityClass): TaskAccessRow => ({
      authorityClass,
      rights: ['screening-form'],
      rule: 'the form of a screening that has ended goes to the authority the person is referred to',
      inForceFrom: SCREENING,
      citation: '(EU) 2024/1356 Art 17(4), 18',
      sureness: 'verified',
    }),
  ),
  {
    authorityClass: 'fundamental-rights-monitor',
    rights: ['screening-monitoring'],
    rule: 'the independent mechanism sees what was done in every screening of its state, without persons',
    inForceFrom: SCREENING,
    citation: '(EU) 2024/1356 Art 10',
    sureness: 'verified',
  },
  {
    authorityClass: 'hub-operator',
    rights: ['log-status', 'log-verification'],
    rule: 'who runs the hub checks that its logs are whole, and reads none',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 42, 43',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'hub-operator',
    rights: ['hub-status', 'hub-control'],
    rule: 'who runs the hub watches its work and steers it: pauses, drains, has failed work tried again',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 42, 54',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'supervisory-authority',
    rights: ['hub-status'],
    rule: 'supervisory authorities see how the hub works and change nothing',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 51, 52',
    sureness: 'interpretation',
  },
  ...EURODAC_TASK_ROWS,
  ...SIS_TASK_ROWS,
  ...TRAVEL_TASK_ROWS,
  ...CIR_TASK_ROWS,
];
