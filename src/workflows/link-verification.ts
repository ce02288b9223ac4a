/** How far a verification that takes more than one operator has come, as somebody responsible for the link may see it. */
import type { Requester } from '../domain/authorities.js';
import { hindrance, SECOND_OPERATOR_RULE, verificationState } from '../domain/links/second-operator.js';
import { shownLink } from './link-access.js';
import type { IdentityLink, LinkProposal } from './ports/identity-links.js';
import type { LinkVerification, VisibleLink } from './results.js';

/** `undefined` where nobody has concluded yet. What was concluded is for the operators of the same authority. */
export function shownVerification(
  requester: Requester,
  link: IdentityLink,
  proposals: readonly LinkProposal[],
): { readonly link: VisibleLink; readonly verification: LinkVerification } | undefined {
  const state = verificationState(proposals.length);
  const [first] = proposals;
  if (state === undefined || first === undefined) return undefined;
  const because = hindrance(proposals, requester);
  const isOfAuthority = first.authorityId === requester.authorityId;
  return {
    link: { ...shownLink(link), verificationState: state },
    verification: {
      state,
      authorityId: first.authorityId,
      mayConclude: because === undefined,
      ...(because === undefined ? {} : { because }),
      rule: SECOND_OPERATOR_RULE,
      ...(isOfAuthority ? { conclusions: proposals.map((each) => shownProposal(each, requester)) } : {}),
    },
  };
}

function shownProposal(
  { operatorId, conclusion, reason, proposedAt }: LinkProposal,
  requester: Requester,
): NonNullable<LinkVerification['conclusions']>[number] {
  return {
    operatorId,
    conclusion,
    concludedAt: proposedAt,
    isOwn: operatorId === requester.operatorId,
    ...(reason === undefined ? {} : { reason }),
  };
}
