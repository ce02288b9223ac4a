import { type MultiplyRows, ROW_PRODUCTS_MODULE, VIEW_BYTES } from './row-products-module.js';
import { GROUP_ROWS } from './segment-block-nodes.js';
import { EMBEDDING_DIMENSION } from './template.js';
import { WASM_PAGE_BYTES } from './web-assembly.js';

const ROWS_BYTES = GROUP_ROWS * EMBEDDING_DIMENSION;

/** What is compared with rows: the views of a probe and their lengths (`PreparedProbe`). */
export type ComparedViews = {
  readonly views: readonly Int8Array[];
  readonly viewLengths: readonly number[];
};

/**
 * Exact cosines of a group of rows with a probe, by the vector instructions of WebAssembly: a loop over bytes in
 * JavaScript takes ten times as long. Inner products are whole numbers, and what is done with them is what
 * `bestViewSimilarity` does, so are the cosines.
 */
export class RowProducts {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #multiply: MultiplyRows;
  #viewLengths: readonly number[] = [];
  #rows: Int8Array = new Int8Array(0);
  #views: Int16Array = new Int16Array(0);
  #products: Int32Array = new Int32Array(0);

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(ROW_PRODUCTS_MODULE), {
      m: { m: this.#memory },
    });
    this.#multiply = instance.exports['multiply'] as MultiplyRows;
  }

  /** Where a caller puts up to `GROUP_ROWS` rows of `EMBEDDING_DIMENSION` bytes, once there are views. */
  get rows(): Int8Array {
    return this.#rows;
  }

  /** The views rows are compared with from now on: one at least. */
  setViews({ views, viewLengths }: ComparedViews): void {
    this.#viewLengths = viewLengths;
    const viewsAt = ROWS_BYTES;
    const productsAt = viewsAt + VIEW_BYTES * views.length;
    const bytes = productsAt + 4 * GROUP_ROWS * (1 + views.length);
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    const { buffer } = this.#memory;
    this.#rows = new Int8Array(buffer, 0, ROWS_BYTES);
    this.#views = new Int16Array(buffer, viewsAt, EMBEDDING_DIMENSION * views.length);
    this.#products = new Int32Array(buffer, productsAt, GROUP_ROWS * (1 + views.length));
    views.forEach((view, index) => {
      this.#views.set(view, index * EMBEDDING_DIMENSION);
    });
  }

  /** Cosine of the best view with each of the first `rowCount` rows. `into`: float64 [GROUP_ROWS]. */
  cosines(rowCount: number, into: Float64Array): void {
    const viewCount = this.#viewLengths.length;
    const viewsAt = this.#views.byteOffset;
    const products = this.#products;
    this.#multiply(
      viewsAt,
      viewsAt + VIEW_BYTES * viewCount,
      0,
      EMBEDDING_DIMENSION * rowCount,
      products.byteOffset,
    );
    for (let row = 0, at = 0; row < rowCount; row++) {
      const length = Math.sqrt(products[at++]!);
      let best = -1;
      for (let view = 0; view < viewCount; view++) {
        const lengths = this.#viewLengths[view]! * length;
        const product = products[at++]!;
        best = Math.max(best, lengths === 0 ? 0 : product / lengths);
      }
      into[row] = Math.min(1, best);
    }
  }
}
