/**
 * Records of one Member State that have no day on which they are erased, with the reason: their term begins with something
 * that is to come, or they lack a fact and somebody has to look. None is kept in silence, and none is erased by guess.
 */
import type { Requester } from '../domain/authorities.js';
import type { EncounterId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import { SYSTEMS } from '../domain/systems.js';
import type { Denied } from './hub-workflows.js';
import type { ListedOpenTerm } from './ports/systems.js';
import type { Ports } from './ports.js';

type OpenPorts = Pick<Ports, 'unitOfWork' | 'retentionCalendar' | 'accessLog'>;

export type OpenTermsPage = {
  readonly cause?: ListedOpenTerm['cause'];
  readonly after?: EncounterId;
  readonly limit: number;
};

export type ListOpenTermsOutcome =
  | {
      readonly kind: 'listed';
      readonly terms: readonly ListedOpenTerm[];
      /** Pass it as `after` to read on; absent on the last page. */
      readonly next?: EncounterId;
    }
  | Denied;

export function createListOpenTerms(ports: OpenPorts) {
  return async (requester: Requester, page: OpenTermsPage): Promise<ListOpenTermsOutcome> => {
    const { sql } = ports.unitOfWork;
    const systems = SYSTEMS.filter((system) => decideAccess(requester, 'read', system).permitted);
    const isPermitted = systems.length > 0;
    await ports.accessLog.append(sql, {
      requester,
      right: 'open-terms',
      systems,
      outcome: isPermitted ? 'permitted' : 'denied',
    });
    if (!isPermitted) return { kind: 'denied', reason: 'The authority may read no system.' };
    const found = await ports.retentionCalendar.openTerms(sql, {
      ...page,
      memberState: requester.memberState,
      systems,
      limit: page.limit + 1,
    });
    const terms = found.slice(0, page.limit);
    return {
      kind: 'listed',
      terms,
      ...(found.length > page.limit ? { next: terms.at(-1)!.encounterId } : {}),
    };
  };
}
