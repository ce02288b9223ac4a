import type { IdentityLink, LinkDecision, LinkDecisions } from '../../workflows/ports/identity-links.js';

type Made = LinkDecision & {
  /** The link it is about as it was then, while it is a proposal or a report that stands. */
  readonly about?: IdentityLink | undefined;
  readonly overruled?: boolean;
};

/** A proposal falls with the link as it was: links of the fakes are replaced, never changed. */
export function fakeLinkDecisions(state: { readonly links: readonly IdentityLink[] }): LinkDecisions {
  let made: readonly Made[] = [];
  const about = (linkId: string) => made.filter((each) => each.about && each.linkId === linkId);
  const standing = (linkId: string) =>
    about(linkId).filter(({ role, about }) => role !== 'reporting' && state.links.includes(about!));
  const reports = (linkId: string) => {
    const link = state.links.find((each) => each.linkId === linkId);
    // Other data do not answer it, a conclusion does.
    const stands = (before: IdentityLink) => link === before || link?.origin === 'automatic';
    return about(linkId).filter(({ role, about }) => role === 'reporting' && stands(about!));
  };
  return {
    async keep(_, decision) {
      const stands = ['first', 'dissenting', 'reporting'].includes(decision.role);
      const link = stands ? state.links.find(({ linkId }) => linkId === decision.linkId) : undefined;
      made = [...made, { ...decision, about: link }];
    },
    proposals: async (_, linkId) =>
      standing(linkId).map(({ operatorId = '', about, ...decision }) => ({
        ...decision,
        operatorId,
        proposedAt: about?.updatedAt ?? '',
      })),
    reports: async (_, linkId) =>
      reports(linkId).map(({ authorityId, conclusion, reason, about }) => ({
        ...{ authorityId, conclusion, reportedAt: about?.updatedAt ?? '' },
        ...(reason === undefined ? {} : { reason }),
      })),
    reported: async (_, linkIds) => new Set(linkIds.filter((linkId) => reports(linkId).length > 0)),
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
