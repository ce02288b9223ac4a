/**
 * Queue `search`, where the gallery is in one piece: probes are searched in all permitted systems at once.
 */
import type { OperationId } from '../domain/ids.js';
import { type FinishPorts, finishSearch } from './finish-search.js';
import { planSearch } from './plan-search.js';
import { searchAsPlanned, type WholeSearchPorts } from './search-whole-gallery.js';

export type SearchPorts = FinishPorts & WholeSearchPorts;

export function createSearchGallery(ports: SearchPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const found = await ports.operations.readWithProbes(ports.unitOfWork.sql, operationId);
    if (found?.operation.state !== 'extracted') return;
    const planned = planSearch(ports, found.operation);
    const { answer, probes } = await searchAsPlanned(ports, planned, found, signal);
    await finishSearch(ports, operationId, async () => answer, probes);
  };
}
