import type { AccessRight, Requester } from '../domain/authorities.js';
import { decideAccess } from '../domain/law/access.js';
import { PURPOSE_OF } from '../domain/law/access-table.js';
import { linkEffect, linkVisibility } from '../domain/links/link-visibility.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { VisibleLink } from './results.js';

/** Whether this is the authority that verifies the link. The ETIAS Central Unit is one for all states. */
export function isResponsible(
  { authorityClass, memberState, purpose }: Requester,
  link: IdentityLink,
): boolean {
  const { responsible } = link;
  return (
    PURPOSE_OF[authorityClass] === purpose &&
    responsible.authorityClasses.includes(authorityClass) &&
    (authorityClass === 'etias-central-unit' || responsible.memberState === memberState)
  );
}

/** Access in Article 26 means to consult: who may only enter or compare 1:1 learns nothing of what else is there. */
const CONSULTING: readonly AccessRight[] = ['read', 'search', 'identify'];

/** The systems an authority may consult for its purpose. */
export function accessibleSystems(requester: Requester): readonly SystemId[] {
  return SYSTEMS.filter((system) =>
    CONSULTING.some((right) => decideAccess(requester, right, system).permitted),
  );
}

/**
 * What of a link this reader may see; `undefined` where nothing may hint at it. `systems` are those open to the reader:
 * more than the matrix says where a request for access was approved.
 */
export function visibleLink(
  requester: Requester,
  link: IdentityLink,
  matched: readonly DataSetReference[],
  systems: readonly SystemId[] = accessibleSystems(requester),
): VisibleLink | undefined {
  const [first, second] = link.dataSets;
  const isVerifier = isResponsible(requester, link);
  const row = linkVisibility(link.colour, [first.system, second.system], {
    systems,
    isVerifier,
    matchedBoth: link.dataSets.every((dataSet) => matched.some((each) => isSame(each, dataSet))),
  });
  if (!row) return undefined;
  const shown = shownLink(link);
  if (isVerifier || row.systemsNeeded !== 'one') return shown;
  // Art 34(a), (b) only: that there is a link, and between which systems.
  const { linkId, colour, says, citation } = shown;
  const dataSets = link.dataSets.map(({ system, subjectId }) => ({
    system,
    ...(systems.includes(system) ? { subjectId } : {}),
  }));
  return { linkId, colour, says, citation, dataSets };
}

/** Whether the link is still as it was when it showed `seen` as its `updatedAt`; nothing is asked where it is not said. */
export function isAsSeen({ updatedAt }: IdentityLink, seen: string | undefined): boolean {
  return seen === undefined || Date.parse(seen) === Date.parse(updatedAt);
}

/** The part of a link that may be shown to who may see it. */
export function shownLink(link: IdentityLink): VisibleLink {
  const { linkId, dataSets, colour, citation, responsible, createdAt, updatedAt, verifyBy } = link;
  const { says } = linkEffect(colour);
  return {
    linkId,
    dataSets,
    colour,
    says,
    citation,
    responsible,
    createdAt,
    updatedAt,
    ...(verifyBy === undefined ? {} : { verifyBy }),
  };
}

function isSame(a: DataSetReference, b: DataSetReference): boolean {
  return a.system === b.system && a.subjectId === b.subjectId;
}

export async function logLinkAccess(
  { accessLog }: Pick<Ports, 'accessLog'>,
  sql: Sql,
  entry: {
    readonly requester: Requester;
    readonly right: 'link-read' | 'link-verification' | 'link-correction' | 'link-letter';
    readonly link: IdentityLink | undefined;
    readonly outcome: AccessLogEntry['outcome'];
    /** Whose data are shown with it. */
    readonly components?: AccessLogEntry['components'];
  },
): Promise<void> {
  const { requester, right, link, outcome, components = [] } = entry;
  await accessLog.append(sql, {
    requester,
    right,
    systems: link?.dataSets.map(({ system }) => system) ?? [],
    outcome,
    components,
    ...(link === undefined ? {} : { linkId: link.linkId }),
  });
}

/** One entry for each link somebody was shown in a list or an answer. */
export async function logLinksShown(
  { accessLog }: Pick<Ports, 'accessLog'>,
  sql: Sql,
  requester: Requester,
  links: readonly VisibleLink[],
): Promise<void> {
  for (const { linkId, dataSets } of links) {
    const systems = dataSets.map(({ system }) => system);
    await accessLog.append(sql, { requester, right: 'link-read', systems, outcome: 'permitted', linkId });
  }
}
