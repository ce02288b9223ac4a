import { type AuthorityClass, isAuthorityClass } from '../domain/authorities.js';
import { isMemberState, UNION_AGENCY } from '../domain/country-codes.js';
import type { AuthorityContacts } from '../workflows/ports/identity-links.js';
import { parseJsonList } from './parse-json-list.js';

export type AuthorityContact = AuthorityContacts[number] & { readonly memberState: string };

const OPTIONAL = ['email', 'telephone', 'address', 'url'] as const;

/** A JSON list; `undefined` where it is none, or an entry says something else than how to reach an authority. */
export function parseContacts(text: string): readonly AuthorityContact[] | undefined {
  return parseJsonList(text, parseContact);
}

function parseContact({
  memberState,
  authorityClass,
  name,
  ...more
}: Readonly<Record<string, unknown>>): AuthorityContact | undefined {
  if (typeof memberState !== 'string' || !(isMemberState(memberState) || memberState === UNION_AGENCY)) {
    return undefined;
  }
  if (typeof authorityClass !== 'string' || !isAuthorityClass(authorityClass)) return undefined;
  if (typeof name !== 'string' || name === '') return undefined;
  const areKnown = Object.entries(more).every(
    ([key, value]) => (OPTIONAL as readonly string[]).includes(key) && typeof value === 'string',
  );
  return areKnown
    ? { ...more, memberState, authorityClass: authorityClass as AuthorityClass, name }
    : undefined;
}
