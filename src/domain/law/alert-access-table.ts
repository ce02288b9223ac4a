/**
 * Which kinds of alert an authority that may search SIS learns of. Its right comes from an article of the act on borders or
 * of the act on police, and reaches no further than the alerts of that article. A class and purpose without a row here
 * learns of all kinds.
 *
 * A class whose articles were in doubt has no row: a hit hidden by mistake is worse than one too many. The automated processing
 * of applications by VIS and ETIAS has articles of its own and is not narrowed.
 */
import type { AuthorityClass, Purpose, Requester } from '../authorities.js';
import type { Provision } from './citation.js';
import { SIS_OPERATION, type SisAlertKind } from './sis-alert-table.js';

export type AlertAccessRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly purpose: Purpose;
  readonly kinds: readonly SisAlertKind[];
};

export const ALERT_ACCESS_ROWS: readonly AlertAccessRow[] = [
  // Decisions on entry and stay are another task with another article, (EU) 2018/1862 Art 44(1)(d): those classes have no row.
  ...(['visa-authority', 'border-authority'] as const).map(
    (authorityClass): AlertAccessRow => ({
      authorityClass,
      purpose: 'visa-examination',
      kinds: ['refusal-of-entry', 'return', 'object-seizure'],
      rule: 'examining visas: alerts for refusal of entry and stay and on return, and documents to be seized; no other alert of the act on police',
      inForceFrom: SIS_OPERATION,
      citation: '(EU) 2018/1860; (EU) 2018/1861 Art 34(1)(f); (EU) 2018/1862 Art 38, 44(1)',
      sureness: 'general-knowledge',
    }),
  ),
  {
    authorityClass: 'eurojust',
    purpose: 'judicial-cooperation',
    kinds: [
      'arrest',
      'missing-protected',
      'missing',
      'child-abduction',
      'child-travel',
      'vulnerable-adult',
      'judicial-procedure',
      'object-seizure',
      'unknown-wanted',
    ],
    rule: 'alerts for arrest, on missing and vulnerable persons, for a judicial procedure, on objects to be seized and on unknown wanted persons',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 49(1)',
    sureness: 'general-knowledge',
  },
];

/** The kinds the requester learns of; `undefined` where it learns of all. */
export function alertKindsFor({
  authorityClass,
  purpose,
}: Pick<Requester, 'authorityClass' | 'purpose'>): readonly SisAlertKind[] | undefined {
  return ALERT_ACCESS_ROWS.find((row) => row.authorityClass === authorityClass && row.purpose === purpose)
    ?.kinds;
}
