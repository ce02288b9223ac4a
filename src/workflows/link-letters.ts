/**
 * What persons and other authorities are told of links: the letter, the notices of red links, and what the web portal
 * answers to who has a letter in hand.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId } from '../domain/ids.js';
import { PURPOSE_OF } from '../domain/law/access-table.js';
import {
  authorityReference,
  isPersonInformed,
  type LinkLetter,
  linkLetter,
} from '../domain/links/link-letter.js';
import { LIMITS } from '../platform/limits.js';
import { isResponsible, logLinkAccess } from './link-access.js';
import type {
  AuthorityContacts,
  IdentityLink,
  LinkNotice,
  ResponsibleAuthority,
} from './ports/identity-links.js';
import type { Ports } from './ports.js';
import { type SidePorts, withoutConcealed } from './sides-of-links.js';

export type LinkLetterOutcome =
  | { readonly kind: 'letter'; readonly letter: LinkLetter }
  | { readonly kind: 'not-found' }
  /** Nobody is informed of such a link. */
  | { readonly kind: 'no-letter' }
  /** The letter has to name the portal ((EU) 2019/817 Art 32(4), 33(4)), and this hub was told of none. */
  | { readonly kind: 'portal-unknown' };

export type PortalAnswer =
  | {
      readonly kind: 'found';
      readonly responsible: ResponsibleAuthority;
      readonly authorityReference: string;
      readonly contacts: AuthorityContacts;
    }
  | { readonly kind: 'not-found' };

type LetterPorts = Pick<
  Ports,
  'unitOfWork' | 'identityLinks' | 'accessLog' | 'authorityContacts' | 'portalAddress'
>;

export function createWriteLinkLetter(ports: LetterPorts) {
  return async (requester: Requester, linkId: LinkId): Promise<LinkLetterOutcome> => {
    const { sql } = ports.unitOfWork;
    const link = await ports.identityLinks.read(sql, linkId);
    const isPermitted = link !== undefined && isResponsible(requester, link);
    const outcome = isPermitted ? 'permitted' : 'denied';
    await logLinkAccess(ports, sql, { requester, right: 'link-letter', link, outcome });
    if (!isPermitted) return { kind: 'not-found' };
    if (!isPersonInformed(link)) return { kind: 'no-letter' };
    if (ports.portalAddress === undefined) return { kind: 'portal-unknown' };
    const letter = linkLetter(link, ports.portalAddress);
    return letter ? { kind: 'letter', letter } : { kind: 'no-letter' };
  };
}

/**
 * Notices of red links of the requester's state and class, newest first. One of a link that leads to nothing but a hidden alert
 * waits until the alert is hidden no more: who reads the link in the meantime is told that there is none.
 */
export function createListLinkNotices(ports: LetterPorts & SidePorts) {
  return async (requester: Requester): Promise<readonly LinkNotice[]> => {
    const { authorityClass, memberState, purpose } = requester;
    if (PURPOSE_OF[authorityClass] !== purpose) return [];
    const { sql } = ports.unitOfWork;
    const page = { authorityClass, memberState, limit: LIMITS.linkNoticesMax };
    const kept = await ports.identityLinks.notices(sql, page);
    const noticed = await ports.identityLinks.readMany(
      sql,
      kept.map(({ linkId }) => linkId),
    );
    const told = await withoutConcealed(ports, sql, { requester }, noticed);
    const notices = kept.filter((notice) => told.some(({ linkId }) => linkId === notice.linkId));
    for (const { linkId, system } of notices) {
      await ports.accessLog.append(sql, {
        requester,
        right: 'link-read',
        systems: [system],
        outcome: 'permitted',
        linkId,
      });
    }
    return notices;
  };
}

/** While a correction waits for a second operator: whoever has a letter in hand still has it. */
function wasPersonInformed({ reopenedFrom }: IdentityLink): boolean {
  return reopenedFrom !== undefined && isPersonInformed({ colour: reopenedFrom, origin: 'manual' });
}

/**
 * For anybody: whose number it is says nothing of what is linked, and a number nobody was told of is answered like one
 * that does not exist ((EU) 2019/817 Art 49(2)).
 */
export function createAskPortal(ports: LetterPorts) {
  return async (linkId: LinkId): Promise<PortalAnswer> => {
    const link = await ports.identityLinks.read(ports.unitOfWork.sql, linkId);
    if (!link || !(isPersonInformed(link) || wasPersonInformed(link))) return { kind: 'not-found' };
    const { responsible } = link;
    return {
      kind: 'found',
      responsible,
      authorityReference: authorityReference(responsible),
      contacts: ports.authorityContacts(responsible),
    };
  };
}
