/** Who has to verify a yellow link, and where. (EU) 2019/817 Art 29(1), (2); the file names it (Art 34(d)). */
import type { AuthorityClass } from '../authorities.js';
import type { Provision } from '../law/citation.js';
import { SIRENE_ALERT_KINDS, SIRENE_OVERRIDE_ROW, VERIFIER_ROWS } from '../law/link-duty-table.js';
import type { SisFacts } from '../system-record.js';
import type { SystemId } from '../systems.js';

/** One side of a link. */
export type LinkedSide = {
  readonly system: SystemId;
  /** Member State that entered the data set. */
  readonly memberState: string;
  /** Alerts of the data set, where it is one of SIS, oldest first. Each has a state of its own. */
  readonly alerts: readonly LinkedAlert[];
};

export type LinkedAlert = {
  readonly kind: SisFacts['alertKind'];
  /** Member State that entered the alert. */
  readonly memberState: string;
};

export type VerifyingAuthority = {
  readonly authorityClasses: readonly AuthorityClass[];
  readonly memberState: string;
  readonly row: Provision;
};

/**
 * `trigger` is the data set whose creation or change made the link. A SIRENE Bureau verifies for the alert that makes it
 * competent: states may each have one on the same person, and a later one of another kind moves nothing. Of several such
 * alerts the newest counts (reading).
 */
export function verifyingAuthority(trigger: LinkedSide, other: LinkedSide): VerifyingAuthority {
  for (const side of [trigger, other]) {
    const alert = newestOf(side, SIRENE_ALERT_KINDS);
    if (alert) {
      return {
        authorityClasses: ['sirene-bureau'],
        memberState: alert.memberState,
        row: SIRENE_OVERRIDE_ROW,
      };
    }
  }
  const row = VERIFIER_ROWS.find(
    ({ system, alertKinds }) =>
      system === trigger.system && (alertKinds === undefined || newestOf(trigger, alertKinds) !== undefined),
  );
  if (row === undefined) throw new Error('the table of verifying authorities has a gap');
  const alert = row.alertKinds && newestOf(trigger, row.alertKinds);
  return {
    authorityClasses: row.authorityClasses,
    memberState: alert?.memberState ?? trigger.memberState,
    row,
  };
}

/**
 * Whether a link that waits, judged again with the same outcome, stays with whom it was given to: it arose with the data
 * set that made it, and its clock runs from then (Art 29(1), (4); reading). An alert of Art 29(2) entered since takes it;
 * with the last alert of its state, a SIRENE Bureau has none to verify it for.
 */
export function keepsVerifier(
  known: Pick<VerifyingAuthority, 'authorityClasses' | 'memberState'>,
  judged: VerifyingAuthority,
  sides: readonly LinkedSide[],
): boolean {
  if (judged.row === SIRENE_OVERRIDE_ROW) return false;
  return (
    !known.authorityClasses.includes('sirene-bureau') ||
    sides.some(({ alerts }) => alerts.some(({ memberState }) => memberState === known.memberState))
  );
}

function newestOf({ alerts }: LinkedSide, kinds: readonly SisFacts['alertKind'][]): LinkedAlert | undefined {
  return alerts.findLast(({ kind }) => kinds.includes(kind));
}
