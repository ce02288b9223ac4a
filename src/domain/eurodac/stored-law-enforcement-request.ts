/** A request of law enforcement on its way: asked, verified by an independent authority, searched once, or verified after. */
import type { OperationId } from '../ids.js';
import type { LawEnforcementRequest } from './law-enforcement-request.js';

/** What the designated authority states; who it is and who verifies are not its to say. */
export type StatedRequest = Omit<
  LawEnforcementRequest,
  'by' | 'authorityId' | 'verifiedBy' | 'throughAccessPoint' | 'on'
> & {
  /** Letters of the state, the digit of requests, a number. */
  readonly referenceNumber: string;
  /** Unique identity of the official who asks. */
  readonly operatorId?: string;
};

export type StoredLawEnforcementRequest = {
  readonly requestId: string;
  readonly authorityId: string;
  readonly memberState: string;
  readonly stated: StatedRequest;
  readonly isUrgent: boolean;
  /**
   * `waiting` for the verifying authority; `approved` or `refused` by it; `searched`; of an urgent one, once it was
   * verified after the search: `justified`, or `unjustified` until its authority confirms that all is `erased`.
   */
  readonly state: 'waiting' | 'approved' | 'refused' | 'searched' | 'justified' | 'unjustified' | 'erased';
  readonly askedAt: string;
  readonly verifiedBy?: string;
  readonly verifiedAt?: string;
  readonly comparisonId?: OperationId;
  readonly erasureConfirmedAt?: string;
};

/** Whether its authority may search now: once, after verification, or before it in an emergency. */
export function maySearch({ state, isUrgent, comparisonId }: StoredLawEnforcementRequest): boolean {
  if (comparisonId !== undefined) return false;
  return state === 'approved' || (isUrgent && state === 'waiting');
}

/**
 * A search that could not be made uses nothing up, least of all in an emergency: what it was before it. What the verifying
 * authority decided meanwhile stands; `undefined` where that leaves nothing to search.
 */
export function withoutSearch(request: StoredLawEnforcementRequest): StoredLawEnforcementRequest | undefined {
  const { comparisonId: _comparisonId, ...rest } = request;
  switch (request.state) {
    case 'searched':
      return { ...rest, state: 'waiting' };
    case 'approved':
    case 'justified':
      return { ...rest, state: 'approved' };
    default:
      return undefined;
  }
}

/** Nobody sees what came of its search, whenever that ends: (EU) 2024/1358 Art 32. */
export function isUnjustified({ state }: Pick<StoredLawEnforcementRequest, 'state'>): boolean {
  return state === 'unjustified' || state === 'erased';
}

/** What the verifying authority's decision makes of it; `undefined` where there is nothing to decide any more. */
export function afterVerification(
  { state, isUrgent, comparisonId, verifiedBy }: StoredLawEnforcementRequest,
  approves: boolean,
): StoredLawEnforcementRequest['state'] | undefined {
  if (verifiedBy !== undefined) return undefined;
  if (state === 'waiting') return approves ? 'approved' : 'refused';
  if (state === 'searched' && isUrgent && comparisonId !== undefined) {
    return approves ? 'justified' : 'unjustified';
  }
  return undefined;
}
