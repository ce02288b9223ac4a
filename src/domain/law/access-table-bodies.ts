/** The access matrix for bodies of the Union, teams that act for a host state, and police that see no system. */
import { ACCESS_RIGHTS } from '../authorities.js';
import { localDate } from '../local-date.js';
import type { AccessRow, RefusalRow } from './access-table.js';

export const BODY_ACCESS_ROWS: readonly AccessRow[] = [
  {
    authorityClass: 'europol',
    system: 'sis',
    rights: ['search', 'identify'],
    rule: 'Europol searches alerts within its mandate',
    citation: '(EU) 2018/1861 Art 35; (EU) 2018/1862 Art 48',
    inForceFrom: localDate('2023-03-07'),
    sureness: 'verified',
  },
  {
    authorityClass: 'europol',
    system: 'ecris-tcn',
    rights: ['search', 'identify'],
    rule: 'Europol finds which states hold convictions, and writes nothing',
    citation: '(EU) 2019/816 Art 7(3), 14 to 17',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'verified',
  },
  {
    authorityClass: 'eurojust',
    system: 'ecris-tcn',
    rights: ['search', 'identify'],
    rule: 'Eurojust finds which states hold convictions',
    citation: '(EU) 2019/816 Art 7(3), 14 to 17',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'verified',
  },
  {
    authorityClass: 'eurojust',
    system: 'sis',
    rights: ['search'],
    rule: 'Eurojust searches alerts in part; the answer is narrowed to those kinds',
    citation: '(EU) 2018/1862 Art 49(1)',
    inForceFrom: localDate('2023-03-07'),
    sureness: 'general-knowledge',
  },
  {
    authorityClass: 'eppo',
    system: 'ecris-tcn',
    rights: ['search', 'identify'],
    rule: "the European Public Prosecutor's Office finds which states hold convictions",
    citation: '(EU) 2019/816 Art 7(3), 14 to 17',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'verified',
  },
  {
    authorityClass: 'frontex-team',
    system: 'sis',
    rights: ['search'],
    rule: 'teams search alerts under the guards of the host state, whose state their token names',
    citation: '(EU) 2018/1861 Art 36',
    inForceFrom: localDate('2023-03-07'),
    sureness: 'verified',
  },
  {
    authorityClass: 'frontex-team',
    system: 'eurodac',
    rights: ['enrol'],
    rule: 'teams take and transmit biometrics on request of the host state; of illegal stay they do not',
    citation: '(EU) 2024/1358 Art 15(3), 22(8), 24(8), 26(5)',
    inForceFrom: localDate('2026-06-12'),
    sureness: 'verified',
  },
  {
    authorityClass: 'police-authority',
    system: 'sis',
    rights: ['search'],
    rule: 'police checks search alerts',
    citation: '(EU) 2018/1862 Art 44(1)(b)',
    inForceFrom: localDate('2023-03-07'),
    sureness: 'general-knowledge',
  },
];

export const BODY_REFUSAL_ROWS: readonly RefusalRow[] = [
  {
    authorityClass: 'europol',
    systems: ['ees', 'vis', 'etias', 'eurodac'],
    rights: ACCESS_RIGHTS,
    rule: 'Europol has no direct access: a reasoned request through its own verifying unit comes first.',
    citation: '(EU) 2017/2226 Art 33; (EC) 767/2008 Art 22r; (EU) 2018/1240 Art 53; (EU) 2024/1358 Art 34',
    inForceFrom: localDate('2025-10-12'),
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'police-authority',
    systems: ['ees', 'vis', 'etias', 'ecris-tcn', 'eurodac'],
    rights: ACCESS_RIGHTS,
    rule: 'Police identify persons through the common identity repository and see no system.',
    citation: '(EU) 2019/817 Art 20(1), 9(4)',
    inForceFrom: localDate('2019-06-11'),
    sureness: 'verified',
  },
];
