/**
 * The flag of identity fraud in answers whose right comes from a gateway or an approved request: a red link, or biometrics
 * found just now under different identity data. Somebody looks; nothing follows from it alone ((EU) 2019/817 Art 32(2)).
 */
import type { Requester } from '../domain/authorities.js';
import { CIR_SYSTEMS } from '../domain/law/cir-table.js';
import { localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { accessibleSystems, logLinksShown, shownLink } from './link-access.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { SystemHit } from './ports/systems.js';
import type { Ports } from './ports.js';
import { raiseFlags } from './raise-flags.js';
import type { Flag, SystemAnswer, VisibleLink } from './results.js';
import { type SidePorts, seenLinks, withoutConcealed } from './sides-of-links.js';

export type FlagPorts = SidePorts &
  Pick<Ports, 'identityLinks' | 'identityRules' | 'accessLog' | 'unitOfWork' | 'clock'>;

/** A flag that names no system: for answers that say nothing of where data come from. */
export type FlagWithoutSource = {
  readonly kind: 'multiple-identity';
  readonly reason: string;
  readonly citation: string;
  /** Links it rests on; empty where it rests on what was found just now. */
  readonly links: readonly string[];
};

/** Of persons found through Articles 20 and 20a. */
export async function flagsWithoutSource(
  ports: FlagPorts,
  requester: Requester,
  hits: readonly SystemHit[],
): Promise<readonly FlagWithoutSource[]> {
  const { sql } = ports.unitOfWork;
  const links = await ports.identityLinks.ofDataSets(sql, hits);
  // Who asks the repository has access to it, and a red link shows to whom one of its sides is open (Art 26(2)).
  const within = [...accessibleSystems(requester), ...CIR_SYSTEMS];
  const open = links.filter(({ colour, dataSets }) => colour === 'red' && isOpen(dataSets, within));
  // Not even that there is one, where what it leads to is hidden during an operation.
  const red = await withoutConcealed(ports, sql, { requester, matched: hits }, open);
  // What others have concluded about two data sets found is no news; it is not told either.
  const settled = links.filter(
    ({ colour, dataSets }) => colour !== 'red' && hits.length > 1 && isAmong(dataSets, hits),
  );
  const flags = raiseFlags(
    { systems: [answered(hits)], links: [...red, ...settled].map(shownLink) },
    localDate(ports.clock.today()),
    ports.identityRules,
  ).filter(({ kind }) => kind === 'multiple-identity');
  await logLinksShown(ports, sql, requester, red.map(referenceOnly));
  return withoutRepetition(flags.map(toFlagWithoutSource));
}

/** Of what one system said to an approved request: its own flags, and links the requester may see with that access. */
export async function flagsOfAccess(
  ports: FlagPorts,
  requester: Requester,
  { system, answer }: { readonly system: SystemId; readonly answer: SystemAnswer },
): Promise<{ readonly flags: readonly Flag[]; readonly links: readonly VisibleLink[] }> {
  const { sql } = ports.unitOfWork;
  const hits = answer.status === 'answered' ? answer.hits : [];
  const found = await ports.identityLinks.ofDataSets(sql, hits);
  const systems = [...accessibleSystems(requester), system];
  const seen = await seenLinks(ports, sql, { requester, matched: hits, systems }, found);
  const links = seen.map(({ visible }) => visible);
  await logLinksShown(ports, sql, requester, links);
  const flags = raiseFlags({ systems: [answer], links }, localDate(ports.clock.today()), ports.identityRules);
  return { flags, links };
}

function answered(hits: readonly SystemHit[]): SystemAnswer {
  return {
    system: CIR_SYSTEMS[0]!,
    status: 'answered',
    location: 'local',
    askedBy: [],
    tookMs: 0,
    hits,
    overflow: false,
  };
}

function isOpen(dataSets: IdentityLink['dataSets'], systems: readonly SystemId[]): boolean {
  return dataSets.some(({ system }) => systems.includes(system));
}

function isAmong(dataSets: IdentityLink['dataSets'], hits: readonly SystemHit[]): boolean {
  return dataSets.every(({ system, subjectId }) =>
    hits.some((hit) => hit.system === system && hit.subjectId === subjectId),
  );
}

function referenceOnly(link: IdentityLink): VisibleLink {
  const { linkId, colour, citation, says, dataSets } = shownLink(link);
  return { linkId, colour, citation, says, dataSets: dataSets.map(({ system }) => ({ system })) };
}

function toFlagWithoutSource({ facts, citation }: Flag): FlagWithoutSource {
  const isRed = facts['linkColour'] === 'red';
  return {
    kind: 'multiple-identity',
    reason: isRed
      ? 'An authority verified a link of this person and found the identities or the use of a document unjustified. ' +
        'Nothing follows from the link alone.'
      : 'The same biometrics are held under different identity data. Somebody must verify whether this is one person.',
    citation,
    links: isRed ? [String(facts['linkId'])] : [],
  };
}

function withoutRepetition(flags: readonly FlagWithoutSource[]): readonly FlagWithoutSource[] {
  return [...new Map(flags.map((flag) => [JSON.stringify(flag), flag])).values()];
}
