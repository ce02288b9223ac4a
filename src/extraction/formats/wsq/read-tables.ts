/**
 * The table segments of a WSQ stream: filters (DTT), bin widths (DQT) and Huffman codes (DHT). A later table replaces
 * an earlier one. Numbers are scaled decimals; they are divided and rounded to 32 bits step by step as the reference
 * decoder does, because the pixels depend on the last bit.
 */
import type { ByteReader } from '../byte-reader.js';
import { createHuffmanDecoder, type HuffmanDecoder } from './huffman-decoder.js';
import { MARKER, markerName } from './wsq-markers.js';

/** Synthesis filters, whole: odd lengths are symmetric, an even high filter is antisymmetric. */
export type Filters = { readonly low: Float32Array; readonly high: Float32Array };

export type Quantisation = {
  /** Where in a bin the value is put, 0 to 1. */
  readonly binCentre: number;
  /** Widths of the bins of the 64 subbands; 0 is a subband that is not transmitted. */
  readonly binWidths: Float32Array;
  readonly zeroBinWidths: Float32Array;
};

export type Tables = {
  filters: Filters | undefined;
  quantisation: Quantisation | undefined;
  readonly huffman: (HuffmanDecoder | undefined)[];
};

const HUFFMAN_TABLES = 8;
const SUBBANDS = 64;
/** The standard allows no longer filter. */
const TAPS_MAX = 32;
const CODE_BITS_MAX = 16;

export function emptyTables(): Tables {
  return {
    filters: undefined,
    quantisation: undefined,
    huffman: Array.from({ length: HUFFMAN_TABLES }, () => undefined),
  };
}

/** Reads the segment whose marker was just read. Faults: a length that contradicts the content, values out of range. */
export function readTable(reader: ByteReader, marker: number, tables: Tables): void {
  const name = markerName(marker);
  if (marker < MARKER.dtt || marker > MARKER.dri) reader.fail('out-of-range', name, 'cannot stand here');
  const byteCount = readSegmentLength(reader, name);
  const end = reader.offset + byteCount;
  if (marker === MARKER.dtt) tables.filters = readFilters(reader, byteCount);
  else if (marker === MARKER.dqt) tables.quantisation = readQuantisation(reader, byteCount);
  else if (marker === MARKER.dht) readHuffmanTables(reader, end, tables.huffman);
  else readRestartInterval(reader, byteCount);
}

/** Bytes after the length itself. */
export function readSegmentLength(reader: ByteReader, name: string): number {
  const length = reader.u16(`${name} length`);
  if (length < 2) reader.fail('out-of-range', `${name} length`, `${length} does not even count itself`);
  return length - 2;
}

export function expectLength(reader: ByteReader, name: string, actual: number, expected: number): void {
  if (actual === expected) return;
  const detail = `${actual + 2} bytes are announced, the content needs ${expected + 2}`;
  reader.fail('inconsistent', `${name} length`, detail);
}

/** V / 10^E, one rounded division per power as in the reference. */
export function readScaled16(reader: ByteReader, field: string): number {
  const exponent = reader.u8(`${field} exponent`);
  return scaleDown(reader.u16(field), exponent);
}

function scaleDown(value: number, exponent: number): number {
  let scaled = Math.fround(value);
  for (let step = 0; step < exponent; step += 1) scaled = Math.fround(scaled / 10);
  return scaled;
}

/**
 * The segment holds the right halves of the analysis filters, low first. The synthesis high filter comes from the
 * analysis low one and the other way round, with alternating signs.
 */
function readFilters(reader: ByteReader, byteCount: number): Filters {
  const highTaps = readTapCount(reader, 'DTT low-pass taps');
  const lowTaps = readTapCount(reader, 'DTT high-pass taps');
  const halfTaps = ((highTaps + 1) >> 1) + ((lowTaps + 1) >> 1);
  expectLength(reader, 'DTT', byteCount, 2 + 6 * halfTaps);
  const high = readFilter(reader, 'DTT low-pass filter', { taps: highTaps, evenSign: 1, mirror: -1 });
  const low = readFilter(reader, 'DTT high-pass filter', { taps: lowTaps, evenSign: -1, mirror: 1 });
  return { low, high };
}

function readTapCount(reader: ByteReader, field: string): number {
  const taps = reader.u8(field);
  if (taps < 2 || taps > TAPS_MAX) reader.fail('out-of-range', field, `${taps} is not 2 to ${TAPS_MAX}`);
  return taps;
}

type Expansion = {
  readonly taps: number;
  /** Sign of the first coefficient of a filter of even length. */
  readonly evenSign: number;
  /** Factor of the left half of a filter of even length. */
  readonly mirror: number;
};

function readFilter(reader: ByteReader, field: string, { taps, evenSign, mirror }: Expansion): Float32Array {
  const filter = new Float32Array(taps);
  const isOdd = taps % 2 === 1;
  const leftMiddle = (taps - 1) >> 1;
  const rightMiddle = taps >> 1;
  for (let index = 0; leftMiddle - index >= 0; index += 1) {
    const sign = (index % 2 === 0 ? 1 : -1) * (isOdd ? 1 : evenSign);
    const value = sign * readCoefficient(reader, field);
    filter[rightMiddle + index] = value;
    filter[leftMiddle - index] = isOdd ? value : mirror * value;
  }
  return filter;
}

function readCoefficient(reader: ByteReader, field: string): number {
  const isNegative = reader.u8(field) !== 0;
  const exponent = reader.u8(field);
  const value = scaleDown(reader.u32(field), exponent);
  return isNegative ? -value : value;
}

function readQuantisation(reader: ByteReader, byteCount: number): Quantisation {
  expectLength(reader, 'DQT', byteCount, 3 + SUBBANDS * 6);
  const binCentre = readScaled16(reader, 'DQT bin centre');
  const binWidths = new Float32Array(SUBBANDS);
  const zeroBinWidths = new Float32Array(SUBBANDS);
  for (let subband = 0; subband < SUBBANDS; subband += 1) {
    binWidths[subband] = readScaled16(reader, `DQT bin width of subband ${subband}`);
    zeroBinWidths[subband] = readScaled16(reader, `DQT zero bin width of subband ${subband}`);
  }
  return { binCentre, binWidths, zeroBinWidths };
}

function readHuffmanTables(reader: ByteReader, end: number, tables: (HuffmanDecoder | undefined)[]): void {
  if (reader.offset === end) reader.fail('inconsistent', 'DHT length', 'the segment holds no table');
  while (reader.offset < end) {
    const id = reader.u8('DHT table number');
    if (id >= HUFFMAN_TABLES) {
      reader.fail('out-of-range', 'DHT table number', `${id} is not 0 to ${HUFFMAN_TABLES - 1}`);
    }
    const field = `DHT table ${id}`;
    const counts = reader.take(CODE_BITS_MAX, field);
    const valueCount = counts.reduce((sum, count) => sum + count, 0);
    if (valueCount > 256) reader.fail('out-of-range', field, `${valueCount} codes for 256 values`);
    if (reader.offset + valueCount > end) {
      reader.fail('inconsistent', field, `${valueCount} codes do not fit into the announced length`);
    }
    const values = reader.take(valueCount, field);
    tables[id] =
      createHuffmanDecoder(counts, values) ??
      reader.fail('out-of-range', field, 'more codes of a length than that length has');
  }
}

function readRestartInterval(reader: ByteReader, byteCount: number): void {
  expectLength(reader, 'DRI', byteCount, 2);
  const interval = reader.u16('DRI interval');
  if (interval !== 0) reader.fail('unsupported', 'DRI interval', 'restart intervals are not decoded here');
}
