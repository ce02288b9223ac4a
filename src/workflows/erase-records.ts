/** Single records of a file that stays: what goes with each, and what rests on them. The caller holds the subject. */
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { HUB_ITSELF } from './clean-galleries.js';
import type { DataSetReference } from './ports/identity-links.js';
import type { Operation } from './ports/operations.js';
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

/** What detection has of a file before some of it is erased. */
export type BeforeErasure = {
  /** Detections that had not ended: with the probes they held, as those may be of what goes. */
  readonly stopped: readonly Operation[];
  readonly samples: number;
};

/**
 * Before anything of the file is erased: whoever ends a detection holds it before what it is about. Templates would outlive
 * their erasure as the probes of a detection that waits, and go on matching.
 */
export async function stopDetections(
  { operations, subjects }: Pick<Ports, 'operations' | 'subjects'>,
  tx: Sql,
  file: DataSetReference,
): Promise<BeforeErasure> {
  const stopped = await operations.stopDetections(tx, file);
  return { stopped, samples: await countSamples(subjects, tx, file) };
}

/**
 * (EU) 2019/817 Art 48(6): a link that rests on what was erased is judged by what is left. What is left was compared when it
 * was entered, so that a file without links has none to find; the links of a whole file go with it. What was still to be
 * compared is put in line again, in the name of who entered it. Where nobody looked before the erasure, biometrics may have gone.
 */
export async function compareAnew(
  ports: EraseRecordsPorts,
  tx: Sql,
  file: DataSetReference,
  known?: BeforeErasure,
): Promise<void> {
  const before = known ?? { ...(await stopDetections(ports, tx, file)), samples: Number.POSITIVE_INFINITY };
  const links = await ports.identityLinks.ofDataSets(tx, [file]);
  if (links.length === 0 && before.stopped.length === 0) return;
  const records = await ports.adapters.get(file.system)!.read(tx, file.subjectId);
  const isAfresh =
    (await countSamples(ports.subjects, tx, file)) < before.samples || before.stopped.some(wasAfresh);
  const waited = records.flatMap((record) => {
    const operation = before.stopped.find(({ request }) => isAbout(request, record));
    return operation ? [{ requester: operation.requester, record }] : [];
  });
  const newest = records.at(-1);
  const ofLinks = newest && links.length > 0 ? [{ requester: HUB_ITSELF, record: newest }] : [];
  const again = waited.length > 0 ? waited : ofLinks;
  for (const each of again) {
    await startDetection(ports, tx, { ...each, isAfresh, followsLinks: links.length > 0 });
  }
}

async function countSamples(
  subjects: Ports['subjects'],
  tx: Sql,
  { system, subjectId }: DataSetReference,
): Promise<number> {
  return (await subjects.read(tx, system, subjectId))?.samples.length ?? 0;
}

function wasAfresh({ request }: Operation): boolean {
  return request.kind === 'detect-links' && request.isAfresh === true;
}

function isAbout(request: Operation['request'], { encounterId }: SystemRecord): boolean {
  return request.kind === 'detect-links' && request.encounterId === encounterId;
}
