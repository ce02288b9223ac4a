/** Ends an operation whose job cannot be carried out, so that its caller reads why instead of waiting for ever. */
import type { OperationId } from '../domain/ids.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { OperationProblem } from './ports.js';

export function createFailOperation(ports: EndPorts) {
  return (operationId: OperationId, problem: OperationProblem): Promise<void> =>
    endOperation(ports, operationId, () => ({ kind: 'failed', problem }));
}
