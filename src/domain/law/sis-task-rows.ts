/** Who does what with alerts beside entering and searching them: events, hits and their follow-up, alerts on objects. */
import type { AuthorityClass } from '../authorities.js';
import type { Provision } from './citation.js';
import { SIS_OPERATION } from './sis-alert-table.js';

export const SIS_TASK_RIGHTS = [
  'sis-alert-reading',
  'sis-alert-event',
  'sis-hit-report',
  'sis-hit-follow-up',
  'sis-duty',
  'sis-object-entry',
  'sis-object-search',
  'sis-unknown-person-entry',
] as const;
type SisTaskRight = (typeof SIS_TASK_RIGHTS)[number];

type SisTaskRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly rights: readonly SisTaskRight[];
};

export const SIS_TASK_ROWS: readonly SisTaskRow[] = [
  {
    authorityClass: 'sirene-bureau',
    rights: ['sis-alert-reading', 'sis-alert-event', 'sis-hit-report', 'sis-hit-follow-up', 'sis-duty'],
    rule: 'the SIRENE Bureaux exchange supplementary information on alerts and hits, and see to flags, links and deletion',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 7, 8; (EU) 2018/1862 Art 7, 8',
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'sirene-bureau',
    rights: ['sis-object-entry', 'sis-object-search', 'sis-unknown-person-entry'],
    rule: 'alerts on objects and on unknown wanted persons are entered for the state through its bureau',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 36, 38, 40',
    sureness: 'interpretation',
  },
  {
    authorityClass: 'law-enforcement-authority',
    rights: ['sis-object-entry', 'sis-object-search', 'sis-hit-report', 'sis-unknown-person-entry'],
    rule: 'police enter and search alerts on objects and unknown persons, and report hits',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 38, 40, 44(1)(c)',
    sureness: 'interpretation',
  },
  ...(['border-authority', 'immigration-authority'] as const).map(
    (authorityClass): SisTaskRow => ({
      authorityClass,
      rights: ['sis-object-search', 'sis-hit-report'],
      rule: `${authorityClass}: searches alerts on objects and reports its hits`,
      inForceFrom: SIS_OPERATION,
      citation: '(EU) 2018/1862 Art 44(1)(a), 46',
      sureness: 'verified-indirectly',
    }),
  ),
  {
    authorityClass: 'visa-authority',
    rights: ['sis-object-search'],
    rule: 'visa authorities search alerts on travel documents',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 34(1)(f)',
    sureness: 'verified-indirectly',
  },
];
