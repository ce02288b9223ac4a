/**
 * Correction of a link that is wrong or outdated ((EU) 2019/817 Art 31(3), 32(7), 33(5)). The authority responsible for it,
 * which for a link to an alert of Art 29(2) is the SIRENE Bureau, gives another conclusion or removes it; a colour that no
 * operator gives alone is proposed, and the link is yellow until another operator has concluded. Another authority of a
 * Member State that sees both sides reports what it found: the link keeps its colour and stands on the list of the
 * responsible one until that has concluded anew. A red one of a SIRENE Bureau is the Bureau's alone (Art 32(7)).
 */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import type { LinkId } from '../domain/ids.js';
import { LINK_CORRECTION_ROWS } from '../domain/law/link-duty-table.js';
import type { LinkColour, VerificationConclusion, VerificationRow } from '../domain/law/link-table.js';
import { automaticLink, verifiedLink } from '../domain/links/link-colour.js';
import { type ConcludedColour, type DecisionRole, ruleOnOperator } from '../domain/links/second-operator.js';
import type { VerifyLinkOutcome } from './hub-workflows.js';
import { isAsSeen, isResponsible, logLinkAccess, shownLink } from './link-access.js';
import { shownVerification } from './link-verification.js';
import { noticeRedLink } from './notice-red-link.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type SidePorts, seenLinks, withoutConcealed } from './sides-of-links.js';
import { type ConclusionDetails, isSentWithKey } from './verify-link.js';

export type CorrectLinkOutcome =
  | Exclude<VerifyLinkOutcome, { readonly kind: 'verified' | 'already-verified' }>
  | { readonly kind: 'corrected'; readonly link: Extract<VerifyLinkOutcome, { kind: 'verified' }>['link'] }
  | { readonly kind: 'removed' }
  /** The link is on the list of the authority responsible for it. */
  | { readonly kind: 'reported' }
  /** The link has the colour that the report asks for. */
  | { readonly kind: 'stands'; readonly colour: LinkColour }
  /** A report of the authority stands. */
  | { readonly kind: 'already-reported' }
  /** A report says what was found. */
  | { readonly kind: 'reason-missing' }
  /** Only the responsible authority may do it. */
  | { readonly kind: 'not-yours'; readonly reason: string }
  /** It has not been verified yet: verify it. */
  | { readonly kind: 'not-verified' };

type CorrectPorts = SidePorts &
  Pick<
    Ports,
    | 'unitOfWork'
    | 'identityLinks'
    | 'linkDecisions'
    | 'secondOperatorColours'
    | 'accessLog'
    | 'subjects'
    | 'ids'
  >;

type Correction = { readonly conclusion: VerificationConclusion } | { readonly remove: true };

type Request = {
  readonly requester: Requester;
  readonly link: IdentityLink;
  readonly correction: Correction;
  readonly details: ConclusionDetails;
};

export function createCorrectLink(ports: CorrectPorts) {
  return (
    requester: Requester,
    linkId: LinkId,
    correction: Correction,
    details: ConclusionDetails = {},
  ): Promise<CorrectLinkOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<CorrectLinkOutcome> => {
      const request = (link: IdentityLink): Request => ({ requester, link, correction, details });
      const link = await ports.identityLinks.lock(tx, linkId);
      const isTheirs = link !== undefined && (await isOwn(ports, tx, requester, link));
      const isSaid = link !== undefined && !isTheirs && (await wasSaid(ports, tx, request(link)));
      const isPermitted =
        isTheirs || isSaid || (link !== undefined && (await maySay(ports, tx, requester, link)));
      const outcome = isPermitted ? 'permitted' : 'denied';
      await logLinkAccess(ports, tx, { requester, right: 'link-correction', link, outcome });
      if (!link || !isPermitted) return { kind: 'not-found' };
      if (isSaid) return { kind: 'reported' };
      const repeated = await repetition(ports, tx, request(link));
      if (repeated) return repeated;
      if (!isAsSeen(link, details.seen)) return { kind: 'changed' };
      if (link.colour === 'yellow') return { kind: 'not-verified' };
      if (!isTheirs) return say(ports, tx, request(link));
      if ('remove' in correction) {
        await ports.identityLinks.removeAs(tx, link, requester);
        return { kind: 'removed' };
      }
      return conclude(ports, tx, request(link), correction.conclusion);
    });
}

