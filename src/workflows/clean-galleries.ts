import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type CleanPorts = Pick<Ports, 'operations' | 'outbox' | 'accessLog' | 'ids'>;

/** In whose name the hub does what nobody asked for. */
export const HUB_ITSELF: Requester = {
  authorityId: 'hub',
  authorityClass: 'hub-operator',
  memberState: UNION_AGENCY,
  purpose: 'operation',
};

/**
 * After the law has ended something of a file: logged, and an operation that ends when no gallery file holds anything of
 * it, as where an authority erases. `result` says what went, without data of the person.
 */
export async function cleanGalleries(
  ports: CleanPorts,
  tx: Sql,
  file: { readonly system: SystemId; readonly subjectId: SubjectId },
  result: 'file' | 'record' | 'records' | 'biometrics',
): Promise<void> {
  const operationId = await beginCleaning(ports, tx, { requester: HUB_ITSELF, file });
  const { system, subjectId } = file;
  await ports.accessLog.append(tx, {
    requester: HUB_ITSELF,
    right: 'retention-erasure',
    systems: [system],
    outcome: 'permitted',
    operationId,
    subjectId,
    result,
  });
}

/** The operation that ends when no gallery file holds what was erased in this transaction; it is its requester's to read. */
export async function beginCleaning(
  ports: Pick<CleanPorts, 'operations' | 'outbox' | 'ids'>,
  tx: Sql,
  erased: {
    readonly requester: Requester;
    readonly file: { readonly system: SystemId; readonly subjectId: SubjectId };
  },
): Promise<OperationId> {
  const { requester, file } = erased;
  const operationId = ports.ids.uuid() as OperationId;
  const request = { kind: 'erase', system: file.system, subjectId: file.subjectId } as const;
  await ports.operations.insert(tx, { operationId, requester, request, samples: [] });
  await ports.outbox.insert(tx, { queue: 'erasure', operationId });
  return operationId;
}
