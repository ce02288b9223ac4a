/**
 * What a WSQ stream says before its first block of coefficients (IAFIS-IC-0110(V3) annex B): frame header, tables and
 * comments, in any order. No coefficient is decoded and nothing of the image's size is allocated.
 */
import { LIMITS } from '../../../platform/limits.js';
import { ByteReader } from '../byte-reader.js';
import {
  emptyTables,
  expectLength,
  readScaled16,
  readSegmentLength,
  readTable,
  type Tables,
} from './read-tables.js';
import { MARKER, markerName } from './wsq-markers.js';

export type WsqHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** From the first `NIST_COM` comment, where it has a positive PPI. */
  readonly ppi?: number;
  /** The encoder and its software as registered with the FBI. */
  readonly encoderNumber: number;
  readonly softwareNumber: number;
  /** Pixel = value * scale + shift. */
  readonly shift: number;
  readonly scale: number;
  /** Text of the comment segments before the first block, byte by byte (ISO 8859-1), `NIST_COM` included. */
  readonly comments: readonly string[];
};

/** Throws `FormatError` for everything that is not a complete header of an image within `LIMITS.imagePixelsMax`. */
export function readWsqHeader(bytes: Uint8Array): WsqHeader {
  return readWsqStart(new ByteReader(bytes, 'wsq')).header;
}

/** Header and tables; the reader stands behind the marker of the first block. */
export function readWsqStart(reader: ByteReader): {
  readonly header: WsqHeader;
  readonly tables: Tables;
  /** Of the frame header's content in the stream. */
  readonly frameOffset: number;
} {
  if (reader.u16('SOI') !== MARKER.soi) reader.fail('not-this-format', 'SOI', 'does not start with FFA0');
  const tables = emptyTables();
  const comments: string[] = [];
  let frame: Frame | undefined;
  let frameOffset = 0;
  for (;;) {
    const marker = readMarker(reader);
    if (marker === MARKER.sob) break;
    if (marker === MARKER.sof) {
      if (frame !== undefined) reader.fail('inconsistent', 'SOF', 'the stream has a second frame header');
      frameOffset = reader.offset;
      frame = readFrame(reader);
    } else if (marker === MARKER.com) comments.push(readComment(reader));
    else readTable(reader, marker, tables);
  }
  if (frame === undefined) reader.fail('inconsistent', 'SOB', 'a block comes before the frame header');
  const ppi = ppiOf(comments);
  return { header: { ...frame, ...(ppi === undefined ? {} : { ppi }), comments }, tables, frameOffset };
}

/** Any number of fill bytes FF may stand before a marker. */
export function readMarker(reader: ByteReader): number {
  let marker = reader.u16('marker');
  while (marker === 0xffff) marker = 0xff00 | reader.u8('marker');
  if (marker >>> 8 !== 0xff) reader.fail('inconsistent', 'marker', 'a segment ends where no marker follows');
  if (!(marker in NAMED)) reader.fail('out-of-range', 'marker', `${markerName(marker)} is not one of WSQ`);
  return marker;
}

export function readComment(reader: ByteReader): string {
  const text = reader.take(readSegmentLength(reader, 'COM'), 'COM text');
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1');
}

type Frame = Omit<WsqHeader, 'ppi' | 'comments'>;

const NAMED: Readonly<Record<number, true>> = Object.fromEntries(
  Object.values(MARKER).map((marker) => [marker, true as const]),
);
const FRAME_BYTES = 15;

function readFrame(reader: ByteReader): Frame {
  expectLength(reader, 'SOF', readSegmentLength(reader, 'SOF'), FRAME_BYTES);
  // Black and white of the scanner: they say nothing about the pixels here, and the reference ignores them too.
  reader.skip(2, 'SOF black and white');
  const heightPx = reader.u16('SOF height');
  if (heightPx === 0) reader.fail('out-of-range', 'SOF height', 'the image has no row');
  const widthPx = reader.u16('SOF width');
  if (widthPx === 0) reader.fail('out-of-range', 'SOF width', 'the image has no column');
  if (widthPx * heightPx > LIMITS.imagePixelsMax) {
    const detail = `${widthPx} x ${heightPx} pixels, at most ${LIMITS.imagePixelsMax} are read`;
    reader.fail('limit-exceeded', 'SOF width', detail);
  }
  const shift = readScaled16(reader, 'SOF shift');
  const scale = readScaled16(reader, 'SOF scale');
  const encoderNumber = reader.u8('SOF encoder');
  const softwareNumber = reader.u16('SOF software');
  return { widthPx, heightPx, shift, scale, encoderNumber, softwareNumber };
}

/** `NIST_COM` holds a name and a value per line; NIST writes -1 for an unknown resolution. */
function ppiOf(comments: readonly string[]): number | undefined {
  const nistcom = comments.find((comment) => comment.startsWith('NIST_COM'));
  const match = nistcom?.match(/(?:^|\n)PPI[ \t]+(\d{1,5})[ \t]*(?:\n|\0|$)/);
  const ppi = Number(match?.[1] ?? 0);
  return ppi > 0 ? ppi : undefined;
}
