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
  const ofPair = (pair: IdentityLink['dataSets']) =>
    state.links.find(({ dataSets }) => pair.every((each, index) => isSame(each, dataSets[index]!)));
  const replace = (link: IdentityLink) => {
    state.links = [...state.links.filter(({ linkId }) => linkId !== link.linkId), link];
  };
  const byId = (linkId: LinkId) => state.links.find((link) => link.linkId === linkId);
  return {
    async keep(_, detected) {
      const known = ofPair(detected.dataSets);
      const stamp = { createdAt: known?.createdAt ?? now(), updatedAt: now() };
      const facts = ({ relation, responsible }: Pick<IdentityLink, 'relation' | 'responsible'>) =>
        JSON.stringify([relation, known?.colour === 'yellow' ? responsible : undefined]);
      if (known && (known.colour === 'red' || facts(known) === facts(detected))) return 'unchanged';
      replace({ ...detected, linkId: known?.linkId ?? detected.linkId, origin: 'automatic', ...stamp });
      return known ? 'changed' : 'detected';
    },
    async remove(_, pair) {
      const known = ofPair(pair);
      if (known?.colour !== 'red') state.links = state.links.filter((link) => link !== known);
    },
    read: async (_, linkId) => byId(linkId),
    lock: async (_, linkId) => byId(linkId),
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
    async verify(_, link, { colour, citation }) {
      const verified: IdentityLink = { ...link, colour, citation, origin: 'manual', updatedAt: now() };
      replace(verified);
      return verified;
    },
    async removeAs(_, { linkId }) {
      state.links = state.links.filter((link) => link.linkId !== linkId);
    },
    history: async () => [],
    async notice(_, notice) {
      if (notices.some((each) => each.linkId === notice.linkId && each.system === notice.system)) return;
      notices.push({ ...notice, createdAt: now() });
    },
    notices: async (_, { authorityClass, memberState }) =>
      notices.filter(
        (each) => each.memberState === memberState && each.authorityClasses.includes(authorityClass),
      ),
  };
}

function isSame(a: DataSetReference, b: DataSetReference): boolean {
  return a.system === b.system && a.subjectId === b.subjectId;
}
