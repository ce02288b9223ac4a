/**
 * The first half of every request: decide access before anything is looked at, keep the request and its samples
 * (encrypted) in one transaction with the outbox row that makes the work happen, then wait as long as the caller
 * likes. From the commit on the work is done even if this process dies. One that failed for a reason that may pass is tried
 * again when it is sent again with the same idempotency key: its caller has decided so. As it is new work, it is refused where new work
 * is, and stays as it was.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { LogDatum } from '../domain/log-chain/log-components.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import { type Access, narrowToPermitted, refuseFaceAlone, rightsAskedFor } from './access.js';
import { type AwaitPorts, awaitOperation, handOver, readAwaited } from './await-operation.js';
import type { AcceptOptions, AcceptOutcome } from './hub-workflows.js';
import { modalitiesOf } from './modalities-of.js';
import type { AccessLogEntry, JobPointer } from './ports/jobs.js';
import type { NewOperation, OperationRequest } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { AnySample } from './ports/samples.js';
import type { Ports } from './ports.js';
import { queuesOf, requireAdmission } from './require-admission.js';

type AcceptPorts = AwaitPorts & Pick<Ports, 'accessLog' | 'adapters' | 'admission' | 'ids' | 'queueControl'>;

export function createAcceptOperation(ports: AcceptPorts) {
  return async (
    requester: Requester,
    request: OperationRequest,
    samples: readonly AnySample[],
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
    const wanted = { requester, request: access.request, samples };
    const operationId = ports.ids.uuid() as OperationId;
    const kept = await keepAndWait(ports, { ...wanted, operationId }, options);
    if (kept.kind === 'conflict') return { kind: 'idempotency-conflict' };
    if ('revived' in kept) await enqueueAgain(ports, kept.revived);
    const operation =
      kept.kind === 'existing'
        ? await awaitOperation(ports, kept.operationId, options.waitMs)
        : await readAwaited(ports, operationId);
    return { kind: 'accepted', operation };
  };
}

/**
 * Its end is listened for before it is kept: so it cannot be missed, and nobody has to look whether it has come already. One
 * that was there before is waited for by whoever asked for it again.
 */
async function keepAndWait(
  ports: AcceptPorts,
  wanted: Pick<NewOperation, 'operationId' | 'requester' | 'request' | 'samples'>,
  options: AcceptOptions,
): Promise<Awaited<ReturnType<typeof keep>>> {
  let keeping: ReturnType<typeof keep> | undefined;
  await ports.notices.waitWhile(wanted.operationId, options.waitMs, async () => {
    keeping = keep(ports, wanted, options);
    if ((await keeping).kind !== 'inserted') return false;
    handOver(ports);
    return options.waitMs > 0;
  });
  return keeping!;
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
  wanted: Pick<NewOperation, 'operationId' | 'requester' | 'request' | 'samples'>,
  options: AcceptOptions,
) {
  const operation: NewOperation = {
    ...wanted,
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
    ...(options.isBulk ? { isBulk: true } : {}),
  };
  const probes = options.probes ?? [];
  const hasBiometrics = wanted.samples.length > 0 || probes.length > 0;
  const given = probes.length > 0 ? 'probes' : 'samples';
  const refusal = await requireAdmission(ports, operation, given);
  return ports.unitOfWork.transaction(async (tx) => {
    const log = (operationId: OperationId) =>
      logAccess(ports, wanted.requester, wanted.request, {
        hasBiometrics,
        samples: wanted.samples,
        outcome: 'permitted',
        tx,
        operationId,
      });
    const begin = async () => {
      const { operationId } = operation;
      const [queue] = queuesOf(operation, given);
      const keepingProbes = probes.length > 0 && ports.operations.keepProbes(tx, operationId, probes);
      await Promise.all([keepingProbes, ports.outbox.insert(tx, { queue, operationId })]);
    };
    if (operation.idempotencyKey === undefined) {
      // It can only be new: nothing has to wait for an answer, and all statements travel together.
      const inserting = ports.operations.insert(tx, operation);
      const [inserted] = await Promise.all([inserting, log(operation.operationId), begin()]);
      return inserted;
    }
    const inserted = await ports.operations.insert(tx, operation);
    if (inserted.kind === 'conflict') return inserted;
    if (refusal && (await mayGoOn(ports, tx, inserted))) throw refusal;
    // Also where the answer is given again.
    await log(inserted.operationId);
    if (inserted.kind === 'inserted') {
      await begin();
      return inserted;
    }
    const revived = (await ports.operations.revive(tx, inserted.operationId, 'caller')) ?? [];
    return { ...inserted, revived };
  });
}

/** Work would begin: one that failed is kept for that, or the one sent before has been erased since it was looked for. */
async function mayGoOn(
  { operations }: AcceptPorts,
  tx: Sql,
  { kind, operationId }: { readonly kind: 'inserted' | 'existing'; readonly operationId: OperationId },
): Promise<boolean> {
  if (kind === 'inserted') return true;
  const fate = (await operations.fates(tx, [operationId])).get(operationId);
  return fate === 'kept' || fate === 'caller';
}

/**
 * Not through the outbox: a queue that still knows the ended job of that name takes no other. Should the queues not hear of it
 * here, the relay finds that it is unfinished.
 */
async function enqueueAgain({ queueControl }: AcceptPorts, revived: readonly JobPointer[]): Promise<void> {
  for (const pointer of revived) await queueControl.ensure(pointer).catch(() => false);
}

async function logAccess(
  ports: AcceptPorts,
  requester: Requester,
  request: OperationRequest,
  entry: {
    readonly hasBiometrics: boolean;
    readonly samples: readonly AnySample[];
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
  samples: readonly AnySample[],
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
