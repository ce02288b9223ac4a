/**
 * Templates of persons who never existed, from a seed and the measured distribution. A finger is drawn once; each of its
 * impressions adds its own difference, so two drawn from one finger are mates and score like extracted ones.
 */
import { createRandom } from '../../src/testing/synthetic/random.js';
import { decodeRows, type TemplateDistribution } from './template-distribution.js';

export type DrawnTemplate = { readonly embedding: Int8Array; readonly quality: number };

export type TemplateDrawer = {
  /** The same finger and impression give the same template, whatever was drawn before. */
  draw(finger: string, impression: string): DrawnTemplate;
};

/** Normal values by a table of 2^16: six times as fast as computing each, and to three digits the same distribution. */
const NORMALS = normals();

export function createTemplateDrawer(distribution: TemplateDistribution): TemplateDrawer {
  const centres = decodeRows(distribution.centres);
  const dimension = centres.length / distribution.centres.rows;
  const between = decodeRows(distribution.betweenFingers);
  const within = decodeRows(distribution.betweenImpressions);
  const { length, quality, weights, impressionSpread } = distribution;
  const sum = new Float32Array(dimension);
  return {
    draw(finger, impression) {
      const ofFinger = createRandom(`drawn finger/${finger}`);
      const centre = ofFinger.weighted(weights) * dimension;
      sum.set(centres.subarray(centre, centre + dimension));
      addAxes(sum, between, ofFinger.bits, 1);
      const own = createRandom(`drawn impression/${finger}/${impression}`);
      // Of mean square 1, so that impressions vary as much as they did.
      const far = Math.exp(own.normal(impressionSpread) - impressionSpread ** 2);
      addAxes(sum, within, own.bits, far);
      const drawnQuality = quality.mean + own.normal(quality.deviation);
      return {
        embedding: coded(sum, length),
        quality: Math.min(100, Math.max(1, Math.round(drawnQuality))),
      };
    },
  };
}

function addAxes(sum: Float32Array, axes: Float32Array, bits: () => number, scale: number): void {
  const dimension = sum.length;
  let word = 0;
  for (let row = 0; row * dimension < axes.length; row++) {
    word = row % 2 === 0 ? bits() : word >>> 16;
    const weight = scale * NORMALS[word & 0xffff]!;
    const start = row * dimension;
    for (let index = 0; index < dimension; index++) sum[index]! += weight * axes[start + index]!;
  }
}

function coded(values: Float32Array, length: number): Int8Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const scale = length / Math.sqrt(squares);
  const bytes = new Int8Array(values.length);
  for (let index = 0; index < values.length; index++)
    bytes[index] = Math.max(-127, Math.min(127, Math.round(values[index]! * scale)));
  return bytes;
}

function normals(): Float32Array {
  const { normal } = createRandom('normal values');
  return Float32Array.from({ length: 1 << 16 }, () => normal(1));
}