/** What leads to nothing but a hidden alert, and was verified by nobody, is not there for the authority responsible either. */
async function isOwn(ports: CorrectPorts, tx: Sql, requester: Requester, link: IdentityLink) {
  if (!isResponsible(requester, link)) return false;
  return (await withoutConcealed(ports, tx, { requester }, [link])).length > 0;
}

/** Who can check the data: an authority of a Member State to which both sides of a link with a colour are open. */
async function maySay(ports: CorrectPorts, tx: Sql, requester: Requester, link: IdentityLink) {
  if (link.colour === 'yellow' || requester.memberState === UNION_AGENCY) return false;
  // A green link shows to whose query matched both sides. Whether one did is not kept: who names its number may have been shown it.
  const asked = link.colour === 'green' ? { ...link, colour: 'white' as const } : link;
  const [seen] = await seenLinks(ports, tx, { requester }, [asked]);
  return seen?.open.length === link.dataSets.length;
}

/** Whether this very request reported the link, whatever became of it since. */
async function wasSaid(
  { linkDecisions }: CorrectPorts,
  tx: Sql,
  { requester: { authorityId }, link: { linkId }, correction, details: { idempotencyKey } }: Request,
): Promise<boolean> {
  if (idempotencyKey === undefined || 'remove' in correction) return false;
  const { conclusion } = correction;
  return linkDecisions.wasMade(tx, { linkId, authorityId, conclusion, idempotencyKey });
}

/** What the same request did before; a key that belongs to another one decides nothing. */
async function repetition(
  { linkDecisions }: CorrectPorts,
  tx: Sql,
  { requester, link, correction, details }: Request,
): Promise<CorrectLinkOutcome | undefined> {
  const { idempotencyKey } = details;
  if (idempotencyKey === undefined || 'remove' in correction) return undefined;
  const { linkId } = link;
  const { conclusion } = correction;
  const { authorityId, operatorId } = requester;
  const proposals = await linkDecisions.proposals(tx, linkId);
  const sent = proposals.find((each) => isSentWithKey(each, requester, details));
  if (sent?.operatorId === operatorId && sent?.conclusion === conclusion) {
    return { kind: 'proposed', ...shownVerification(requester, link, proposals)! };
  }
  if (!(await linkDecisions.isKeyUsed(tx, { linkId, authorityId, idempotencyKey }))) return undefined;
  const isAsConcluded = verifiedLink(link.relation, conclusion)?.outcome === link.colour;
  const isRepeated =
    isAsConcluded && (await linkDecisions.wasMade(tx, { linkId, authorityId, conclusion, idempotencyKey }));
  return isRepeated ? { kind: 'corrected', link: shownLink(link) } : { kind: 'idempotency-conflict' };
}

async function conclude(
  ports: CorrectPorts,
  tx: Sql,
  request: Request,
  conclusion: VerificationConclusion,
): Promise<CorrectLinkOutcome> {
  const { requester, link } = request;
  const row = (await confirmedRow(ports, tx, link, conclusion)) ?? possibleRow(link, conclusion);
  if ('kind' in row) return row;
  const { authorityId, operatorId } = requester;
  const concluded = { authorityId, operatorId, conclusion, colour: row.outcome };
  // The colour it has was given by as many operators as it takes.
  const isConfirmed = link.origin === 'manual' && link.colour === row.outcome;
  const colours = isConfirmed ? [] : ports.secondOperatorColours;
  const ruling = ruleOnOperator([], concluded, colours);
  if (ruling.kind === 'refused') return { kind: 'not-this-operator', because: ruling.because };
  const colour = ruling.kind === 'kept' ? 'yellow' : row.outcome;
  const corrected = await write(ports, tx, request, { colour, row, conclusion, role: ruling.role });
  if (ruling.kind === 'decided') {
    await noticeRedLink(ports, tx, corrected);
    return { kind: 'corrected', link: shownLink(corrected) };
  }
  const proposals = await ports.linkDecisions.proposals(tx, link.linkId);
  return { kind: 'proposed', ...shownVerification(requester, corrected, proposals)! };
}

