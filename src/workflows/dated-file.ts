/** The records of one file with what their terms count from and no record says itself. */
import type { DatedRecord } from '../domain/deadlines/deadlines-of.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type DatedFilePorts = Pick<Ports, 'adapters' | 'decisionCauses'>;

/** Empty where the file has no record, or is not there. */
export async function readDatedFile(
  ports: DatedFilePorts,
  sql: Sql,
  file: { readonly system: SystemId; readonly subjectId: SubjectId },
): Promise<readonly DatedRecord[]> {
  const records = await ports.adapters.get(file.system)!.read(sql, file.subjectId);
  const causes = await ports.decisionCauses.ofSubject(sql, file);
  return datedFile(records, causes);
}

/** A record was received when its encounter took place. */
export function datedFile(
  records: readonly SystemRecord[],
  causes: ReadonlyMap<EncounterId, NonNullable<DatedRecord['causes']>> = new Map(),
): readonly DatedRecord[] {
  return records.map((record) => ({
    record,
    receivedOn: localDate(record.encounterAt.slice(0, 10)),
    ...(causes.has(record.encounterId) ? { causes: causes.get(record.encounterId)! } : {}),
  }));
}
