/** The yellow links an authority has to verify, oldest first ((EU) 2019/817 Art 29(3): without delay). */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import { type VerificationState, verificationState } from '../domain/links/second-operator.js';
import type { ListLinksOutcome } from './hub-workflows.js';
import { logLinksShown, visibleLink } from './link-access.js';
import type { Ports } from './ports.js';
import type { VisibleLink } from './results.js';

type ListPorts = Pick<Ports, 'unitOfWork' | 'identityLinks' | 'linkDecisions' | 'accessLog'>;

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
    const counts = await linkDecisions.proposalCounts(
      unitOfWork.sql,
      page.map(({ linkId }) => linkId),
    );
    const shown = page
      .flatMap((link) => visibleLink(requester, link, []) ?? [])
      .map((link) => withState(link, verificationState(counts.get(link.linkId) ?? 0)));
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