async function say(ports: CorrectPorts, tx: Sql, request: Request): Promise<CorrectLinkOutcome> {
  const { link, correction } = request;
  const { memberState, authorityClasses } = link.responsible;
  const whom = `${authorityClasses.join(' or ')} of ${memberState}`;
  if ('remove' in correction) return { kind: 'not-yours', reason: `Only ${whom} removes the link.` };
  if (link.colour === 'red' && authorityClasses.includes('sirene-bureau')) {
    return { kind: 'not-yours', reason: `Only ${whom} corrects the link: tell the Bureau. Art 32(7).` };
  }
  const { conclusion } = correction;
  const row = possibleRow(link, conclusion);
  if ('kind' in row) return row;
  if (row.outcome === link.colour) return { kind: 'stands', colour: link.colour };
  if (request.details.reason === undefined || request.details.reason.trim() === '') {
    return { kind: 'reason-missing' };
  }
  const reports = await ports.linkDecisions.reports(tx, link.linkId);
  if (reports.some(({ authorityId }) => authorityId === request.requester.authorityId)) {
    return { kind: 'already-reported' };
  }
  await keepDecision(ports, tx, request, { conclusion, role: 'reporting' });
  return { kind: 'reported' };
}

type PossibleRow = Pick<VerificationRow, 'citation'> & { readonly outcome: ConcludedColour };

/** A white link that its data alone make has no yellow to conclude about; that it is right can be said where it was reported as wrong. */
async function confirmedRow(
  { linkDecisions }: CorrectPorts,
  tx: Sql,
  { linkId, colour, relation }: IdentityLink,
  conclusion: VerificationConclusion,
): Promise<PossibleRow | undefined> {
  if (colour !== 'white' || conclusion !== 'same-person-justified' || verifiedLink(relation, conclusion))
    return undefined;
  const reports = await linkDecisions.reports(tx, linkId);
  if (reports.length === 0) return undefined;
  return { citation: automaticLink(relation).citation, outcome: colour };
}

function possibleRow(
  { relation }: IdentityLink,
  conclusion: VerificationConclusion,
): PossibleRow | Extract<CorrectLinkOutcome, { readonly kind: 'refused' }> {
  const row = verifiedLink(relation, conclusion);
  if (!row) {
    return { kind: 'refused', reason: 'These data make no yellow link: it can only be removed.' };
  }
  const { outcome } = row;
  if (outcome === 'impossible' || outcome === 'not-provided-for') {
    return { kind: 'refused', reason: `${row.rule} (${row.citation}).` };
  }
  return { ...row, outcome };
}

/** The decision after the colour: what is proposed falls where the link changes. */
async function write(
  ports: CorrectPorts,
  tx: Sql,
  request: Request,
  written: {
    readonly colour: ConcludedColour | 'yellow';
    readonly row: PossibleRow;
    readonly conclusion: VerificationConclusion;
    readonly role: DecisionRole;
  },
): Promise<IdentityLink> {
  const { colour, row, conclusion, role } = written;
  const { requester, link } = request;
  // One that is yellow rests on the duty to verify it anew, not on what is proposed.
  const citation = colour === 'yellow' ? LINK_CORRECTION_ROWS[0]!.citation : row.citation;
  const event = 'corrected';
  const verification = { colour, citation, conclusion, requester, event } as const;
  const corrected = await ports.identityLinks.verify(tx, link, verification);
  await keepDecision(ports, tx, request, { conclusion, role });
  return corrected;
}

async function keepDecision(
  { linkDecisions, ids }: CorrectPorts,
  tx: Sql,
  { requester, link, details: { seen: _, ...details } }: Request,
  { conclusion, role }: { readonly conclusion: VerificationConclusion; readonly role: DecisionRole },
): Promise<void> {
  const { authorityId, operatorId } = requester;
  await linkDecisions.keep(tx, {
    decisionId: ids.uuid(),
    linkId: link.linkId,
    authorityId,
    ...(operatorId === undefined ? {} : { operatorId }),
    role,
    conclusion,
    ...details,
  });
}
