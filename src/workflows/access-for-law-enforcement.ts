/**
 * Full access of law enforcement to EES, VIS and ETIAS: a designated authority states its case, a verifying authority that
 * is another decides, then the system may be searched once. In an emergency it is searched first and verified within days.
 */
import type { Requester } from '../domain/authorities.js';
import {
  type AccessCase,
  type AccessRequest,
  afterDecision,
  afterSearch,
  maySearch,
  unmetOfAccess,
} from '../domain/cir/access-request.js';
import type { Unmet } from '../domain/cir/law-enforcement-query.js';
import { operatesSystem, UNION_AGENCY } from '../domain/country-codes.js';
import type { TwoStepSystem } from '../domain/law/law-enforcement-access-table.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import { localDate } from '../domain/local-date.js';
import { digestOf } from '../platform/digest.js';
import { askRepository, type RepositoryKeys, type RepositoryPorts } from './ask-repository.js';
import { followConsultation, NOT_FOLLOWED } from './follow-consultation.js';
import type { Denied } from './hub-workflows.js';
import { dataUsedOf } from './identify-in-repository.js';
import { notCompared } from './not-compared.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { OperationProblem } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type FlagPorts, flagsOfAccess } from './repository-flags.js';
import type { Flag, SystemAnswer, VisibleLink } from './results.js';
import { logTask, refuseTask } from './task-access.js';

export type AccessPorts = RepositoryPorts & FlagPorts & Pick<Ports, 'accessLog' | 'lawEnforcement'>;

export type AccessOutcome =
  | { readonly kind: 'kept'; readonly request: AccessRequest }
  | { readonly kind: 'unmet'; readonly unmet: readonly Unmet[] }
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type AccessSearchOutcome =
  | {
      readonly kind: 'searched';
      readonly request: AccessRequest;
      readonly answer: SystemAnswer;
      /** False where the system did not answer, or not all biometrics were compared. */
      readonly complete: boolean;
      readonly flags: readonly Flag[];
      readonly links: readonly VisibleLink[];
    }
  | { readonly kind: 'problem'; readonly problem: OperationProblem }
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

const ASK = 'law-enforcement-access';
const VERIFY = 'law-enforcement-verification';

export function createAskForAccess(ports: AccessPorts) {
  return (requester: Requester, system: TwoStepSystem, stated: AccessCase): Promise<AccessOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<AccessOutcome> => {
      const requestId = ports.ids.uuid();
      const about: Partial<AccessLogEntry> = {
        systems: [system],
        reference: stated.fileReference,
        operatorId: stated.operatorId,
        orderedBy: stated.orderedBy,
        caseId: requestId,
      };
      const denied = await enter(ports, tx, { requester, right: ASK, system, about });
      if (denied) return denied;
      const at = new Date(ports.clock.nowMs()).toISOString();
      const { queryId } = stated;
      const followed =
        queryId === undefined
          ? undefined
          : await followConsultation(ports, tx, requester, { queryId, system, at });
      if (queryId !== undefined && !followed) return refuse(ports, tx, requester, about, NOT_FOLLOWED);
      const unmet = unmetOfAccess(system, stated, { hasQuery: followed !== undefined });
      if (unmet.length > 0) {
        await ports.accessLog.append(tx, {
          systems: [],
          ...about,
          result: `unmet: ${unmet.map(({ condition }) => condition).join(', ')}`,
          requester,
          right: ASK,
          outcome: 'denied',
        });
        return { kind: 'unmet', unmet };
      }
      const { authorityId, memberState } = requester;
      const request: AccessRequest = {
        requestId,
        system,
        authorityId,
        memberState,
        stated,
        state: 'waiting',
        askedAt: at,
      };
      await ports.lawEnforcement.keepRequest(tx, request);
      if (followed) await ports.lawEnforcement.keepQuery(tx, followed);
      const urgency = stated.urgency === undefined ? '' : `, ${stated.urgency}`;
      await logTask(ports, tx, requester, ASK, { ...about, result: `${stated.offence} offence${urgency}` });
      return { kind: 'kept', request };
    });
}

