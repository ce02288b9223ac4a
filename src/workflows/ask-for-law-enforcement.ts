/**
 * How law enforcement reaches Eurodac ((EU) 2024/1358 Art 5 to 7, 32 to 34): a designated authority states its case; the
 * verifying authority, which is another, decides; then the request may be searched once. In an emergency it is searched
 * first and verified afterwards, and what was not justified is erased.
 */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import {
  decideLawEnforcementRequest,
  UNJUSTIFIED_SEARCH,
  type UnmetCondition,
  verifyAfterwards,
} from '../domain/eurodac/law-enforcement-request.js';
import { requestReferenceFault } from '../domain/eurodac/reference-number.js';
import {
  afterVerification,
  maySearch,
  type StatedRequest,
  type StoredLawEnforcementRequest,
} from '../domain/eurodac/stored-law-enforcement-request.js';
import { localDate } from '../domain/local-date.js';
import type { LogDatum } from '../domain/log-chain/log-components.js';
import type { SystemId } from '../domain/systems.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import { type BeginPorts, beginComparison, type SearchKeys } from './begin-comparison.js';
import { enterTask } from './enter-task.js';
import { followConsultation, NOT_FOLLOWED } from './follow-consultation.js';
import type { AcceptOptions, AcceptOutcome, Denied } from './hub-workflows.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type RequestOutcome =
  | {
      readonly kind: 'kept';
      readonly request: StoredLawEnforcementRequest;
      readonly duties?: readonly string[];
    }
  /** Every condition that is not met, not only the first. */
  | { readonly kind: 'unmet'; readonly unmet: readonly UnmetCondition[] }
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type SearchRequestOutcome =
  | AcceptOutcome
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' };

export type ListRequestsOutcome =
  | {
      readonly kind: 'listed';
      readonly requests: readonly StoredLawEnforcementRequest[];
      readonly next?: string;
    }
  | Denied;

type RequestPorts = AwaitPorts & BeginPorts & Pick<Ports, 'accessLog'>;
type AskPorts = RequestPorts & Pick<Ports, 'lawEnforcement'>;

const ASK = 'eurodac-law-enforcement-request';
const VERIFY = 'eurodac-law-enforcement-verification';

/** What relies on a reply of the identity repository names the consultation, which it settles: (EU) 2019/818 Art 22(2). */
export function createAskForLawEnforcement(ports: AskPorts, system: SystemId) {
  return (requester: Requester, stated: StatedRequest): Promise<RequestOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<RequestOutcome> => {
      const requestId = ports.ids.uuid();
      const about = logged(stated, requestId);
      const denied = await enterTask(ports, tx, { requester, right: ASK, system, about });
      if (denied) return denied;
      const askedAt = new Date(ports.clock.nowMs()).toISOString();
      const { priorCheck } = stated;
      const followed =
        priorCheck.kind === 'cir-reply'
          ? await followConsultation(ports, tx, requester, {
              queryId: priorCheck.queryId,
              system,
              at: askedAt,
            })
          : undefined;
      if (priorCheck.kind === 'cir-reply' && !followed) {
        return { kind: 'out-of-order', reason: NOT_FOLLOWED };
      }
      const unmet = unmetConditions(requester, stated, ports.clock.today());
      if (unmet.length > 0) return { kind: 'unmet', unmet };
      const request: StoredLawEnforcementRequest = {
        requestId,
        authorityId: requester.authorityId,
        memberState: requester.memberState,
        stated,
        isUrgent: stated.imminentDanger === true,
        state: 'waiting',
        askedAt,
      };
      await ports.eurodac.requests.insert(tx, request);
      if (followed) await ports.lawEnforcement.keepQuery(tx, followed);
      return { kind: 'kept', request };
    });
}

