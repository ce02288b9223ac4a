/**
 * Erasure by the Member State that entered the data or, on a ground the law names, by the state that ground makes
 * responsible. Records, samples, images and references are deleted in one transaction; from its commit no search finds
 * them. The operation it leaves ends when no gallery file holds them.
 */
import type { Requester } from '../domain/authorities.js';
import { ownDataSets } from '../domain/eurodac/data-sets-of-state.js';
import type { SubjectId } from '../domain/ids.js';
import { mayErase } from '../domain/law/access.js';
import { type ErasureGround, erasureGroundRow } from '../domain/law/erasure-grounds.js';
import type { SystemRecord } from '../domain/system-record.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import { type AwaitPorts, awaitOperation } from './await-operation.js';
import { beginCleaning } from './clean-galleries.js';
import {
  compareAnew,
  type EraseRecordsPorts,
  eraseFile,
  eraseRecords,
  stopDetections,
} from './erase-records.js';
import { type ErasureAsked, logErasure, refuseErasure } from './erasure-log.js';
import type { EraseSubjectOptions, EraseSubjectOutcome } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

type ErasePorts = AwaitPorts &
  EraseRecordsPorts &
  Pick<Ports, 'subjects' | 'adapters' | 'accessLog' | 'ids' | 'retentionCalendar'>;

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
    if (!right.permitted) return refuseErasure(ports, ports.unitOfWork.sql, asked(target), right.reason);
    if (ground && !erasureGroundRow(system, ground)) {
      const reason = `${systemFacts(system).name}: no article lets a state erase what others entered on the ground of ${ground}.`;
      return refuseErasure(ports, ports.unitOfWork.sql, asked(target), reason);
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
  if (!ground) {
    const records = await ports.adapters.get(system)!.read(tx, subjectId);
    const own = ownDataSets(records, requester.memberState);
    // Whose data set made the file says nothing about the others in it.
    const memberState = own.length > 0 ? requester.memberState : subject.memberState;
    const right = mayErase(requester, { system, memberState });
    if (!right.permitted) return refuseErasure(ports, tx, asked(target), right.reason);
    const isOfOthers = records.some((record) => record.memberState !== requester.memberState);
    if (isOfOthers && own.length > 0) return eraseOwn(ports, tx, target, own);
    if (isOfOthers) return refuseErasure(ports, tx, asked(target), RECORDS_OF_OTHERS);
  }
  await eraseFile(ports, tx, target);
  const operationId = await beginCleaning(ports, tx, { requester, file: target });
  await logErasure(ports, tx, asked(target), { outcome: 'permitted', operationId });
  return { kind: 'erased', operationId } as const;
}

/** The file stays, with what other states transmitted: (EU) 2024/1358 Art 40(3). */
async function eraseOwn(ports: ErasePorts, tx: Sql, target: Target, own: readonly SystemRecord[]) {
  const { requester, system, subjectId } = target;
  const file = { system, subjectId };
  const before = await stopDetections(ports, tx, file);
  await eraseRecords(
    ports,
    tx,
    own.map((record) => ({ record, biometricsOf: [record.encounterId] })),
  );
  await ports.retentionCalendar.recompute(tx, file);
  const operationId = await beginCleaning(ports, tx, { requester, file });
  await compareAnew(ports, tx, file, before);
  const result = own.length === 1 ? 'record' : 'records';
  await logErasure(ports, tx, { ...asked(target), result }, { outcome: 'permitted', operationId });
  return { kind: 'erased', operationId } as const;
}

const RECORDS_OF_OTHERS =
  'Another Member State has entered records of this subject; only the state that entered a record may erase it.';

/** The hub cannot check the ground: who supervises compares it with the decision it names (Art 46). */
function asked({ ground, ...target }: Target): ErasureAsked {
  return { ...target, ...(ground ? { result: ground } : {}) };
}
