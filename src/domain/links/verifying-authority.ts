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
  /** Kinds of the alerts of the data set, where it is one of SIS. */
  readonly alertKinds: readonly SisFacts['alertKind'][];
};

export type VerifyingAuthority = {
  readonly authorityClasses: readonly AuthorityClass[];
  readonly memberState: string;
  readonly row: Provision;
};

/** `trigger` is the data set whose creation or change made the link. */
export function verifyingAuthority(trigger: LinkedSide, other: LinkedSide): VerifyingAuthority {
  for (const side of [trigger, other]) {
    if (side.alertKinds.some(isSireneAlert)) {
      return { authorityClasses: ['sirene-bureau'], memberState: side.memberState, row: SIRENE_OVERRIDE_ROW };
    }
  }
  const row = VERIFIER_ROWS.find(
    ({ system, alertKinds }) =>
      system === trigger.system &&
      (alertKinds === undefined || trigger.alertKinds.some((kind) => alertKinds.includes(kind))),
  );
  if (row === undefined) throw new Error('the table of verifying authorities has a gap');
  return { authorityClasses: row.authorityClasses, memberState: trigger.memberState, row };
}

function isSireneAlert(kind: SisFacts['alertKind']): boolean {
  return (SIRENE_ALERT_KINDS as readonly string[]).includes(kind);
}
