/**
 * Gateway of Article 22: whether EES, VIS, ETIAS or Eurodac holds data of a person, and nothing else; then the duty to ask
 * for full access in one of them, or to record why not.
 */
import type { Requester } from '../domain/authorities.js';
import {
  type QueryCase,
  queryAfterSearch,
  type StoredQuery,
  type Unmet,
  unmetOfQuery,
  withReason,
} from '../domain/cir/law-enforcement-query.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { GATEWAY_ROWS } from '../domain/law/cir-table.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { askRepository, type RepositoryKeys, type RepositoryPorts } from './ask-repository.js';
import type { Denied } from './hub-workflows.js';
import { dataUsedOf } from './identify-in-repository.js';
import { notCompared } from './not-compared.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { OperationProblem } from './ports/operations.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type ConsultPorts = RepositoryPorts & Pick<Ports, 'accessLog' | 'lawEnforcement'>;

export type ConsultOutcome =
  | {
      readonly kind: 'consulted';
      readonly query: StoredQuery;
      /** Those that were silent, or could not be asked by all there was. */
      readonly notAnswered: readonly { readonly system: SystemId; readonly reason: string }[];
    }
  | { readonly kind: 'unmet'; readonly unmet: readonly Unmet[] }
  | { readonly kind: 'problem'; readonly problem: OperationProblem }
  | Denied;

export type SettleOutcome =
  | { readonly kind: 'kept'; readonly query: StoredQuery }
  | { readonly kind: 'out-of-order'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type QueryPage = { readonly isOpen: boolean; readonly after?: string; readonly limit: number };

const RIGHT = 'cir-law-enforcement';

export function createConsultForLawEnforcement(ports: ConsultPorts) {
  return async (
    requester: Requester,
    stated: QueryCase,
    keys: RepositoryKeys,
    signal: AbortSignal,
  ): Promise<ConsultOutcome> => {
    const { sql } = ports.unitOfWork;
    const queryId = ports.ids.uuid();
    const about: Partial<AccessLogEntry> = {
      components: ['cir'],
      dataUsed: dataUsedOf(keys),
      reference: stated.fileReference,
      operatorId: stated.operatorId,
      orderedBy: stated.orderedBy,
      caseId: queryId,
    };
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    const unmet = unmetOfQuery(stated);
    if (unmet.length > 0) {
      const result = `unmet: ${unmet.map(({ condition }) => condition).join(', ')}`;
      await ports.accessLog.append(sql, {
        systems: [],
        ...about,
        result,
        requester,
        right: RIGHT,
        outcome: 'denied',
      });
      return { kind: 'unmet', unmet };
    }
    const gateway = 'law-enforcement';
    const { systems } = GATEWAY_ROWS.find((row) => row.gateway === gateway)!;
    const answer = await askRepository(ports, { requester, systems, keys, signal, gateway });
    if (answer.kind === 'problem') {
      await logTask(ports, sql, requester, RIGHT, { ...about, result: answer.problem.code });
      return answer;
    }
    const holding = SYSTEMS.filter((system) => answer.hits.some((hit) => hit.system === system));
    const { authorityId, memberState } = requester;
    const askedAt = new Date(ports.clock.nowMs()).toISOString();
    const left = notCompared(answer.answers, keys);
    const complete = answer.complete && !left.some(({ isGap }) => isGap);
    const asked = { queryId, authorityId, memberState, stated, askedAt };
    const query = queryAfterSearch(asked, { holding, complete });
    await ports.unitOfWork.transaction(async (tx) => {
      await ports.lawEnforcement.keepQuery(tx, query);
      await logTask(ports, tx, requester, RIGHT, {
        ...about,
        result: `matches in ${holding.join(', ') || 'none'}${complete ? '' : ', incomplete'}`,
      });
    });
    const notAnswered = left.map(({ system, reason }) => ({ system, reason }));
    return { kind: 'consulted', query, notAnswered };
  };
}

/** Why no full access was asked for: kept, so that the supervisor can trace it (Art 22(3)). */
export function createRecordReason(ports: ConsultPorts) {
  return (requester: Requester, queryId: string, reason: string): Promise<SettleOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<SettleOutcome> => {
      const about = { components: ['cir'] as const, caseId: queryId, result: 'reason recorded' };
      const denied = await refuseTask(ports, tx, requester, RIGHT, about);
      if (denied) return denied;
      const query = await ports.lawEnforcement.lockQuery(tx, queryId);
      if (query?.authorityId !== requester.authorityId) return { kind: 'not-found' };
      const settled = withReason(query, reason, new Date(ports.clock.nowMs()).toISOString());
      if (!settled) {
        return {
          kind: 'out-of-order',
          reason: `Nothing is owed any more: the consultation is ${query.state}.`,
        };
      }
      await ports.lawEnforcement.keepQuery(tx, settled);
      await logTask(ports, tx, requester, RIGHT, about);
      return { kind: 'kept', query: settled };
    });
}

/** Those of the authority itself; for a supervisor those of its state, or all. */
export function createListConsultations(ports: ConsultPorts) {
  return async (
    requester: Requester,
    { isOpen, after, limit }: QueryPage,
  ): Promise<
    { readonly kind: 'listed'; readonly queries: readonly StoredQuery[]; readonly next?: string } | Denied
  > => {
    const { sql } = ports.unitOfWork;
    const isSupervisor = requester.authorityClass === 'supervisory-authority';
    const right = isSupervisor ? 'cir-reasons' : RIGHT;
    const about = { components: ['cir'] as const };
    const denied = await refuseTask(ports, sql, requester, right, about);
    if (denied) return denied;
    await logTask(ports, sql, requester, right, about);
    const whose = isSupervisor
      ? requester.memberState === UNION_AGENCY
        ? {}
        : { memberState: requester.memberState }
      : { authorityId: requester.authorityId };
    const found = await ports.lawEnforcement.queries(sql, {
      ...whose,
      isOpen,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const queries = found.slice(0, limit);
    const next = found.length > limit ? queries.at(-1)?.queryId : undefined;
    return { kind: 'listed', queries, ...(next ? { next } : {}) };
  };
}
