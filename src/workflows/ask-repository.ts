/**
 * A search in the identity repository by the right of one of its gateways: its systems asked at once as the portal does,
 * and what was found, or how many did not answer. Nothing of it is kept.
 */
import type { PeerGateway, Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { type AskPorts, askSystem, type Found } from './ask-systems.js';
import { awaitGallery, beginLiveSearch, type LiveGalleryPorts } from './live-gallery.js';
import type { OperationProblem, SearchSystemsRequest } from './ports/operations.js';
import type { Sample } from './ports/samples.js';
import type { SystemHit } from './ports/systems.js';
import { hasAnsweredWholly, type SystemAnswer } from './results.js';

export type RepositoryPorts = AskPorts & LiveGalleryPorts;

export type RepositoryKeys = Pick<SearchSystemsRequest, 'identity' | 'document'> & {
  readonly samples: readonly Sample[];
  readonly falsePositiveIdentificationRate: number;
};

export type RepositoryAnswer =
  | {
      readonly kind: 'asked';
      readonly answers: readonly SystemAnswer[];
      /** Persons found: by biometrics only where the machine calls it a match. */
      readonly hits: readonly SystemHit[];
      /** Every system that could be asked has answered, the whole gallery was compared, and whoever was found is decided about. */
      readonly complete: boolean;
    }
  | RepositoryProblem;

export type RepositoryProblem = {
  readonly kind: 'problem';
  readonly problem: OperationProblem;
  /** It is the hub's own: nothing is wrong with the samples. */
  readonly isFault: boolean;
};

export async function askRepository(
  ports: RepositoryPorts,
  asked: {
    readonly requester: Requester;
    readonly systems: readonly SystemId[];
    readonly keys: RepositoryKeys;
    readonly signal: AbortSignal;
    /** Where the right is one that another hub accepts from this one. */
    readonly gateway?: PeerGateway;
  },
): Promise<RepositoryAnswer> {
  const { requester, systems, keys, signal, gateway } = asked;
  const { samples, ...search } = keys;
  const request: SearchSystemsRequest = {
    kind: 'search-systems',
    live: 'gateway',
    systems,
    candidatesMax: LIMITS.candidatesDefault,
    ...(gateway === undefined ? {} : { gateway }),
    ...search,
  };
  const compared =
    samples.length === 0 ? undefined : await compare(ports, { requester, request, samples, signal });
  if (compared?.kind === 'problem' || compared?.kind === 'failed') {
    return { kind: 'problem', problem: compared.problem, isFault: compared.kind === 'failed' };
  }
  const isLate = compared?.kind === 'late';
  const found: Found = compared?.kind === 'found' ? compared.found : { probes: [], gallery: undefined };
  const answers = isLate
    ? systems.map((system) => tooLate(ports, system))
    : await Promise.all(
        systems.map((system) => askSystem(ports, { requester, request, found, system, signal })),
      );
  const hits = answers
    .flatMap((answer) => (answer.status === 'answered' ? answer.hits : []))
    .filter(({ candidate }) => candidate === undefined || candidate.decision === 'match');
  const everybody = answers.every(hasAnsweredWholly) && !answers.some(hasUndecided);
  return { kind: 'asked', answers, hits, complete: everybody && (found.gallery?.complete ?? true) };
}

/** Somebody no match only because the minutiae, without which nothing is one, could not be compared or were not in time. */
function hasUndecided(answer: SystemAnswer): boolean {
  if (answer.status !== 'answered') return false;
  return answer.hits.some(
    ({ candidate }) =>
      candidate?.decision === 'inconclusive' &&
      candidate.positions.some(
        ({ minutiae }) =>
          minutiae?.kind === 'not-compared' &&
          (minutiae.reason === 'minutiae-version' || minutiae.reason === 'late'),
      ),
  );
}

async function compare(
  ports: RepositoryPorts,
  {
    signal,
    ...wanted
  }: {
    readonly requester: Requester;
    readonly request: SearchSystemsRequest;
    readonly samples: readonly Sample[];
    readonly signal: AbortSignal;
  },
) {
  const operationId: OperationId = await ports.unitOfWork.transaction((tx) =>
    beginLiveSearch(ports, tx, wanted),
  );
  return awaitGallery(ports, operationId, signal);
}

function tooLate({ adapters }: RepositoryPorts, system: SystemId): SystemAnswer {
  return {
    system,
    status: 'not-answered',
    location: adapters.get(system)!.location,
    reason: 'worker-timeout',
    detail: 'The biometrics were not compared in time.',
    tookMs: LIMITS.portalGalleryMs,
  };
}
