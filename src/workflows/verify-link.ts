/**
 * Manual verification of a yellow link ((EU) 2019/817 Art 29): by the responsible authority, once, with a conclusion
 * that the provisions give a colour. Somebody else is told that there is no such link, which says nothing. Where the
 * installation asks for a second operator, the link stays yellow until one concludes the same, or a third decides.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import type { VerificationConclusion, VerificationRow } from '../domain/law/link-table.js';
import { verifiedLink } from '../domain/links/link-colour.js';
import { type ConcludedColour, type DecisionRole, ruleOnOperator } from '../domain/links/second-operator.js';
import type { VerifyLinkOutcome } from './hub-workflows.js';
import { isAsSeen, isResponsible, logLinkAccess, shownLink } from './link-access.js';
import { shownVerification } from './link-verification.js';
import { noticeRedLink } from './notice-red-link.js';
import type { IdentityLink, LinkProposal } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

type VerifyPorts = Pick<
  Ports,
  | 'unitOfWork'
  | 'identityLinks'
  | 'linkDecisions'
  | 'secondOperatorColours'
  | 'accessLog'
  | 'adapters'
  | 'subjects'
  | 'ids'
  | 'clock'
>;

export type DecisionDetails = {
  readonly personPresent?: boolean;
  /** In the words of who decided; kept sealed. */
  readonly reason?: string;
  /** The same key of the same authority with the same conclusion is the same request, done once. */
  readonly idempotencyKey?: string;
};

export type ConclusionDetails = DecisionDetails & {
  /** `updatedAt` of the link as the operator saw it: a conclusion about other data than those decides nothing. */
  readonly seen?: string;
};

export function createVerifyLink(ports: VerifyPorts) {
  return (
    requester: Requester,
    linkId: LinkId,
    conclusion: VerificationConclusion,
    { seen, ...details }: ConclusionDetails = {},
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
      const request = { requester, link, conclusion, details, seen };
      return link.colour === 'yellow' ? conclude(ports, tx, request) : afterwards(ports, tx, request);
    });
}

type Request = {
  readonly requester: Requester;
  readonly link: IdentityLink;
  readonly conclusion: VerificationConclusion;
  readonly details: DecisionDetails;
  readonly seen: string | undefined;
};

/** The link has its colour: fine for who gave it and asks again, too late for everybody else. */
async function afterwards(
  { linkDecisions }: VerifyPorts,
  tx: Sql,
  { requester, link, conclusion, details }: Request,
): Promise<VerifyLinkOutcome> {
  const { idempotencyKey } = details;
  const { authorityId } = requester;
  const isRepeated =
    idempotencyKey !== undefined &&
    (await linkDecisions.wasMade(tx, { linkId: link.linkId, authorityId, conclusion, idempotencyKey }));
  return isRepeated
    ? { kind: 'verified', link: shownLink(link) }
    : { kind: 'already-verified', colour: link.colour };
}

async function conclude(ports: VerifyPorts, tx: Sql, request: Request): Promise<VerifyLinkOutcome> {
  const { requester, link, conclusion, details } = request;
  const proposals = await ports.linkDecisions.proposals(tx, link.linkId);
  const sent = proposals.find((each) => isSentWithKey(each, requester, details));
  if (sent) {
    const isRepeated = sent.operatorId === requester.operatorId && sent.conclusion === conclusion;
    return isRepeated
      ? { kind: 'proposed', ...shownVerification(requester, link, proposals)! }
      : { kind: 'idempotency-conflict' };
  }
  if (await isOfAnEarlierConclusion(ports, tx, request)) return { kind: 'idempotency-conflict' };
  // After the repeats, which are told what they did, and before anything is said of how the data relate now.
  if (!isAsSeen(link, request.seen)) return { kind: 'changed' };
  const row = verifiedLink(link.relation, conclusion);
  if (!row || row.outcome === 'impossible' || row.outcome === 'not-provided-for') {
    return {
      kind: 'refused',
      reason: `${row?.rule ?? 'These data make no yellow link'} (${row?.citation}).`,
    };
  }
  const { authorityId, operatorId } = requester;
  const concluded = { authorityId, operatorId, conclusion, colour: row.outcome };
  const ruling = ruleOnOperator(proposals, concluded, ports.secondOperatorColours);
  switch (ruling.kind) {
    case 'refused':
      return { kind: 'not-this-operator', because: ruling.because };
    case 'kept': {
      await keepDecision(ports, tx, request, ruling.role);
      const now = await ports.linkDecisions.proposals(tx, link.linkId);
      return { kind: 'proposed', ...shownVerification(requester, link, now)! };
    }
    case 'decided':
      return decide(ports, tx, { ...request, proposals, row, colour: row.outcome, role: ruling.role });
  }
}

async function decide(
  ports: VerifyPorts,
  tx: Sql,
  request: Request & {
    readonly proposals: readonly LinkProposal[];
    readonly row: VerificationRow;
    readonly colour: ConcludedColour;
    readonly role: DecisionRole;
  },
): Promise<VerifyLinkOutcome> {
  const { requester, link, conclusion, details, proposals, row, colour, role } = request;
  // Whoever was there when the verification began may have been the first operator only.
  const personPresent =
    details.personPresent ?? proposals.find((each) => each.personPresent !== undefined)?.personPresent;
  // First what was proposed becomes part of the record: a proposal falls where the link changes.
  await ports.linkDecisions.settle(tx, { linkId: link.linkId, conclusion });
  const verified = await ports.identityLinks.verify(tx, link, {
    colour,
    citation: row.citation,
    conclusion,
    requester,
    ...(personPresent === undefined ? {} : { personPresent }),
    // Too late is still better than not at all: the act says "where possible".
    isLate: link.verifyBy !== undefined && Date.parse(link.verifyBy) < ports.clock.nowMs(),
  });
  await keepDecision(ports, tx, request, role);
  await noticeRedLink(ports, tx, verified);
  // Every colour a verification gives is visible to who gave it.
  return { kind: 'verified', link: shownLink(verified) };
}

function keepDecision(
  { linkDecisions, ids }: VerifyPorts,
  tx: Sql,
  { requester, link, conclusion, details }: Request,
  role: DecisionRole,
): Promise<void> {
  const { authorityId, operatorId } = requester;
  return linkDecisions.keep(tx, {
    decisionId: ids.uuid(),
    linkId: link.linkId,
    authorityId,
    ...(operatorId === undefined ? {} : { operatorId }),
    role,
    conclusion,
    ...details,
  });
}

/** The link got a colour under this key once, and is yellow again: this is another case. */
async function isOfAnEarlierConclusion(
  { linkDecisions }: VerifyPorts,
  tx: Sql,
  { requester: { authorityId }, link: { linkId }, details: { idempotencyKey } }: Request,
): Promise<boolean> {
  if (idempotencyKey === undefined) return false;
  return linkDecisions.isKeyUsed(tx, { linkId, authorityId, idempotencyKey });
}

/** Whether a proposal came by this very key. */
export function isSentWithKey(
  proposal: LinkProposal,
  { authorityId }: Requester,
  { idempotencyKey }: DecisionDetails,
): boolean {
  return (
    idempotencyKey !== undefined &&
    proposal.idempotencyKey === idempotencyKey &&
    proposal.authorityId === authorityId
  );
}
