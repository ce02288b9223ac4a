import type { MinutiaeTemplate } from '../../src/domain/minutiae-template.js';
import { decodeMinutiaeGraph } from '../../src/extraction/fingerprint/decode-minutiae-graph.js';
import { decodeImage } from '../../src/extraction/image/decode-image.js';
import { type GreyImage, toGrey } from '../../src/extraction/image/grey-image.js';
import { inspectImage } from '../../src/extraction/image/inspect-image.js';
import type { ModelSessions } from '../../src/extraction/open-sessions.js';
import { resample } from './resample.js';

/** Resolution the minutiae network works at. */
const MINUTIAE_PPI = 500;
const SIDE_MULTIPLE_PX = 16;

/** Minutiae of an image that the extraction has accepted already. */
export async function minutiaeOfImage(
  bytes: Uint8Array,
  ppi: number,
  sessions: ModelSessions,
): Promise<MinutiaeTemplate> {
  const inspected = inspectImage(bytes);
  if (inspected.kind === 'rejected') throw new Error(inspected.detail);
  const decoded = await decodeImage(bytes, inspected.header);
  if (decoded.kind === 'rejected') throw new Error(decoded.detail);
  const image = resample(toGrey(decoded), MINUTIAE_PPI / ppi);
  const padded = padToMultiple(image);
  const outputs = await sessions.run('fingerprint-minutiae', padded.data, [
    1,
    1,
    padded.heightPx,
    padded.widthPx,
  ]);
  return decodeMinutiaeGraph({
    width: image.widthPx,
    height: image.heightPx,
    paddedWidth: padded.widthPx,
    paddedHeight: padded.heightPx,
    peaks: outputs['peaks']!,
    details: outputs['details']!,
    field: outputs['field']!,
  });
}

/** Right and bottom filled with the last column and row, as the network was trained to see image borders. */
function padToMultiple({ widthPx, heightPx, data }: GreyImage): GreyImage {
  const toMultiple = (side: number) => Math.ceil(side / SIDE_MULTIPLE_PX) * SIDE_MULTIPLE_PX;
  const padded = {
    widthPx: toMultiple(widthPx),
    heightPx: toMultiple(heightPx),
    data: new Float32Array(toMultiple(widthPx) * toMultiple(heightPx)),
  };
  for (let y = 0; y < padded.heightPx; y++) {
    const from = Math.min(y, heightPx - 1) * widthPx;
    for (let x = 0; x < padded.widthPx; x++) {
      padded.data[y * padded.widthPx + x] = data[from + Math.min(x, widthPx - 1)]!;
    }
  }
  return padded;
}
