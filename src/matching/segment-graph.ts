/**
 * The ONNX graph that *is* a sealed gallery segment: rows as constants, exhaustive search as inference.
 *
 * Per block of rows: `MatMulInteger(probe, rows)` gives exact 32-bit inner products; scaled by the views' lengths,
 * reduced to the best view, scaled by the rows' lengths they are cosines in single precision (relative error below
 * 2^-21); `TopK` keeps the best of the block and a last `TopK` the best of all. The engine scores what it returns
 * again in exact arithmetic, so the graph's rounding only has to be bounded.
 *
 * Inputs: `probe` uint8 [probes, views, D] (`split`: [probes, 2, views, D]), `scale` float32 [probes, views, 1] (one
 * over the views' lengths), `k` int64 [1], at most R.
 * Outputs: `topScores` float32 and `topRows` int32 [probes, k]; `scores` float32 [probes, R].
 *
 * Why parts: on a processor without VNNI, onnxruntime adds two u8 x s8 products in 16 bits, which saturates. With
 * `split` a signed byte p is sent as 2h + l with h in -64..63 and l in 0..1, both within 7 bits, so every product is
 * exact there too at twice the arithmetic; `direct` sends p + 128 as it is. The engine picks by trying (see
 * `probe-coding.ts`).
 */
import { type Constant, encodeModel, type Node, TENSOR_TYPES } from './onnx-message.js';

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

export function layOutSegment(options: {
  readonly dimension: number;
  readonly rowCount: number;
  readonly blockRowsMax: number;
}): SegmentLayout {
  const { dimension, rowCount, blockRowsMax } = options;
  const blocks: SegmentBlock[] = [];
  let fileBytes = 0;
  for (let firstRow = 0; firstRow < rowCount; firstRow += blockRowsMax) {
    const blockRows = Math.min(blockRowsMax, rowCount - firstRow);
    const rowsOffsetBytes = fileBytes;
    const lengthsOffsetBytes = aligned(rowsOffsetBytes + dimension * blockRows);
    fileBytes = aligned(lengthsOffsetBytes + 4 * blockRows);
    blocks.push({ firstRow, rowCount: blockRows, rowsOffsetBytes, lengthsOffsetBytes });
  }
  return { dimension, rowCount, blocks, fileBytes };
}

export function buildSegmentGraph(
  layout: SegmentLayout,
  coding: ProbeCoding,
  constantsFile: string,
): Uint8Array {
  return encodeModel({
    name: 'segment',
    opset: OPSET,
    inputs: [
      { name: 'probe', type: 'uint8', dimensions: probeDimensions(coding, layout.dimension) },
      { name: 'scale', type: 'float32', dimensions: ['probes', 'views', 1] },
      { name: 'k', type: 'int64', dimensions: [1] },
    ],
    outputs: [
      { name: 'topScores', type: 'float32', dimensions: ['probes', 'kept'] },
      { name: 'topRows', type: 'int32', dimensions: ['probes', 'kept'] },
      { name: 'scores', type: 'float32', dimensions: ['probes', layout.rowCount] },
    ],
    constants: [
      { name: 'zeroPoint', type: 'uint8', dimensions: [], data: Uint8Array.of(probeZeroPoint(coding)) },
      ...(coding === 'split' ? PART_CONSTANTS : []),
      ...layout.blocks.flatMap((block, index) => blockConstants(block, index, layout, constantsFile)),
    ],
    nodes: [
      ...layout.blocks.flatMap((_, index) => blockNodes(index, coding)),
      ...mergeNodes(layout.blocks.length),
    ],
  });
}

const PART_CONSTANTS: readonly Constant[] = [
  { name: 'partAxis', type: 'int64', dimensions: [1], data: int64(1) },
  { name: 'partWeights', type: 'float32', dimensions: [2, 1, 1], data: float32([2, 1]) },
];

/** The unsigned byte that stands for zero in the probe. */
export function probeZeroPoint(coding: ProbeCoding): number {
  return coding === 'split' ? 64 : 128;
}

function probeDimensions(coding: ProbeCoding, dimension: number): readonly (number | string)[] {
  return coding === 'split' ? ['probes', 2, 'views', dimension] : ['probes', 'views', dimension];
}

function blockConstants(
  block: SegmentBlock,
  index: number,
  layout: SegmentLayout,
  file: string,
): readonly Constant[] {
  return [
    {
      name: `rows${index}`,
      type: 'int8',
      dimensions: [layout.dimension, block.rowCount],
      data: { file, offsetBytes: block.rowsOffsetBytes, lengthBytes: layout.dimension * block.rowCount },
    },
    {
      name: `inverseLengths${index}`,
      type: 'float32',
      dimensions: [block.rowCount],
      data: { file, offsetBytes: block.lengthsOffsetBytes, lengthBytes: 4 * block.rowCount },
    },
    { name: `firstRow${index}`, type: 'int64', dimensions: [1], data: int64(block.firstRow) },
    { name: `rowCount${index}`, type: 'int64', dimensions: [1], data: int64(block.rowCount) },
  ];
}

function blockNodes(index: number, coding: ProbeCoding): readonly Node[] {
  return [
    node('MatMulInteger', ['probe', `rows${index}`, 'zeroPoint'], [`integers${index}`]),
    node('Cast', [`integers${index}`], [`products${index}`], { to: TENSOR_TYPES.float32 }),
    ...(coding === 'split' ? joinParts(index) : []),
    node('Mul', [`${coding === 'split' ? 'joined' : 'products'}${index}`, 'scale'], [`viewScores${index}`]),
    node('ReduceMax', [`viewScores${index}`], [`bestViews${index}`], { axes: [1], keepdims: 0 }),
    node('Mul', [`bestViews${index}`, `inverseLengths${index}`], [`scores${index}`]),
    node('Min', ['k', `rowCount${index}`], [`k${index}`]),
    node('TopK', [`scores${index}`, `k${index}`], [`blockScores${index}`, `blockIndices${index}`]),
    node('Add', [`blockIndices${index}`, `firstRow${index}`], [`blockRows${index}`]),
  ];
}

/** 2h + l in single precision, where both and their sum are whole numbers below 2^24 and therefore exact. */
function joinParts(index: number): readonly Node[] {
  return [
    node('Mul', [`products${index}`, 'partWeights'], [`weighted${index}`]),
    node('ReduceSum', [`weighted${index}`, 'partAxis'], [`joined${index}`], { keepdims: 0 }),
  ];
}

function mergeNodes(blockCount: number): readonly Node[] {
  const ofBlocks = (name: string) => Array.from({ length: blockCount }, (_, index) => `${name}${index}`);
  return [
    node('Concat', ofBlocks('scores'), ['scores'], { axis: 1 }),
    node('Concat', ofBlocks('blockScores'), ['allScores'], { axis: 1 }),
    node('Concat', ofBlocks('blockRows'), ['allRows'], { axis: 1 }),
    node('TopK', ['allScores', 'k'], ['topScores', 'topIndices']),
    node('GatherElements', ['allRows', 'topIndices'], ['wideRows'], { axis: 1 }),
    node('Cast', ['wideRows'], ['topRows'], { to: TENSOR_TYPES.int32 }),
  ];
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: Node['attributes'],
): Node {
  return { operator, inputs, outputs, ...(attributes === undefined ? {} : { attributes }) };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

function int64(value: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
}

function float32(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