/** The chain is what this hub makes of it: who verifies is another authority, and the hub is the access point. */
function unmetConditions(
  { authorityId, memberState }: Requester,
  stated: StatedRequest,
  today: string,
): readonly UnmetCondition[] {
  const by = memberState === UNION_AGENCY ? 'europol-designated-unit' : 'designated-authority';
  const fault = requestReferenceFault(stated.referenceNumber, by);
  const decision = decideLawEnforcementRequest({
    ...stated,
    by,
    authorityId,
    verifiedBy: { authorityId: 'to-be-verified', isIndependent: true },
    throughAccessPoint: true,
    on: localDate(today),
  });
  return [
    ...(fault
      ? [{ condition: 'reference-number' as const, reason: fault.expected, citation: fault.citation }]
      : []),
    ...(decision.kind === 'refused' ? decision.unmet : []),
  ];
}

/** Art 51(2): purpose, reasons, file number, urgency. Never the data searched with. */
function logged(stated: StatedRequest, requestId: string): Partial<AccessLogEntry> {
  const { offence, imminentDanger, priorCheck, fileNumber, operatorId } = stated;
  const skipped =
    priorCheck.kind === 'searched' && priorCheck.otherStates === 'useless' ? ', prior check left out' : '';
  return {
    caseId: requestId,
    result: `${offence} offence${imminentDanger ? ', imminent danger' : ''}${skipped}`,
    ...(fileNumber === undefined ? {} : { reference: fileNumber }),
    ...(operatorId === undefined ? {} : { operatorId }),
  };
}

export function createVerifyRequest(ports: RequestPorts, system: SystemId) {
  return (requester: Requester, requestId: string, approves: boolean): Promise<RequestOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<RequestOutcome> => {
      const about = { caseId: requestId, result: approves ? 'approved' : 'refused' };
      const denied = await enterTask(ports, tx, { requester, right: VERIFY, system, about });
      if (denied) return denied;
      const request = await ports.eurodac.requests.lock(tx, requestId);
      if (request?.memberState !== requester.memberState) return { kind: 'not-found' };
      if (request.authorityId === requester.authorityId) {
        return {
          kind: 'out-of-order',
          reason: 'Nobody verifies a request of their own. (EU) 2024/1358 Art 6.',
        };
      }
      const state = afterVerification(request, approves);
      if (!state) {
        return {
          kind: 'out-of-order',
          reason: `There is nothing to decide: the request is ${request.state}.`,
        };
      }
      const verifiedAt = new Date(ports.clock.nowMs()).toISOString();
      const verified = { ...request, state, verifiedBy: requester.authorityId, verifiedAt };
      await ports.eurodac.requests.keep(tx, verified);
      if (state === 'unjustified') {
        await ports.eurodac.comparisons.eraseHits(tx, request.comparisonId!, UNJUSTIFIED_SEARCH);
      }
      const isAfter = state === 'justified' || state === 'unjustified';
      return {
        kind: 'kept',
        request: verified,
        ...(isAfter ? { duties: verifyAfterwards(approves).duties } : {}),
      };
    });
}

/** Once: a second search needs a second request. */
export function createSearchRequest(ports: RequestPorts, system: SystemId) {
  return async (
    requester: Requester,
    requestId: string,
    keys: SearchKeys,
    options: AcceptOptions,
  ): Promise<SearchRequestOutcome> => {
    const begun = await ports.unitOfWork.transaction(async (tx) => {
      const about = { caseId: requestId, dataUsed: dataUsed(keys) };
      const denied = await enterTask(ports, tx, { requester, right: ASK, system, about });
      if (denied) return denied;
      const request = await ports.eurodac.requests.lock(tx, requestId);
      if (request?.authorityId !== requester.authorityId) return { kind: 'not-found' } as const;
      const refusal = whyNot(request, keys);
      if (refusal) return { kind: 'out-of-order', reason: refusal } as const;
      const begun = await beginComparison(ports, tx, {
        requester,
        system,
        keys,
        terms: { collection: 'law-enforcement', isUrgent: request.isUrgent, wantsOwn: true, requestId },
      });
      if (begun.kind === 'conflict') return begun;
      const state = request.state === 'waiting' ? 'searched' : request.state;
      await ports.eurodac.requests.keep(tx, { ...request, state, comparisonId: begun.operationId });
      return begun;
    });
    if (begun.kind === 'conflict') return { kind: 'idempotency-conflict' };
    if (begun.kind !== 'begun') return begun;
    return { kind: 'accepted', operation: await awaitOperation(ports, begun.operationId, options.waitMs) };
  };
}

