import { VIS_REFORM } from '../law/vis-visa-table.js';
import type { SystemRecord } from '../system-record.js';
import { applicationFiles } from './application-file.js';
import { printedStickers } from './printed-stickers.js';

/**
 * Stickers of the visas of a person of whom VIS holds a face taken live; none where it holds no such face. Faces of
 * applications since the reform are taken live ((EC) 810/2009 Art 13), earlier ones are photographs. `withFace`:
 * encounters whose face is held.
 */
export function stickersWithLiveFace(
  records: readonly SystemRecord[],
  withFace: ReadonlySet<SystemRecord['encounterId']>,
): readonly string[] {
  const files = applicationFiles(records);
  const hasLiveFace = files.some(
    ({ encounterId, application }) => withFace.has(encounterId) && application.applicationDate >= VIS_REFORM,
  );
  return hasLiveFace ? [...new Set(files.flatMap(printedStickers))] : [];
}
