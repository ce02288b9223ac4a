/** The yellow links an authority has to verify, oldest first ((EU) 2019/817 Art 29(3): without delay). */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import type { ListLinksOutcome } from './hub-workflows.js';
import { visibleLink } from './link-access.js';
import type { Ports } from './ports.js';

export function createListLinks({ unitOfWork, identityLinks }: Pick<Ports, 'unitOfWork' | 'identityLinks'>) {
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
    return {
      links: page.flatMap((link) => visibleLink(requester, link, []) ?? []),
      ...(next === undefined ? {} : { next }),
    };
  };
}
