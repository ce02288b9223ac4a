/**
 * An alert is deleted by the Member State that entered it, whatever alerts of other states stand on the same person
 * ((EU) 2018/1861 Art 40, 44; (EU) 2018/1862 Art 55). Its prints, events, hits and cases go with it; the person goes with
 * the last alert. The operation it leaves ends when no gallery file holds anything of it.
 */
import type { Requester } from '../domain/authorities.js';
import { biometricsGoneWith } from '../domain/deadlines/biometrics-of-file.js';
import type { SubjectId } from '../domain/ids.js';
import { mayErase } from '../domain/law/access.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
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
import type { EraseSubjectOutcome } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type EraseAlertPorts = EraseRecordsPorts & Pick<Ports, 'accessLog'>;

type Target = {
  readonly requester: Requester;
  readonly system: SystemId;
  readonly alertId: string;
  readonly subjectId?: SubjectId;
};

export function createEraseAlert(ports: EraseAlertPorts & AwaitPorts & Pick<Ports, 'sis'>, system: SystemId) {
  return async (
    requester: Requester,
    alertId: string,
    { waitMs }: { readonly waitMs: number },
  ): Promise<EraseSubjectOutcome> => {
    const { sql } = ports.unitOfWork;
    const right = mayErase(requester, { system, memberState: requester.memberState });
    if (!right.permitted)
      return refuseErasure(ports, sql, asked({ requester, system, alertId }), right.reason);
    const subjectId = await ports.sis.alerts.subjectOf(sql, alertId);
    if (!subjectId) return { kind: 'not-found' };
    const target = { requester, system, alertId, subjectId };
    const erased = await ports.unitOfWork.transaction((tx) => eraseAlert(ports, tx, target));
    if (erased.kind !== 'erased') return erased;
    return { kind: 'erased', operation: await awaitOperation(ports, erased.operationId, waitMs) };
  };
}

/** Whoever erases holds the file before its records, here as in erasure by date. */
export async function eraseAlert(
  ports: EraseAlertPorts,
  tx: Sql,
  target: Target & { readonly subjectId: SubjectId },
) {
  const { requester, system, alertId, subjectId } = target;
  const subject = await ports.subjects.lock(tx, system, subjectId);
  const records = subject ? await ports.adapters.get(system)!.read(tx, subjectId) : [];
  const record = records.find(({ encounterId }) => encounterId === alertId);
  if (!record) return { kind: 'not-found' } as const;
  const right = mayErase(requester, record);
  if (!right.permitted) return refuseErasure(ports, tx, asked(target), right.reason);
  await eraseOf(ports, tx, { record, left: records.filter((each) => each !== record) });
  const operationId = await beginCleaning(ports, tx, { requester, file: record });
  await logErasure(ports, tx, asked(target), { outcome: 'permitted', operationId });
  return { kind: 'erased', operationId } as const;
}

async function eraseOf(
  ports: EraseAlertPorts,
  tx: Sql,
  { record, left }: { readonly record: SystemRecord; readonly left: readonly SystemRecord[] },
): Promise<void> {
  if (left.length === 0) return eraseFile(ports, tx, record);
  const before = await stopDetections(ports, tx, record);
  await eraseRecords(ports, tx, [{ record, biometricsOf: biometricsGoneWith(record, left) }]);
  return compareAnew(ports, tx, record, before);
}

function asked({ alertId, ...target }: Target): ErasureAsked {
  return { ...target, caseId: alertId, result: 'alert' };
}
