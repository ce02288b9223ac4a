/**
 * The blocks of a WSQ stream: Huffman-coded coefficients and runs of zeros (IAFIS-IC-0110(V3) annex C, table 8). Blocks
 * follow each other until EOI, tables and comments may stand between them. A code that a marker cuts off is padding.
 */
import type { ByteReader } from '../byte-reader.js';
import { FormatError, type FormatFaultCode } from '../format-error.js';
import { findLongCode, type HuffmanDecoder, SHORT_BITS } from './huffman-decoder.js';
import { expectLength, readSegmentLength, readTable, type Tables } from './read-tables.js';
import { readComment, readMarker } from './read-wsq-header.js';
import { CODED_SUBBANDS, type SubbandLayout } from './subband-layout.js';
import { MARKER } from './wsq-markers.js';

/** Room behind the bits of a block for the last look-ahead. */
const PADDING_BYTES = 8;
const SYMBOL_BITS = 16 - SHORT_BITS;

/**
 * Quantised coefficients, subband by subband and row by row, from the reader that stands behind the first SOB marker.
 * Changes `tables` as the stream does. Faults: codes that do not exist, more coefficients than the subbands hold, fewer
 * than they need (the reference decodes such an image with whatever is in memory; here it is a truncated one).
 */
export function decodeBlocks(
  bytes: Uint8Array,
  reader: ByteReader,
  { tables, layout }: { readonly tables: Tables; readonly layout: SubbandLayout },
): Int16Array {
  const pixelCount = layout.nodes[0]!.width * layout.nodes[0]!.height;
  // One more than fits: the reference lets a single coefficient pass, which padding bits can look like.
  const coefficients = new Int16Array(pixelCount + 1);
  let limit: number | undefined;
  let count = 0;
  for (let marker: number = MARKER.sob; marker !== MARKER.eoi; marker = readMarker(reader)) {
    if (marker === MARKER.com) readComment(reader);
    else if (marker !== MARKER.sob) readTable(reader, marker, tables);
    else {
      limit ??= coefficientLimit(tables, layout);
      const decoder = readBlockHeader(reader, tables);
      const segment = cutBlock(bytes, reader);
      count = decodeBlock(segment, decoder, { coefficients, count, limit: limit ?? pixelCount });
    }
  }
  const needed = coefficientCount(tables, layout, CODED_SUBBANDS);
  if (needed === undefined) reader.fail('inconsistent', 'DQT', 'the stream has no quantisation table');
  if (count < needed) {
    reader.fail('truncated', 'EOI', `${count} of ${needed} coefficients are in the blocks`);
  }
  return coefficients;
}

function coefficientLimit(tables: Tables, layout: SubbandLayout): number | undefined {
  return coefficientCount(tables, layout, layout.subbands.length);
}

/** Of the first `subbandCount` subbands, those that are transmitted. */
function coefficientCount(tables: Tables, layout: SubbandLayout, subbandCount: number): number | undefined {
  const { quantisation } = tables;
  if (quantisation === undefined) return undefined;
  let count = 0;
  for (let subband = 0; subband < subbandCount; subband += 1) {
    const { width, height } = layout.subbands[subband]!;
    if (quantisation.binWidths[subband] !== 0) count += width * height;
  }
  return count;
}

function readBlockHeader(reader: ByteReader, tables: Tables): HuffmanDecoder {
  expectLength(reader, 'SOB', readSegmentLength(reader, 'SOB'), 1);
  const id = reader.u8('SOB table number');
  return tables.huffman[id] ?? reader.fail('inconsistent', 'SOB table number', `table ${id} is not defined`);
}

type Segment = {
  /** The bits without stuffed zeros, and `PADDING_BYTES` zeros. */
  readonly view: DataView;
  readonly bitCount: number;
  /** Of the block's first bit in the stream. */
  readonly offset: number;
  readonly source: Uint8Array;
};

