import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PreparedProbe } from '../matching/compare-person.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
import type { HeldReference, Rows } from './held-reference.js';
import { probeTensors } from './probe-tensors.js';
import { deleteSegment, SEGMENT_FILES, verifySegment } from './segment-files.js';

/** Below this many rows a second thread costs more than it brings (waking one takes as long as 5,000 rows). */
const PARALLEL_ROWS_MIN = 16_384;

export type SessionOptions = {
  readonly executionProvider: ExecutionProvider;
  readonly threads: number;
  readonly probeCoding: ProbeCoding;
};

/** Best rows of one probe, best first. */
export type TopRows = { readonly scores: Float32Array; readonly rows: Int32Array };

/**
 * A segment folder that is open: an onnxruntime session over its rows, and which reference each row belongs to.
 * The rows are held once, by the session; single rows are read from `rows.bin`.
 */
export class SealedSegment implements Rows {
  readonly folder: string;
  readonly rowCount: number;
  /** Number of the person of each row. */
  readonly persons: Int32Array;
  /** Reference of each row; `undefined` where it was erased. */
  readonly references: (HeldReference | undefined)[];
  erasedCount = 0;
  readonly #session: InferenceSession;
  readonly #coding: ProbeCoding;
  readonly #rowsFile: number;
  readonly #row = new Int8Array(EMBEDDING_DIMENSION);

  private constructor(
    folder: string,
    references: readonly (HeldReference | undefined)[],
    session: InferenceSession,
    coding: ProbeCoding,
  ) {
    this.folder = folder;
    this.rowCount = references.length;
    this.persons = Int32Array.from(references, (reference) => reference?.person.number ?? -1);
    this.references = [...references];
    this.#session = session;
    this.#coding = coding;
    this.#rowsFile = openSync(join(folder, SEGMENT_FILES.rows), 'r');
  }

  /** Checks every byte, then loads. `references` name the rows in order; they are not moved here yet. */
  static async open(
    folder: string,
    references: readonly (HeldReference | undefined)[],
    options: SessionOptions,
  ): Promise<SealedSegment> {
    verifySegment(folder);
    const session = await InferenceSession.create(join(folder, SEGMENT_FILES.graph), {
      executionProviders: [options.executionProvider],
      executionMode: 'sequential',
      intraOpNumThreads: references.length < PARALLEL_ROWS_MIN ? 1 : options.threads,
      interOpNumThreads: 1,
      // Shapes change with every batch; and idle sessions must not spin on the processor others need.
      enableMemPattern: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return new SealedSegment(folder, references, session, options.probeCoding);
  }

  /** The `k` best rows of each probe, erased ones among them. */
  async topRows(probes: readonly PreparedProbe[], k: number): Promise<readonly TopRows[]> {
    const output = await this.#run(probes, Math.min(k, this.rowCount), ['topScores', 'topRows']);
    const scores = perProbe(output['topScores']!.data as Float32Array, probes.length);
    const rows = perProbe(output['topRows']!.data as Int32Array, probes.length);
    return scores.map((ofProbe, index) => ({ scores: ofProbe, rows: rows[index]! }));
  }

  /** The score of every row for each probe, erased ones among them. */
  async allScores(probes: readonly PreparedProbe[]): Promise<readonly Float32Array[]> {
    const output = await this.#run(probes, 1, ['scores']);
    return perProbe(output['scores']!.data as Float32Array, probes.length);
  }

  erase(row: number): void {
    this.references[row] = undefined;
    this.erasedCount++;
  }

  readRow(row: number): Int8Array {
    readSync(this.#rowsFile, this.#row, 0, EMBEDDING_DIMENSION, row * EMBEDDING_DIMENSION);
    return this.#row;
  }

  /** Throws `SegmentDamaged` where a file does not hold what was written. */
  verify(): void {
    verifySegment(this.folder);
  }

  /** Releases the session and deletes the files. */
  async remove(): Promise<void> {
    closeSync(this.#rowsFile);
    await this.#session.release();
    deleteSegment(this.folder);
  }

  #run(probes: readonly PreparedProbe[], k: number, outputs: readonly string[]) {
    const feeds = {
      ...probeTensors(probes, this.#coding),
      k: new Tensor('int64', BigInt64Array.of(BigInt(k)), [1]),
    };
    return this.#session.run(feeds, outputs);
  }
}

function perProbe<Values extends Float32Array | Int32Array>(values: Values, probeCount: number): Values[] {
  const each = values.length / probeCount;
  return Array.from(
    { length: probeCount },
    (_, index) => values.subarray(index * each, (index + 1) * each) as Values,
  );
}
