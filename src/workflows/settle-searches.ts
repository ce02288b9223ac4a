/**
 * Searches that some shards of the gallery have answered and others have not in time: they end with what there is, and
 * the answer says that it is not complete and which shards are missing. A search that needs the whole gallery waits on.
 */
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { type FinishPorts, finishSearch } from './finish-search.js';
import type { Ports } from './ports.js';

export type SettlePorts = FinishPorts & Pick<Ports, 'shardAnswers' | 'mergeAnswers'>;

/** Returns how many were looked at; call now and then. One that cannot be ended does not keep the others waiting. */
export function createSettleSearches(ports: SettlePorts) {
  return async (): Promise<number> => {
    const overdue = await ports.shardAnswers.overdue(ports.unitOfWork.sql, LIMITS.relayBatch);
    const failures: unknown[] = [];
    for (const operationId of overdue) {
      await settle(ports, operationId).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    return overdue.length;
  };
}

function settle(ports: SettlePorts, operationId: OperationId): Promise<void> {
  return finishSearch(ports, operationId, async (tx, { search, needsWholeGallery }) => {
    if (needsWholeGallery) return undefined;
    const { answers, waitingFor } = await ports.shardAnswers.read(tx, operationId);
    if (answers.length === 0 || waitingFor.length === 0) return undefined;
    const missing = await ports.shardAnswers.countReferences(tx, waitingFor);
    return ports.mergeAnswers(answers, search, missing);
  });
}
