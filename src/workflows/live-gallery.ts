/**
 * What biometrics find for somebody who waits: samples go the way of every search, and are forgotten with their templates
 * and candidates as soon as they have been compared. A process that dies leaves an operation that goes as far as the
 * candidates, and is forgotten where it lies with them longer than anybody waits (`LIMITS.portalGalleryLateMs`).
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { whileNotAborted } from '../platform/while-not-aborted.js';
import type { Found } from './ask-systems.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import type { OperationProblem, SearchSystemsRequest } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { type AdmissionPorts, requireAdmission } from './require-admission.js';

export type LiveGalleryPorts = AwaitPorts & AdmissionPorts & Pick<Ports, 'ids'>;

export type LiveGalleryAnswer =
  | { readonly kind: 'found'; readonly found: Found }
  /** Something is wrong with a sample. */
  | { readonly kind: 'problem'; readonly problem: OperationProblem }
  /** Something is wrong with the hub: nothing follows from it for the samples, or for what else is asked. */
  | { readonly kind: 'failed'; readonly problem: OperationProblem }
  | { readonly kind: 'late' };

/** Keeps samples and request for the workers; what `log` writes is written with them. */
export async function beginLiveSearch(
  ports: LiveGalleryPorts,
  tx: Sql,
  wanted: {
    readonly requester: Requester;
    readonly request: SearchSystemsRequest;
    readonly samples: readonly Sample[];
  },
): Promise<OperationId> {
  const operation = { ...wanted, operationId: ports.ids.uuid() as OperationId };
  await requireAdmission(ports, operation);
  const { operationId } = operation;
  await ports.operations.insert(tx, operation);
  await ports.outbox.insert(tx, { queue: 'extraction', operationId });
  return operationId;
}

/**
 * Waits for the candidates, at most `LIMITS.portalGalleryMs` and no longer than the caller, for whom `signal` speaks; leaves
 * nothing behind.
 */
export async function awaitGallery(
  ports: LiveGalleryPorts,
  operationId: OperationId,
  signal: AbortSignal,
): Promise<LiveGalleryAnswer> {
  const { sql } = ports.unitOfWork;
  try {
    const waited = await whileNotAborted(awaitSearched(ports, operationId), signal);
    const { problem, state } = waited;
    if (problem) return { kind: state === 'rejected' ? 'problem' : 'failed', problem };
    if (state !== 'searched') return { kind: 'late' };
    const [probes, gallery] = await Promise.all([
      ports.operations.probes(sql, operationId),
      ports.operations.galleryAnswer(sql, operationId),
    ]);
    return gallery ? { kind: 'found', found: { probes, gallery } } : { kind: 'late' };
  } catch (error) {
    if (signal.aborted) return { kind: 'late' };
    throw error;
  } finally {
    await ports.unitOfWork.transaction((tx) => ports.operations.forget(tx, operationId));
  }
}

async function awaitSearched(ports: LiveGalleryPorts, operationId: OperationId) {
  const { notices, operations, unitOfWork } = ports;
  const operation = await awaitOperation(ports, operationId, 0);
  if (!isUnderWay(operation.state)) return operation;
  const read = () => operations.read(unitOfWork.sql, operationId);
  await notices.waitWhile(operationId, LIMITS.portalGalleryMs, async () => {
    const now = await read();
    return now !== undefined && isUnderWay(now.state);
  });
  return (await read()) ?? operation;
}

function isUnderWay(state: string): boolean {
  return state === 'queued' || state === 'extracted';
}
