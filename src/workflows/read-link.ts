/**
 * The identity confirmation file of one link ((EU) 2019/817 Art 34). Its verifier also gets what both systems hold
 * (Art 21(1), 26(1)); whoever else may see the link gets references only.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import type { ReadLinkOutcome } from './hub-workflows.js';
import { isResponsible, logLinkAccess, shownLink } from './link-access.js';
import { reportsFor } from './link-reports.js';
import { shownVerification } from './link-verification.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type SidePorts, seenLinks } from './sides-of-links.js';

type ReadPorts = SidePorts & Pick<Ports, 'unitOfWork' | 'identityLinks' | 'linkDecisions' | 'accessLog'>;

export function createReadLink(ports: ReadPorts) {
  return async (requester: Requester, linkId: LinkId): Promise<ReadLinkOutcome> => {
    const { sql } = ports.unitOfWork;
    const link = await ports.identityLinks.read(sql, linkId);
    const [seen] = link ? await seenLinks(ports, sql, { requester }, [link]) : [];
    const isTheirs = link !== undefined && isResponsible(requester, link);
    const reports = isTheirs ? await reportsFor(ports, sql, requester, link) : [];
    const isToVerify = isTheirs && (reports.length > 0 || link.colour === 'yellow');
    // One that was reported is shown to who has to conclude anew, whatever its colour.
    const visible = isTheirs && reports.length > 0 ? { ...shownLink(link), isReported: true } : seen?.visible;
    const outcome = visible ? 'permitted' : 'denied';
    // The verifier sees what both systems hold: an access to the identity repository and to each of them (Art 21, 24).
    const components = isToVerify ? (['cir', ...link.dataSets.map(({ system }) => system)] as const) : [];
    await logLinkAccess(ports, sql, { requester, right: 'link-read', link, outcome, components });
    if (!link || !visible) return { kind: 'not-found' };
    if (!isToVerify) return { kind: 'found', link: visible };
    const proposals = await ports.linkDecisions.proposals(sql, linkId);
    return {
      kind: 'found',
      link: visible,
      ...(await caseFile(ports, sql, link)),
      ...(reports.length === 0 ? {} : { reports }),
      ...shownVerification(requester, link, proposals),
    };
  };
}

/** What the verifier compares: how the data relate, every record of both sides, and what became of the link so far. */
async function caseFile(
  { adapters, identityLinks }: ReadPorts,
  sql: Sql,
  { linkId, relation, dataSets }: IdentityLink,
) {
  const records = await Promise.all(
    dataSets
      .filter(({ system }) => adapters.get(system)?.location === 'local')
      .map(({ system, subjectId }) => adapters.get(system)!.read(sql, subjectId)),
  );
  return { relation, records: records.flat(), history: await identityLinks.history(sql, linkId) };
}
