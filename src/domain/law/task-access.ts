import type { Requester } from '../authorities.js';
import type { AccessDecision } from './access.js';
import { PURPOSE_OF } from './access-table.js';
import { TASK_ACCESS_ROWS, type TaskRight } from './task-access-table.js';

/** Decided before anything is read; the reason says nothing about what there is. */
export function decideTask({ authorityClass, purpose }: Requester, right: TaskRight): AccessDecision {
  if (PURPOSE_OF[authorityClass] !== purpose) {
    return { permitted: false, reason: `The purpose ${purpose} is not one of the class ${authorityClass}.` };
  }
  const row = TASK_ACCESS_ROWS.find(
    (each) => each.authorityClass === authorityClass && each.rights.includes(right),
  );
  return row
    ? { permitted: true, citation: row.citation }
    : { permitted: false, reason: `The class ${authorityClass} has no right of ${right}.` };
}