export function createDecideAccess(ports: AccessPorts) {
  return (requester: Requester, requestId: string, approves: boolean): Promise<AccessOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<AccessOutcome> => {
      const about: Partial<AccessLogEntry> = { caseId: requestId, result: approves ? 'approved' : 'refused' };
      const denied = await refuseTask(ports, tx, requester, VERIFY, about);
      if (denied) return denied;
      const request = await ports.lawEnforcement.request(tx, requestId, { lock: true });
      if (request?.memberState !== requester.memberState) {
        await ports.accessLog.append(tx, {
          systems: [],
          ...about,
          requester,
          right: VERIFY,
          outcome: 'denied',
        });
        return { kind: 'not-found' };
      }
      const { authorityId } = requester;
      if (request.authorityId === authorityId) {
        return refuse(ports, tx, requester, about, 'Nobody decides on a request of their own.', VERIFY);
      }
      const at = new Date(ports.clock.nowMs()).toISOString();
      const decided = afterDecision(request, { approves, by: authorityId, at });
      if (!decided) {
        const reason = `There is nothing to decide: the request is ${request.state}.`;
        return refuse(ports, tx, requester, about, reason, VERIFY);
      }
      await ports.lawEnforcement.keepRequest(tx, decided);
      await logTask(ports, tx, requester, VERIFY, { ...about, systems: [request.system] });
      return { kind: 'kept', request: decided };
    });
}

/**
 * Once: another search needs another request. A system that does not answer leaves the request as it was. A search that found
 * nobody while not everything was compared may be made again by the same keys; what has been shown has been searched.
 */
export function createSearchWithAccess(ports: AccessPorts) {
  return async (
    requester: Requester,
    requestId: string,
    keys: RepositoryKeys,
    signal: AbortSignal,
  ): Promise<AccessSearchOutcome> => {
    const begun = await begin(ports, requester, requestId, keys);
    if (begun.kind !== 'kept') return begun;
    const { before, request } = begun;
    const { system } = request;
    const giveBack = (as = before) => ports.unitOfWork.transaction((tx) => restore(ports, tx, as));
    const answer = await askRepository(ports, { requester, systems: [system], keys, signal }).catch(
      async (error: unknown) => {
        await giveBack();
        throw error;
      },
    );
    const said = answer.kind === 'asked' ? answer.answers[0]! : undefined;
    if (answer.kind === 'problem' || !said) {
      await giveBack();
      return answer as { kind: 'problem'; problem: OperationProblem };
    }
    const isAnswered = said.status === 'answered';
    const complete = isAnswered && answer.complete && notCompared(answer.answers, keys).length === 0;
    const isSearched = isAnswered && (complete || said.hits.length > 0);
    // Whoever was not found among those compared has been asked about: no other person by this request.
    const asIs = isAnswered ? { ...before, searchedBy: digestOf([requestId, keys]) } : before;
    return {
      kind: 'searched',
      request: isSearched ? request : await giveBack(asIs),
      answer: said,
      complete,
      ...(await flagsOfAccess(ports, requester, { system, answer: said })),
    };
  };
}

type Begun =
  | { readonly kind: 'kept'; readonly before: AccessRequest; readonly request: AccessRequest }
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

/** Marked as searched before anything is asked, so that two at once do not both search. */
function begin(
  ports: AccessPorts,
  requester: Requester,
  requestId: string,
  keys: RepositoryKeys,
): Promise<Begun> {
  return ports.unitOfWork.transaction(async (tx): Promise<Begun> => {
    const about: Partial<AccessLogEntry> = { caseId: requestId, dataUsed: dataUsedOf(keys) };
    const denied = await refuseTask(ports, tx, requester, ASK, about);
    if (denied) return denied;
    const before = await ports.lawEnforcement.request(tx, requestId, { lock: true });
    if (before?.authorityId !== requester.authorityId) return { kind: 'not-found' };
    if (!maySearch(before)) {
      const reason = before.searchedAt
        ? 'The request has been searched: another search needs another request.'
        : `The verifying authority has not agreed: the request is ${before.state}.`;
      return refuse(ports, tx, requester, about, reason);
    }
    if (before.searchedBy !== undefined && before.searchedBy !== digestOf([requestId, keys])) {
      const reason =
        'A search found nobody while not everything was compared: it may be made again by the same keys, and no other.';
      return refuse(ports, tx, requester, about, reason);
    }
    const at = new Date(ports.clock.nowMs()).toISOString();
    const request = afterSearch(before, at, localDate(ports.clock.today()));
    await ports.lawEnforcement.keepRequest(tx, request);
    const { fileReference, operatorId, orderedBy } = request.stated;
    await logTask(ports, tx, requester, ASK, {
      ...about,
      systems: [request.system],
      reference: fileReference,
      operatorId,
      orderedBy,
      result: 'searched',
    });
    return { kind: 'kept', before, request };
  });
}

