/** Whether a new alert may be entered beside those that SIS already holds on the same person or object. */

import type { Provision } from '../law/citation.js';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import {
  COMPATIBILITY_ROWS,
  type Compatibility,
  type CompatibilityGroup,
  compatibilityGroup,
  ENTRY_ROWS,
  PRIORITY_RANK,
  UNSETTLED_ROW,
} from '../law/sis-compatibility-table.js';

export type SisAlert = {
  readonly kind: SisAlertKind;
  /** ISO 3166-1 alpha-3 of the state that entered it, or would. */
  readonly memberState: string;
};

export type AlertConflict<Alert extends SisAlert = SisAlert> = {
  readonly existing: Alert;
  readonly compatibility: Compatibility | 'same-state';
  /** Which goes first where they do not go together; `undefined` where no order read says. */
  readonly prevails?: 'existing' | 'proposed' | 'neither';
  readonly row: Provision;
};

export type AlertEntry<Alert extends SisAlert = SisAlert> = {
  /** `wait`: kept in the national system until the state's own alert ends. */
  readonly outcome: 'enter' | 'consult' | 'wait';
  /** One for each existing alert, compatible ones too. */
  readonly conflicts: readonly AlertConflict<Alert>[];
};

/** `existing`: alerts in force on the same subject. Art 23 of (EU) 2018/1861 and (EU) 2018/1862. */
export function alertConflicts<Alert extends SisAlert>(
  existing: readonly Alert[],
  proposed: SisAlert,
): AlertEntry<Alert> {
  const conflicts = existing.map((alert) => conflictWith(alert, proposed));
  const has = (...wanted: readonly AlertConflict['compatibility'][]) =>
    conflicts.some(({ compatibility }) => wanted.includes(compatibility));
  const outcome = has('same-state') ? 'wait' : has('incompatible', 'unsettled') ? 'consult' : 'enter';
  return { outcome, conflicts };
}

function conflictWith<Alert extends SisAlert>(existing: Alert, proposed: SisAlert): AlertConflict<Alert> {
  if (existing.memberState === proposed.memberState) {
    return { existing, compatibility: 'same-state', row: ENTRY_ROWS['one-per-state'] };
  }
  const { compatibility, row } = compatibilityOf(existing.kind, proposed.kind);
  if (compatibility === 'compatible') return { existing, compatibility, row };
  const prevails = priorityOf(existing.kind, proposed.kind);
  return { existing, compatibility, row, ...(prevails ? { prevails } : {}) };
}

/** Symmetric. */
export function compatibilityOf(
  a: SisAlertKind,
  b: SisAlertKind,
): { readonly compatibility: Compatibility; readonly row: Provision } {
  const [first, second] = [compatibilityGroup(a), compatibilityGroup(b)];
  const speaksOf = (one: readonly CompatibilityGroup[], other: readonly CompatibilityGroup[]) =>
    (one.includes(first) && other.includes(second)) || (one.includes(second) && other.includes(first));
  const row = COMPATIBILITY_ROWS.find(({ one, other }) => speaksOf(one, other));
  return row ? { compatibility: row.outcome, row } : { compatibility: 'unsettled', row: UNSETTLED_ROW };
}

/** `undefined` where one of the two stands in no order read; alerts for arrest go first whatever the other is. */
function priorityOf(existing: SisAlertKind, proposed: SisAlertKind): AlertConflict['prevails'] {
  if (existing !== proposed && proposed === 'arrest') return 'proposed';
  if (existing !== proposed && existing === 'arrest') return 'existing';
  const [held, wanted] = [PRIORITY_RANK[existing], PRIORITY_RANK[proposed]];
  if (held === undefined || wanted === undefined) return undefined;
  return held === wanted ? 'neither' : held < wanted ? 'existing' : 'proposed';
}