function whyNot(request: StoredLawEnforcementRequest, { samples }: SearchKeys): string | undefined {
  if (!maySearch(request)) {
    return request.comparisonId
      ? 'The request has been searched: another search needs another request.'
      : `The verifying authority has not agreed: the request is ${request.state}.`;
  }
  const key = samples.length > 0 ? 'biometrics' : 'alphanumeric';
  return key === request.stated.key
    ? undefined
    : `The request was made for a search by ${request.stated.key} data.`;
}

function dataUsed({ samples, identity, document }: SearchKeys): readonly LogDatum[] {
  return [
    ...(samples.length > 0 ? (['fingerprints'] as const) : []),
    ...(identity ? (['identity'] as const) : []),
    ...(document ? (['document'] as const) : []),
  ];
}

/** After an unjustified search its authority confirms that nothing of it is left. */
export function createConfirmErasure(ports: RequestPorts, system: SystemId) {
  return (requester: Requester, requestId: string): Promise<RequestOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<RequestOutcome> => {
      const about = { caseId: requestId, result: 'erasure confirmed' };
      const denied = await enterTask(ports, tx, { requester, right: ASK, system, about });
      if (denied) return denied;
      const request = await ports.eurodac.requests.lock(tx, requestId);
      if (request?.authorityId !== requester.authorityId) return { kind: 'not-found' };
      if (request.state !== 'unjustified') {
        return {
          kind: 'out-of-order',
          reason: `There is nothing to erase: the request is ${request.state}.`,
        };
      }
      if (await isUnderWay(ports, tx, request)) {
        return {
          kind: 'out-of-order',
          reason: 'The search is still under way: what it was made with goes when it ends.',
        };
      }
      const erasureConfirmedAt = new Date(ports.clock.nowMs()).toISOString();
      const erased = { ...request, state: 'erased' as const, erasureConfirmedAt };
      await ports.eurodac.requests.keep(tx, erased);
      return { kind: 'kept', request: erased };
    });
}

async function isUnderWay(
  { eurodac }: RequestPorts,
  tx: Sql,
  { comparisonId }: StoredLawEnforcementRequest,
): Promise<boolean> {
  const kept = comparisonId && (await eurodac.comparisons.read(tx, comparisonId));
  return kept !== undefined && kept.comparison.completedAt === undefined;
}

export function createReadRequest(ports: RequestPorts, system: SystemId) {
  return async (requester: Requester, requestId: string): Promise<RequestOutcome> => {
    const { sql } = ports.unitOfWork;
    const isVerifier = requester.authorityClass === 'verifying-authority';
    const right = isVerifier ? VERIFY : ASK;
    const denied = await enterTask(ports, sql, { requester, right, system, about: { caseId: requestId } });
    if (denied) return denied;
    const request = await ports.eurodac.requests.read(sql, requestId);
    const isTheirs = isVerifier
      ? request?.memberState === requester.memberState
      : request?.authorityId === requester.authorityId;
    return request && isTheirs ? { kind: 'kept', request } : { kind: 'not-found' };
  };
}

/** What waits for the verifying authority of the state, oldest first. */
export function createListRequests(ports: RequestPorts, system: SystemId) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListRequestsOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await enterTask(ports, sql, { requester, right: VERIFY, system });
    if (denied) return denied;
    const found = await ports.eurodac.requests.page(sql, {
      memberState: requester.memberState,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const requests = found.slice(0, limit);
    const next = found.length > limit ? requests.at(-1)?.requestId : undefined;
    return { kind: 'listed', requests, ...(next ? { next } : {}) };
  };
}
