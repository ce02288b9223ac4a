/**
 * TIFF 6.0: the tags of the first directory that are needed before decoding. EXIF blocks of JPEG and PNG are TIFF
 * files too. Files beyond 4 GiB (BigTIFF) are none of ours.
 */
import type { HeaderFacts } from './image-header.js';
import { perCentimetreToPpi } from './resolution-units.js';

export type TiffTags = {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly photometric?: number;
  readonly orientation?: number;
  readonly ppi?: { readonly x: number; readonly y: number };
};

export function readTiffHeader(file: Uint8Array): HeaderFacts | undefined {
  const tags = readTiffTags(file);
  if (tags?.widthPx === undefined || tags.heightPx === undefined) return undefined;
  return {
    widthPx: tags.widthPx,
    heightPx: tags.heightPx,
    isGrey: tags.photometric === 0 || tags.photometric === 1,
    isTurned: orientationTurns(tags.orientation),
    ...(tags.ppi ? { ppi: tags.ppi } : {}),
  };
}

export function isTiff(file: Uint8Array): boolean {
  if (file.length < 4) return false;
  const [first, second, third, fourth] = file;
  return (
    (first === 0x49 && second === 0x49 && third === 42 && fourth === 0) ||
    (first === 0x4d && second === 0x4d && third === 0 && fourth === 42)
  );
}

/** Orientations 5 to 8 lie on their side. */
export function orientationTurns(orientation: number | undefined): boolean {
  return orientation !== undefined && orientation >= 5 && orientation <= 8;
}

/** `undefined` where the file ends before its first directory does. */
export function readTiffTags(file: Uint8Array): TiffTags | undefined {
  if (!isTiff(file) || file.length < 8) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = file[0] === 0x49;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return undefined;
  const count = view.getUint16(directory, little);
  if (directory + 2 + count * 12 > view.byteLength) return undefined;
  const values = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    const at = directory + 2 + index * 12;
    const tag = view.getUint16(at, little);
    const value = WANTED.has(tag) ? readValue(view, at, little) : undefined;
    if (value !== undefined && !values.has(tag)) values.set(tag, value);
  }
  return toTags(values);
}

const WIDTH = 256;
const HEIGHT = 257;
const PHOTOMETRIC = 262;
const ORIENTATION = 274;
const X_RESOLUTION = 282;
const Y_RESOLUTION = 283;
const RESOLUTION_UNIT = 296;
const WANTED = new Set([
  WIDTH,
  HEIGHT,
  PHOTOMETRIC,
  ORIENTATION,
  X_RESOLUTION,
  Y_RESOLUTION,
  RESOLUTION_UNIT,
]);

/** First value of an entry of type BYTE, SHORT, LONG or RATIONAL. */
function readValue(view: DataView, at: number, little: boolean): number | undefined {
  switch (view.getUint16(at + 2, little)) {
    case 1:
      return view.getUint8(at + 8);
    case 3:
      return view.getUint16(at + 8, little);
    case 4:
      return view.getUint32(at + 8, little);
    case 5: {
      const offset = view.getUint32(at + 8, little);
      if (offset + 8 > view.byteLength) return undefined;
      const divisor = view.getUint32(offset + 4, little);
      return divisor === 0 ? undefined : view.getUint32(offset, little) / divisor;
    }
    default:
      return undefined;
  }
}

function toTags(values: ReadonlyMap<number, number>): TiffTags {
  const ppi = toPpi(values);
  return {
    ...named('widthPx', values.get(WIDTH)),
    ...named('heightPx', values.get(HEIGHT)),
    ...named('photometric', values.get(PHOTOMETRIC)),
    ...named('orientation', values.get(ORIENTATION)),
    ...(ppi ? { ppi } : {}),
  };
}

/** The unit is inches where it is not given; 1 means that only the aspect ratio is meant. */
function toPpi(values: ReadonlyMap<number, number>): { x: number; y: number } | undefined {
  const x = values.get(X_RESOLUTION);
  const y = values.get(Y_RESOLUTION) ?? x;
  if (x === undefined || y === undefined || x <= 0 || y <= 0) return undefined;
  switch (values.get(RESOLUTION_UNIT) ?? 2) {
    case 2:
      return { x: wholeIfNear(x), y: wholeIfNear(y) };
    case 3:
      return { x: perCentimetreToPpi(x), y: perCentimetreToPpi(y) };
    default:
      return undefined;
  }
}

function wholeIfNear(ppi: number): number {
  return Math.abs(ppi - Math.round(ppi)) < 0.02 ? Math.round(ppi) : ppi;
}

function named<Key extends string>(key: Key, value: number | undefined): { readonly [K in Key]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: number };
}
