/**
 * The measured distribution of templates, of synthetic fingers in `template-distribution.json` and of drawn faces in
 * `face-distribution.json`: centres around which fingers lie, how fingers differ from theirs, and how impressions of one
 * finger differ from each other (faces, and portraits of one face, alike). Templates drawn from it score against each
 * other as extracted ones do, which random directions do not: their cosines are all near 0, those of different fingers go
 * up to 0.93. Drawn faces are more alike to their network
 * than persons are: one pair in eight reaches 0.403, which one in a thousand of photographs does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';

export const DISTRIBUTION_FORMAT = 'open-biometric-identity-hub/template-distribution/1';
export const DISTRIBUTION_FILE = join(PACKAGE_ROOT, 'bench', 'population', 'template-distribution.json');
export const FACE_DISTRIBUTION_FILE = join(PACKAGE_ROOT, 'bench', 'population', 'face-distribution.json');

/** Probabilities at which cosines are kept. */
export const QUANTILES = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const;

export type CosineQuantiles = {
  readonly pairs: number;
  /** At `QUANTILES`. */
  readonly cosines: readonly number[];
};

export type TemplateDistribution = {
  readonly format: typeof DISTRIBUTION_FORMAT;
  /** How it came about. */
  readonly measured: {
    readonly commit: string;
    readonly command: string;
    readonly seed: string;
    readonly fingers: number;
    readonly impressions: number;
    readonly failures: Readonly<Record<string, number>>;
  };
  readonly templateVersion: string;
  /** Of an embedding in signed bytes, mean over all. */
  readonly length: number;
  readonly quality: { readonly mean: number; readonly deviation: number };
  /** Fingers of a kind lie around a centre (k-means on unit vectors); how many of a hundred do. */
  readonly centres: Encoded;
  readonly weights: readonly number[];
  /** Each row is an axis times its deviation: one normal value per row and their sum is a draw. */
  readonly betweenFingers: Encoded;
  readonly betweenImpressions: Encoded;
  /** Deviation of the logarithm by which impressions differ in how far they lie from their finger. */
  readonly impressionSpread: number;
  /** What single-view comparisons of the extracted templates gave, to hold drawn ones against. */
  readonly cosines: { readonly nonMated: CosineQuantiles; readonly mated: CosineQuantiles };
};

/** Rows of signed bytes in base64; a value is its byte times the scale. */
export type Encoded = { readonly rows: number; readonly scale: number; readonly bytes: string };

export function readTemplateDistribution(file = DISTRIBUTION_FILE): TemplateDistribution {
  const read = JSON.parse(readFileSync(file, 'utf8')) as TemplateDistribution;
  if (read.format !== DISTRIBUTION_FORMAT)
    throw new Error(`${file} is not a distribution of templates of this version`);
  return read;
}

export function encodeRows(rows: readonly ArrayLike<number>[]): Encoded {
  const flat = rows.flatMap((row) => Array.from(row));
  const scale = Math.max(...flat.map(Math.abs)) / 127;
  const bytes = Int8Array.from(flat, (value) => Math.round(value / scale));
  return { rows: rows.length, scale, bytes: Buffer.from(bytes.buffer).toString('base64') };
}

/** [rows, dimension], row by row. */
export function decodeRows({ bytes, scale }: Encoded): Float32Array {
  const signed = new Int8Array(Buffer.from(bytes, 'base64'));
  return Float32Array.from(signed, (value) => value * scale);
}

export function cosine(a: Int8Array, b: Int8Array): number {
  let product = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let index = 0; index < a.length; index++) {
    product += a[index]! * b[index]!;
    lengthA += a[index]! * a[index]!;
    lengthB += b[index]! * b[index]!;
  }
  return product / Math.sqrt(lengthA * lengthB);
}

export function cosineQuantiles(cosines: readonly number[]): CosineQuantiles {
  const sorted = Float64Array.from(cosines).sort();
  return {
    pairs: sorted.length,
    cosines: QUANTILES.map((share) => {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
      return Math.round(value * 1e4) / 1e4;
    }),
  };
}
