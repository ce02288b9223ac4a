/** The state of an operation, for the authority that began it and for nobody else; the hub's own work is nobody's. */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { Operation } from './ports/operations.js';
import type { Ports } from './ports.js';

export function createReadOperation(ports: Pick<Ports, 'unitOfWork' | 'operations'>) {
  return async (requester: Requester, operationId: OperationId): Promise<Operation | undefined> => {
    const operation = await ports.operations.read(ports.unitOfWork.sql, operationId);
    if (!operation || operation.request.kind === 'detect-links') return undefined;
    return isSameRequester(operation.requester, requester) ? operation : undefined;
  };
}

/** Class and purpose too: an authority with two tasks does not see with one what it asked in the other. */
function isSameRequester(a: Requester, b: Requester): boolean {
  return (
    a.authorityId === b.authorityId &&
    a.authorityClass === b.authorityClass &&
    a.memberState === b.memberState &&
    a.purpose === b.purpose
  );
}
