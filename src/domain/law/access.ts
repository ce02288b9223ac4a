/**
 * The access matrix: which class of authority may ask what of which system, for which purpose. What is not in a row is
 * not permitted. A refusal says which rule stands in the way and nothing about what a system holds, so that it reads
 * the same whether a record exists or not.
 */
import type { AccessRight, AuthorityClass, Requester } from '../authorities.js';
import { operatesSystem, UNION_AGENCY } from '../country-codes.js';
import { SYSTEMS, type SystemId, systemFacts } from '../systems.js';
import { ACCESS_ROWS, isForPurpose, purposesOf, REFUSAL_ROWS } from './access-table.js';

export type AccessDecision =
  | { readonly permitted: true; readonly citation: string }
  | { readonly permitted: false; readonly reason: string };

export function decideAccess(requester: Requester, right: AccessRight, system: SystemId): AccessDecision {
  const { authorityClass, purpose } = requester;
  if (!purposesOf(authorityClass).includes(purpose)) {
    return refused(`The purpose ${purpose} is not one of the class ${authorityClass}.`);
  }
  if (!actsFor(requester, system)) {
    return refused(`${systemFacts(system).name} is not operated by the requester's state or agency.`);
  }
  const row = ACCESS_ROWS.find(
    (row) =>
      row.authorityClass === authorityClass &&
      row.system === system &&
      row.rights.includes(right) &&
      isForPurpose(row, purpose),
  );
  return row ? { permitted: true, citation: row.citation } : refused(whyNot(requester, right, system));
}

/** The systems a requester may ask in this way, in the order of `SYSTEMS`. */
export function permittedSystems(requester: Requester, right: AccessRight): readonly SystemId[] {
  return SYSTEMS.filter((system) => decideAccess(requester, right, system).permitted);
}

/**
 * Erasure before its time: the right itself, and the Member State that entered the record.
 * (EU) 2017/2226 Art 35, (EC) 767/2008 Art 25, (EU) 2018/1861 Art 44, (EU) 2024/1358 Art 40(3).
 */
export function mayErase(
  requester: Requester,
  record: { readonly system: SystemId; readonly memberState: string },
): AccessDecision {
  const decision = decideAccess(requester, 'erase', record.system);
  if (!decision.permitted || requester.memberState === record.memberState) return decision;
  return refused('Only the Member State that entered a record may erase it.');
}

function whyNot({ authorityClass, purpose }: Requester, right: AccessRight, system: SystemId): string {
  const row = REFUSAL_ROWS.find(
    (row) =>
      row.authorityClass === authorityClass && row.systems.includes(system) && row.rights.includes(right),
  );
  if (row) return `${row.rule} ${row.citation}.`;
  const { name, hasFingerprints, hasFaces } = systemFacts(system);
  if (!hasFingerprints && !hasFaces && (right === 'identify' || right === 'verify')) {
    return `${name} holds no biometric data.`;
  }
  const isForAnother = ACCESS_ROWS.some(
    (row) => row.authorityClass === authorityClass && row.system === system && row.rights.includes(right),
  );
  const task = isForAnother ? ` for ${purpose}` : '';
  return `The class ${authorityClass} has no right to ${right} in ${name}${task}.`;
}

/** Frontex runs the ETIAS Central Unit, eu-LISA operates, the EDPS supervises; all others act for a Member State. */
function actsFor({ authorityClass, memberState }: Requester, system: SystemId): boolean {
  if (memberState === UNION_AGENCY) return AGENCY_CLASSES.includes(authorityClass);
  return !UNION_CLASSES.includes(authorityClass) && operatesSystem(memberState, system);
}

/** Bodies of the Union, which act for no state. */
const UNION_CLASSES: readonly AuthorityClass[] = ['etias-central-unit', 'europol', 'eurojust', 'eppo'];

const AGENCY_CLASSES: readonly AuthorityClass[] = [...UNION_CLASSES, 'hub-operator', 'supervisory-authority'];

function refused(reason: string): AccessDecision {
  return { permitted: false, reason };
}
