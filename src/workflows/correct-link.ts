/**
 * Correction of a link that is wrong or outdated ((EU) 2019/817 Art 31(3), 32(7), 33(5)): by the authority responsible for
 * it, which for a link to an alert of Art 29(2) is the SIRENE Bureau. Either another conclusion, or the link goes.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import type { VerificationConclusion } from '../domain/law/link-table.js';
import { verifiedLink } from '../domain/links/link-colour.js';
import type { VerifyLinkOutcome } from './hub-workflows.js';
import { isAsSeen, isResponsible, logLinkAccess, shownLink } from './link-access.js';
import { noticeRedLink } from './notice-red-link.js';
import type { Ports } from './ports.js';

export type CorrectLinkOutcome =
  | Extract<VerifyLinkOutcome, { readonly kind: 'not-found' | 'changed' | 'refused' }>
  | { readonly kind: 'corrected'; readonly link: Extract<VerifyLinkOutcome, { kind: 'verified' }>['link'] }
  | { readonly kind: 'removed' }
  /** It has not been verified yet: verify it. */
  | { readonly kind: 'not-verified' };

type CorrectPorts = Pick<Ports, 'unitOfWork' | 'identityLinks' | 'accessLog' | 'subjects' | 'ids'>;

export function createCorrectLink(ports: CorrectPorts) {
  return (
    requester: Requester,
    linkId: LinkId,
    correction: { readonly conclusion: VerificationConclusion } | { readonly remove: true },
    /** `updatedAt` of the link as the operator saw it. */
    { seen }: { readonly seen?: string } = {},
  ): Promise<CorrectLinkOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<CorrectLinkOutcome> => {
      const link = await ports.identityLinks.lock(tx, linkId);
      const isPermitted = link !== undefined && isResponsible(requester, link);
      const outcome = isPermitted ? 'permitted' : 'denied';
      await logLinkAccess(ports, tx, { requester, right: 'link-correction', link, outcome });
      if (!isPermitted) return { kind: 'not-found' };
      if (!isAsSeen(link, seen)) return { kind: 'changed' };
      if (link.colour === 'yellow') return { kind: 'not-verified' };
      if ('remove' in correction) {
        await ports.identityLinks.removeAs(tx, link, requester);
        return { kind: 'removed' };
      }
      const row = verifiedLink(link.relation, correction.conclusion);
      if (!row || row.outcome === 'impossible' || row.outcome === 'not-provided-for') {
        return {
          kind: 'refused',
          reason: row
            ? `${row.rule} (${row.citation}).`
            : 'These data make no yellow link: it can only be removed.',
        };
      }
      const corrected = await ports.identityLinks.verify(tx, link, {
        colour: row.outcome,
        citation: row.citation,
        conclusion: correction.conclusion,
        requester,
        event: 'corrected',
      });
      await noticeRedLink(ports, tx, corrected);
      return { kind: 'corrected', link: shownLink(corrected) };
    });
}
