/**
 * What a JPEG 2000 file says about itself (ISO/IEC 15444-1): a raw codestream (SOC, SIZ; annex A.5.1) or a JP2 file
 * (boxes; annex I) around one. The decoder is never shown a file whose SIZ has not been read here: it allocates what
 * the header asks for. A box that is not needed is skipped over by its length. Throws `FormatError`.
 */

import { perMetreToPpi } from '../../image/resolution-units.js';
import { ByteReader } from '../byte-reader.js';

export type Jpeg2000Header = {
  readonly container: 'jp2' | 'codestream';
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 grey, 3 colours. The decoder fails at 2 and 4, which hold transparency. */
  readonly componentCount: 1 | 3;
  readonly bitDepth: number;
  /** A palette in the file turns indices into colours. */
  readonly hasPalette: boolean;
  /** By the wavelet of the codestream: true for the reversible one (5-3), which lossless compression needs. */
  readonly isReversible: boolean;
  /** Pixels per inch: as captured (`resc`) where stated, else as to be shown (`resd`). */
  readonly ppi?: { readonly x: number; readonly y: number };
  /** Where the codestream lies in the file. */
  readonly codestream: Uint8Array;
};

export function isJpeg2000(file: Uint8Array): boolean {
  return startsWith(file, JP2_SIGNATURE) || startsWith(file, CODESTREAM_SIGNATURE);
}

export function readJpeg2000Header(file: Uint8Array): Jpeg2000Header {
  if (startsWith(file, CODESTREAM_SIGNATURE)) {
    return { container: 'codestream', ...readCodestreamHeader(file, 0), hasPalette: false, codestream: file };
  }
  const reader = new ByteReader(file, 'jpeg-2000');
  if (!startsWith(file, JP2_SIGNATURE)) {
    reader.fail('not-this-format', 'signature', 'neither a JP2 signature box nor the start of a codestream');
  }
  return readBoxes(reader, file);
}

