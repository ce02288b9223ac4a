/** Logistic regression with weights, by Newton's method: as many unknowns as a row has terms; deterministic. */

export type LogisticRow = {
  readonly x: Float64Array;
  readonly isPositive: boolean;
  readonly weight: number;
};

const ROUNDS_MAX = 60;
/** Steps below this change no digit that is kept. */
const STEP_LEAST = 1e-7;

/** Log odds a unit of each term; `penalty` draws them to 0, each in units of its term's mean square. */
export function fitLogistic(rows: readonly LogisticRow[], penalty: number): Float64Array {
  const size = rows[0]!.x.length;
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const squares = new Float64Array(size);
  for (const { x, weight } of rows)
    for (let i = 0; i < size; i++) squares[i]! += (weight / total) * x[i]! ** 2;
  const slopes = new Float64Array(size);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const gradient = Float64Array.from(slopes, (slope, i) => -penalty * squares[i]! * slope);
    const hessian = Array.from({ length: size }, (_, i) =>
      Float64Array.from({ length: size }, (_, j) => (i === j ? penalty * squares[i]! + 1e-12 : 0)),
    );
    for (const { x, isPositive, weight } of rows) {
      let z = 0;
      for (let i = 0; i < size; i++) z += slopes[i]! * x[i]!;
      const p = 1 / (1 + Math.exp(-z));
      const miss = weight * ((isPositive ? 1 : 0) - p);
      const curvature = weight * p * (1 - p);
      for (let i = 0; i < size; i++) {
        gradient[i]! += miss * x[i]!;
        for (let j = 0; j <= i; j++) hessian[i]![j]! += curvature * x[i]! * x[j]!;
      }
    }
    for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) hessian[i]![j] = hessian[j]![i]!;
    const step = solveLinear(hessian, gradient);
    for (let i = 0; i < size; i++) slopes[i]! += step[i]!;
    if (step.every((each) => Math.abs(each) < STEP_LEAST)) return slopes;
  }
  throw new Error('the regression did not come to rest');
}

/** Gaussian elimination with pivots; `matrix` is square and not singular. */
export function solveLinear(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const rows = matrix.map((row, index) => Float64Array.of(...row, right[index]!));
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return Float64Array.from({ length: size }, (_, index) => rows[index]![size]! / rows[index]![index]!);
}
