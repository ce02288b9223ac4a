import type { PreparedProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { HeldReference, Rows } from './held-reference.js';

const CAPACITY_MIN = 64;

/**
 * Rows that are not sealed yet: one growing array, searched by a plain loop. An erased row is overwritten by the last
 * one at once, so nothing erased stays in memory.
 */
export class Tail implements Rows {
  #embeddings = new Int8Array(CAPACITY_MIN * EMBEDDING_DIMENSION);
  #inverseLengths = new Float64Array(CAPACITY_MIN);
  readonly references: HeldReference[] = [];

  get rowCount(): number {
    return this.references.length;
  }

  append(reference: HeldReference, embedding: Int8Array): void {
    const row = this.references.length;
    if (row === this.#inverseLengths.length) this.#grow();
    this.#embeddings.set(embedding, row * EMBEDDING_DIMENSION);
    const length = vectorLength(embedding);
    this.#inverseLengths[row] = length === 0 ? 0 : 1 / length;
    this.references.push(reference);
    reference.rows = this;
    reference.row = row;
  }

  erase(row: number): void {
    const last = this.references.length - 1;
    const lastReference = this.references[last]!;
    this.#embeddings.copyWithin(
      row * EMBEDDING_DIMENSION,
      last * EMBEDDING_DIMENSION,
      (last + 1) * EMBEDDING_DIMENSION,
    );
    this.#embeddings.fill(0, last * EMBEDDING_DIMENSION, (last + 1) * EMBEDDING_DIMENSION);
    this.#inverseLengths[row] = this.#inverseLengths[last]!;
    this.references[row] = lastReference;
    lastReference.row = row;
    this.references.pop();
  }

  readRow(row: number): Int8Array {
    return this.#embeddings.subarray(row * EMBEDDING_DIMENSION, (row + 1) * EMBEDDING_DIMENSION);
  }

  /** Cosine of the best view with every row. */
  scores(probe: PreparedProbe): Float32Array {
    const scores = new Float32Array(this.rowCount);
    const views = probe.views.map((view, index) => {
      const length = probe.viewLengths[index]!;
      // 32-bit copies: the loop reads a view once per row, and a widening load of each byte costs a fifth more.
      return { values: Int32Array.from(view), scale: length === 0 ? 0 : 1 / length };
    });
    for (let row = 0; row < scores.length; row++) {
      let best = Number.NEGATIVE_INFINITY;
      for (const { values, scale } of views) {
        const score = innerProduct(values, this.#embeddings, row * EMBEDDING_DIMENSION) * scale;
        if (score > best) best = score;
      }
      scores[row] = best * this.#inverseLengths[row]!;
    }
    return scores;
  }

  #grow(): void {
    const embeddings = new Int8Array(this.#embeddings.length * 2);
    embeddings.set(this.#embeddings);
    this.#embeddings = embeddings;
    const inverseLengths = new Float64Array(this.#inverseLengths.length * 2);
    inverseLengths.set(this.#inverseLengths);
    this.#inverseLengths = inverseLengths;
  }
}
