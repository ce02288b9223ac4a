/**
 * The folder of one sealed segment:
 *   graph.onnx      the search, see `matching/segment-graph.ts`
 *   constants.bin   its constants: blocks of transposed rows and their lengths
 *   rows.bin        the same rows one after the other, for scoring single rows exactly
 *   segment.json    format, counts and SHA-256 of the three
 *
 * Written under a temporary name and renamed when complete; a folder without its final name is rubbish. The files are
 * a cache of what PostgreSQL holds encrypted, in plain form as onnxruntime reads them itself: readable by the hub's
 * user only, removed when the gallery closes and before it loads again.
 */
import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { vectorLength } from '../matching/cosine-similarity.js';
import {
  buildSegmentGraph,
  layOutSegment,
  type ProbeCoding,
  type SegmentBlock,
  type SegmentLayout,
} from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';

const FORMAT = 'open-biometric-identity-hub/gallery-segment';
const FORMAT_VERSION = 1;
const FOLDER_PREFIX = 'segment-';
const TEMPORARY_PREFIX = 'writing-';
const READ_BYTES = 1 << 20;

export const SEGMENT_FILES = { graph: 'graph.onnx', constants: 'constants.bin', rows: 'rows.bin' } as const;
const MANIFEST = 'segment.json';

type FileFacts = { readonly name: string; readonly sha256: string };

type Manifest = {
  readonly format: string;
  readonly version: number;
  readonly dimension: number;
  readonly rowCount: number;
  readonly probeCoding: ProbeCoding;
  readonly files: readonly FileFacts[];
};

/** A file does not hold what was written: the gallery has to be loaded again. */
export class SegmentDamaged extends Error {
  override readonly name = 'SegmentDamaged';
}

/** Writes the rows that `readRow` gives, 0 up to `rowCount`, and returns the folder. */
export function writeSegment(options: {
  readonly directory: string;
  readonly name: string;
  readonly rowCount: number;
  readonly readRow: (row: number) => Int8Array;
  readonly blockRowsMax: number;
  readonly probeCoding: ProbeCoding;
}): string {
  const { directory, name, rowCount, probeCoding } = options;
  const temporary = join(directory, TEMPORARY_PREFIX + name);
  const folder = join(directory, FOLDER_PREFIX + name);
  const layout = layOutSegment({
    dimension: EMBEDDING_DIMENSION,
    rowCount,
    blockRowsMax: options.blockRowsMax,
  });
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const graph = buildSegmentGraph(layout, probeCoding, SEGMENT_FILES.constants);
  writeFileSync(join(temporary, SEGMENT_FILES.graph), graph, { mode: 0o600 });
  const files = [
    { name: SEGMENT_FILES.graph, sha256: createHash('sha256').update(graph).digest('hex') },
    ...writeRows(temporary, layout, options.readRow),
  ];
  const manifest: Manifest = {
    format: FORMAT,
    version: FORMAT_VERSION,
    dimension: EMBEDDING_DIMENSION,
    rowCount,
    probeCoding,
    files,
  };
  writeFileSync(join(temporary, MANIFEST), JSON.stringify(manifest), { mode: 0o600 });
  renameSync(temporary, folder);
  return folder;
}

/** Reads every byte of a segment and compares the digests; throws `SegmentDamaged`. */
export function verifySegment(folder: string): { readonly rowCount: number } {
  const manifest = readManifest(folder);
  for (const file of manifest.files) {
    if (digestOf(join(folder, file.name)) !== file.sha256)
      throw new SegmentDamaged(`${file.name} of a gallery segment does not match its digest`);
  }
  return manifest;
}

export function deleteSegment(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Removes what an earlier run left in a gallery's directory. */
export function deleteAllSegments(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) {
    if (name.startsWith(FOLDER_PREFIX) || name.startsWith(TEMPORARY_PREFIX))
      deleteSegment(join(directory, name));
  }
}

/** One block at a time, so that writing holds two blocks in memory however large the segment is. */
function writeRows(
  folder: string,
  layout: SegmentLayout,
  readRow: (row: number) => Int8Array,
): readonly FileFacts[] {
  const constants = openSync(join(folder, SEGMENT_FILES.constants), 'wx', 0o600);
  const rows = openSync(join(folder, SEGMENT_FILES.rows), 'wx', 0o600);
  const constantsHash = createHash('sha256');
  const rowsHash = createHash('sha256');
  try {
    for (const block of layout.blocks) {
      const content = blockContent(block, readRow);
      append(constants, constantsHash, content.constants);
      append(rows, rowsHash, content.rows);
    }
  } finally {
    closeSync(constants);
    closeSync(rows);
  }
  return [
    { name: SEGMENT_FILES.constants, sha256: constantsHash.digest('hex') },
    { name: SEGMENT_FILES.rows, sha256: rowsHash.digest('hex') },
  ];
}

function blockContent(block: SegmentBlock, readRow: (row: number) => Int8Array) {
  const lengthsAt = block.lengthsOffsetBytes - block.rowsOffsetBytes;
  const lengthsBytes = 4 * block.rowCount;
  const constants = new Uint8Array(Math.ceil((lengthsAt + lengthsBytes) / 4096) * 4096);
  const transposed = new Int8Array(constants.buffer, 0, EMBEDDING_DIMENSION * block.rowCount);
  const inverseLengths = new Float32Array(constants.buffer, lengthsAt, block.rowCount);
  const rows = new Int8Array(EMBEDDING_DIMENSION * block.rowCount);
  for (let row = 0; row < block.rowCount; row++) {
    const embedding = readRow(block.firstRow + row);
    rows.set(embedding, row * EMBEDDING_DIMENSION);
    const length = vectorLength(embedding);
    inverseLengths[row] = length === 0 ? 0 : 1 / length;
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) transposed[d * block.rowCount + row] = embedding[d]!;
  }
  return { constants, rows };
}

function append(file: number, hash: Hash, bytes: Uint8Array | Int8Array): void {
  hash.update(bytes);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

function readManifest(folder: string): Manifest {
  const manifest = parsedJson(readFileSync(join(folder, MANIFEST), 'utf8'));
  const isOurs =
    manifest?.format === FORMAT &&
    manifest.version === FORMAT_VERSION &&
    manifest.dimension === EMBEDDING_DIMENSION;
  if (!isOurs) throw new SegmentDamaged('segment.json of a gallery segment is not of this format');
  return manifest;
}

function parsedJson(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest;
  } catch (cause) {
    throw new SegmentDamaged('segment.json of a gallery segment is not JSON', { cause });
  }
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(READ_BYTES);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const bytes = readSync(file, buffer, 0, READ_BYTES, null);
      if (bytes === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}
