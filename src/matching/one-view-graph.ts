/**
 * A segment graph for one probe of one view at a time: `MatMulNBits` reads rows one after the other, at the speed of
 * the memory, where the kernel behind `segment-graph.ts` reaches half of it with one view and is faster from about five
 * on. The two pack rows differently, so serving both from memory takes the rows twice.
 *
 * The operator rounds a probe to whole steps of a 127th of its largest value. `roundProbe` does that beforehand, so that
 * what the graph computes is known: integer products with the rounded probe, in single precision. How far their cosines can
 * be from those of the probe itself is known too, and what lies between is for the caller to rule out by scoring again.
 *
 * Inputs as in `segment-graph.ts`, but for `probe` float32 [probes, 1, D]: rounded probes; `scale` is one over their
 * lengths. The file of constants has the same layout, with rows not transposed and 128 added to each byte.
 */
import { vectorLength } from './cosine-similarity.js';
import type { Constant } from './onnx-message.js';
import {
  encodeSegmentGraph,
  inverseLengths,
  type SegmentBlock,
  type SegmentLayout,
} from './segment-graph.js';

export type RoundedProbe = {
  /** Whole numbers, the largest magnitude 127; zeros for a probe of zeros. */
  readonly values: Int8Array;
  /** No cosine with any row differs by more between the probe and `values`. */
  readonly cosineDeviation: number;
};

export function roundProbe(view: Int8Array): RoundedProbe {
  const largest = view.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return { values: view.slice(), cosineDeviation: 0 };
  const values = view.map((value) => Math.round((value * 127) / largest));
  const length = vectorLength(view);
  const roundedLength = vectorLength(values);
  // Of two unit vectors: with any third one their products differ by at most their distance.
  let squares = 0;
  for (let d = 0; d < view.length; d++) squares += (view[d]! / length - values[d]! / roundedLength) ** 2;
  return { values, cosineDeviation: Math.sqrt(squares) + ROUNDING };
}

/** What single precision takes from a cosine of the graph, products of unsigned rows included, rounded up. */
const ROUNDING = 1e-5;

export function buildOneViewGraph(layout: SegmentLayout, constantsFile: string): Uint8Array {
  const { dimension } = layout;
  return encodeSegmentGraph(layout, {
    probe: { name: 'probe', type: 'float32', dimensions: ['probes', 1, dimension] },
    constants: [],
    blockConstants: (block, index) => [
      unsignedRows(block, index, { dimension, file: constantsFile }),
      inverseLengths(block, index, constantsFile),
    ],
    productNodes: (index) => [
      {
        operator: 'MatMulNBits',
        domain: 'com.microsoft',
        inputs: ['probe', `rows${index}`, `inverseLengths${index}`],
        outputs: [`products${index}`],
        attributes: {
          K: dimension,
          N: layout.blocks[index]!.rowCount,
          bits: 8,
          block_size: dimension,
          // 8-bit arithmetic; without it rows would be turned into single precision.
          accuracy_level: 4,
        },
      },
    ],
  });
}

function unsignedRows(
  block: SegmentBlock,
  index: number,
  { dimension, file }: { readonly dimension: number; readonly file: string },
): Constant {
  return {
    name: `rows${index}`,
    type: 'uint8',
    dimensions: [block.rowCount, 1, dimension],
    data: { file, offsetBytes: block.rowsOffsetBytes, lengthBytes: dimension * block.rowCount },
  };
}
