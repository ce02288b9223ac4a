/** Who may do what of the EES, VIS, ETIAS and ECRIS-TCN that is more than reading, searching or entering a record. */
import { localDate } from '../local-date.js';
import type { TaskAccessRow } from './task-access-table.js';
import { VIS_REFORM } from './vis-visa-table.js';

export const TRAVEL_TASK_RIGHTS = [
  'carrier-query',
  'traveller-query',
  'visa-verification',
  'visa-file-links',
  'etias-processing',
  'etias-hit-verification',
  'etias-manual-processing',
  'eurodac-behind-hit',
  'eurodac-for-visa',
  'long-stay-queries',
  'etias-clocks',
  'watchlist',
  'conviction-flags',
  'flag-query',
  'person-history',
  'data-quality',
] as const;
export type TravelTaskRight = (typeof TRAVEL_TASK_RIGHTS)[number];

const EES = localDate('2025-10-12');
const VIS = localDate('2011-10-11');
const ETIAS = localDate('2018-10-09');
const ECRIS_FLAGS = localDate('2021-08-03');
const INTEROPERABILITY = localDate('2019-06-11');

export const TRAVEL_TASK_ROWS: readonly TaskAccessRow[] = [
  {
    authorityClass: 'carrier',
    rights: ['carrier-query'],
    rule: 'a carrier learns OK or NOT OK of a passenger, and nothing else',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 13(3); (EC) 767/2008 Art 45c; (EU) 2018/1240 Art 45',
    sureness: 'verified',
  },
  {
    authorityClass: 'traveller-service',
    rights: ['traveller-query'],
    rule: 'the web service tells a traveller OK or NOT OK and the days that remain, of the traveller alone',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 13(1), (2)',
    sureness: 'verified',
  },
  {
    authorityClass: 'border-authority',
    rights: ['visa-verification'],
    rule: 'at the border a visa is verified by its sticker number and fingerprints',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 18',
    sureness: 'verified',
  },
  {
    authorityClass: 'visa-authority',
    rights: ['visa-file-links', 'visa-verification'],
    rule: 'visa authorities see earlier applications and those of persons who travel together',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 8(3), (4), 15',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'etias-central-unit',
    rights: ['etias-processing', 'etias-hit-verification', 'etias-clocks', 'watchlist'],
    rule: 'the Central Unit has applications processed, verifies hits within 12 hours and keeps the watchlist technically',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 20, 22, 34',
    sureness: 'verified',
  },
  {
    authorityClass: 'etias-national-unit',
    rights: ['etias-manual-processing', 'etias-clocks', 'watchlist'],
    rule: 'National Units process by hand, decide, annul and revoke, and enter data into the watchlist',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 26, 34(3), 35, 40, 41',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'etias-national-unit',
    rights: ['eurodac-behind-hit'],
    rule: 'behind a hit in Eurodac the National Unit reads the data set, and changes nothing',
    inForceFrom: localDate('2026-06-12'),
    citation: '(EU) 2024/1358 Art 9; (EU) 2018/1240 Art 25a',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'visa-authority',
    rights: ['eurodac-for-visa'],
    rule: 'for an application it examines the visa authority has Eurodac queried and reads behind the hits, and changes nothing',
    inForceFrom: localDate('2026-06-12'),
    citation: '(EU) 2024/1358 Art 10, 11',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'visa-authority',
    rights: ['long-stay-queries'],
    rule: 'for a long-stay visa or permit it examines the visa authority has the sources queried, and verifies the hits that its file shows',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22b',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'ecris-central-authority',
    rights: ['conviction-flags'],
    rule: 'the convicting state flags its records for terrorism and serious offences; it is told nothing back',
    inForceFrom: ECRIS_FLAGS,
    citation: '(EU) 2019/816 Art 5(1)(c)',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'visa-authority',
    rights: ['flag-query'],
    rule: 'the designated authority of VIS learns which states hold flagged records, and their reference codes',
    inForceFrom: ECRIS_FLAGS,
    citation: '(EU) 2019/816 Art 5(7), 7a',
    sureness: 'verified',
  },
  {
    authorityClass: 'etias-central-unit',
    rights: ['flag-query'],
    rule: 'the Central Unit learns which states hold flagged records, and their reference codes',
    inForceFrom: ECRIS_FLAGS,
    citation: '(EU) 2019/816 Art 5(7), 7b',
    sureness: 'verified',
  },
  {
    authorityClass: 'border-authority',
    rights: ['person-history'],
    rule: 'one history of a person over the systems the authority may read',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2017/2226 Art 23; (EU) 2019/817 Art 7',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'immigration-authority',
    rights: ['person-history'],
    rule: 'one history of a person over the systems the authority may read',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2017/2226 Art 26; (EU) 2019/817 Art 7',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'visa-authority',
    rights: ['person-history'],
    rule: 'one history of a person over the systems the authority may read',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2017/2226 Art 24; (EU) 2019/817 Art 7',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'etias-national-unit',
    rights: ['person-history'],
    rule: 'one history of a person over the systems the authority may read',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2017/2226 Art 25b; (EC) 767/2008 Art 18d; (EU) 2019/817 Art 7',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'hub-operator',
    rights: ['data-quality'],
    rule: 'indicators of data quality per system and state, without data of persons',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 37(3), (4)',
    sureness: 'verified',
  },
  {
    authorityClass: 'supervisory-authority',
    rights: ['data-quality'],
    rule: 'indicators of data quality per system and state, without data of persons',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 37(5)',
    sureness: 'verified',
  },
];