const JP2_SIGNATURE = [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
const CODESTREAM_SIGNATURE = [0xff, 0x4f, 0xff, 0x51];
/** Far above what any file has; each costs a few steps. */
const BOXES_MAX = 1000;

type BoxFacts = { captured?: Ppi; shown?: Ppi; hasPalette: boolean };
type Ppi = { readonly x: number; readonly y: number };
type Box = { readonly type: string; readonly content: Uint8Array; readonly origin: number };

function readBoxes(reader: ByteReader, file: Uint8Array): Jpeg2000Header {
  const facts: BoxFacts = { hasPalette: false };
  for (let count = 0; reader.remaining > 0; count++) {
    if (count === BOXES_MAX) reader.fail('limit-exceeded', 'boxes', `more than ${BOXES_MAX}`);
    const box = nextBox(reader, 0);
    if (box.type === 'jp2h') readHeaderBox(box, facts);
    if (box.type !== 'jp2c') continue;
    const ppi = facts.captured ?? facts.shown;
    return {
      container: 'jp2',
      ...readCodestreamHeader(box.content, box.content.byteOffset - file.byteOffset),
      hasPalette: facts.hasPalette,
      ...(ppi ? { ppi } : {}),
      codestream: box.content,
    };
  }
  return reader.fail('truncated', 'contiguous codestream box', 'the file ends before it');
}

function readHeaderBox(box: Box, facts: BoxFacts): void {
  const reader = new ByteReader(box.content, 'jpeg-2000', { origin: box.origin });
  for (let count = 0; reader.remaining > 0; count++) {
    if (count === BOXES_MAX) reader.fail('limit-exceeded', 'boxes', `more than ${BOXES_MAX}`);
    const inner = nextBox(reader, box.origin);
    if (inner.type === 'pclr') facts.hasPalette = true;
    if (inner.type === 'colr') requireKnownColours(inner);
    if (inner.type === 'res ') readResolutionBox(inner, facts);
  }
}

const BY_NUMBER = 1;
const S_YCC = 18;

/** The decoder hands on luminance and colour differences as if they were red, green and blue. */
function requireKnownColours(box: Box): void {
  const reader = new ByteReader(box.content, 'jpeg-2000', { origin: box.origin });
  const method = reader.u8('METH');
  reader.skip(2, 'PREC and APPROX');
  if (method === BY_NUMBER && reader.u32('EnumCS') === S_YCC) {
    reader.fail('unsupported', 'EnumCS', 'sYCC (18) is not taken; grey (17) and sRGB (16) are');
  }
}

function readResolutionBox(box: Box, facts: BoxFacts): void {
  const reader = new ByteReader(box.content, 'jpeg-2000', { origin: box.origin });
  for (let count = 0; reader.remaining > 0; count++) {
    if (count === BOXES_MAX) reader.fail('limit-exceeded', 'boxes', `more than ${BOXES_MAX}`);
    const inner = nextBox(reader, box.origin);
    if (inner.type !== 'resc' && inner.type !== 'resd') continue;
    const ppi = readResolution(new ByteReader(inner.content, 'jpeg-2000', { origin: inner.origin }));
    if (ppi) facts[inner.type === 'resc' ? 'captured' : 'shown'] = ppi;
  }
}

/** Numerator, denominator and power of ten of grid points per metre, vertical first (I.5.3.7). */
function readResolution(reader: ByteReader): Ppi | undefined {
  const vertical = { above: reader.u16('VRN'), below: reader.u16('VRD') };
  const horizontal = { above: reader.u16('HRN'), below: reader.u16('HRD') };
  const y = perMetre(vertical, reader.i8('VRE'));
  const x = perMetre(horizontal, reader.i8('HRE'));
  return x === undefined || y === undefined ? undefined : { x: perMetreToPpi(x), y: perMetreToPpi(y) };
}

/** More than a million per metre (25,400 ppi) or less than one says that the writer had no resolution to state. */
function perMetre(value: { above: number; below: number }, exponent: number): number | undefined {
  const result = (value.above / value.below) * 10 ** exponent;
  return result >= 1 && result <= 1e6 ? result : undefined;
}

function nextBox(reader: ByteReader, parentOrigin: number): Box {
  const start = reader.offset;
  const length = reader.u32('box length');
  const type = String.fromCharCode(...reader.take(4, 'box type'));
  const byteCount = contentLength(reader, length, start);
  const origin = parentOrigin + reader.offset;
  return { type, content: reader.take(byteCount, `${printable(type)} box`), origin };
}

/** A length of 0 reaches to the end, 1 says that eight bytes of length follow. */
function contentLength(reader: ByteReader, length: number, start: number): number {
  if (length === 0) return reader.remaining;
  const whole =
    length === 1 ? reader.u32('box length, upper') * 2 ** 32 + reader.u32('box length, lower') : length;
  const headBytes = reader.offset - start;
  if (whole < headBytes)
    reader.fail('out-of-range', 'box length', `less than its header of ${headBytes} bytes`);
  return whole - headBytes;
}

function printable(type: string): string {
  return /^[a-z0-9 ]{4}$/i.test(type) ? type.trim() : 'unknown';
}

// ---------------------------------------------------------------- codestream

type CodestreamHeader = Pick<
  Jpeg2000Header,
  'widthPx' | 'heightPx' | 'componentCount' | 'bitDepth' | 'isReversible'
>;

const COD = 0xff52;
const SOT = 0xff90;
const EOC = 0xffd9;

function readCodestreamHeader(codestream: Uint8Array, origin: number): CodestreamHeader {
  const reader = new ByteReader(codestream, 'jpeg-2000', { origin });
  if (reader.u16('SOC') !== 0xff4f)
    reader.fail('out-of-range', 'SOC', 'the codestream does not start with it');
  if (reader.u16('SIZ') !== 0xff51) reader.fail('out-of-range', 'SIZ', 'it must follow SOC');
  const size = readSize(reader);
  const isReversible = readWavelet(reader);
  walkTileParts(reader);
  return { ...size, isReversible };
}

function readSize(reader: ByteReader): Omit<CodestreamHeader, 'isReversible'> {
  const length = reader.u16('Lsiz');
  reader.skip(2, 'Rsiz');
  const right = reader.u32('Xsiz');
  const bottom = reader.u32('Ysiz');
  const left = reader.u32('XOsiz');
  const top = reader.u32('YOsiz');
  if (right <= left || bottom <= top) reader.fail('out-of-range', 'SIZ', 'the image has no area');
  requireTiles(reader, { right, bottom });
  const componentCount = reader.u16('Csiz');
  if (componentCount !== 1 && componentCount !== 3) {
    return reader.fail('unsupported', 'Csiz', `${componentCount} components; 1 and 3 are taken`);
  }
  if (length !== 38 + 3 * componentCount) {
    reader.fail('inconsistent', 'Lsiz', `${length} bytes do not fit ${componentCount} components`);
  }
  return {
    widthPx: right - left,
    heightPx: bottom - top,
    componentCount,
    ...readDepth(reader, componentCount),
  };
}

/** Tiles are allocated one by one: a million of one pixel each would be a bomb of its own. */
function requireTiles(reader: ByteReader, grid: { right: number; bottom: number }): void {
  const width = reader.u32('XTsiz');
  const height = reader.u32('YTsiz');
  reader.skip(8, 'XTOsiz and YTOsiz');
  if (width === 0 || height === 0) reader.fail('out-of-range', 'XTsiz and YTsiz', 'a tile has no area');
  const count = Math.ceil(grid.right / width) * Math.ceil(grid.bottom / height);
  if (count > TILES_MAX)
    reader.fail('limit-exceeded', 'XTsiz and YTsiz', `${count} tiles; at most ${TILES_MAX}`);
}

/** The largest image taken, in tiles of 64 x 64. */
const TILES_MAX = 4096;

function readDepth(reader: ByteReader, componentCount: number): { bitDepth: number } {
  let bitDepth = 0;
  for (let index = 0; index < componentCount; index++) {
    const depth = reader.u8(`Ssiz ${index}`);
    if (depth & 0x80) reader.fail('unsupported', `Ssiz ${index}`, 'signed samples are not taken');
    if (reader.u8(`XRsiz ${index}`) !== 1 || reader.u8(`YRsiz ${index}`) !== 1) {
      reader.fail('unsupported', `XRsiz and YRsiz ${index}`, 'components of reduced size are not taken');
    }
    if (index > 0 && depth + 1 !== bitDepth) {
      reader.fail('unsupported', `Ssiz ${index}`, 'components of different depth are not taken');
    }
    bitDepth = depth + 1;
  }
  if (bitDepth > 16) reader.fail('unsupported', 'Ssiz', `${bitDepth} bits; 1 to 16 are taken`);
  return { bitDepth };
}

/** Reads the rest of the main header, up to and with the first SOT marker. */
function readWavelet(reader: ByteReader): boolean {
  let isReversible: boolean | undefined;
  for (;;) {
    const marker = reader.u16('marker');
    if (marker === SOT) break;
    if (marker < 0xff00) reader.fail('out-of-range', 'marker', 'a marker is expected');
    const length = reader.u16('marker length');
    if (length < 2) reader.fail('out-of-range', 'marker length', 'at least 2');
    const segment = reader.take(length - 2, 'marker segment');
    if (marker !== COD) continue;
    if (segment.length < 10) reader.fail('out-of-range', 'COD', 'shorter than its fields');
    // Scod (1), progression (1), layers (2), transform (1), levels, width, height, style (1 each), wavelet (1).
    isReversible = segment[9] === 1;
  }
  return isReversible ?? reader.fail('inconsistent', 'COD', 'the main header has none');
}

const SOT_BYTES = 12;

/**
 * A codestream that was cut off decodes to an image with a grey part; here it is found. Only the last tile-part may
 * leave its length open (0), and it then reaches to the end.
 */
function walkTileParts(reader: ByteReader): void {
  for (let marker: number | undefined = SOT; marker === SOT; ) {
    if (reader.u16('Lsot') !== 10) reader.fail('out-of-range', 'Lsot', '10');
    reader.skip(2, 'Isot');
    const length = reader.u32('Psot');
    reader.skip(2, 'TPsot and TNsot');
    if (length === 0) {
      requireEndMarker(reader);
      return;
    }
    if (length < SOT_BYTES + 2) reader.fail('out-of-range', 'Psot', 'shorter than the header of a tile-part');
    reader.skip(length - SOT_BYTES, 'tile-part');
    marker = reader.u16('SOT or EOC');
    if (marker !== SOT && marker !== EOC) reader.fail('out-of-range', 'marker', 'SOT or EOC is expected');
  }
}

function requireEndMarker(reader: ByteReader): void {
  const rest = reader.take(reader.remaining, 'tile-part');
  if (rest.length < 2 || rest[rest.length - 2] !== 0xff || rest[rest.length - 1] !== 0xd9) {
    reader.fail(
      'truncated',
      'EOC',
      'the last tile-part has no length, and the end of the codestream is missing',
    );
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
