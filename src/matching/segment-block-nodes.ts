/**
 * How the best rows of one block of a segment graph are found.
 *
 * A row among the k best lies in one of the k groups with the best maxima: each of those holds a row at least as good as
 * the best of any other group. So all that is done to every product is one maximum per group of 64; views, scales and
 * `TopK` see groups, and then the rows of k groups. Dividing by the length of a view is done after its maxima, as it
 * changes no order within a view.
 */
import type { Branch, Constant, Node } from './onnx-message.js';

/** Maxima and rows of the chosen groups cost least together near the root of rows over k: 65,536 rows, k = 64. */
export const GROUP_ROWS = 64;

export const SHARED_CONSTANTS: readonly Constant[] = [
  { name: 'one', type: 'float32', dimensions: [], data: float32([1]) },
  { name: 'partWeights', type: 'float32', dimensions: [2, 1, 1], data: float32([2, 1]) },
  ...[0, 1, 2, 3].map((axis) => vector(`axis${axis}`, [axis])),
  vector('axes1and3', [1, 3]),
  vector('groupRows', [GROUP_ROWS]),
  vector('byGroup', [0, 0, -1, GROUP_ROWS]),
  vector('byProbe', [0, -1]),
  vector(
    'rowsInGroup',
    Array.from({ length: GROUP_ROWS }, (_, row) => row),
  ),
];

/** Values every block uses. `kept` is k, or 1 where every score is wanted; `none` is float32 [probes, 0]. */
export function sharedNodes(): readonly Node[] {
  return [
    graphNode('Equal', ['k', 'axis0'], ['wantsAll']),
    graphNode('Max', ['k', 'axis1'], ['kept']),
    graphNode('Unsqueeze', ['scale', 'axis3'], ['groupScale']),
    graphNode('Sub', ['groupScale', 'groupScale'], ['zeroScale']),
    graphNode('Cast', ['zeroScale'], ['zeroOfViews'], { to: 7 }),
    graphNode('ReduceMax', ['scale'], ['bestScale'], { axes: [1], keepdims: 0 }),
    graphNode('Slice', ['bestScale', 'axis0', 'axis0', 'axis1'], ['none']),
  ];
}

/**
 * `products` [probes, views, rows] -> `blockScores` and `blockRows` [probes, at most k], and `scores` [probes, rows] or
 * nothing. Only a block of less than a group has rows beside whole groups.
 */
export function blockNodes(index: number, rowCount: number): readonly Node[] {
  return [
    graphNode('If', ['wantsAll'], [`scores${index}`], {
      then_branch: everyScore(index),
      else_branch: noScore(index),
    }),
    ...(rowCount % GROUP_ROWS === 0 ? topOfGroups(index) : topOfAll(index)),
  ];
}

function topOfGroups(index: number): readonly Node[] {
  const of = (name: string) => `${name}${index}`;
  return [
    graphNode('Reshape', [of('products'), 'byGroup'], [of('grouped')]),
    graphNode('ReduceMax', [of('grouped')], [of('maxima')], { axes: [3], keepdims: 0 }),
    graphNode('Mul', [of('maxima'), 'scale'], [of('scaledMaxima')]),
    graphNode('ReduceMax', [of('scaledMaxima')], [of('bestOfGroups')], { axes: [1], keepdims: 0 }),
    graphNode('Min', ['kept', of('groupCount')], [of('groupsKept')]),
    graphNode('TopK', [of('bestOfGroups'), of('groupsKept')], [of('unusedMaxima'), of('groups')], {
      sorted: 0,
    }),
    // Group numbers [probes, views, groups, 1]: the same for every view of a probe.
    graphNode('Unsqueeze', [of('groups'), 'axes1and3'], [of('groupColumn')]),
    graphNode('Add', [of('groupColumn'), 'zeroOfViews'], [of('groupOfViews')]),
    graphNode('GatherND', [of('grouped'), of('groupOfViews')], [of('chosen')], { batch_dims: 2 }),
    graphNode('Mul', [of('chosen'), 'groupScale'], [of('scaledChosen')]),
    graphNode('ReduceMax', [of('scaledChosen')], [of('chosenScores')], { axes: [1], keepdims: 0 }),
    graphNode('Reshape', [of('chosenScores'), 'byProbe'], [of('candidateScores')]),
    graphNode('Min', ['kept', of('rowCount')], [of('rowsKept')]),
    graphNode('TopK', [of('candidateScores'), of('rowsKept')], [of('blockScores'), of('candidates')]),
    // Candidate -> row: number of its group times 64, plus its place there, plus the first row of the block.
    graphNode('Unsqueeze', [of('groups'), 'axis2'], [of('groupOfRow')]),
    graphNode('Mul', [of('groupOfRow'), 'groupRows'], [of('groupStart')]),
    graphNode('Add', [of('groupStart'), 'rowsInGroup'], [of('rowsOfGroups')]),
    graphNode('Reshape', [of('rowsOfGroups'), 'byProbe'], [of('candidateRows')]),
    graphNode('GatherElements', [of('candidateRows'), of('candidates')], [of('rowsOfBlock')], { axis: 1 }),
    graphNode('Add', [of('rowsOfBlock'), of('firstRow')], [of('blockRows')]),
  ];
}

function topOfAll(index: number): readonly Node[] {
  const of = (name: string) => `${name}${index}`;
  return [
    graphNode('Mul', [of('products'), 'scale'], [of('viewScores')]),
    graphNode('ReduceMax', [of('viewScores')], [of('bestViews')], { axes: [1], keepdims: 0 }),
    graphNode('Min', ['kept', of('rowCount')], [of('rowsKept')]),
    graphNode('TopK', [of('bestViews'), of('rowsKept')], [of('blockScores'), of('candidates')]),
    graphNode('Add', [of('candidates'), of('firstRow')], [of('blockRows')]),
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
