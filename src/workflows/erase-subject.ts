/**
 * Erasure by the Member State that entered the data or, on a ground the law names, by the state that ground makes
 * responsible. Records, samples, images and references are deleted in one transaction; from its commit no search finds
 * them. The operation it leaves ends when no gallery file holds them.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import { mayErase } from '../domain/law/access.js';
import { type ErasureGround, erasureGroundRow } from '../domain/law/erasure-grounds.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import { beginCleaning } from './clean-galleries.js';
import type { EraseSubjectOptions, EraseSubjectOutcome } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

type ErasePorts = AwaitPorts & Pick<Ports, 'subjects' | 'adapters' | 'accessLog' | 'ids'>;

type Target = {
  readonly requester: Requester;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly ground?: ErasureGround;
  readonly reference?: string;
};

export function createEraseSubject(ports: ErasePorts) {
  return async (
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
    { waitMs, ground, reference }: EraseSubjectOptions,
  ): Promise<EraseSubjectOutcome> => {
    const target = {
      requester,
      system,
      subjectId,
      ...(ground ? { ground } : {}),
      ...(reference ? { reference } : {}),
    };
    const right = mayErase(requester, { system, memberState: requester.memberState });
    if (!right.permitted) return denied(ports, ports.unitOfWork.sql, target, right.reason);
    if (ground && !erasureGroundRow(system, ground)) {
      const reason = `${systemFacts(system).name}: no article lets a state erase what others entered on the ground of ${ground}.`;
      return denied(ports, ports.unitOfWork.sql, target, reason);
    }
    const erased = await ports.unitOfWork.transaction((tx) => erase(ports, tx, target));
    if (erased.kind !== 'erased') return erased;
    return { kind: 'erased', operation: await awaitOperation(ports, erased.operationId, waitMs) };
  };
}

async function erase(ports: ErasePorts, tx: Sql, target: Target) {
  const { requester, system, subjectId, ground } = target;
  const subject = await ports.subjects.lock(tx, system, subjectId);
  if (!subject) return { kind: 'not-found' } as const;
  const adapter = ports.adapters.get(system)!;
  if (!ground) {
    const right = mayErase(requester, { system, memberState: subject.memberState });
    if (!right.permitted) return denied(ports, tx, target, right.reason);
    const records = await adapter.read(tx, subjectId);
    if (records.some(({ memberState }) => memberState !== requester.memberState)) {
      return denied(ports, tx, target, RECORDS_OF_OTHERS);
    }
  }
  // The record first: who reports a hit on an alert holds it before what hangs on its encounter.
  await adapter.erase(tx, subjectId);
  await ports.subjects.erase(tx, system, subjectId);
  const operationId = await beginCleaning(ports, tx, { requester, file: target });
  await log(ports, tx, target, { outcome: 'permitted', operationId });
  return { kind: 'erased', operationId } as const;
}

const RECORDS_OF_OTHERS =
  'Another Member State has entered records of this subject; only the state that entered a record may erase it.';

async function denied(ports: ErasePorts, sql: Sql, target: Target, reason: string) {
  await log(ports, sql, target, { outcome: 'denied' });
  return { kind: 'denied', reason } as const;
}

function log(
  ports: ErasePorts,
  sql: Sql,
  { requester, system, subjectId, ground, reference }: Target,
  entry: { readonly outcome: 'permitted' | 'denied'; readonly operationId?: OperationId },
): Promise<void> {
  return ports.accessLog.append(sql, {
    requester,
    right: 'erase',
    systems: [system],
    subjectId,
    ...(ground ? { result: ground } : {}),
    // The hub cannot check the ground: who supervises compares it with the decision it names (Art 46).
    ...(reference ? { reference } : {}),
    ...entry,
  });
}
