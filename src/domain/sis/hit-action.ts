/** What to do when an alert is hit: the action of its kind, what a flag makes of it, and whether it is in effect at all. */
import { hoursAfter, isInTime } from '../instant.js';
import type { Provision } from '../law/citation.js';
import {
  SIS_PROCEDURE_ROWS,
  type SisAction,
  type SisAlertKind,
  type SisAlertRow,
  sisAlertRow,
} from '../law/sis-alert-table.js';
import { sisDutyRow } from '../law/sis-duty-table.js';
import type { LocalDate } from '../local-date.js';

export type HitAction = {
  readonly action: SisAction;
  readonly because: 'kind' | 'flag' | 'national-law' | 'person-has-not-left';
  readonly row: Provision;
};

export type HitCircumstances = {
  /** States that have put a flag on the alert. */
  readonly flaggedBy?: readonly string[];
  /** The state where the hit is. */
  readonly memberState: string;
  /** Checks its law does not allow. */
  readonly checksNotAllowed?: readonly SisAction[];
  /** For refusal of entry: whether the person has left the territory since the alert was entered. */
  readonly hasLeftTerritory?: boolean;
};

export function hitAction(kind: SisAlertKind, circumstances: HitCircumstances): HitAction {
  const row = sisAlertRow(kind);
  if (kind === 'refusal-of-entry' && circumstances.hasLeftTerritory === false) {
    const takesEffect = SIS_PROCEDURE_ROWS['refusal-takes-effect'];
    return { action: 'none', because: 'person-has-not-left', row: takesEffect };
  }
  if (row.actionIfFlagged && circumstances.flaggedBy?.includes(circumstances.memberState)) {
    return { action: row.actionIfFlagged, because: 'flag', row: SIS_PROCEDURE_ROWS.flag };
  }
  return asNationalLawAllows(row, circumstances.checksNotAllowed ?? []);
}

/** A check that is not allowed becomes the next milder one. */
function asNationalLawAllows(row: SisAlertRow, notAllowed: readonly SisAction[]): HitAction {
  let allowed = row;
  while (allowed.actionIfNotAllowed && notAllowed.includes(allowed.action)) {
    // The milder action has the name of its own kind.
    allowed = sisAlertRow(allowed.actionIfNotAllowed as SisAlertKind);
  }
  return { action: allowed.action, because: allowed === row ? 'kind' : 'national-law', row };
}

/** Whether a state may put a flag on an alert of this kind: those that some flagged action stands beside. */
export function mayBeFlagged(kind: SisAlertKind): boolean {
  return sisAlertRow(kind).actionIfFlagged !== undefined;
}

export type Hiding = {
  /** RFC 3339 instants: the first, and one for each renewal. */
  readonly hiddenAt: readonly string[];
  /** Member States in whose operation it is hidden. */
  readonly memberStates: readonly string[];
};

export type AlertVisibility =
  | { readonly kind: 'visible' }
  | { readonly kind: 'hidden'; readonly until: string; readonly row: Provision };

/** `isSirene`: the SIRENE Bureaux see a hidden alert. Only alerts for arrest can be hidden, in the states of the operation. */
export function alertVisibility(
  alert: { readonly kind: SisAlertKind; readonly hiding?: Hiding },
  viewer: { readonly isSirene: boolean; readonly memberState: string; readonly at: string },
): AlertVisibility {
  const { kind, hiding } = alert;
  if (kind !== 'arrest' || !hiding || viewer.isSirene) return { kind: 'visible' };
  if (!hiding.memberStates.includes(viewer.memberState)) return { kind: 'visible' };
  const row = sisDutyRow('hidden-alert');
  for (const from of hiding.hiddenAt) {
    const until = hoursAfter(from, row.within.value);
    if (until && isInTime(from, viewer.at) && isInTime(viewer.at, until))
      return { kind: 'hidden', until, row };
  }
  return { kind: 'visible' };
}

/** Whether an alert for refusal of entry binds on a day; it does from the day the person leaves. */
export function refusalInEffect(leftOn: LocalDate | undefined, on: LocalDate): boolean {
  return leftOn !== undefined && leftOn <= on;
}
