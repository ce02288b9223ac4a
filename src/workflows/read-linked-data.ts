/**
 * Gateway of Article 21: the linked data of the repository, for who verifies a yellow link and for who sees a red one. Data
 * of a system are returned to whom that system's own law lets have them (Art 18(3)); a verifier has both sides by Article 26.
 */
import type { Requester } from '../domain/authorities.js';
import type { CirDataSet } from '../domain/cir/individual-files.js';
import type { LinkId } from '../domain/ids.js';
import { CIR_SYSTEMS, GATEWAY_ROWS } from '../domain/law/cir-table.js';
import { type CirPorts, readDataSet } from './cir-files.js';
import { isResponsible } from './link-access.js';
import type { Ports } from './ports.js';
import type { VisibleLink } from './results.js';
import { type SidePorts, seenLinks } from './sides-of-links.js';

export type LinkedDataOutcome =
  | {
      readonly kind: 'found';
      readonly link: VisibleLink;
      readonly dataSets: readonly CirDataSet[];
      readonly citation: string;
    }
  | { readonly kind: 'not-found' };

type LinkedDataPorts = CirPorts & SidePorts & Pick<Ports, 'unitOfWork' | 'accessLog'>;

export function createReadLinkedData(ports: LinkedDataPorts) {
  return async (requester: Requester, linkId: LinkId): Promise<LinkedDataOutcome> => {
    const { sql } = ports.unitOfWork;
    const link = await ports.identityLinks.read(sql, linkId);
    const isVerifier = link?.colour === 'yellow' && isResponsible(requester, link);
    const isAsked = link !== undefined && (isVerifier || link.colour === 'red');
    const [seen] = isAsked ? await seenLinks(ports, sql, { requester }, [link]) : [];
    const shown = seen?.visible;
    await ports.accessLog.append(sql, {
      requester,
      right: 'link-read',
      systems: shown ? shown.dataSets.map(({ system }) => system) : [],
      outcome: shown ? 'permitted' : 'denied',
      result: 'linked data of the identity repository',
      ...(link ? { linkId } : {}),
    });
    if (!link || !seen) return { kind: 'not-found' };
    const readable = isVerifier ? CIR_SYSTEMS : seen.open;
    const dataSets: CirDataSet[] = [];
    for (const reference of link.dataSets) {
      if (!readable.includes(reference.system) || !CIR_SYSTEMS.includes(reference.system)) continue;
      const dataSet = await readDataSet(ports, sql, reference);
      if (dataSet) dataSets.push(dataSet);
    }
    const { citation } = GATEWAY_ROWS.find(({ gateway }) => gateway === 'multiple-identity')!;
    return { kind: 'found', link: seen.visible, dataSets, citation };
  };
}
