/** Decisions of the search portal that need no system: for whom somebody asks, which sources, and what when it is down. */
import type { AccessRight, Requester } from '../authorities.js';
import { isMemberState, UNION_AGENCY } from '../country-codes.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { decideAccess } from './access.js';
import { PURPOSE_OF } from './access-table.js';
import {
  PORTAL_DUTY,
  PORTAL_FALLBACK_ROWS,
  type PortalFailure,
  type PortalFallbackRow,
  SOURCE_ACCESS_ROWS,
  type SourceId,
} from './portal-table.js';

/** Why this authority may not ask on behalf of another state; `undefined` where it may, or asks for its own. */
export function representationRefusal(
  { authorityClass, memberState }: Requester,
  onBehalfOf: string | undefined,
): string | undefined {
  if (onBehalfOf === undefined || onBehalfOf === memberState) return undefined;
  if (!isMemberState(onBehalfOf)) return 'Only a Member State can be represented.';
  if (authorityClass === 'visa-authority') return undefined;
  return 'An authority asks for its own state; only visa authorities represent another. Visa Code Art 8.';
}

/** The sources outside the six systems that may be asked for this requester, in the order of `SOURCES`. */
export function permittedSources({ authorityClass, purpose }: Requester): readonly SourceId[] {
  if (PURPOSE_OF[authorityClass] !== purpose) return [];
  return SOURCE_ACCESS_ROWS.filter((row) => row.authorityClass === authorityClass).map(
    ({ source }) => source,
  );
}

export type DirectAccess = {
  readonly system: SystemId;
  readonly rights: readonly AccessRight[];
  readonly citation: string;
};

const ASKING: readonly AccessRight[] = ['search', 'identify', 'verify', 'read'];

/**
 * What an authority may ask directly while the portal is down, by the matrix that governs it otherwise: a fallback widens
 * nobody's access ((EU) 2019/817 Art 11(3)).
 */
export function fallbackFor(
  requester: Requester,
  failure: PortalFailure,
): { readonly row: PortalFallbackRow; readonly systems: readonly DirectAccess[] } {
  const row = PORTAL_FALLBACK_ROWS.find((each) => each.failure === failure)!;
  const isAgency = requester.memberState === UNION_AGENCY;
  const mayDirectly = (system: SystemId) =>
    // Article 11(3) speaks of states; what needs no portal at any time needs none now.
    (row.directly && !isAgency) || !PORTAL_DUTY[system].isMandatory;
  const systems = SYSTEMS.filter(mayDirectly).flatMap((system) => {
    const rights = ASKING.filter((right) => decideAccess(requester, right, system).permitted);
    return rights.length === 0 ? [] : [{ system, rights, citation: row.citation }];
  });
  return { row, systems };
}
