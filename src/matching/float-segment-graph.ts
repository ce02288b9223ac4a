/**
 * A segment graph for execution providers without 8-bit matrix products (CUDA, TensorRT, WebGPU): the same file of
 * constants and the same way to the best rows as `segment-graph.ts`, with rows and probes in floating point. Rows stay
 * signed bytes in the file; the runtime converts them once, when it folds constants.
 *
 * Inputs as there, but for `probe` float32 [probes, views, D], the view's bytes divided by 128, and `scale`, which is
 * 128 over the view's length: divided, no product leaves the range of half precision.
 *
 * Errors against the integer reference. Bytes are exact in either precision. `float32`: sums are below 2^24 / 128 in
 * steps of 1 / 128, so products are exact in any order, and cosines are as good as those of the integer graph (2^-21
 * relative); half-precision tensor cores (TF32 has eleven bits) change nothing in that. `float16`: where the provider
 * adds in single precision, as cuBLAS does, one rounding to eleven bits is added: 2^-11 relative, 0.0005 at most. The
 * engine scores what comes out again in integers, and has to widen its bound for unseen rows by that.
 */
import { TENSOR_TYPES } from './onnx-message.js';
import { graphNode } from './segment-block-nodes.js';
import { encodeSegmentGraph, inverseLengths, type SegmentLayout, transposedRows } from './segment-graph.js';

export type FloatPrecision = 'float16' | 'float32';

/** What a view is divided by. */
export const FLOAT_PROBE_DIVISOR = 128;

/** Most that a cosine of the graph is off relative to itself, given sums in single precision. */
export const FLOAT_RELATIVE_ERROR: Readonly<Record<FloatPrecision, number>> = {
  float16: 2 ** -11 + 2 ** -20,
  float32: 2 ** -21,
};

export function buildFloatSegmentGraph(
  layout: SegmentLayout,
  precision: FloatPrecision,
  constantsFile: string,
): Uint8Array {
  const to = TENSOR_TYPES[precision];
  return encodeSegmentGraph(layout, {
    probe: { name: 'probe', type: 'float32', dimensions: ['probes', 'views', layout.dimension] },
    constants: [],
    blockConstants: (block, index) => [
      transposedRows(block, index, { layout, file: constantsFile }),
      inverseLengths(block, index, constantsFile),
    ],
    productNodes: (index) => [
      graphNode('Cast', [`rows${index}`], [`floatRows${index}`], { to }),
      graphNode('Cast', ['probe'], [`floatProbe${index}`], { to }),
      graphNode('MatMul', [`floatProbe${index}`, `floatRows${index}`], [`sums${index}`]),
      graphNode('Cast', [`sums${index}`], [`singleSums${index}`], { to: TENSOR_TYPES.float32 }),
      graphNode('Mul', [`singleSums${index}`, `inverseLengths${index}`], [`products${index}`]),
    ],
  });
}
