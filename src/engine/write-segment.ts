import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { segmentFolder, writingFolder } from './folder-names.js';
import type { PartitionKey } from './reference-batch.js';
import {
  decodeHeader,
  encodeHeader,
  REFERENCE_BYTES,
  SEGMENT_FILES,
  UnusableSegment,
} from './segment-header.js';

const READ_BYTES = 1 << 20;

/** Used again and again; nothing here is done beside something else. */
const BUFFER = new Uint8Array(READ_BYTES);

/** Rows in memory as the files of a segment hold them, in chunks of `chunkRows`; the last may have fewer. */
export type MemorySource = {
  readonly chunkRows: number;
  readonly chunks: readonly {
    readonly rows: Uint8Array<ArrayBuffer>;
    readonly references: Uint8Array<ArrayBuffer>;
  }[];
};

/** Where rows come from: another segment by its name, or memory. */
export type RowSource = { readonly segment: string } | MemorySource;

/** For moving a segment's rows to the thread that writes it. */
export function buffersOfSources(sources: readonly RowSource[]): readonly ArrayBuffer[] {
  return sources.flatMap((each) =>
    'chunks' in each ? each.chunks.flatMap(({ rows, references }) => [rows.buffer, references.buffer]) : [],
  );
}

export type SegmentContent = {
  readonly name: string;
  readonly key: PartitionKey;
  readonly kind: 'sealed' | 'tail';
  readonly sources: readonly RowSource[];
  /** Rows in their order, as runs: source, first row there, count; three numbers each. */
  readonly runs: Uint32Array;
};

/**
 * Writes a segment under a temporary name, to the disk, and renames it when it is complete. Copies in pieces of a
 * megabyte, however large the segment is. Throws `UnusableSegment` where a source does not hold what was written
 * there (damage must not be sealed in with a fresh digest), and what the file system throws; nothing is left then.
 */
export function writeSegment(directory: string, content: SegmentContent): void {
  const temporary = writingFolder(directory, content.name);
  mkdirSync(temporary, { mode: 0o700 });
  try {
    for (const source of content.sources) {
      if ('segment' in source) verifySegment(segmentFolder(directory, source.segment));
    }
    const header = encodeHeader({
      ...content.key,
      kind: content.kind,
      rowCount: rowCountOf(content.runs),
      rowsSha256: writeRuns(directory, temporary, content, 'rows'),
      referencesSha256: writeRuns(directory, temporary, content, 'references'),
    });
    writeFileDurably(join(temporary, SEGMENT_FILES.header), Buffer.from(header));
    syncFolder(temporary);
    renameSync(temporary, segmentFolder(directory, content.name));
    syncFolder(directory);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Writes a new file and makes sure it is on the disk. */
export function writeFileDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    append(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes sure that names in a folder are on the disk as well. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const RECORD_BYTES = { rows: EMBEDDING_DIMENSION, references: REFERENCE_BYTES } as const;

/** Copies what the runs name from the sources into one of the two files, and returns its SHA-256. */
function writeRuns(
  directory: string,
  folder: string,
  { sources, runs }: SegmentContent,
  what: keyof typeof RECORD_BYTES,
): string {
  const hash = createHash('sha256');
  const file = openSync(join(folder, SEGMENT_FILES[what]), 'wx', 0o600);
  const open = sources.map((source) =>
    'segment' in source
      ? openSync(join(segmentFolder(directory, source.segment), SEGMENT_FILES[what]), 'r')
      : source,
  );
  try {
    for (let at = 0; at < runs.length; at += 3) {
      const source = open[runs[at]!]!;
      const run = { from: runs[at + 1]!, count: runs[at + 2]! };
      const pieces =
        typeof source === 'number'
          ? readPieces(source, run.from * RECORD_BYTES[what], run.count * RECORD_BYTES[what])
          : piecesOf(source, run, what);
      for (const piece of pieces) {
        hash.update(piece);
        append(file, piece);
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
    for (const each of open) if (typeof each === 'number') closeSync(each);
  }
  return hash.digest('hex');
}

function* piecesOf(
  { chunkRows, chunks }: MemorySource,
  run: { readonly from: number; readonly count: number },
  what: keyof typeof RECORD_BYTES,
): Iterable<Uint8Array> {
  const bytes = RECORD_BYTES[what];
  for (let row = run.from; row < run.from + run.count; ) {
    const start = row % chunkRows;
    const count = Math.min(chunkRows - start, run.from + run.count - row);
    yield chunks[Math.floor(row / chunkRows)]![what].subarray(start * bytes, (start + count) * bytes);
    row += count;
  }
}

function* readPieces(file: number, from: number, bytes: number): Iterable<Uint8Array> {
  const buffer = BUFFER;
  for (let done = 0; done < bytes; ) {
    const read = readSync(file, buffer, 0, Math.min(buffer.length, bytes - done), from + done);
    if (read === 0)
      throw new UnusableSegment('damaged', 'a file of a gallery segment is shorter than it was');
    yield buffer.subarray(0, read);
    done += read;
  }
}

function append(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written);
}

function verifySegment(folder: string): void {
  const header = decodeHeader(readFileSync(join(folder, SEGMENT_FILES.header), 'utf8'));
  const isIntact =
    digestOf(join(folder, SEGMENT_FILES.rows)) === header.rowsSha256 &&
    digestOf(join(folder, SEGMENT_FILES.references)) === header.referencesSha256;
  if (!isIntact)
    throw new UnusableSegment('damaged', 'a file of a gallery segment does not match its digest');
}

function digestOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = BUFFER;
  const file = openSync(path, 'r');
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(file, buffer, 0, READ_BYTES, null);
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function rowCountOf(runs: Uint32Array): number {
  let count = 0;
  for (let at = 2; at < runs.length; at += 3) count += runs[at]!;
  return count;
}
