/** Queue `erasure`: what was erased is physically removed from every gallery file; then the operation ends. */
import type { OperationId } from '../domain/ids.js';
import { hasEnded } from './await-operation.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { Ports } from './ports.js';

export type CompactPorts = EndPorts & Pick<Ports, 'gallery'>;

export function createCompactGallery(ports: CompactPorts) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const operation = await ports.operations.read(ports.unitOfWork.sql, operationId);
    if (operation?.request.kind !== 'erase' || hasEnded(operation.state)) return;
    const { system, subjectId } = operation.request;
    await ports.gallery.compact(signal);
    await endOperation(ports, operationId, () => ({
      kind: 'completed',
      result: { kind: 'erase', system, subjectId, physicallyRemoved: true },
    }));
  };
}
