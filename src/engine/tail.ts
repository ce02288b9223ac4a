import type { PreparedProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { pagedBytes } from './paged-bytes.js';
import type { PartitionKey } from './reference-batch.js';
import { RowPages, type RowStore } from './row-pages.js';
import type { TailSession } from './tail-session.js';
import { UUID_WORDS } from './uuid-words.js';

const CAPACITY_MIN = 64;

/** Rows of a chunk: what is full is never copied, and chunks of one size take each other's place in memory. */
export const TAIL_CHUNK_ROWS = 8192;

type Chunk = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly inverseLengths: Float64Array;
  readonly qualities: Float64Array;
  /** Of template and subject. */
  readonly identifiers: Uint32Array;
};

const IDENTIFIER_WORDS = 2 * UUID_WORDS;

/** What a row holds beside its embedding. */
export type TailRecord = {
  readonly quality: number;
  readonly templateId: Uint32Array;
  readonly subjectId: Uint32Array;
};

/** Below this many products a plain loop is done before a session has begun. */
const LOOP_PRODUCTS_MAX = 128;

/**
 * Rows that are not sealed yet: arrays that grow to chunks, and further chunks. An erased row is overwritten by the last one at once, so nothing
 * erased stays in memory; while a tail is being sealed rows must keep their place, and are overwritten by zeros.
 *
 * Bytes are kept with 128 added, as the session wants the left side of its product without sign.
 */
export class Tail implements RowStore {
  readonly key: PartitionKey;
  readonly rows = new RowPages();
  isFrozen = false;
  erasedCount = 0;
  /** Changes with every change; what was saved to a file under which number stands beside it. */
  version = 0;
  saved: { readonly version: number; readonly name: string } | undefined;
  readonly #chunks: Chunk[] = [];
  readonly #row = new Int8Array(EMBEDDING_DIMENSION);

  constructor(key: PartitionKey) {
    this.key = key;
  }

  get rowCount(): number {
    return this.rows.rowCount;
  }

  get liveCount(): number {
    return this.rowCount - this.erasedCount;
  }

