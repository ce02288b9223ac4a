import { ACCESS_RIGHTS, type Requester } from '../domain/authorities.js';
import { decideAccess } from '../domain/law/access.js';
import { linkEffect, linkVisibility } from '../domain/links/link-visibility.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { AccessLogEntry, DataSetReference, IdentityLink, Ports, Sql } from './ports.js';
import type { VisibleLink } from './results.js';

/** Whether this is the authority that verifies the link. The ETIAS Central Unit is one for all states. */
export function isResponsible({ authorityClass, memberState }: Requester, link: IdentityLink): boolean {
  const { responsible } = link;
  return (
    responsible.authorityClasses.includes(authorityClass) &&
    (authorityClass === 'etias-central-unit' || responsible.memberState === memberState)
  );
}

/** The systems an authority has any access to for its purpose, which is what visibility of a link asks for. */
export function accessibleSystems(requester: Requester): readonly SystemId[] {
  return SYSTEMS.filter((system) =>
    ACCESS_RIGHTS.some((right) => decideAccess(requester, right, system).permitted),
  );
}

/** What of a link this reader may see; `undefined` where nothing may hint at it. */
export function visibleLink(
  requester: Requester,
  link: IdentityLink,
  matched: readonly DataSetReference[],
): VisibleLink | undefined {
  const [first, second] = link.dataSets;
  const row = linkVisibility(link.colour, [first.system, second.system], {
    systems: accessibleSystems(requester),
    isVerifier: isResponsible(requester, link),
    matchedBoth: link.dataSets.every((dataSet) => matched.some((each) => isSame(each, dataSet))),
  });
  return row && shownLink(link);
}

/** The part of a link that may be shown to who may see it. */
export function shownLink(link: IdentityLink): VisibleLink {
  const { linkId, dataSets, colour, citation, responsible, createdAt, updatedAt } = link;
  const { says } = linkEffect(colour);
  return { linkId, dataSets, colour, says, citation, responsible, createdAt, updatedAt };
}

function isSame(a: DataSetReference, b: DataSetReference): boolean {
  return a.system === b.system && a.subjectId === b.subjectId;
}

export async function logLinkAccess(
  { accessLog }: Pick<Ports, 'accessLog'>,
  sql: Sql,
  entry: {
    readonly requester: Requester;
    readonly right: 'link-read' | 'link-verification';
    readonly link: IdentityLink | undefined;
    readonly outcome: AccessLogEntry['outcome'];
  },
): Promise<void> {
  const { requester, right, link, outcome } = entry;
  await accessLog.append(sql, {
    requester,
    right,
    systems: link?.dataSets.map(({ system }) => system) ?? [],
    outcome,
    ...(link === undefined ? {} : { linkId: link.linkId }),
  });
}
