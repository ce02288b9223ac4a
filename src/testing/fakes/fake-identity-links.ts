import type { LinkId } from '../../domain/ids.js';
import type {
  DataSetReference,
  IdentityLink,
  IdentityLinks,
  LinkNotice,
} from '../../workflows/ports/identity-links.js';

/** Links in memory. `state.links` is replaced, never changed, so that a transaction can be undone. */
export function fakeIdentityLinks(
  state: { links: readonly IdentityLink[] },
  now: () => string,
): IdentityLinks {
  const notices: LinkNotice[] = [];
  let removed: readonly string[] = [];
  const ofPair = (pair: IdentityLink['dataSets']) =>
    state.links.find(({ dataSets }) => pair.every((each, index) => isSame(each, dataSets[index]!)));
  const replace = (link: IdentityLink) => {
    state.links = [...state.links.filter(({ linkId }) => linkId !== link.linkId), link];
  };
  const byId = (linkId: LinkId) => state.links.find((link) => link.linkId === linkId);
  return {
    async keep(_, detected) {
      const known = ofPair(detected.dataSets);
      const isToVerify = known?.colour === 'yellow' && detected.colour === 'yellow';
      const stamp = { createdAt: known?.createdAt ?? now(), updatedAt: now() };
      const facts = ({ relation, responsible }: Pick<IdentityLink, 'relation' | 'responsible'>) =>
        JSON.stringify([relation, isToVerify ? responsible : undefined]);
      if (known && (staysAsConcluded(known) || facts(known) === facts(detected))) return 'unchanged';
      if (detected.colour === 'white' && removed.includes(keyOf(detected))) return 'unchanged';
      replace({ ...detected, linkId: known?.linkId ?? detected.linkId, origin: 'automatic', ...stamp });
      return known ? 'changed' : 'detected';
    },
    async remove(_, pair) {
      const known = ofPair(pair);
      if (!known || staysAsConcluded(known)) return false;
      state.links = state.links.filter((link) => link !== known);
      return true;
    },
    read: async (_, linkId) => byId(linkId),
    readMany: async (_, linkIds) => state.links.filter(({ linkId }) => linkIds.includes(linkId)),
    lock: async (_, linkId) => byId(linkId),
    lockPair: async (_, pair) => ofPair(pair),
    ofDataSets: async (_, dataSets) =>
      state.links.filter((link) => link.dataSets.some((each) => dataSets.some((one) => isSame(one, each)))),
    async toVerify(_, { authorityClass, memberState, after, limit }) {
      const mine = state.links.filter(
        ({ colour, responsible }) =>
          colour === 'yellow' &&
          responsible.authorityClasses.includes(authorityClass) &&
          (memberState === undefined || responsible.memberState === memberState),
      );
      const from = after === undefined ? 0 : mine.findIndex(({ linkId }) => linkId === after) + 1;
      return mine.slice(from, from + limit);
    },
    async verify(_tx, link, { colour, citation }) {
      const { reopenedFrom: _, ...closed } = link;
      const { verifyBy: _verifyBy, ...reopened } = closed;
      const isReopened = colour === 'yellow';
      const verified: IdentityLink = {
        ...(isReopened ? reopened : closed),
        ...(isReopened && link.origin === 'manual' && link.colour !== 'yellow'
          ? { reopenedFrom: link.colour }
          : {}),
        colour,
        citation,
        origin: isReopened ? 'automatic' : 'manual',
        updatedAt: now(),
      };
      replace(verified);
      return verified;
    },
    async removeAs(_, removedLink) {
      state.links = state.links.filter((link) => link.linkId !== removedLink.linkId);
      removed = [...removed, keyOf(removedLink)];
    },
    history: async () => [],
    async notice(_, notice) {
      const { linkId, system, memberState } = notice;
      const isSaid = notices.some(
        (each) => each.linkId === linkId && each.system === system && each.memberState === memberState,
      );
      if (isSaid) return;
      notices.push({ ...notice, createdAt: now() });
    },
    notices: async (_, { authorityClass, memberState }) =>
      notices.filter(
        (each) => each.memberState === memberState && each.authorityClasses.includes(authorityClass),
      ),
  };
}

function staysAsConcluded({ colour, reopenedFrom }: IdentityLink): boolean {
  return colour === 'red' || (colour === 'yellow' && reopenedFrom === 'red');
}

function keyOf({ dataSets, relation }: Pick<IdentityLink, 'dataSets' | 'relation'>): string {
  return JSON.stringify([dataSets, relation]);
}

function isSame(a: DataSetReference, b: DataSetReference): boolean {
  return a.system === b.system && a.subjectId === b.subjectId;
}
