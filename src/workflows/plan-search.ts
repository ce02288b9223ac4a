import type { Requester } from '../domain/authorities.js';
import { type OriginsNotCompared, originsNotCompared } from '../domain/eurodac/origins-not-compared.js';
import { originsNotSearched } from '../domain/eurodac/plain-search.js';
import { decideAccess } from '../domain/law/access.js';
import { canBeLinked } from '../domain/links/relate-data-sets.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { GallerySearch } from './ports/gallery.js';
import type {
  CompareDataSetRequest,
  DetectLinksRequest,
  IdentifyRequest,
  Operation,
  SearchSystemsRequest,
} from './ports/operations.js';
import type { Ports } from './ports.js';
import { hasGatewayRight } from './serve-gateway.js';

export type PlannedSearch = {
  readonly request: IdentifyRequest | SearchSystemsRequest | DetectLinksRequest | CompareDataSetRequest;
  readonly search: Omit<GallerySearch, 'probes'>;
  /** Nobody waits for the answer, and one that leaves something out would say what is not so. */
  readonly needsWholeGallery: boolean;
};

/** What an operation asks of the gallery; the same whoever works it out, and whichever shard it is put to. */
export function planSearch(ports: Pick<Ports, 'adapters'>, operation: Operation): PlannedSearch {
  const planned = planRequest(ports, operation);
  if (operation.serviceClass !== 'batch') return planned;
  return { ...planned, search: { ...planned.search, latencyClass: 'bulk' } };
}

function planRequest(ports: Pick<Ports, 'adapters'>, { requester, request }: Operation): PlannedSearch {
  if (request.kind === 'detect-links') return planDetection(ports, request);
  if (request.kind === 'compare-data-set') return planComparison(request, requester);
  if (request.kind !== 'identify' && request.kind !== 'search-systems') {
    throw new Error(`a ${request.kind} operation has nothing to search`);
  }
  const systems = searchableSystems(ports, requester, request);
  const { falsePositiveIdentificationRate } = request;
  return {
    request,
    search: {
      systems,
      candidatesMax: candidatesFor(request, systems),
      falsePositiveIdentificationRate,
      ...(request.kind === 'identify' ? originsOf(request) : {}),
      ...(systems.includes(DATA_SETS) ? notSearched(requester, request) : {}),
    },
    needsWholeGallery: false,
  };
}

function originsOf({ memberStates, categories }: IdentifyRequest) {
  return { ...(memberStates ? { memberStates } : {}), ...(categories ? { categories } : {}) };
}

const DATA_SETS = 'eurodac';

/** Own data sets would crowd out those of other states, and count for the threshold, without being compared. */
function notSearched(requester: Requester, request: IdentifyRequest | SearchSystemsRequest) {
  const isGateway = request.kind === 'search-systems' && hasGatewayRight(request);
  if (isGateway) return {};
  return excluding(originsNotSearched({ requester, wantsOwn: request.comparesOwn === true }));
}

function excluding(excludedOrigins: readonly OriginsNotCompared[]) {
  return excludedOrigins.length > 0 ? { excludedOrigins } : {};
}

/** One system, whoever asks; the data sets of the subject itself are one person's already. */
function planComparison(request: CompareDataSetRequest, { memberState }: Requester): PlannedSearch {
  const { collection, comparesOwn: wantsOwn = false } = request;
  // Law enforcement is compared with everything (Art 31(2), (5)).
  const notCompared =
    collection === undefined || collection === 'law-enforcement'
      ? []
      : originsNotCompared({ collection, memberState, wantsOwn });
  return {
    request,
    search: {
      systems: [request.system],
      candidatesMax: LIMITS.candidatesMax,
      // Due within an hour at the soonest (Art 38): rather the time to compare everybody than the first turn.
      latencyClass: 'bulk',
      falsePositiveIdentificationRate: LIMITS.eurodacFalsePositiveIdentificationRate,
      ...(request.subjectId === undefined ? {} : { excludedSubjects: [request.subjectId] }),
      ...excluding(notCompared),
    },
    needsWholeGallery: true,
  };
}

/** Every system a link may lead to, whatever the rights of who entered the data: the detector asks, not the authority. */
function planDetection({ adapters }: Pick<Ports, 'adapters'>, request: DetectLinksRequest): PlannedSearch {
  return {
    request,
    search: {
      systems: SYSTEMS.filter(
        (system) => adapters.get(system)?.location === 'local' && canBeLinked(request.system, system),
      ),
      candidatesMax: LIMITS.candidatesMax,
      // Behind everybody who waits at a border.
      latencyClass: 'bulk',
      falsePositiveIdentificationRate: LIMITS.detectionFalsePositiveIdentificationRate,
    },
    needsWholeGallery: true,
  };
}

/**
 * The systems this hub holds itself (a remote one searches its own gallery) and in which the requester may identify. A
 * federated search may name systems it may ask by name or document only: their references are neither compared nor
 * counted.
 */
function searchableSystems(
  { adapters }: Pick<Ports, 'adapters'>,
  requester: Requester,
  request: IdentifyRequest | SearchSystemsRequest,
): readonly SystemId[] {
  const isGateway = request.kind === 'search-systems' && hasGatewayRight(request);
  return request.systems.filter(
    (system) =>
      adapters.get(system)?.location === 'local' &&
      (isGateway || decideAccess(requester, 'identify', system).permitted),
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
