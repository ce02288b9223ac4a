/**
 * Manual verification of a yellow link ((EU) 2019/817 Art 29): by the responsible authority, once, with a conclusion
 * that the provisions give a colour. Somebody else is told that there is no such link, which says nothing.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import type { VerificationConclusion } from '../domain/law/link-table.js';
import { verifiedLink } from '../domain/links/link-colour.js';
import type { VerifyLinkOutcome } from './hub-workflows.js';
import { isResponsible, logLinkAccess, shownLink } from './link-access.js';
import { noticeRedLink } from './notice-red-link.js';
import type { Ports } from './ports.js';

type VerifyPorts = Pick<
  Ports,
  'unitOfWork' | 'identityLinks' | 'linkDecisions' | 'accessLog' | 'subjects' | 'ids' | 'clock'
>;

export type DecisionDetails = {
  readonly personPresent?: boolean;
  /** In the words of who decided; kept sealed. */
  readonly reason?: string;
  /** The same key of the same authority with the same conclusion is the same request, done once. */
  readonly idempotencyKey?: string;
};

export function createVerifyLink(ports: VerifyPorts) {
  return (
    requester: Requester,
    linkId: LinkId,
    conclusion: VerificationConclusion,
    details: DecisionDetails = {},
  ): Promise<VerifyLinkOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<VerifyLinkOutcome> => {
      const link = await ports.identityLinks.lock(tx, linkId);
      const isPermitted = link !== undefined && isResponsible(requester, link);
      await logLinkAccess(ports, tx, {
        requester,
        right: 'link-verification',
        link,
        outcome: isPermitted ? 'permitted' : 'denied',
      });
      if (!isPermitted) return { kind: 'not-found' };
      const { idempotencyKey, reason, ...presence } = details;
      const { authorityId } = requester;
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      if (link.colour !== 'yellow') {
        const isRepeated =
          idempotencyKey !== undefined &&
          (await ports.linkDecisions.wasMade(tx, { linkId, authorityId, conclusion, idempotencyKey }));
        return isRepeated
          ? { kind: 'verified', link: shownLink(link) }
          : { kind: 'already-verified', colour: link.colour };
      }
      const row = verifiedLink(link.relation, conclusion);
      if (!row || row.outcome === 'impossible' || row.outcome === 'not-provided-for') {
        return {
          kind: 'refused',
          reason: `${row?.rule ?? 'These data make no yellow link'} (${row?.citation}).`,
        };
      }
      const { outcome: colour, citation } = row;
      const verified = await ports.identityLinks.verify(tx, link, {
        colour,
        citation,
        conclusion,
        requester,
        ...presence,
        // Too late is still better than not at all: the act says "where possible".
        isLate: link.verifyBy !== undefined && Date.parse(link.verifyBy) < ports.clock.nowMs(),
      });
      await ports.linkDecisions.keep(tx, {
        decisionId: ports.ids.uuid(),
        linkId,
        authorityId,
        conclusion,
        ...key,
        ...(reason === undefined ? {} : { reason }),
      });
      await noticeRedLink(ports, tx, verified);
      // Every colour a verification gives is visible to who gave it.
      return { kind: 'verified', link: shownLink(verified) };
    });
}
