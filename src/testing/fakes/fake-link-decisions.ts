import type { IdentityLink, LinkDecision, LinkDecisions } from '../../workflows/ports/identity-links.js';

type Made = LinkDecision & {
  /** The link it is about as it was then, while it is a proposal. */
  readonly about?: IdentityLink | undefined;
  readonly overruled?: boolean;
};

/** A proposal falls with the link as it was: links of the fakes are replaced, never changed. */
export function fakeLinkDecisions(state: { readonly links: readonly IdentityLink[] }): LinkDecisions {
  let made: readonly Made[] = [];
  const standing = (linkId: string) =>
    made.filter((each) => each.about && each.linkId === linkId && state.links.includes(each.about));
  return {
    async keep(_, decision) {
      const isProposal = decision.role === 'first' || decision.role === 'dissenting';
      const about = isProposal ? state.links.find(({ linkId }) => linkId === decision.linkId) : undefined;
      made = [...made, { ...decision, about }];
    },
    proposals: async (_, linkId) =>
      standing(linkId).map(({ operatorId = '', about, ...decision }) => ({
        ...decision,
        operatorId,
        proposedAt: about?.updatedAt ?? '',
      })),
    proposalCounts: async (_, linkIds) =>
      new Map(
        linkIds.map((linkId) => [linkId, standing(linkId).length] as const).filter(([, count]) => count > 0),
      ),
    async settle(_, { linkId, conclusion }) {
      const settled = standing(linkId);
      made = made.map((each) =>
        settled.includes(each)
          ? { ...each, about: undefined, overruled: each.conclusion !== conclusion }
          : each,
      );
    },
    wasMade: async (_, request) =>
      made.some(
        ({ linkId, authorityId, conclusion, idempotencyKey, overruled = false }) =>
          linkId === request.linkId &&
          authorityId === request.authorityId &&
          conclusion === request.conclusion &&
          idempotencyKey === request.idempotencyKey &&
          !overruled,
      ),
    isKeyUsed: async (_, request) =>
      made.some(
        ({ linkId, authorityId, idempotencyKey }) =>
          linkId === request.linkId &&
          authorityId === request.authorityId &&
          idempotencyKey === request.idempotencyKey,
      ),
  };
}
