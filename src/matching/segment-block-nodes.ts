/**
 * What a segment graph says of one block of rows: the best product of each group of 64 rows with each view, and every
 * score where they are all wanted.
 *
 * All that is done to every product is that maximum. A row that is better than another lies in a group whose best is
 * better than that other row, so who looks for the best rows scores the rows of the best groups. The graph does not do
 * that itself: choosing rows in it took as long as the products where many rows were asked for.
 */
import type { Branch, Constant, Node } from './onnx-message.js';

/** Fewer make more maxima to look through, more make more rows to score for each of the best groups. */
export const GROUP_ROWS = 64;

export const SHARED_CONSTANTS: readonly Constant[] = [
  { name: 'one', type: 'float32', dimensions: [], data: float32([1]) },
  { name: 'partWeights', type: 'float32', dimensions: [2, 1, 1], data: float32([2, 1]) },
  vector('axis0', [0]),
  vector('axis1', [1]),
  vector('byGroup', [0, 0, -1, GROUP_ROWS]),
];

/** `none`, float32 [probes, 0]: the scores of a block where nobody asked for them. */
export function sharedNodes(): readonly Node[] {
  return [
    graphNode('ReduceMax', ['scale'], ['bestScale'], { axes: [1], keepdims: 0 }),
    graphNode('Slice', ['bestScale', 'axis0', 'axis0', 'axis1'], ['none']),
  ];
}

/**
 * `products` [probes, views, rows] -> `maxima` [probes, views, groups], and `scores` [probes, rows] or nothing. Only a
 * block of less than a group has rows beside whole groups; it is a group of its own.
 */
export function blockNodes(index: number, rowCount: number): readonly Node[] {
  return [
    graphNode('If', ['wantsAll'], [`scores${index}`], {
      then_branch: everyScore(index),
      else_branch: noScore(index),
    }),
    ...(rowCount % GROUP_ROWS === 0
      ? [
          graphNode('Reshape', [`products${index}`, 'byGroup'], [`grouped${index}`]),
          graphNode('ReduceMax', [`grouped${index}`], [`maxima${index}`], { axes: [3], keepdims: 0 }),
        ]
      : [graphNode('ReduceMax', [`products${index}`], [`maxima${index}`], { axes: [2], keepdims: 1 })]),
  ];
}

function everyScore(index: number): Branch {
  return {
    name: `every${index}`,
    outputs: [{ name: `every${index}`, type: 'float32', dimensions: ['probes', 'columns'] }],
    nodes: [
      graphNode('Mul', [`products${index}`, 'scale'], [`everyView${index}`]),
      graphNode('ReduceMax', [`everyView${index}`], [`every${index}`], { axes: [1], keepdims: 0 }),
    ],
  };
}

function noScore(index: number): Branch {
  return {
    name: `no${index}`,
    outputs: [{ name: `no${index}`, type: 'float32', dimensions: ['probes', 'columns'] }],
    nodes: [graphNode('Identity', ['none'], [`no${index}`])],
  };
}

export function graphNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: Node['attributes'],
): Node {
  return { operator, inputs, outputs, ...(attributes === undefined ? {} : { attributes }) };
}

function vector(name: string, values: readonly number[]): Constant {
  return {
    name,
    type: 'int64',
    dimensions: [values.length],
    data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  };
}

function float32(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}
