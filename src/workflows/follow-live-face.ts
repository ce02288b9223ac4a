/**
 * Once VIS holds a face of a visa holder that was taken live, that in the EES is erased ((EC) 767/2008 Art 17a(3a)),
 * whichever of the two came first: in the transaction of the application, or of the crossing. Where one of the systems is
 * kept elsewhere, the border authority says what VIS holds (`liveFaceInVis`).
 */
import type { SubjectId } from '../domain/ids.js';
import type { SystemRecord } from '../domain/system-record.js';
import { stickersWithLiveFace } from '../domain/vis/live-face.js';
import { type CleanPorts, cleanGalleries } from './clean-galleries.js';
import { compareAnew, type EraseRecordsPorts, stopDetections } from './erase-records.js';
import { lockTravellers, type TravellerPorts } from './lock-travellers.js';
import type { Sql } from './ports/persistence.js';
import type { VisaFile } from './ports/systems.js';
import type { Ports } from './ports.js';

export type LiveFacePorts = CleanPorts & TravellerPorts & EraseRecordsPorts & Pick<Ports, 'visaFiles'>;

/** `before`: the file without the record. Says whether the file of the record lost a face: what it is linked to may rest on it. */
export async function followLiveFace(
  ports: LiveFacePorts,
  tx: Sql,
  record: SystemRecord,
  before: readonly SystemRecord[],
): Promise<boolean> {
  const { facts, system, subjectId } = record;
  if (system === 'vis') {
    const stickers = await stickersOf(ports, tx, { subjectId, records: [...before, record] });
    for (const traveller of await lockTravellers(ports, tx, stickers)) {
      const file = { system: 'ees', subjectId: traveller } as const;
      const held = await stopDetections(ports, tx, file);
      const had = await eraseFace(ports, tx, traveller);
      if (had || held.stopped.length > 0) await compareAnew(ports, tx, file, held);
    }
    return false;
  }
  if (facts.kind !== 'entry' && facts.kind !== 'exit' && facts.kind !== 'refusal') return false;
  const sticker = 'visa' in facts ? facts.visa?.stickerNumber : undefined;
  const isInVis = facts.biometrics?.liveFaceInVis || (await isLiveFaceHeld(ports, tx, sticker));
  if (!isInVis) return false;
  const held = await stopDetections(ports, tx, record);
  const had = await eraseFace(ports, tx, subjectId);
  // The crossing is compared by itself; what was still to be compared goes on without the face.
  if (held.stopped.length > 0) await compareAnew(ports, tx, record, held);
  return had;
}

async function isLiveFaceHeld(ports: LiveFacePorts, tx: Sql, sticker: string | undefined): Promise<boolean> {
  if (sticker === undefined || ports.adapters.get('vis')?.location !== 'local') return false;
  for (const file of await ports.visaFiles.bySticker(tx, sticker)) {
    if ((await stickersOf(ports, tx, file)).includes(sticker)) return true;
  }
  return false;
}

async function stickersOf({ subjects }: LiveFacePorts, tx: Sql, file: VisaFile): Promise<readonly string[]> {
  const held = await subjects.read(tx, 'vis', file.subjectId);
  const faces = held?.samples.filter(({ position }) => position === 'face') ?? [];
  return stickersWithLiveFace(file.records, new Set(faces.map(({ encounterId }) => encounterId)));
}

async function eraseFace(ports: LiveFacePorts, tx: Sql, subjectId: SubjectId): Promise<boolean> {
  const had = await ports.subjects.eraseBiometrics(tx, 'ees', subjectId, { modality: 'face' });
  if (had) await cleanGalleries(ports, tx, { system: 'ees', subjectId }, 'biometrics');
  return had;
}
