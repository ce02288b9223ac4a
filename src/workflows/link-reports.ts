/** What other authorities found wrong about a link, for who has to conclude about it anew ((EU) 2019/817 Art 31(3), 32(7), 33(5)). */
import type { Requester } from '../domain/authorities.js';
import { isResponsible } from './link-access.js';
import type { IdentityLink, LinkReport } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type SidePorts, withoutConcealed } from './sides-of-links.js';

export type ReportPorts = SidePorts & Pick<Ports, 'linkDecisions'>;

/** None for anybody else, nor of a link to nothing but a hidden alert that nobody has verified: as on the list. */
export async function reportsFor(
  ports: ReportPorts,
  sql: Sql,
  requester: Requester,
  link: IdentityLink,
): Promise<readonly LinkReport[]> {
  if (!isResponsible(requester, link)) return [];
  const [told] = await withoutConcealed(ports, sql, { requester }, [link]);
  return told ? ports.linkDecisions.reports(sql, link.linkId) : [];
}
