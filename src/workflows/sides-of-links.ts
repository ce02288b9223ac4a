/**
 * Which links a reader sees, side by side. Access to a system is not access to each of its records: a side of which a search
 * would show this reader nothing is as closed as its system would be, or the link would tell of an alert, a file or a
 * conviction that the answer beside it hides ((EU) 2018/1861 Art 34(1)(f); (EU) 2018/1862 Art 26(4), 44; (EU) 2019/816 Art 7c;
 * (EU) 2024/1356 Art 15(3), (4)). A red link still shows to whom its other side is open, with the names of both systems, as it
 * does to who has no access to the second system at all ((EU) 2019/817 Art 26(2)); but not while all that is left of a side
 * are alerts hidden during an operation. The authority that verifies a link, or has, keeps all of it.
 */
import type { Requester } from '../domain/authorities.js';
import type { SystemId } from '../domain/systems.js';
import { type NarrowPorts, narrowedHits } from './ask-systems.js';
import { withoutHiddenAlerts } from './hide-alerts.js';
import { accessibleSystems, isResponsible, visibleLink } from './link-access.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { SystemHit } from './ports/systems.js';
import type { Ports } from './ports.js';
import type { VisibleLink } from './results.js';

export type SidePorts = NarrowPorts & Pick<Ports, 'adapters'>;

export type SeenLink = {
  readonly link: IdentityLink;
  readonly visible: VisibleLink;
  /** Systems of those sides that are open to the reader. */
  readonly open: readonly SystemId[];
};

export type LinkReading = {
  readonly requester: Requester;
  /** What the query found, narrowed to the reader: what is shown already is not hidden by a link. */
  readonly matched?: readonly DataSetReference[];
  /** Those open to the reader: more than the matrix says where a request for access was approved. */
  readonly systems?: readonly SystemId[];
};

/** Those of the links that the reader may see; of every other nothing may hint that it exists. */
export async function seenLinks(
  ports: SidePorts,
  sql: Sql,
  { requester, matched = [], systems = accessibleSystems(requester) }: LinkReading,
  links: readonly IdentityLink[],
): Promise<readonly SeenLink[]> {
  // First by systems alone: nothing is read for a link that is closed whatever its records are.
  const permitted = links.filter((link) => visibleLink(requester, link, matched, systems) !== undefined);
  const narrowed = permitted.filter((link) => !keepsAll(requester, link));
  const sides = await judgeSides(ports, sql, { requester, matched, systems }, narrowed);
  return permitted.flatMap((link) => {
    const isWhole = keepsAll(requester, link);
    if (!isWhole && link.dataSets.some(sides.isConcealed)) return [];
    const open = link.dataSets
      .filter((each) => systems.includes(each.system) && (isWhole || sides.isSeen(each)))
      .map(({ system }) => system);
    const visible = visibleLink(requester, link, matched, open);
    return visible ? [{ link, visible, open }] : [];
  });
}

/** Links of which no side is nothing but hidden alerts: for answers whose right is not the matrix's. */
export async function withoutConcealed(
  ports: SidePorts,
  sql: Sql,
  { requester, matched = [] }: Pick<LinkReading, 'requester' | 'matched'>,
  links: readonly IdentityLink[],
): Promise<readonly IdentityLink[]> {
  const narrowed = links.filter((link) => !keepsAll(requester, link));
  const { isConcealed } = await judgeSides(ports, sql, { requester, matched, systems: [] }, narrowed);
  return links.filter((link) => keepsAll(requester, link) || !link.dataSets.some(isConcealed));
}

/** An automatic link has been verified by nobody: its authority reads it as others do. */
function keepsAll(requester: Requester, link: IdentityLink): boolean {
  return (link.colour === 'yellow' || link.origin === 'manual') && isResponsible(requester, link);
}

type Sides = {
  readonly isSeen: (side: DataSetReference) => boolean;
  /** Of its records there are only alerts hidden in the reader's state. */
  readonly isConcealed: (side: DataSetReference) => boolean;
};

async function judgeSides(
  ports: SidePorts,
  sql: Sql,
  { requester, matched, systems }: Required<LinkReading>,
  links: readonly IdentityLink[],
): Promise<Sides> {
  const seen = new Set(matched.map(keyOf));
  const concealed = new Set<string>();
  const sides = links.flatMap(({ dataSets }) => dataSets).filter((each) => !seen.has(keyOf(each)));
  for (const system of new Set(sides.map((each) => each.system))) {
    if (system !== ALERTS && !systems.includes(system)) continue;
    const hits = await hitsOf(ports, sql, system, sides);
    const narrowing = { sql, requester, system, wantsOwn: true, isGateway: false };
    const shown = await narrowedHits(ports, narrowing, hits, 'local');
    for (const hit of shown) seen.add(keyOf(hit));
    const unseen = hits.filter((each) => !seen.has(keyOf(each)));
    const records = unseen.flatMap((each) => each.records);
    const unhidden = new Set(await withoutHiddenAlerts(ports, sql, requester, records));
    for (const hit of unseen) {
      if (!hit.records.some((record) => unhidden.has(record))) concealed.add(keyOf(hit));
    }
  }
  return {
    isSeen: (side) => seen.has(keyOf(side)),
    isConcealed: (side) => concealed.has(keyOf(side)),
  };
}

/** The sides as a search would find them. Of what another hub keeps nobody here knows what it would show. */
async function hitsOf(
  { adapters }: SidePorts,
  sql: Sql,
  system: SystemId,
  sides: readonly DataSetReference[],
): Promise<readonly SystemHit[]> {
  const adapter = adapters.get(system);
  if (adapter?.location !== 'local') return [];
  const ids = new Set(sides.filter((side) => side.system === system).map(({ subjectId }) => subjectId));
  const records = await adapter.readMany(sql, [...ids]);
  return [...ids].flatMap((subjectId) => {
    const own = records.filter((record) => record.subjectId === subjectId);
    // A person whose records are gone may have had no other than hidden ones.
    return own.length === 0 ? [] : [{ system, subjectId, foundBy: [], records: own }];
  });
}

function keyOf({ system, subjectId }: DataSetReference): string {
  return `${system} ${subjectId}`;
}

const ALERTS = 'sis';
