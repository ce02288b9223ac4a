import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { PreparedProbe } from '../matching/compare-person.js';
import { encodeModel } from '../matching/onnx-message.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { gallerySessionOptions } from './gallery-session-options.js';

const OPSET = 13;

/**
 * Products of the rows of a tail with the views of probes, in one session for all tails of a thread. On the processor,
 * wherever segments are: rows that change would have to travel to another device for each search.
 *
 * Rows are the left side here and views the right one: onnxruntime packs the right side anew on each run, and views
 * are few. A tail so costs a tenth of what a loop over it does, and hardly more for many probes than for one; that is
 * what keeps searches at the same speed while tails fill. With `split` views go as 2h + l like those of a segment
 * (`matching/segment-graph.ts`): 255 x 64 twice is still below 2^15.
 */
export class TailSession {
  readonly #session: InferenceSession;
  readonly #coding: ProbeCoding;

  private constructor(session: InferenceSession, coding: ProbeCoding) {
    this.#session = session;
    this.#coding = coding;
  }

  static async open(options: {
    readonly threads: number;
    readonly probeCoding: ProbeCoding;
  }): Promise<TailSession> {
    const session = await InferenceSession.create(tailGraph(), gallerySessionOptions(options.threads));
    return new TailSession(session, options.probeCoding);
  }

  /** Cosine of the best view with every row, for each probe. `rows` are bytes with 128 added. */
  async scores(
    rows: Uint8Array,
    inverseLengths: Float64Array,
    probes: readonly PreparedProbe[],
  ): Promise<readonly Float32Array[]> {
    const columns = this.#columnsOf(probes);
    const rowCount = rows.length / EMBEDDING_DIMENSION;
    const { products } = await this.#session.run({
      rows: new Tensor('uint8', rows, [rowCount, EMBEDDING_DIMENSION]),
      views: new Tensor('int8', columns.values, [EMBEDDING_DIMENSION, columns.count]),
    });
    const integers = products!.data as Int32Array;
    let firstColumn = 0;
    return probes.map((probe) => {
      const scores = this.#bestViews(integers, columns.count, firstColumn, probe, inverseLengths);
      firstColumn += probe.views.length * this.#partsPerView;
      return scores;
    });
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  get #partsPerView(): number {
    return this.#coding === 'split' ? 2 : 1;
  }

  /** One column per view, or two: its halves, and what halving leaves. */
  #columnsOf(probes: readonly PreparedProbe[]): { readonly values: Int8Array; readonly count: number } {
    const views = probes.flatMap((probe) => probe.views);
    const parts = this.#partsPerView;
    const count = views.length * parts;
    const values = new Int8Array(EMBEDDING_DIMENSION * count);
    views.forEach((view, index) => {
      for (let d = 0; d < EMBEDDING_DIMENSION; d++) {
        const at = d * count + index * parts;
        if (parts === 1) values[at] = view[d]!;
        else {
          values[at] = view[d]! >> 1;
          values[at + 1] = view[d]! & 1;
        }
      }
    });
    return { values, count };
  }

  #bestViews(
    integers: Int32Array,
    columnCount: number,
    firstColumn: number,
    probe: PreparedProbe,
    inverseLengths: Float64Array,
  ): Float32Array {
    const parts = this.#partsPerView;
    const scales = Float64Array.from(probe.viewLengths, (length) => (length === 0 ? 0 : 1 / length));
    const scores = new Float32Array(integers.length / columnCount);
    for (let row = 0; row < scores.length; row++) {
      let at = row * columnCount + firstColumn;
      let best = Number.NEGATIVE_INFINITY;
      for (let view = 0; view < scales.length; view++, at += parts) {
        const product = parts === 1 ? integers[at]! : 2 * integers[at]! + integers[at + 1]!;
        const score = product * scales[view]!;
        if (score > best) best = score;
      }
      scores[row] = best * inverseLengths[row]!;
    }
    return scores;
  }
}

function tailGraph(): Uint8Array {
  return encodeModel({
    name: 'tail',
    opset: OPSET,
    inputs: [
      { name: 'rows', type: 'uint8', dimensions: ['rowCount', EMBEDDING_DIMENSION] },
      { name: 'views', type: 'int8', dimensions: [EMBEDDING_DIMENSION, 'viewCount'] },
    ],
    outputs: [{ name: 'products', type: 'int32', dimensions: ['rowCount', 'viewCount'] }],
    constants: [{ name: 'zeroPoint', type: 'uint8', dimensions: [], data: Uint8Array.of(128) }],
    nodes: [{ operator: 'MatMulInteger', inputs: ['rows', 'views', 'zeroPoint'], outputs: ['products'] }],
  });
}
