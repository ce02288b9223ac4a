import type { PreparedProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { PartitionKey } from './reference-batch.js';
import { RowPages, type RowStore } from './row-pages.js';
import type { TailSession } from './tail-session.js';

const CAPACITY_MIN = 64;

/** Below this many products a plain loop is done before a session has begun. */
const LOOP_PRODUCTS_MAX = 128;

/**
 * Rows that are not sealed yet: growing arrays. An erased row is overwritten by the last one at once, so nothing
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
  #bytes = new Uint8Array(CAPACITY_MIN * EMBEDDING_DIMENSION);
  #inverseLengths = new Float64Array(CAPACITY_MIN);
  #qualities = new Float64Array(CAPACITY_MIN);
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
  write(row: number, embedding: Int8Array, quality: number): void {
    if (row >= this.#inverseLengths.length) this.#grow();
    const from = row * EMBEDDING_DIMENSION;
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) this.#bytes[from + d] = embedding[d]! + 128;
    const length = vectorLength(embedding);
    this.#inverseLengths[row] = length === 0 ? 0 : 1 / length;
    this.#qualities[row] = quality;
    this.version++;
  }

  /** The last row takes the place of another one. */
  moveLast(to: number): void {
    const last = this.rowCount - 1;
    const from = last * EMBEDDING_DIMENSION;
    this.#bytes.copyWithin(to * EMBEDDING_DIMENSION, from, from + EMBEDDING_DIMENSION);
    this.#inverseLengths[to] = this.#inverseLengths[last]!;
    this.#qualities[to] = this.#qualities[last]!;
    this.clear(last);
  }

  /** A row of zeros, similar to nothing. */
  clear(row: number): void {
    this.#bytes.fill(128, row * EMBEDDING_DIMENSION, (row + 1) * EMBEDDING_DIMENSION);
    this.#inverseLengths[row] = 0;
    this.version++;
  }

  readRow(row: number): Int8Array {
    const from = row * EMBEDDING_DIMENSION;
    for (let d = 0; d < EMBEDDING_DIMENSION; d++) this.#row[d] = this.#bytes[from + d]! - 128;
    return this.#row;
  }

  readQuality(row: number): number {
    return this.#qualities[row]!;
  }

  /** Cosine of the best view with every row, for each probe. */
  async scores(probes: readonly PreparedProbe[], session: TailSession): Promise<readonly Float32Array[]> {
    const viewCount = probes.reduce((sum, { views }) => sum + views.length, 0);
    if (this.rowCount * viewCount <= LOOP_PRODUCTS_MAX) return probes.map((probe) => this.#loop(probe));
    const bytes = this.#bytes.subarray(0, this.rowCount * EMBEDDING_DIMENSION);
    return session.scores(bytes, this.#inverseLengths, probes);
  }

  #loop(probe: PreparedProbe): Float32Array {
    return Float32Array.from({ length: this.rowCount }, (_, row) => {
      const embedding = this.readRow(row);
      const cosines = probe.views.map((view, index) => {
        const length = probe.viewLengths[index]!;
        return length === 0 ? 0 : innerProduct(view, embedding, 0) / length;
      });
      return Math.max(...cosines) * this.#inverseLengths[row]!;
    });
  }

  #grow(): void {
    this.#bytes = grown(this.#bytes);
    this.#inverseLengths = grown(this.#inverseLengths);
    this.#qualities = grown(this.#qualities);
  }
}

function grown<Values extends Uint8Array | Float64Array>(values: Values): Values {
  const larger = new (values.constructor as new (length: number) => Values)(values.length * 2);
  larger.set(values);
  return larger;
}
