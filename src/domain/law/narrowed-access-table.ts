/**
 * Access that is given to a part of what a system holds: the answer is narrowed before anybody sees it, and whoever has
 * nothing of that part leaves no trace.
 */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';

export type NarrowedAccessRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly system: SystemId;
  readonly part: 'flagged-convictions';
};

export const NARROWED_ACCESS_ROWS: readonly NarrowedAccessRow[] = [
  {
    authorityClass: 'screening-authority',
    system: 'ecris-tcn',
    part: 'flagged-convictions',
    rule: 'screening learns of convictions that are flagged, and of no other',
    inForceFrom: localDate('2026-06-12'),
    citation: '(EU) 2019/816 Art 5(7), 7c; (EU) 2024/1356 Art 15(4)',
    sureness: 'verified',
  },
];

/** Whether a class learns of persons with a flagged conviction alone. */
export function seesFlaggedOnly(authorityClass: AuthorityClass, system: SystemId): boolean {
  return NARROWED_ACCESS_ROWS.some(
    (row) =>
      row.authorityClass === authorityClass && row.system === system && row.part === 'flagged-convictions',
  );
}
