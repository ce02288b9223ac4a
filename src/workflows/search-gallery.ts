/**
 * Queue `search`, where the gallery is in one piece: probes are searched in all permitted systems at once.
 */
import type { OperationId } from '../domain/ids.js';
import { OperationalError } from '../platform/operational-error.js';
import { type FinishPorts, finishSearch } from './finish-search.js';
import { planSearch } from './plan-search.js';
import type { TwoStagePorts } from './search-in-two-stages.js';
import { searchWithMirrorImage } from './search-with-mirror-image.js';

export type SearchPorts = FinishPorts & TwoStagePorts;

export function createSearchGallery(ports: SearchPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const found = await ports.operations.readWithProbes(ports.unitOfWork.sql, operationId);
    if (found?.operation.state !== 'extracted') return;
    const { operation, probes } = found;
    const { search, needsWholeGallery } = planSearch(ports, operation);
    const answer = await searchWithMirrorImage(ports, { ...search, probes }, signal);
    if (needsWholeGallery && !answer.complete) {
      throw new OperationalError('gallery-not-ready', 'This search needs the whole gallery.');
    }
    await finishSearch(ports, operationId, async () => answer, probes);
  };
}
