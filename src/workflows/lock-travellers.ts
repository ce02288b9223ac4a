import type { SubjectId } from '../domain/ids.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type TravellerPorts = Pick<Ports, 'adapters' | 'subjects' | 'stayFiles'>;

/** Persons of the EES kept here whose file names a visa of one of these stickers, locked; nobody of one kept elsewhere. */
export async function lockTravellers(
  { adapters, subjects, stayFiles }: TravellerPorts,
  tx: Sql,
  stickers: readonly string[],
): Promise<readonly SubjectId[]> {
  if (adapters.get('ees')?.location !== 'local') return [];
  const travellers = new Set<SubjectId>();
  for (const sticker of stickers) {
    for (const subjectId of await stayFiles.bySticker(tx, sticker)) travellers.add(subjectId);
  }
  const locked: SubjectId[] = [];
  for (const subjectId of travellers) {
    if (await subjects.lock(tx, 'ees', subjectId)) locked.push(subjectId);
  }
  return locked;
}
