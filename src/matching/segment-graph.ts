/**
 * The ONNX graph that *is* a sealed gallery segment: rows as constants, exhaustive search as inference.
 *
 * Per block of rows: exact 32-bit inner products, turned into single precision and divided by the rows' lengths in the
 * same pass (`MatMulIntegerToFloat`; the cosines' relative error is below 2^-21), and the maximum of each group of 64
 * rows (`segment-block-nodes.ts`). Dividing by the length of a view is done after the maxima, as it changes no order
 * within a view. The engine scores the rows of the best groups in exact arithmetic, so the graph's rounding only has to
 * be bounded.
 *
 * Inputs: `probe` uint8 [probes, views, D] (`split`: [probes, 2, views, D]), `scale` float32 [probes, views, 1] (one
 * over the views' lengths), `wantsAll` bool [1]: whether the score of every row is wanted.
 * Outputs: `groupScores` float32 [probes, groups], the best score among rows 64g to 64g + 63; `scores` float32
 * [probes, R], no column unless `wantsAll`: who wants the best few does not pay for all.
 *
 * Why parts: on a processor without VNNI, onnxruntime adds two u8 x s8 products in 16 bits, which saturates. With
 * `split` a signed byte p is sent as 2h + l with h in -64..63 and l in 0..1, both within 7 bits, so every product is
 * exact there too at twice the arithmetic; `direct` sends p + 128 as it is. The engine picks by trying (see
 * `probe-coding.ts`).
 */
import { type Constant, encodeModel, type Node, TENSOR_TYPES, type ValueInfo } from './onnx-message.js';
import {
  blockNodes,
  GROUP_ROWS,
  graphNode as node,
  SHARED_CONSTANTS,
  sharedNodes,
} from './segment-block-nodes.js';

export type ProbeCoding = 'direct' | 'split';

/** Opset 13: the last in which ReduceMax takes its axes as an attribute; everything used exists in it. */
const OPSET = 13;

/** Constants start at multiples of this, so that a runtime may map the file into memory. */
const ALIGNMENT_BYTES = 4096;

/** Where one block lies in the file of constants: rows transposed to [D, rows] int8, then 1/length float32 [rows]. */
export type SegmentBlock = {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly rowsOffsetBytes: number;
  readonly lengthsOffsetBytes: number;
};

export type SegmentLayout = {
  readonly dimension: number;
  readonly rowCount: number;
  readonly blocks: readonly SegmentBlock[];
  readonly fileBytes: number;
};

/** Blocks of whole groups, whatever `blockRowsMax` is: only the last may be less than one. */
export function layOutSegment(options: {
  readonly dimension: number;
  readonly rowCount: number;
  readonly blockRowsMax: number;
}): SegmentLayout {
  const { dimension, rowCount, blockRowsMax } = options;
  const blocks: SegmentBlock[] = [];
  let fileBytes = 0;
  for (let firstRow = 0; firstRow < rowCount; ) {
    const blockRows = wholeGroups(Math.min(Math.max(blockRowsMax, GROUP_ROWS), rowCount - firstRow));
    const rowsOffsetBytes = fileBytes;
    const lengthsOffsetBytes = aligned(rowsOffsetBytes + dimension * blockRows);
    fileBytes = aligned(lengthsOffsetBytes + 4 * blockRows);
    blocks.push({ firstRow, rowCount: blockRows, rowsOffsetBytes, lengthsOffsetBytes });
    firstRow += blockRows;
  }
  return { dimension, rowCount, blocks, fileBytes };
}

/** What is left of the rows of a segment, fewer than a group, becomes a block of its own. */
function wholeGroups(rows: number): number {
  return rows < GROUP_ROWS ? rows : rows - (rows % GROUP_ROWS);
}

export function buildSegmentGraph(
  layout: SegmentLayout,
  coding: ProbeCoding,
  constantsFile: string,
): Uint8Array {
  return encodeSegmentGraph(layout, {
    probe: { name: 'probe', type: 'uint8', dimensions: probeDimensions(coding, layout.dimension) },
    constants: [
      { name: 'zeroPoint', type: 'uint8', dimensions: [], data: Uint8Array.of(probeZeroPoint(coding)) },
    ],
    blockConstants: (block, index) => [
      transposedRows(block, index, { layout, file: constantsFile }),
      inverseLengths(block, index, constantsFile),
    ],
    productNodes: (index) => productNodes(index, coding),
  });
}

