/** Image file to normalised and masked image at 250 ppi, as the extraction begins; one thread. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { showsFinger, WORKING_PPI } from '../../src/extraction/fingerprint/extract-fingerprint.js';
import { type MaskedImage, maskImage } from '../../src/extraction/fingerprint/mask-image.js';
import { decodeImage } from '../../src/extraction/image/decode-image.js';
import { toGrey } from '../../src/extraction/image/grey-image.js';
import { inspectImage } from '../../src/extraction/image/inspect-image.js';
import { shrink } from '../../src/extraction/image/shrink.js';
import { loadModels } from '../../src/extraction/load-models.js';
import { openSessions } from '../../src/extraction/open-sessions.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';

export type MaskFile = (path: string, ppi: number) => Promise<MaskedImage | undefined>;

/** The function gives nothing where the file is no image, or no finger is seen in it. */
export async function openMaskFile(): Promise<MaskFile> {
  const { models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
  const foreground = models.filter(({ description }) => description.id === 'fingerprint-foreground');
  const sessions = await openSessions(foreground, 'cpu');
  return async (path, ppi) => {
    const bytes = await readFile(path);
    const inspected = inspectImage(bytes);
    if (inspected.kind === 'rejected') return undefined;
    const decoded = await decodeImage(bytes, inspected.header);
    if (decoded.kind === 'rejected') return undefined;
    const masked = await maskImage(shrink(toGrey(decoded), WORKING_PPI / ppi), sessions);
    return showsFinger(masked) ? masked : undefined;
  };
}
