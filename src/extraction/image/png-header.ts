/**
 * PNG (ISO/IEC 15948): IHDR, pHYs and eXIf, and whether the chunks go on to IEND: the decoder would accept a file whose
 * last bytes are missing.
 */
import type { HeaderFacts } from './image-header.js';
import { perMetreToPpi } from './resolution-units.js';
import { orientationTurns, readTiffTags } from './tiff-header.js';

export function readPngHeader(file: Uint8Array): HeaderFacts | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < FIRST_CHUNK + 8 + 13 || chunkType(view, FIRST_CHUNK) !== 'IHDR') return undefined;
  const facts = laterChunks(view);
  if (!facts) return undefined;
  return {
    widthPx: view.getUint32(FIRST_CHUNK + 8),
    heightPx: view.getUint32(FIRST_CHUNK + 12),
    isGrey: (view.getUint8(FIRST_CHUNK + 17) & COLOUR_OR_PALETTE) === 0,
    isTurned: facts.isTurned,
    ...(facts.ppi ? { ppi: facts.ppi } : {}),
  };
}

const FIRST_CHUNK = 8;
const COLOUR_OR_PALETTE = 3;

type LaterFacts = { isTurned: boolean; ppi?: { x: number; y: number } };

function laterChunks(view: DataView): LaterFacts | undefined {
  const facts: LaterFacts = { isTurned: false };
  let at = FIRST_CHUNK;
  while (at + 12 <= view.byteLength) {
    const type = chunkType(view, at);
    if (type === 'IEND') return facts;
    const data = at + 8;
    const length = view.getUint32(at);
    if (data + length + 4 > view.byteLength) return undefined;
    if (type === 'pHYs' && length === 9 && view.getUint8(data + 8) === PER_METRE) {
      facts.ppi = { x: perMetreToPpi(view.getUint32(data)), y: perMetreToPpi(view.getUint32(data + 4)) };
    }
    if (type === 'eXIf') {
      const exif = new Uint8Array(view.buffer, view.byteOffset + data, length);
      facts.isTurned = orientationTurns(readTiffTags(exif)?.orientation);
    }
    at = data + length + 4;
  }
  return undefined;
}

const PER_METRE = 1;

function chunkType(view: DataView, at: number): string {
  return String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)));
}