  /** Fills the row that `rows` was just given. */
  write(row: number, embedding: Int8Array, record: TailRecord): void {
    const { bytes, inverseLengths, qualities, identifiers } = this.#chunkToWrite(row);
    const at = row % TAIL_CHUNK_ROWS;
    const from = at * EMBEDDING_DIMENSION;
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) bytes[from + d] = embedding[d]! + 128;
    const length = vectorLength(embedding);
    inverseLengths[at] = length === 0 ? 0 : 1 / length;
    qualities[at] = record.quality;
    identifiers.set(record.templateId, at * IDENTIFIER_WORDS);
    identifiers.set(record.subjectId, at * IDENTIFIER_WORDS + UUID_WORDS);
    this.version++;
  }

  /** The last row takes the place of another one. */
  moveLast(to: number): void {
    const last = this.rowCount - 1;
    const source = this.#chunkOf(last);
    const target = this.#chunkOf(to);
    const from = last % TAIL_CHUNK_ROWS;
    const at = to % TAIL_CHUNK_ROWS;
    target.bytes.set(partOf(source.bytes, from, EMBEDDING_DIMENSION), at * EMBEDDING_DIMENSION);
    target.inverseLengths[at] = source.inverseLengths[from]!;
    target.qualities[at] = source.qualities[from]!;
    target.identifiers.set(partOf(source.identifiers, from, IDENTIFIER_WORDS), at * IDENTIFIER_WORDS);
    this.clear(last);
  }

  /** A row of zeros, similar to nothing and nobody's. */
  clear(row: number): void {
    const { bytes, inverseLengths, identifiers } = this.#chunkOf(row);
    const at = row % TAIL_CHUNK_ROWS;
    partOf(bytes, at, EMBEDDING_DIMENSION).fill(128);
    inverseLengths[at] = 0;
    partOf(identifiers, at, IDENTIFIER_WORDS).fill(0);
    this.version++;
  }

  readRow(row: number): Int8Array {
    const { bytes } = this.#chunkOf(row);
    const from = (row % TAIL_CHUNK_ROWS) * EMBEDDING_DIMENSION;
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) this.#row[d] = bytes[from + d]! - 128;
    return this.#row;
  }

  readQuality(row: number): number {
    return this.#chunkOf(row).qualities[row % TAIL_CHUNK_ROWS]!;
  }

  readIdentifiers(row: number, into: Uint32Array): void {
    into.set(partOf(this.#chunkOf(row).identifiers, row % TAIL_CHUNK_ROWS, IDENTIFIER_WORDS));
  }

  /** Cosine of the best view with every row, for each probe. */
  async scores(probes: readonly PreparedProbe[], session: TailSession): Promise<readonly Float32Array[]> {
    const viewCount = probes.reduce((sum, { views }) => sum + views.length, 0);
    if (this.rowCount * viewCount <= LOOP_PRODUCTS_MAX) return probes.map((probe) => this.#loop(probe));
    if (this.rowCount <= TAIL_CHUNK_ROWS) return this.#scoresOfChunk(0, this.rowCount, probes, session);
    const scores = probes.map(() => new Float32Array(this.rowCount));
    for (let firstRow = 0; firstRow < this.rowCount; firstRow += TAIL_CHUNK_ROWS) {
      const rows = Math.min(TAIL_CHUNK_ROWS, this.rowCount - firstRow);
      const ofChunk = await this.#scoresOfChunk(firstRow, rows, probes, session);
      ofChunk.forEach((each, index) => {
        scores[index]!.set(each, firstRow);
      });
    }
    return scores;
  }

  #scoresOfChunk(
    firstRow: number,
    rows: number,
    probes: readonly PreparedProbe[],
    session: TailSession,
  ): Promise<readonly Float32Array[]> {
    const { bytes, inverseLengths } = this.#chunkOf(firstRow);
    return session.scores(bytes.subarray(0, rows * EMBEDDING_DIMENSION), inverseLengths, probes);
  }

  #loop(probe: PreparedProbe): Float32Array {
    return Float32Array.from({ length: this.rowCount }, (_, row) => {
      const embedding = this.readRow(row);
      const cosines = probe.views.map((view, index) => {
        const length = probe.viewLengths[index]!;
        return length === 0 ? 0 : innerProduct(view, embedding, 0) / length;
      });
      return Math.max(...cosines) * this.#chunkOf(row).inverseLengths[row % TAIL_CHUNK_ROWS]!;
    });
  }

  #chunkOf(row: number): Chunk {
    return this.#chunks[Math.floor(row / TAIL_CHUNK_ROWS)]!;
  }

  #chunkToWrite(row: number): Chunk {
    const index = Math.floor(row / TAIL_CHUNK_ROWS);
    const chunk = this.#chunks[index] ?? newChunk(index === 0 ? CAPACITY_MIN : TAIL_CHUNK_ROWS);
    this.#chunks[index] = row % TAIL_CHUNK_ROWS < chunk.qualities.length ? chunk : grownChunk(chunk);
    return this.#chunks[index];
  }
}

function newChunk(rows: number): Chunk {
  return {
    bytes: bytesFor(rows),
    inverseLengths: new Float64Array(rows),
    qualities: new Float64Array(rows),
    identifiers: new Uint32Array(rows * IDENTIFIER_WORDS),
  };
}

function grownChunk({ bytes, inverseLengths, qualities, identifiers }: Chunk): Chunk {
  return {
    bytes: grown(bytes, bytesFor(2 * qualities.length)),
    inverseLengths: grown(inverseLengths, new Float64Array(2 * qualities.length)),
    qualities: grown(qualities, new Float64Array(2 * qualities.length)),
    identifiers: grown(identifiers, new Uint32Array(2 * identifiers.length)),
  };
}

/** What a row has of `values`. */
function partOf<Values extends Uint8Array | Uint32Array>(values: Values, at: number, count: number): Values {
  return values.subarray(at * count, (at + 1) * count) as Values;
}

function bytesFor(rows: number): Uint8Array<ArrayBuffer> {
  const count = rows * EMBEDDING_DIMENSION;
  return rows < TAIL_CHUNK_ROWS ? new Uint8Array(count) : pagedBytes(count);
}

function grown<Values extends Uint8Array | Float64Array | Uint32Array>(
  values: Values,
  larger: Values,
): Values {
  larger.set(values);
  return larger;
}
