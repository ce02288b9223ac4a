/**
 * Gaussian noise on `nodes` x `nodes` knots, spread over an area by Catmull-Rom curves: what varies slowly over a
 * finger or an image. About unit deviation at the knots.
 */
import type { Random } from './random.js';

export function smoothField(random: Random, nodes: number, width: number, height: number): Float32Array {
  const knots = Float32Array.from({ length: nodes * nodes }, () => random.normal(1));
  const across = curveWeights(nodes, width);
  const rows = new Float32Array(nodes * width);
  for (let row = 0; row < nodes; row += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap += 1) {
        sum += across.weights[x * 4 + tap]! * knots[row * nodes + across.knots[x * 4 + tap]!]!;
      }
      rows[row * width + x] = sum;
    }
  }
  const down = curveWeights(nodes, height);
  const field = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const [w0, w1, w2, w3] = down.weights.subarray(y * 4, y * 4 + 4) as unknown as Taps;
    const [k0, k1, k2, k3] = down.knots
      .subarray(y * 4, y * 4 + 4)
      .map((knot) => knot * width) as unknown as Taps;
    for (let x = 0; x < width; x += 1) {
      field[y * width + x] =
        w0 * rows[k0 + x]! + w1 * rows[k1 + x]! + w2 * rows[k2 + x]! + w3 * rows[k3 + x]!;
    }
  }
  return field;
}

type Taps = readonly [number, number, number, number];

/** Per position along an axis, the four knots around it (repeated at the ends) and their weights. */
function curveWeights(
  nodes: number,
  length: number,
): { readonly knots: Int32Array; readonly weights: Float32Array } {
  const knots = new Int32Array(length * 4);
  const weights = new Float32Array(length * 4);
  for (let at = 0; at < length; at += 1) {
    const position = (at / (length - 1)) * (nodes - 1);
    const first = Math.min(Math.floor(position), nodes - 2);
    const t = position - first;
    const taps = [
      ((2 - t) * t - 1) * t * 0.5,
      ((3 * t - 5) * t * t + 2) * 0.5,
      ((4 - 3 * t) * t + 1) * t * 0.5,
      (t - 1) * t * t * 0.5,
    ];
    taps.forEach((weight, tap) => {
      knots[at * 4 + tap] = Math.min(Math.max(first - 1 + tap, 0), nodes - 1);
      weights[at * 4 + tap] = weight;
    });
  }
  return { knots, weights };
}
