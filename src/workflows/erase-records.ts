/** Single records of a file that stays: what goes with each, and what rests on them. The caller holds the subject. */
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { HUB_ITSELF } from './clean-galleries.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type StartDetectionPorts, startDetection } from './start-detection.js';

export type EraseRecordsPorts = StartDetectionPorts & Pick<Ports, 'adapters' | 'subjects' | 'identityLinks'>;

export async function eraseRecords(
  { adapters, subjects }: Pick<Ports, 'adapters' | 'subjects'>,
  tx: Sql,
  gone: readonly {
    readonly record: SystemRecord;
    /** Encounters whose samples and references go with it. */
    readonly biometricsOf: readonly EncounterId[];
  }[],
): Promise<void> {
  for (const { record, biometricsOf } of gone) {
    const { system, subjectId } = record;
    await adapters.get(system)!.eraseRecord(tx, subjectId, record.encounterId);
    for (const encounterId of biometricsOf) {
      await subjects.eraseEncounter(tx, system, subjectId, encounterId);
    }
  }
}

/**
 * The whole file, records first: who reports a hit on an alert, or says something about one, holds the record before what
 * hangs on its encounter.
 */
export async function eraseFile(
  { adapters, subjects }: Pick<Ports, 'adapters' | 'subjects'>,
  tx: Sql,
  { system, subjectId }: { readonly system: SystemId; readonly subjectId: SubjectId },
): Promise<void> {
  await adapters.get(system)!.erase(tx, subjectId);
  await subjects.erase(tx, system, subjectId);
}

/**
 * (EU) 2019/817 Art 48(6): a link that rests on what was erased is judged by what is left. What is left was compared when it
 * was entered, so that a file without links has none to find; the links of a whole file go with it.
 */
export async function compareAnew(
  ports: EraseRecordsPorts,
  tx: Sql,
  file: { readonly system: SystemId; readonly subjectId: SubjectId },
): Promise<void> {
  const links = await ports.identityLinks.ofDataSets(tx, [file]);
  if (links.length === 0) return;
  const record = (await ports.adapters.get(file.system)!.read(tx, file.subjectId)).at(-1);
  if (record) await startDetection(ports, tx, { requester: HUB_ITSELF, record });
}
