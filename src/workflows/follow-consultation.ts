/** The consultation of Article 22 that a request for full access follows: it takes the place of the prior check. */
import type { Requester } from '../domain/authorities.js';
import { type StoredQuery, withAccessRequest } from '../domain/cir/law-enforcement-query.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export const NOT_FOLLOWED = 'The consultation does not name this system, or is not yours.';

/**
 * Locked, and as it is to be kept once the request is; `undefined` where there is none of the authority itself that names
 * the system.
 */
export async function followConsultation(
  { lawEnforcement }: Pick<Ports, 'lawEnforcement'>,
  tx: Sql,
  { authorityId }: Requester,
  wanted: { readonly queryId: string; readonly system: SystemId; readonly at: string },
): Promise<StoredQuery | undefined> {
  const query = await lawEnforcement.lockQuery(tx, wanted.queryId);
  return query?.authorityId === authorityId ? withAccessRequest(query, wanted.system, wanted.at) : undefined;
}
