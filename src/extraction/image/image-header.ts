/**
 * What an image file says about itself, read without decoding it: type, dimensions, resolution, orientation. Decoders
 * are only handed files whose header is within the limits. The resolution is read here and not taken from the decoder
 * because that reports 72 ppi for files that state nothing.
 */
import { readJpegHeader } from './jpeg-header.js';
import { readPngHeader } from './png-header.js';
import { isTiff, readTiffHeader } from './tiff-header.js';

export type ImageHeader = {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/tiff';
  readonly widthPx: number;
  readonly heightPx: number;
  /** One grey channel, possibly with alpha. */
  readonly isGrey: boolean;
  /** EXIF orientation swaps width and height. */
  readonly isTurned: boolean;
  /** Pixels per inch along x and y, where the file states them. */
  readonly ppi?: { readonly x: number; readonly y: number };
};

/** `unknown`: none of the formats taken. `cut-off`: the format is known and the file ends within its header. */
export type HeaderOutcome =
  | { readonly kind: 'header'; readonly header: ImageHeader }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cut-off' };

export function readImageHeader(file: Uint8Array): HeaderOutcome {
  const read = readerFor(file);
  if (!read) return { kind: 'unknown' };
  const header = read(file);
  if (!header || header.widthPx === 0 || header.heightPx === 0) return { kind: 'cut-off' };
  return { kind: 'header', header: withoutPlaceholder(header) };
}

/** libvips, and all that is built on it, writes one pixel per millimetre into files whose resolution it does not know. */
function withoutPlaceholder(header: ImageHeader): ImageHeader {
  if (!header.ppi || Math.abs(header.ppi.x - PLACEHOLDER_PPI) > 0.5) return header;
  const { ppi: _, ...rest } = header;
  return rest;
}

const PLACEHOLDER_PPI = 25.4;

function readerFor(file: Uint8Array): ((file: Uint8Array) => ImageHeader | undefined) | undefined {
  if (startsWith(file, PNG_SIGNATURE)) return readPngHeader;
  if (startsWith(file, JPEG_SIGNATURE)) return readJpegHeader;
  return isTiff(file) ? readTiffHeader : undefined;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff];

function startsWith(file: Uint8Array, signature: readonly number[]): boolean {
  return file.length >= signature.length && signature.every((byte, index) => file[index] === byte);
}
