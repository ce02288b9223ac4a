import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PreparedProbe } from '../matching/compare-person.js';
import type { SegmentArithmetic } from '../matching/segment-arithmetic.js';
import { GROUP_ROWS } from '../matching/segment-block-nodes.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import { openingFolder, segmentFolder } from './folder-names.js';
import { gallerySessionOptions } from './gallery-session-options.js';
import { probeTensors } from './probe-tensors.js';
import { GRAPH_FILE } from './read-segment.js';
import type { PartitionKey } from './reference-batch.js';
import type { RowPages, RowStore } from './row-pages.js';
import { REFERENCE_BYTES, REFERENCE_QUALITY_AT, SEGMENT_FILES, UnusableSegment } from './segment-header.js';
import { UUID_WORDS } from './uuid-words.js';

/** Below this many rows a second thread costs more than it brings (waking one takes as long as 5,000 rows). */
const PARALLEL_ROWS_MIN = 16_384;

/** Rows whose records are read at once: three kilobytes take no longer than one record. */
const RECORDS_READ = 64;

export type SessionOptions = {
  readonly executionProvider: ExecutionProvider;
  readonly threads: number;
  readonly arithmetic: SegmentArithmetic;
};

export type SegmentPlace = {
  readonly directory: string;
  readonly name: string;
  readonly key: PartitionKey;
};

/**
 * A segment folder that is open: an onnxruntime session over its rows, and which slots these have. The rows are in
 * memory once, packed by the session, which has let go of what it was made from; single rows, qualities and identifiers
 * are read from the files.
 */
export class SealedSegment implements RowStore {
  readonly name: string;
  readonly key: PartitionKey;
  readonly rows: RowPages;
  erasedCount = 0;
  /** Number of the oldest erasure whose row is still in the files. */
  firstErasure = Number.POSITIVE_INFINITY;
  readonly #session: InferenceSession;
  readonly #coding: SegmentArithmetic;
  readonly #rowsFile: number;
  readonly #referencesFile: number;
  readonly #row = new Int8Array(EMBEDDING_DIMENSION);
  /** As `references.bin` has them, from row `#firstRecord` on: who reads one mostly reads it again, or the next. */
  readonly #records = new Float64Array((RECORDS_READ * REFERENCE_BYTES) / 8);
  readonly #recordWords = new Uint32Array(this.#records.buffer);
  #firstRecord = Number.NEGATIVE_INFINITY;

  private constructor(
    options: SegmentPlace & { readonly rows: RowPages },
    session: InferenceSession,
    coding: SegmentArithmetic,
  ) {
    this.name = options.name;
    this.key = options.key;
    this.rows = options.rows;
    this.#session = session;
    this.#coding = coding;
    this.#rowsFile = openSync(join(segmentFolder(options.directory, options.name), SEGMENT_FILES.rows), 'r');
    this.#referencesFile = openSync(
      join(segmentFolder(options.directory, options.name), SEGMENT_FILES.references),
      'r',
    );
  }

  /** `readSegment` has checked the files and laid out the graph. */
  static async open(place: SegmentPlace, rows: RowPages, options: SessionOptions): Promise<SealedSegment> {
    const graph = join(openingFolder(place.directory, place.name), GRAPH_FILE);
    const session = await InferenceSession.create(graph, {
      ...gallerySessionOptions(rows.rowCount < PARALLEL_ROWS_MIN ? 1 : options.threads),
      executionProviders: [options.executionProvider],
    });
    return new SealedSegment({ ...place, rows }, session, options.arithmetic);
  }

  get rowCount(): number {
    return this.rows.rowCount;
  }

  get liveCount(): number {
    return this.rowCount - this.erasedCount;
  }

  /** The best score of each group of `GROUP_ROWS` rows, for each probe; erased rows among them. */
  async groupScores(probes: readonly PreparedProbe[]): Promise<readonly Float32Array[]> {
    return this.#run(probes, 'groupScores');
  }

  /** The score of every row for each probe, erased ones among them. */
  async allScores(probes: readonly PreparedProbe[]): Promise<readonly Float32Array[]> {
    return this.#run(probes, 'scores');
  }

  /** The rows of a group, one behind the other. How many there are: fewer than `GROUP_ROWS` in the last group only. */
  readGroup(group: number, into: Int8Array): number {
    const first = group * GROUP_ROWS;
    const count = Math.min(GROUP_ROWS, this.rowCount - first);
    readFully(this.#rowsFile, into.subarray(0, count * EMBEDDING_DIMENSION), first * EMBEDDING_DIMENSION);
    return count;
  }

  readRow(row: number): Int8Array {
    readFully(this.#rowsFile, this.#row, row * EMBEDDING_DIMENSION);
    return this.#row;
  }

  readQuality(row: number): number {
    return this.#records[(this.#recordAt(row) + REFERENCE_QUALITY_AT) / 8]!;
  }

  readIdentifiers(row: number, into: Uint32Array): void {
    const at = this.#recordAt(row) / 4;
    for (let word = 0; word < 2 * UUID_WORDS; word++) into[word] = this.#recordWords[at + word]!;
  }

  /** `erasure` is its number, see `GalleryContent`. */
  markErased(erasure: number): void {
    this.erasedCount++;
    this.firstErasure = Math.min(this.firstErasure, erasure);
  }

  /** Releases session and files, which stay where they are. */
  async close(): Promise<void> {
    closeSync(this.#rowsFile);
    closeSync(this.#referencesFile);
    await this.#session.release();
  }

  /** Where the record of a row begins in `#records`, in bytes. */
  #recordAt(row: number): number {
    const first = row - (row % RECORDS_READ);
    if (first !== this.#firstRecord) {
      const count = Math.min(RECORDS_READ, this.rowCount - first);
      this.#firstRecord = Number.NEGATIVE_INFINITY;
      readFully(
        this.#referencesFile,
        this.#records.subarray(0, (count * REFERENCE_BYTES) / 8),
        first * REFERENCE_BYTES,
      );
      this.#firstRecord = first;
    }
    return (row - first) * REFERENCE_BYTES;
  }

  async #run(
    probes: readonly PreparedProbe[],
    wanted: 'groupScores' | 'scores',
  ): Promise<readonly Float32Array[]> {
    const wantsAll = new Tensor('bool', Uint8Array.of(wanted === 'scores' ? 1 : 0), [1]);
    const output = await this.#session.run({ ...probeTensors(probes, this.#coding), wantsAll }, [wanted]);
    const values = output[wanted]!.data as Float32Array;
    const each = values.length / probes.length;
    return probes.map((_, index) => values.subarray(index * each, (index + 1) * each));
  }
}

function readFully(file: number, into: Int8Array | Float64Array, position: number): void {
  if (readSync(file, into, 0, into.byteLength, position) !== into.byteLength)
    throw new UnusableSegment('damaged', 'a file of a gallery segment is shorter than it was');
}
