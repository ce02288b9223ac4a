/**
 * Queue `search`: probes are searched in the gallery of all permitted systems at once. An identification ends here; a
 * federated search keeps the candidates and goes on to `federation`.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { advanceOperation } from './advance-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { GalleryAnswer, IdentifyRequest, Ports, SearchSystemsRequest } from './ports.js';
import type { GalleryFacts, IdentifyResult } from './results.js';

export type SearchPorts = EndPorts & Pick<Ports, 'gallery' | 'outbox' | 'adapters'>;

export function createSearchGallery(ports: SearchPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const operation = await ports.operations.read(ports.unitOfWork.sql, operationId);
    if (operation?.state !== 'extracted') return;
    const { requester, request } = operation;
    if (request.kind !== 'identify' && request.kind !== 'search-systems') {
      throw new Error(`a ${request.kind} operation has nothing to search`);
    }
    const probes = await ports.operations.probes(ports.unitOfWork.sql, operationId);
    const { falsePositiveIdentificationRate } = request;
    const systems = searchableSystems(ports, requester, request);
    const candidatesMax = candidatesFor(request, systems);
    const answer = await ports.gallery.search(
      { probes, systems, candidatesMax, falsePositiveIdentificationRate },
      signal,
    );
    if (request.kind === 'identify') return identify(ports, operationId, { request, systems, answer });
    await advanceOperation(ports, operationId, { from: 'extracted', to: 'federation' }, (tx) =>
      ports.operations.keepGalleryAnswer(tx, operationId, answer),
    );
  };
}

/**
 * The systems this hub holds itself (a remote one searches its own gallery) and in which the requester may identify. A
 * federated search may name systems it may ask by name or document only: their references are neither compared nor
 * counted.
 */
function searchableSystems(
  { adapters }: SearchPorts,
  requester: Requester,
  { systems }: IdentifyRequest | SearchSystemsRequest,
): readonly SystemId[] {
  return systems.filter(
    (system) =>
      adapters.get(system)?.location === 'local' && decideAccess(requester, 'identify', system).permitted,
  );
}

/** A federated search is answered per system: one system's candidates must not crowd out another's. */
function candidatesFor(
  { kind, candidatesMax }: IdentifyRequest | SearchSystemsRequest,
  systems: readonly SystemId[],
): number {
  if (kind === 'identify') return candidatesMax;
  return Math.min(candidatesMax * Math.max(systems.length, 1), LIMITS.candidatesMax);
}

function identify(
  ports: SearchPorts,
  operationId: OperationId,
  found: {
    readonly request: IdentifyRequest;
    readonly systems: readonly SystemId[];
    readonly answer: GalleryAnswer;
  },
): Promise<void> {
  const { request, systems, answer } = found;
  const result: IdentifyResult = {
    kind: 'identify',
    gallery: galleryFacts(answer),
    systemsSearched: systems,
    systemsNotSearched: request.systems.filter((system) => !systems.includes(system)),
    candidates: answer.candidates,
  };
  return endOperation(ports, operationId, () => ({ kind: 'completed', result }));
}

export function galleryFacts({
  snapshot,
  complete,
  referencesCompared,
  threshold,
}: GalleryAnswer): GalleryFacts {
  return { snapshot, complete, referencesCompared, threshold };
}
