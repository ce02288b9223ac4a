/**
 * The first half of every request: decide access before anything is looked at, keep the request and its samples
 * (encrypted) in one transaction with the outbox row that makes the work happen, then wait as long as the caller
 * likes. From the commit on the work is done even if this process dies.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { LogDatum } from '../domain/log-chain/log-components.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import { type Access, narrowToPermitted, refuseFaceAlone, rightsAskedFor } from './access.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import type { AcceptOptions, AcceptOutcome } from './hub-workflows.js';
import { modalitiesOf } from './modalities-of.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { NewOperation, OperationRequest } from './ports/operations.js';
import type { Sample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { queuesOf, requireAdmission } from './require-admission.js';

type AcceptPorts = AwaitPorts & Pick<Ports, 'accessLog' | 'adapters' | 'admission' | 'ids'>;

export function createAcceptOperation(ports: AcceptPorts) {
  return async (
    requester: Requester,
    request: OperationRequest,
    samples: readonly Sample[],
    options: AcceptOptions,
  ): Promise<AcceptOutcome> => {
    const hasBiometrics = samples.length > 0 || (options.probes?.length ?? 0) > 0;
    const positions = [...samples, ...(options.probes ?? [])].map(({ position }) => position);
    const access = refuseElsewhere(
      ports,
      refuseFaceAlone(narrowToPermitted(requester, request, hasBiometrics), request, positions),
    );
    if (access.kind === 'denied') {
      await logAccess(ports, requester, request, { hasBiometrics, samples, outcome: 'denied' });
      return access;
    }
    const kept = await keep(ports, { requester, request: access.request, samples }, options);
    if (kept.kind === 'conflict') return { kind: 'idempotency-conflict' };
    return { kind: 'accepted', operation: await awaitOperation(ports, kept.operationId, options.waitMs) };
  };
}

/** Records and 1:1 comparisons belong to the hub that keeps the system; only searches reach it from here. */
function refuseElsewhere({ adapters }: AcceptPorts, access: Access): Access {
  if (access.kind === 'denied' || 'systems' in access.request) return access;
  const { system } = access.request;
  if (adapters.get(system)?.location === 'local') return access;
  return { kind: 'denied', reason: `${systemFacts(system).name} is kept by another hub: ask that one.` };
}

async function keep(
  ports: AcceptPorts,
  wanted: Pick<NewOperation, 'requester' | 'request' | 'samples'>,
  options: AcceptOptions,
) {
  const operation: NewOperation = {
    ...wanted,
    operationId: ports.ids.uuid() as OperationId,
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
    ...(options.isBulk ? { isBulk: true } : {}),
  };
  const probes = options.probes ?? [];
  const hasBiometrics = wanted.samples.length > 0 || probes.length > 0;
  await requireAdmission(ports, operation, probes.length > 0 ? 'probes' : 'samples');
  return ports.unitOfWork.transaction(async (tx) => {
    const inserted = await ports.operations.insert(tx, operation);
    if (inserted.kind === 'conflict') return inserted;
    const { operationId } = inserted;
    // Also where the answer is given again.
    await logAccess(ports, wanted.requester, wanted.request, {
      hasBiometrics,
      samples: wanted.samples,
      outcome: 'permitted',
      tx,
      operationId,
    });
    if (inserted.kind === 'existing') return inserted;
    if (probes.length > 0) await ports.operations.keepProbes(tx, operationId, probes);
    const [queue] = queuesOf(operation, probes.length > 0 ? 'probes' : 'samples');
    await ports.outbox.insert(tx, { queue, operationId });
    return inserted;
  });
}

async function logAccess(
  ports: AcceptPorts,
  requester: Requester,
  request: OperationRequest,
  entry: {
    readonly hasBiometrics: boolean;
    readonly samples: readonly Sample[];
    readonly outcome: 'permitted' | 'denied';
    readonly tx?: Parameters<Ports['accessLog']['append']>[0];
    readonly operationId?: OperationId;
  },
): Promise<void> {
  const [right = 'search'] = rightsAskedFor(request, entry.hasBiometrics);
  await ports.accessLog.append(entry.tx ?? ports.unitOfWork.sql, {
    requester,
    right,
    systems: systemsOf(request),
    outcome: entry.outcome,
    ...whatIsAsked(request, entry.samples),
    ...(entry.operationId === undefined ? {} : { operationId: entry.operationId }),
    ...('subjectId' in request && request.subjectId !== undefined ? { subjectId: request.subjectId } : {}),
  });
}

/** For the logs: kinds of data, and the data of an alphanumeric search for the one log that keeps them. */
function whatIsAsked(
  request: OperationRequest,
  samples: readonly Sample[],
): Pick<AccessLogEntry, 'components' | 'dataUsed' | 'searchData'> {
  const { identity, document } = request.kind === 'search-systems' ? request : {};
  const dataUsed: readonly LogDatum[] = [
    ...modalitiesOf(samples),
    ...(identity || request.kind === 'enrol' ? (['identity'] as const) : []),
    ...(document || (request.kind === 'enrol' && request.travelDocument) ? (['document'] as const) : []),
  ];
  return {
    dataUsed,
    ...(request.kind === 'search-systems'
      ? { components: [request.gateway === undefined ? 'esp' : 'cir'] as const }
      : {}),
    ...(identity || document ? { searchData: { identity, document } } : {}),
  };
}

function systemsOf(request: OperationRequest): readonly SystemId[] {
  return 'systems' in request ? request.systems : [request.system];
}
