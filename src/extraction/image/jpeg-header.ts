/**
 * JPEG (ISO/IEC 10918-1): the frame header for the dimensions, JFIF (APP0) or EXIF (APP1) for the resolution. JFIF
 * with unit 0 gives an aspect ratio and no resolution; it is what most encoders write who know of none.
 */
import type { HeaderFacts } from './image-header.js';
import { perCentimetreToPpi } from './resolution-units.js';
import { orientationTurns, readTiffTags } from './tiff-header.js';

type Found = { jfif?: { x: number; y: number }; exif?: { x: number; y: number }; isTurned: boolean };

export function readJpegHeader(file: Uint8Array): HeaderFacts | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found: Found = { isTurned: false };
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > view.byteLength) return undefined;
    if (isFrameHeader(marker)) return length < 8 ? undefined : toHeader(view, at, found);
    if (marker === APP0) readJfif(view, at + 4, length - 2, found);
    if (marker === APP1) readExif(view, at + 4, length - 2, found);
    at += 2 + length;
  }
  return undefined;
}

const APP0 = 0xe0;
const APP1 = 0xe1;

function toHeader(view: DataView, at: number, found: Found): HeaderFacts {
  const ppi = found.jfif ?? found.exif;
  return {
    heightPx: view.getUint16(at + 5),
    widthPx: view.getUint16(at + 7),
    isGrey: view.getUint8(at + 9) === 1,
    isTurned: found.isTurned,
    ...(ppi ? { ppi } : {}),
  };
}

/** SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a length: TEM and RST0..RST7. */
function isBare(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
}

function readJfif(view: DataView, at: number, length: number, found: Found): void {
  if (length < 12 || text(view, at, 5) !== 'JFIF\0') return;
  const unit = view.getUint8(at + 7);
  const convert = unit === 1 ? (value: number) => value : unit === 2 ? perCentimetreToPpi : undefined;
  if (convert) found.jfif = { x: convert(view.getUint16(at + 8)), y: convert(view.getUint16(at + 10)) };
}

function readExif(view: DataView, at: number, length: number, found: Found): void {
  if (length < 14 || text(view, at, 6) !== 'Exif\0\0') return;
  const tags = readTiffTags(new Uint8Array(view.buffer, view.byteOffset + at + 6, length - 6));
  if (tags?.ppi) found.exif = tags.ppi;
  found.isTurned = orientationTurns(tags?.orientation);
}

function text(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
}
