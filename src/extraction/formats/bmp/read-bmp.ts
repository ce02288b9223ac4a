/**
 * Windows bitmap: the 40-byte header and its longer relatives, not compressed, 1, 4, 8, 24 or 32 bits a pixel, from the
 * bottom up or the top down. The fourth byte of 32 bits is not looked at: writers that mean transparency by it and
 * writers that leave it zero cannot be told apart. Throws `FormatError`; the size is for the caller to judge, from the
 * header, before pixels are read.
 */

import type { Raster } from '../../image/raster.js';
import { perMetreToPpi } from '../../image/resolution-units.js';
import { FormatError, type FormatFaultCode } from '../format-error.js';

export type BmpHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isTopDown: boolean;
  readonly bitsPerPixel: 1 | 4 | 8 | 24 | 32;
  /** R, G, B of each index; empty above 8 bits. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Every colour of the palette is a grey. */
  readonly isGrey: boolean;
  readonly ppi?: { readonly x: number; readonly y: number };
  readonly pixelsAt: number;
};

export function isBmp(file: Uint8Array): boolean {
  return file[0] === 0x42 && file[1] === 0x4d;
}

export function readBmpHeader(file: Uint8Array): BmpHeader {
  if (!isBmp(file)) throw fault('not-this-format', 'signature', 'BM is expected', 0);
  if (file.length < FILE_HEADER_BYTES + INFO_HEADER_BYTES) {
    throw fault('truncated', 'header', 'the file ends before it does', file.length);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = view.getUint32(14, true);
  if (headerBytes < INFO_HEADER_BYTES || headerBytes > HEADER_BYTES_MAX) {
    throw fault('unsupported', 'biSize', 'headers of 40 to 124 bytes are read', 14);
  }
  const widthPx = view.getInt32(18, true);
  const height = view.getInt32(22, true);
  if (widthPx <= 0 || height === 0 || height === -(2 ** 31)) {
    throw fault('out-of-range', 'biWidth and biHeight', 'at least 1', 18);
  }
  if (view.getUint16(26, true) !== 1) throw fault('out-of-range', 'biPlanes', '1', 26);
  const bitsPerPixel = readDepth(view, headerBytes);
  const palette = readPalette(view, bitsPerPixel, headerBytes);
  const pixelsAt = view.getUint32(10, true);
  const tablesEnd = FILE_HEADER_BYTES + headerBytes + palette.length * 4;
  if (pixelsAt < tablesEnd)
    throw fault('inconsistent', 'bfOffBits', 'the pixels begin within the header', 10);
  return {
    widthPx,
    heightPx: Math.abs(height),
    isTopDown: height < 0,
    bitsPerPixel,
    palette,
    isGrey: bitsPerPixel <= 8 && palette.every(([red, green, blue]) => red === green && green === blue),
    ...resolutionOf(view),
    pixelsAt,
  };
}

export function decodeBmp(file: Uint8Array): Raster {
  const header = readBmpHeader(file);
  const { widthPx, heightPx, isTopDown, isGrey, bitsPerPixel, pixelsAt } = header;
  // Rows are filled up to four bytes.
  const rowBytes = Math.ceil((widthPx * bitsPerPixel) / 32) * 4;
  if (file.length - pixelsAt < rowBytes * heightPx) {
    const detail = `${rowBytes * heightPx} bytes of pixels follow from the header, ${file.length - pixelsAt} are there`;
    throw fault('truncated', 'pixels', detail, pixelsAt);
  }
  const channels = isGrey ? 1 : 3;
  const data = new Uint8Array(widthPx * heightPx * channels);
  for (let row = 0; row < heightPx; row++) {
    const from = pixelsAt + rowBytes * (isTopDown ? row : heightPx - 1 - row);
    const bytes = file.subarray(from, from + rowBytes);
    const target = data.subarray(row * widthPx * channels, (row + 1) * widthPx * channels);
    if (bitsPerPixel <= 8) copyIndexed(bytes, target, header);
    else copyColours(bytes, target, bitsPerPixel / 8);
  }
  return { widthPx, heightPx, channels, data };
}

const FILE_HEADER_BYTES = 14;
const INFO_HEADER_BYTES = 40;
const HEADER_BYTES_MAX = 124;
const DEPTHS = [1, 4, 8, 24, 32] as const;

const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;

function readDepth(view: DataView, headerBytes: number): BmpHeader['bitsPerPixel'] {
  const depth = DEPTHS.find((known) => known === view.getUint16(28, true));
  if (depth === undefined) throw fault('unsupported', 'biBitCount', '1, 4, 8, 24 and 32 are read', 28);
  const compression = view.getUint32(30, true);
  const isPlain =
    compression === UNCOMPRESSED || (depth === 32 && hasUsualMasks(view, compression, headerBytes));
  if (!isPlain) throw fault('unsupported', 'biCompression', 'pixels that are not compressed are read', 30);
  return depth;
}

/** Masks that only say what 32 bits mean anyway: blue, green, red. The header is long enough to hold them. */
function hasUsualMasks(view: DataView, compression: number, headerBytes: number): boolean {
  if (compression !== BIT_FIELDS || headerBytes < 52 || view.byteLength < 66) return false;
  return (
    view.getUint32(54, true) === 0xff0000 &&
    view.getUint32(58, true) === 0x00ff00 &&
    view.getUint32(62, true) === 0x0000ff
  );
}

function readPalette(view: DataView, depth: number, headerBytes: number): BmpHeader['palette'] {
  if (depth > 8) return [];
  const full = 2 ** depth;
  const used = view.getUint32(46, true);
  if (used > full) throw fault('out-of-range', 'biClrUsed', `at most ${full}`, 46);
  const count = used === 0 ? full : used;
  const start = FILE_HEADER_BYTES + headerBytes;
  if (start + count * 4 > view.byteLength) {
    throw fault('truncated', 'palette', `${count} colours are announced`, start);
  }
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * 4;
    return [view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)] as const;
  });
}

function resolutionOf(view: DataView): Pick<BmpHeader, 'ppi'> {
  const x = view.getInt32(38, true);
  const y = view.getInt32(42, true);
  return x > 0 && y > 0 ? { ppi: { x: perMetreToPpi(x), y: perMetreToPpi(y) } } : {};
}

function copyIndexed(row: Uint8Array, target: Uint8Array, header: BmpHeader): void {
  const { bitsPerPixel, palette, widthPx, isGrey } = header;
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  for (let x = 0, to = 0; x < widthPx; x++) {
    const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
    const colour = palette[(row[Math.floor(x / perByte)]! >> shift) & mask];
    if (!colour)
      throw fault('out-of-range', 'pixels', 'a pixel has no colour in the palette', header.pixelsAt);
    target[to++] = colour[0];
    if (isGrey) continue;
    target[to++] = colour[1];
    target[to++] = colour[2];
  }
}

function copyColours(row: Uint8Array, target: Uint8Array, bytesPerPixel: number): void {
  for (let to = 0, from = 0; to < target.length; to += 3, from += bytesPerPixel) {
    target[to] = row[from + 2]!;
    target[to + 1] = row[from + 1]!;
    target[to + 2] = row[from]!;
  }
}

function fault(code: FormatFaultCode, field: string, detail: string, offset: number): FormatError {
  return new FormatError({ format: 'bmp', code, field, detail, offset });
}
