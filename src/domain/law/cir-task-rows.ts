/** Who may use the gateways of the identity repository and the two steps of law enforcement. */
import { localDate } from '../local-date.js';
import type { TaskAccessRow } from './task-access-table.js';

export const CIR_TASK_RIGHTS = [
  'cir-identification',
  'cir-law-enforcement',
  'cir-reasons',
  'law-enforcement-access',
  'law-enforcement-verification',
] as const;

const INTEROPERABILITY = localDate('2019-06-11');
const SCREENING = localDate('2026-06-12');

export const CIR_TASK_ROWS: readonly TaskAccessRow[] = [
  {
    authorityClass: 'police-authority',
    rights: ['cir-identification'],
    rule: 'police empowered by national law identify persons through the repository, and do nothing else there',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 20',
    sureness: 'verified',
  },
  {
    authorityClass: 'screening-authority',
    rights: ['cir-identification'],
    rule: 'screening authorities identify or verify persons through the repository',
    inForceFrom: SCREENING,
    citation: '(EU) 2019/817 Art 20a; (EU) 2024/1356 Art 14(1)',
    sureness: 'verified',
  },
  ...(['law-enforcement-authority', 'europol'] as const).map(
    (authorityClass): TaskAccessRow => ({
      authorityClass,
      rights: ['cir-law-enforcement', 'law-enforcement-access'],
      rule: 'designated authorities and Europol learn where data are, and ask for full access in two steps',
      inForceFrom: INTEROPERABILITY,
      citation: '(EU) 2019/817 Art 22; (EU) 2017/2226 Art 29 to 33',
      sureness: 'verified',
    }),
  ),
  {
    authorityClass: 'verifying-authority',
    rights: ['law-enforcement-verification'],
    rule: 'the access point decides on a request, independently of who asks, or verifies an urgent one afterwards',
    inForceFrom: localDate('2025-10-12'),
    citation: '(EU) 2017/2226 Art 29(3), 31',
    sureness: 'verified',
  },
  {
    authorityClass: 'supervisory-authority',
    rights: ['cir-reasons'],
    rule: 'supervisory authorities read what followed each consultation of law enforcement, and the reasons recorded',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 22(3), 51(5)',
    sureness: 'verified',
  },
  {
    authorityClass: 'europol',
    rights: ['eurodac-law-enforcement-request'],
    rule: 'Europol asks Eurodac through its own designated and verifying units',
    inForceFrom: SCREENING,
    citation: '(EU) 2024/1358 Art 7, 34',
    sureness: 'verified',
  },
];