/** What the graphs of a segment differ in: how probes come in, and how `products` [probes, views, rows] are made. */
export type SegmentKernel = {
  readonly probe: ValueInfo;
  readonly constants: readonly Constant[];
  readonly blockConstants: (block: SegmentBlock, index: number) => readonly Constant[];
  /** Inner products divided by the lengths of the rows, as `products` with the number of the block behind it. */
  readonly productNodes: (index: number) => readonly Node[];
};

export function encodeSegmentGraph(layout: SegmentLayout, kernel: SegmentKernel): Uint8Array {
  return encodeModel({
    name: 'segment',
    opset: OPSET,
    inputs: [
      kernel.probe,
      { name: 'scale', type: 'float32', dimensions: ['probes', 'views', 1] },
      { name: 'wantsAll', type: 'bool', dimensions: [1] },
    ],
    outputs: [
      { name: 'groupScores', type: 'float32', dimensions: ['probes', 'groups'] },
      { name: 'scores', type: 'float32', dimensions: ['probes', 'all'] },
    ],
    constants: [
      ...kernel.constants,
      ...SHARED_CONSTANTS,
      ...layout.blocks.flatMap((block, index) => kernel.blockConstants(block, index)),
    ],
    nodes: [
      ...sharedNodes(),
      ...layout.blocks.flatMap((block, index) => [
        ...kernel.productNodes(index),
        ...blockNodes(index, block.rowCount),
      ]),
      ...mergeNodes(layout.blocks.length),
    ],
  });
}

/** The unsigned byte that stands for zero in the probe. */
export function probeZeroPoint(coding: ProbeCoding): number {
  return coding === 'split' ? 64 : 128;
}

function probeDimensions(coding: ProbeCoding, dimension: number): readonly (number | string)[] {
  return coding === 'split' ? ['probes', 2, 'views', dimension] : ['probes', 'views', dimension];
}

export function transposedRows(
  block: SegmentBlock,
  index: number,
  { layout, file }: { readonly layout: SegmentLayout; readonly file: string },
): Constant {
  const lengthBytes = layout.dimension * block.rowCount;
  return {
    name: `rows${index}`,
    type: 'int8',
    dimensions: [layout.dimension, block.rowCount],
    data: { file, offsetBytes: block.rowsOffsetBytes, lengthBytes },
  };
}

export function inverseLengths(block: SegmentBlock, index: number, file: string): Constant {
  return {
    name: `inverseLengths${index}`,
    type: 'float32',
    dimensions: [block.rowCount],
    data: { file, offsetBytes: block.lengthsOffsetBytes, lengthBytes: 4 * block.rowCount },
  };
}

/** Inner products divided by the lengths of the rows: `products` float32 [probes, views, rows]. */
function productNodes(index: number, coding: ProbeCoding): readonly Node[] {
  const inputs = ['probe', `rows${index}`];
  if (coding === 'direct') {
    const scaled = [...inputs, 'one', `inverseLengths${index}`, 'zeroPoint'];
    return [{ ...node('MatMulIntegerToFloat', scaled, [`products${index}`]), domain: 'com.microsoft' }];
  }
  // 2h + l in single precision, where both and their sum are whole numbers below 2^24 and therefore exact.
  return [
    node('MatMulInteger', [...inputs, 'zeroPoint'], [`integers${index}`]),
    node('Cast', [`integers${index}`], [`parts${index}`], { to: TENSOR_TYPES.float32 }),
    node('Mul', [`parts${index}`, 'partWeights'], [`weighted${index}`]),
    node('ReduceSum', [`weighted${index}`, 'axis1'], [`joined${index}`], { keepdims: 0 }),
    node('Mul', [`joined${index}`, `inverseLengths${index}`], [`products${index}`]),
  ];
}

function mergeNodes(blockCount: number): readonly Node[] {
  const ofBlocks = (name: string) => Array.from({ length: blockCount }, (_, index) => `${name}${index}`);
  return [
    node('Concat', ofBlocks('scores'), ['scores'], { axis: 1 }),
    node('Concat', ofBlocks('maxima'), ['maxima'], { axis: 2 }),
    node('Mul', ['maxima', 'scale'], ['scaledMaxima']),
    node('ReduceMax', ['scaledMaxima'], ['groupScores'], { axes: [1], keepdims: 0 }),
  ];
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}
