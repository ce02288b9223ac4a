/**
 * The access matrix for tasks that an authority has beside the one that makes its class: who issues visas at the border,
 * finds the state responsible for an application, or prepares a return. A token names one purpose, and each has rights of
 * its own: what is open for one task is not open for another.
 */
import type { AuthorityClass, Purpose } from '../authorities.js';
import { EES_OPERATION, EURODAC_APPLICATION, SIS_OPERATION, VIS_OPERATION } from './access-dates.js';
import type { AccessRow } from './access-table.js';
import type { Provision } from './citation.js';

export type PurposeRow = Provision & { readonly authorityClass: AuthorityClass; readonly purpose: Purpose };

export const FURTHER_PURPOSE_ROWS: readonly PurposeRow[] = [
  {
    authorityClass: 'border-authority',
    purpose: 'visa-examination',
    rule: 'visas applied for at the external border are examined by the authorities that check persons there',
    citation: '(EC) 810/2009 Art 4(2), 35',
    inForceFrom: VIS_OPERATION,
    sureness: 'general-knowledge',
  },
  {
    authorityClass: 'asylum-authority',
    purpose: 'asylum-responsibility',
    rule: 'finding the state responsible for an application is a task apart from examining it',
    citation: '(EC) 767/2008 Art 21; (EU) 2024/1358 Art 1(1)(a)',
    inForceFrom: VIS_OPERATION,
    sureness: 'verified-indirectly',
  },
  {
    authorityClass: 'immigration-authority',
    purpose: 'return',
    rule: 'identifying persons for their return is a task apart from checking conditions of stay',
    citation: '(EU) 2017/2226 Art 41(2); (EC) 767/2008 Art 31(2); (EU) 2018/1860 Art 3',
    inForceFrom: EES_OPERATION,
    sureness: 'general-knowledge',
  },
];

export const PURPOSE_ACCESS_ROWS: readonly AccessRow[] = [
  {
    authorityClass: 'border-authority',
    purposes: ['visa-examination'],
    system: 'vis',
    rights: ['enrol', 'read', 'search', 'identify', 'verify'],
    rule: 'application files of visas applied for at the border are created and consulted as by any visa authority',
    citation: '(EC) 767/2008 Art 9, 15; (EC) 810/2009 Art 35',
    inForceFrom: VIS_OPERATION,
    sureness: 'interpretation',
  },
  {
    authorityClass: 'border-authority',
    purposes: ['visa-examination'],
    system: 'ees',
    rights: ['search'],
    rule: 'examination of visa applications consults entry/exit records and the calculator',
    citation: '(EU) 2017/2226 Art 24',
    inForceFrom: EES_OPERATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'border-authority',
    purposes: ['visa-examination'],
    system: 'sis',
    rights: ['search'],
    rule: 'visa examination searches alerts; the answer is narrowed to those on entry, stay and return',
    citation: '(EU) 2018/1861 Art 34(1)(f)',
    inForceFrom: SIS_OPERATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'asylum-authority',
    purposes: ['asylum-responsibility'],
    system: 'vis',
    rights: ['identify'],
    rule: 'fingerprint search to determine responsibility',
    citation: '(EC) 767/2008 Art 21',
    inForceFrom: VIS_OPERATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'asylum-authority',
    purposes: ['asylum-responsibility'],
    system: 'vis',
    rights: ['search'],
    rule: 'identity and document data where fingerprints cannot be used or the search with them fails',
    citation: '(EC) 767/2008 Art 21',
    inForceFrom: VIS_OPERATION,
    sureness: 'general-knowledge',
  },
  {
    authorityClass: 'asylum-authority',
    purposes: ['asylum-responsibility'],
    system: 'eurodac',
    rights: ['identify', 'verify'],
    rule: 'comparison of an applicant to determine responsibility; nothing is entered for it',
    citation: '(EU) 2024/1358 Art 1(1)(a), 27, 38',
    inForceFrom: EURODAC_APPLICATION,
    sureness: 'interpretation',
  },
  {
    authorityClass: 'immigration-authority',
    purposes: ['return'],
    system: 'ees',
    rights: ['search', 'identify'],
    rule: 'identification within the territory of who does not fulfil the conditions of stay',
    citation: '(EU) 2017/2226 Art 27',
    inForceFrom: EES_OPERATION,
    sureness: 'interpretation',
  },
  {
    authorityClass: 'immigration-authority',
    purposes: ['return'],
    system: 'vis',
    rights: ['identify'],
    rule: 'identification within the territory of who does not fulfil the conditions of stay',
    citation: '(EC) 767/2008 Art 20',
    inForceFrom: VIS_OPERATION,
    sureness: 'verified',
  },
  {
    authorityClass: 'immigration-authority',
    purposes: ['return'],
    system: 'sis',
    rights: ['search'],
    rule: 'alerts on return are searched before a return decision and its enforcement',
    citation: '(EU) 2018/1860 Art 3, 6; (EU) 2018/1861 Art 34(1)(d)',
    inForceFrom: SIS_OPERATION,
    sureness: 'general-knowledge',
  },
];