/** The request as it is now: as it was before, unless somebody has decided meanwhile. */
async function restore(ports: AccessPorts, tx: Sql, before: AccessRequest): Promise<AccessRequest> {
  const now = await ports.lawEnforcement.request(tx, before.requestId, { lock: true });
  if (now && now.decidedAt !== before.decidedAt) return now;
  if (now) await ports.lawEnforcement.keepRequest(tx, before);
  return before;
}

export function createReadAccess(ports: AccessPorts) {
  return async (requester: Requester, requestId: string): Promise<AccessOutcome> => {
    const { sql } = ports.unitOfWork;
    const isVerifier = requester.authorityClass === 'verifying-authority';
    const right = isVerifier ? VERIFY : ASK;
    const denied = await refuseTask(ports, sql, requester, right, { caseId: requestId });
    if (denied) return denied;
    await logTask(ports, sql, requester, right, { caseId: requestId, result: 'read' });
    const request = await ports.lawEnforcement.request(sql, requestId);
    const isTheirs = isVerifier
      ? request?.memberState === requester.memberState
      : request?.authorityId === requester.authorityId;
    return request && isTheirs ? { kind: 'kept', request } : { kind: 'not-found' };
  };
}

export function createListAccess(ports: AccessPorts) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<
    { readonly kind: 'listed'; readonly requests: readonly AccessRequest[]; readonly next?: string } | Denied
  > => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, VERIFY);
    if (denied) return denied;
    await logTask(ports, sql, requester, VERIFY, { result: 'listed' });
    const { memberState } = requester;
    const page = { memberState, limit: limit + 1, ...(after === undefined ? {} : { after }) };
    const found = await ports.lawEnforcement.toDecide(sql, page);
    const requests = found.slice(0, limit);
    const next = found.length > limit ? requests.at(-1)?.requestId : undefined;
    return { kind: 'listed', requests, ...(next ? { next } : {}) };
  };
}

/** The right, and that the state takes part in the system; a body of the Union acts for none. */
async function enter(
  ports: Pick<Ports, 'accessLog'>,
  tx: Sql,
  task: {
    readonly requester: Requester;
    readonly right: TaskRight;
    readonly system: TwoStepSystem;
    readonly about: Partial<AccessLogEntry>;
  },
): Promise<Denied | undefined> {
  const { requester, right, system, about } = task;
  const denied = await refuseTask(ports, tx, requester, right, about);
  if (denied) return denied;
  if (requester.memberState === UNION_AGENCY || operatesSystem(requester.memberState, system))
    return undefined;
  await ports.accessLog.append(tx, { systems: [system], ...about, requester, right, outcome: 'denied' });
  return { kind: 'denied', reason: "The system is not operated by the requester's state." };
}

async function refuse(
  ports: Pick<Ports, 'accessLog'>,
  tx: Sql,
  requester: Requester,
  about: Partial<AccessLogEntry>,
  reason: string,
  right: TaskRight = ASK,
): Promise<{ readonly kind: 'out-of-order'; readonly reason: string }> {
  await ports.accessLog.append(tx, {
    systems: [],
    ...about,
    result: 'out of order',
    requester,
    right,
    outcome: 'denied',
  });
  return { kind: 'out-of-order', reason };
}
