/**
 * Principal axes of a symmetric matrix (cyclic Jacobi), largest variance first. For matrices of a few hundred rows,
 * once; nothing here is fast.
 */
export type PrincipalAxes = {
  /** Descending. */
  readonly variances: Float64Array;
  /** Row k is the axis of variance k, of unit length. */
  readonly axes: readonly Float64Array[];
};

const SWEEPS_MAX = 30;

export function principalAxes(matrix: readonly Float64Array[]): PrincipalAxes {
  const size = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const vectors = a.map((_, index) => Float64Array.from({ length: size }, (_, at) => Number(at === index)));
  const total = a.reduce((sum, row, index) => sum + Math.abs(row[index]!), 0);
  for (let sweep = 0; sweep < SWEEPS_MAX && offDiagonal(a) > 1e-9 * total; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
    }
  }
  const order = a.map((_, index) => index).sort((x, y) => a[y]![y]! - a[x]![x]!);
  return {
    variances: Float64Array.from(order, (index) => Math.max(0, a[index]![index]!)),
    axes: order.map((index) => Float64Array.from(vectors[index]!)),
  };
}

/** Makes a[p][q] zero; row k of `vectors` follows as axis k. */
function rotate(a: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const apq = a[p]![q]!;
  if (apq === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) {
    const [left, right] = [row[p]!, row[q]!];
    row[p] = c * left - s * right;
    row[q] = s * left + c * right;
  }
  turn(a[p]!, a[q]!, c, s);
  turn(vectors[p]!, vectors[q]!, c, s);
}

function turn(first: Float64Array, second: Float64Array, c: number, s: number): void {
  for (let index = 0; index < first.length; index++) {
    const [left, right] = [first[index]!, second[index]!];
    first[index] = c * left - s * right;
    second[index] = s * left + c * right;
  }
}

function offDiagonal(a: readonly Float64Array[]): number {
  let sum = 0;
  for (const [row, values] of a.entries()) {
    for (let column = 0; column < row; column++) sum += Math.abs(values[column]!);
  }
  return sum;
}
