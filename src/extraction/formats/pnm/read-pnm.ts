/**
 * Portable grey map and pixmap (Netpbm `pgm(5)`, `ppm(5)`): P2 and P3 as text, P5 and P6 binary, up to 16 bits
 * (big-endian), one image. The format has no resolution. Samples of other depths are scaled to 8 bits. Throws
 * `FormatError`; the size is for the caller to judge, from the header, before pixels are read.
 */
import type { Raster } from '../../image/raster.js';
import { scaleToBytes } from '../../image/scale-to-bytes.js';
import { FormatError, type FormatFaultCode } from '../format-error.js';

export type PnmHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 1 | 3;
  readonly isText: boolean;
  readonly maxValue: number;
  /** Where the samples begin. */
  readonly samplesAt: number;
};

/** Bitmaps (P1, P4) and PAM (P7) are not among them. */
export function isPnm(file: Uint8Array): boolean {
  return file[0] === 0x50 && KINDS.has(file[1]!) && isSpace(file[2]);
}

export function readPnmHeader(file: Uint8Array): PnmHeader {
  if (!isPnm(file)) throw fault('not-this-format', 'magic number', 'P2, P3, P5 or P6 and a space', 0);
  const kind = KINDS.get(file[1]!)!;
  const width = readNumber(file, 2, 'width', { comments: true });
  const height = readNumber(file, width.end, 'height', { comments: true });
  const max = readNumber(file, height.end, 'maximum value', { comments: true });
  if (width.value === 0 || height.value === 0)
    throw fault('out-of-range', 'width and height', 'at least 1', 2);
  if (max.value < 1 || max.value > 65_535)
    throw fault('out-of-range', 'maximum value', '1 to 65535', height.end);
  // Exactly one space, as the first sample may look like another.
  if (!isSpace(file[max.end])) throw fault('truncated', 'maximum value', 'a space must follow', max.end);
  return {
    widthPx: width.value,
    heightPx: height.value,
    ...kind,
    maxValue: max.value,
    samplesAt: max.end + 1,
  };
}

export function decodePnm(file: Uint8Array): Raster {
  const header = readPnmHeader(file);
  const count = header.widthPx * header.heightPx * header.channels;
  const data = header.isText ? readText(file, header, count) : readBinary(file, header, count);
  return { widthPx: header.widthPx, heightPx: header.heightPx, channels: header.channels, data };
}

const KINDS: ReadonlyMap<number, Pick<PnmHeader, 'channels' | 'isText'>> = new Map([
  [0x32, { channels: 1, isText: true }],
  [0x33, { channels: 3, isText: true }],
  [0x35, { channels: 1, isText: false }],
  [0x36, { channels: 3, isText: false }],
]);

/** A side or value of more digits is beyond anything taken. */
const DIGITS_MAX = 9;

function readBinary(file: Uint8Array, header: PnmHeader, count: number): Uint8Array {
  const { maxValue, samplesAt } = header;
  const bytesPerSample = maxValue > 255 ? 2 : 1;
  if (file.length - samplesAt < count * bytesPerSample) {
    const detail = `${count * bytesPerSample} bytes of samples follow from the header, ${file.length - samplesAt} are there`;
    throw fault('truncated', 'samples', detail, samplesAt);
  }
  if (maxValue === 255) return file.slice(samplesAt, samplesAt + count);
  return scaleToBytes(count, maxValue, (index) => {
    const at = samplesAt + index * bytesPerSample;
    const value = bytesPerSample === 1 ? file[at]! : (file[at]! << 8) | file[at + 1]!;
    if (value > maxValue) throw fault('out-of-range', 'samples', 'a sample exceeds the maximum value', at);
    return value;
  });
}

function readText(file: Uint8Array, header: PnmHeader, count: number): Uint8Array {
  // Each sample takes a digit and a space, but for the last: nothing is allocated for more than that.
  if (count > (file.length - header.samplesAt + 1) / 2) {
    throw fault('truncated', 'samples', `${count} samples cannot be in what is left`, header.samplesAt);
  }
  let at = header.samplesAt;
  return scaleToBytes(count, header.maxValue, () => {
    const { value, end } = readNumber(file, at, 'samples', { comments: false });
    if (value > header.maxValue) {
      throw fault('out-of-range', 'samples', 'a sample exceeds the maximum value', at);
    }
    at = end;
    return value;
  });
}

/** Skips spaces and, in the header, comments from `#` to the end of the line. */
function readNumber(
  file: Uint8Array,
  from: number,
  field: string,
  { comments }: { readonly comments: boolean },
): { readonly value: number; readonly end: number } {
  let at = from;
  while (isSpace(file[at]) || (comments && file[at] === HASH)) {
    if (file[at] === HASH) while (at < file.length && file[at] !== 0x0a && file[at] !== 0x0d) at++;
    else at++;
  }
  const start = at;
  let value = 0;
  while (at - start < DIGITS_MAX && isDigit(file[at])) value = value * 10 + (file[at++]! - 0x30);
  if (at === start)
    throw fault(at >= file.length ? 'truncated' : 'out-of-range', field, 'a number is expected', at);
  if (isDigit(file[at])) throw fault('limit-exceeded', field, `more than ${DIGITS_MAX} digits`, start);
  return { value, end: at };
}

const HASH = 0x23;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function fault(code: FormatFaultCode, field: string, detail: string, offset: number): FormatError {
  return new FormatError({ format: 'pnm', code, field, detail, offset });
}
