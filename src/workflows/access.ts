/**
 * Which of the asked systems a requester may ask, and how, decided from the access table before anything is searched.
 * An authority that asks for all systems is given those it may see and no trace of the others; one that names a
 * system it may not ask is told so, which says nothing about what that system holds.
 */
import type { AccessRight, Requester } from '../domain/authorities.js';
import { peerGatewayRefusal } from '../domain/cir/peer-gateway.js';
import { collectorRefusal } from '../domain/eurodac/collection.js';
import { decideAccess } from '../domain/law/access.js';
import { faceAloneRefusal } from '../domain/law/face-search-table.js';
import type { SamplePosition } from '../domain/palm-positions.js';
import { isLimitedToSecurity } from '../domain/screening/limited-data.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { OperationRequest } from './ports/operations.js';

export type Access =
  | { readonly kind: 'permitted'; readonly request: OperationRequest }
  | { readonly kind: 'denied'; readonly reason: string };

/** The request narrowed to what the requester may ask. */
export function narrowToPermitted(
  requester: Requester,
  request: OperationRequest,
  hasSamples: boolean,
): Access {
  if (!('systems' in request)) {
    const [right = 'read'] = rightsAskedFor(request, hasSamples);
    const decision = decideAccess(requester, right, request.system);
    const reason = decision.permitted ? notCollected(requester, request) : decision.reason;
    return reason === undefined ? { kind: 'permitted', request } : { kind: 'denied', reason };
  }
  if (request.kind === 'search-systems' && request.gateway !== undefined) {
    const reason = peerGatewayRefusal(requester, request.gateway, request.systems);
    return reason === undefined ? { kind: 'permitted', request } : { kind: 'denied', reason };
  }
  if (request.kind === 'identify' && isLimitedToSecurity(requester.authorityClass)) {
    const reason = 'A screening asks through searches, whose answers are narrowed. (EU) 2024/1356 Art 15(3).';
    return { kind: 'denied', reason };
  }
  const rights = rightsAskedFor(request, hasSamples);
  const permitted = request.systems.filter((system) => mayAsk(requester, rights, system));
  const asksForAll = SYSTEMS.every((system) => request.systems.includes(system));
  if (permitted.length === 0 || (!asksForAll && permitted.length < request.systems.length)) {
    const refused = request.systems.find((system) => !permitted.includes(system)) ?? request.systems[0]!;
    return { kind: 'denied', reason: refusal(requester, rights, refused) };
  }
  return { kind: 'permitted', request: { ...request, systems: permitted } };
}

/** Who may enter data sets does not enter those of every category. */
function notCollected({ authorityClass }: Requester, request: OperationRequest): string | undefined {
  if (request.kind !== 'enrol' || request.facts.kind !== 'data-set') return undefined;
  return collectorRefusal(authorityClass, request.facts.category);
}

/**
 * Some systems are not searched by a face alone. Who asks for all systems gets the others; who names one is told why. With
 * identity or document data the system is asked by those.
 */
export function refuseFaceAlone(
  access: Access,
  asked: OperationRequest,
  positions: readonly SamplePosition[],
): Access {
  if (access.kind === 'denied') return access;
  const { request } = access;
  const isSearch =
    request.kind === 'identify' ||
    (request.kind === 'search-systems' && request.identity === undefined && request.document === undefined);
  if (!isSearch) return access;
  const left = request.systems.filter((system) => !faceAloneRefusal(system, positions));
  if (left.length === request.systems.length) return access;
  const asksForAll = 'systems' in asked && SYSTEMS.every((system) => asked.systems.includes(system));
  if (asksForAll && left.length > 0) return { kind: 'permitted', request: { ...request, systems: left } };
  const refused = request.systems.find((system) => !left.includes(system))!;
  const { rule, citation } = faceAloneRefusal(refused, positions)!;
  return { kind: 'denied', reason: `${rule}. ${citation}.` };
}

/** `identify` for biometrics, `search` for identity or document data; a federated search may need both. */
export function rightsAskedFor(request: OperationRequest, hasSamples: boolean): readonly AccessRight[] {
  switch (request.kind) {
    case 'enrol':
      return ['enrol'];
    case 'verify':
      return ['verify'];
    case 'erase':
      return ['erase'];
    case 'identify':
    case 'compare-data-set':
      return ['identify'];
    case 'detect-links':
      throw new Error('detection is begun by the hub alone');
    case 'search-systems': {
      const alphanumeric = request.identity !== undefined || request.document !== undefined;
      return [...(hasSamples ? (['identify'] as const) : []), ...(alphanumeric ? (['search'] as const) : [])];
    }
  }
}

function mayAsk(requester: Requester, rights: readonly AccessRight[], system: SystemId): boolean {
  return rights.some((right) => decideAccess(requester, right, system).permitted);
}

function refusal(requester: Requester, rights: readonly AccessRight[], system: SystemId): string {
  const decision = decideAccess(requester, rights[0] ?? 'search', system);
  return decision.permitted ? 'The request names no search key.' : decision.reason;
}
