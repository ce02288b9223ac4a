/**
 * The links an authority has to verify, oldest first ((EU) 2019/817 Art 29(3): without delay): yellow ones, and those that another
 * authority reported as wrong (Art 31(3), 32(7), 33(5)).
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import { type VerificationState, verificationState } from '../domain/links/second-operator.js';
import type { ListLinksOutcome } from './hub-workflows.js';
import { isResponsible, logLinksShown, shownLink } from './link-access.js';
import type { Ports } from './ports.js';
import type { VisibleLink } from './results.js';
import { type SidePorts, withoutConcealed } from './sides-of-links.js';

type ListPorts = SidePorts & Pick<Ports, 'unitOfWork' | 'identityLinks' | 'linkDecisions' | 'accessLog'>;

export function createListLinks(ports: ListPorts) {
  const { unitOfWork, identityLinks, linkDecisions } = ports;
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: LinkId; readonly limit: number },
  ): Promise<ListLinksOutcome> => {
    const { authorityClass, memberState } = requester;
    const links = await identityLinks.toVerify(unitOfWork.sql, {
      authorityClass,
      ...(authorityClass === 'etias-central-unit' ? {} : { memberState }),
      ...(after === undefined ? {} : { after }),
      // One more than asked for says whether there is a next page.
      limit: limit + 1,
    });
    const page = links.slice(0, limit);
    const next = links.length > limit ? page.at(-1)?.linkId : undefined;
    const linkIds = page.map(({ linkId }) => linkId);
    const counts = await linkDecisions.proposalCounts(unitOfWork.sql, linkIds);
    const reported = await linkDecisions.reported(unitOfWork.sql, linkIds);
    const told = await withoutConcealed(ports, unitOfWork.sql, { requester }, page);
    const shown = told
      .filter((link) => isResponsible(requester, link))
      .map((link) => withState(shownLink(link), verificationState(counts.get(link.linkId) ?? 0)))
      .map((link) => (reported.has(link.linkId) ? { ...link, isReported: true } : link));
    await logLinksShown(ports, unitOfWork.sql, requester, shown);
    return {
      links: shown,
      ...(next === undefined ? {} : { next }),
    };
  };
}

function withState(link: VisibleLink, state: VerificationState | undefined): VisibleLink {
  return state === undefined ? link : { ...link, verificationState: state };
}
