import type { LinkDecision, LinkDecisions } from '../../workflows/ports/identity-links.js';

export function fakeLinkDecisions(): LinkDecisions {
  const made: LinkDecision[] = [];
  return {
    keep: async (_, decision) => void made.push(decision),
    wasMade: async (_, request) =>
      made.some(
        ({ linkId, authorityId, conclusion, idempotencyKey }) =>
          linkId === request.linkId &&
          authorityId === request.authorityId &&
          conclusion === request.conclusion &&
          idempotencyKey === request.idempotencyKey,
      ),
  };
}
