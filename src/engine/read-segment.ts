import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { vectorLength } from '../matching/cosine-similarity.js';
import { buildGraph, type SegmentArithmetic } from '../matching/segment-arithmetic.js';
import { layOutSegment, type SegmentBlock } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { openingFolder, segmentFolder } from './folder-names.js';
import {
  decodeHeader,
  REFERENCE_BYTES,
  SEGMENT_FILES,
  type SegmentHeader,
  UnusableSegment,
} from './segment-header.js';

export const GRAPH_FILE = 'graph.onnx';
const CONSTANTS_FILE = 'constants.bin';

/** Rows transposed at once: their bytes and those they become fit into the first cache of a processor. */
const TILE_ROWS = 64;

/** Used again and again: what is read and written here is larger than all that is kept. */
const SLICE_ROWS = 4096;
const SLICE = new Int8Array(SLICE_ROWS * EMBEDDING_DIMENSION);
const COLUMNS = new Int8Array(SLICE_ROWS * EMBEDDING_DIMENSION);

export type ReadSegment = {
  readonly header: SegmentHeader;
  readonly references: Uint8Array<ArrayBuffer>;
  /** Rows of a tail; those of a sealed segment lie in its `openingFolder` by now, as constants of its graph. */
  readonly rows?: Int8Array<ArrayBuffer>;
};

/**
 * Reads every byte of a segment and compares the digests, and lays out what a session is made from, a
 * megabyte at a time, however large the segment is. Throws `UnusableSegment`.
 */
export function readSegment(
  directory: string,
  name: string,
  options: { readonly blockRowsMax: number; readonly arithmetic: SegmentArithmetic },
): ReadSegment {
  const folder = segmentFolder(directory, name);
  const header = decodeHeader(readText(join(folder, SEGMENT_FILES.header)));
  const references = readReferences(folder, header);
  const file = openExisting(join(folder, SEGMENT_FILES.rows));
  try {
    if (fstatSync(file).size !== header.rowCount * EMBEDDING_DIMENSION)
      throw new UnusableSegment('damaged', 'rows.bin has another length than it had');
    if (header.kind === 'tail') return { header, references, rows: readRows(file, header) };
    layOut(file, header, openingFolder(directory, name), options);
    return { header, references };
  } finally {
    closeSync(file);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UnusableSegment('missing', 'a file of a gallery segment cannot be read', { cause });
  }
}

function openExisting(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new UnusableSegment('missing', 'a file of a gallery segment cannot be read', { cause });
  }
}

function readReferences(folder: string, header: SegmentHeader): Uint8Array<ArrayBuffer> {
  const file = openExisting(join(folder, SEGMENT_FILES.references));
  try {
    const bytes = new Uint8Array(header.rowCount * REFERENCE_BYTES);
    if (fstatSync(file).size !== bytes.length)
      throw new UnusableSegment('damaged', 'references.bin has another length than it had');
    fill(file, bytes);
    requireDigest(createHash('sha256').update(bytes), header.referencesSha256, SEGMENT_FILES.references);
    return bytes;
  } finally {
    closeSync(file);
  }
}

function readRows(file: number, header: SegmentHeader): Int8Array<ArrayBuffer> {
  const rows = new Int8Array(header.rowCount * EMBEDDING_DIMENSION);
  fill(file, rows);
  requireDigest(createHash('sha256').update(rows), header.rowsSha256, SEGMENT_FILES.rows);
  return rows;
}

function layOut(
  rowsFile: number,
  header: SegmentHeader,
  folder: string,
  options: { readonly blockRowsMax: number; readonly arithmetic: SegmentArithmetic },
): void {
  const layout = layOutSegment({
    dimension: EMBEDDING_DIMENSION,
    rowCount: header.rowCount,
    blockRowsMax: options.blockRowsMax,
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  try {
    const graph = buildGraph(layout, options.arithmetic, CONSTANTS_FILE);
    writeFileSync(join(folder, GRAPH_FILE), graph, { mode: 0o600 });
    const constants = openSync(join(folder, CONSTANTS_FILE), 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      for (const block of layout.blocks) writeBlock(rowsFile, constants, block, hash);
      requireDigest(hash, header.rowsSha256, SEGMENT_FILES.rows);
    } finally {
      closeSync(constants);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** In slices of a megabyte, whatever the size of a block: each column of a slice goes to its place in the file. */
function writeBlock(rowsFile: number, constants: number, block: SegmentBlock, hash: Hash): void {
  for (let first = 0; first < block.rowCount; first += SLICE_ROWS) {
    const count = Math.min(SLICE_ROWS, block.rowCount - first);
    const rows = SLICE.subarray(0, count * EMBEDDING_DIMENSION);
    fill(rowsFile, rows);
    hash.update(rows);
    transpose(rows, COLUMNS, count);
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) {
      const column = COLUMNS.subarray(d * count, (d + 1) * count);
      writeAt(constants, column, block.rowsOffsetBytes + d * block.rowCount + first);
    }
    writeAt(constants, inverseLengths(rows, count), block.lengthsOffsetBytes + 4 * first);
  }
}

function inverseLengths(rows: Int8Array, count: number): Uint8Array {
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const length = vectorLength(rows.subarray(row * EMBEDDING_DIMENSION, (row + 1) * EMBEDDING_DIMENSION));
    lengths[row] = length === 0 ? 0 : 1 / length;
  }
  return new Uint8Array(lengths.buffer);
}

function transpose(rows: Int8Array, columns: Int8Array, rowCount: number): void {
  for (let first = 0; first < rowCount; first += TILE_ROWS) {
    const end = Math.min(rowCount, first + TILE_ROWS);
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) {
      let from = first * EMBEDDING_DIMENSION + d;
      let to = d * rowCount + first;
      for (let row = first; row < end; row++, from += EMBEDDING_DIMENSION) columns[to++] = rows[from]!;
    }
  }
}

function writeAt(file: number, bytes: Uint8Array | Int8Array, at: number): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, at + written);
}

/** From where the file is read next. */
function fill(file: number, bytes: Uint8Array | Int8Array): void {
  for (let read = 0; read < bytes.length; ) {
    const more = readSync(file, bytes, read, bytes.length - read, null);
    if (more === 0) throw new UnusableSegment('damaged', 'a file of a gallery segment ends early');
    read += more;
  }
}

function requireDigest(hash: Hash, expected: string, name: string): void {
  if (hash.digest('hex') !== expected)
    throw new UnusableSegment('damaged', `${name} of a gallery segment does not match its digest`);
}