/** Everything up to the next marker; the reader then stands before it. */
function cutBlock(bytes: Uint8Array, reader: ByteReader): Segment {
  const start = reader.offset;
  const end = endOfBlock(bytes, start);
  if (end === undefined) {
    reader.skip(reader.remaining, 'SOB');
    reader.u16('marker after the coefficients');
  }
  const source = bytes.subarray(start, end);
  reader.skip(source.length, 'SOB');
  const bits = new Uint8Array(source.length + PADDING_BYTES);
  let length = 0;
  for (let from = 0; from < source.length; ) {
    const stuffed = source.indexOf(0xff, from);
    const to = stuffed < 0 ? source.length : stuffed + 1;
    bits.set(source.subarray(from, to), length);
    length += to - from;
    from = stuffed < 0 ? to : to + 1;
  }
  bits.fill(0, length);
  return { view: new DataView(bits.buffer), bitCount: length * 8, offset: start, source };
}

/** The first FF that no zero follows; `undefined` where the bytes end before. */
function endOfBlock(bytes: Uint8Array, start: number): number | undefined {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 2)) {
    if (at + 1 < bytes.length && bytes[at + 1] !== 0) return at;
  }
  return undefined;
}

type Target = {
  readonly coefficients: Int16Array;
  /** Coefficients that are there already. */
  readonly count: number;
  readonly limit: number;
};

/** Returns how many coefficients there are now. */
function decodeBlock(
  segment: Segment,
  decoder: HuffmanDecoder,
  { coefficients, count, limit }: Target,
): number {
  const { view, bitCount } = segment;
  const { short } = decoder;
  let at = count;
  let bit = 0;
  for (;;) {
    const window = (view.getUint32(bit >>> 3) << (bit & 7)) >>> 16;
    const entry = short[window >>> SYMBOL_BITS]! || findLongCode(decoder, window);
    // Bits that are left over are padding, also where they begin no code.
    if (bit + (entry >>> 8 || 16) > bitCount) return at;
    if (entry === 0) fail(segment, bit, 'out-of-range', 'bits that are no code of the table');
    bit += entry >>> 8;
    const symbol = entry & 0xff;
    if (at > limit) fail(segment, bit, 'inconsistent', `more than ${limit} coefficients`);
    if (symbol > 106 && symbol < 255) {
      coefficients[at] = symbol - 180;
      at += 1;
    } else if (symbol <= 100 && symbol > 0) {
      at += symbol;
      if (at > limit) fail(segment, bit, 'inconsistent', `a run of zeros beyond ${limit} coefficients`);
    } else {
      if (symbol === 0 || symbol === 255)
        fail(segment, bit, 'out-of-range', `category ${symbol} does not exist`);
      const width = ESCAPE_BITS[symbol - 101]!;
      if (bit + width > bitCount)
        fail(segment, bit, 'truncated', `a marker within the value of category ${symbol}`);
      const value = (view.getUint32(bit >>> 3) << (bit & 7)) >>> (32 - width);
      bit += width;
      if (symbol >= 105) {
        at += value;
        if (at > limit) fail(segment, bit, 'inconsistent', `a run of zeros beyond ${limit} coefficients`);
      } else {
        coefficients[at] = symbol === 101 || symbol === 103 ? value : -value;
        at += 1;
      }
    }
  }
}

/** Bits that follow the categories 101 to 106: values of both signs in 8 and 16 bits, runs in 8 and 16 bits. */
const ESCAPE_BITS: readonly number[] = [8, 8, 16, 16, 8, 16];

function fail({ source, offset }: Segment, bit: number, code: FormatFaultCode, detail: string): never {
  let at = 0;
  for (let plain = 0; plain < bit >>> 3; plain += 1) at += source[at] === 0xff ? 2 : 1;
  throw new FormatError({ format: 'wsq', code, detail, offset: offset + at, field: 'SOB coefficients' });
}
