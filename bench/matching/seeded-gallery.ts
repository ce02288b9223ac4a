/**
 * A gallery of random directions and probes to search it with, from a seed. Rows are coded as the fingerprint
 * extractor codes them (length about 400, models/fingerprint-embedding.md). Random directions are no people: they
 * measure speed and exactness, not recognition, and they are the hardest case there is for an approximate index.
 */
import { createRandom } from '../../src/testing/synthetic/random.js';

export const DIMENSION = 256;

/** Length of a coded row divided by the root of its dimensions. */
const DEVIATION = 400 / Math.sqrt(DIMENSION);

/** A mated probe is its row plus noise of this share of its length: cosine about 1 / sqrt(1 + 1.5^2) = 0.55. */
const MATED_NOISE = 1.5;

export type SeededProbe = {
  readonly embedding: Int8Array;
  /** Row of the same source, ground truth; undefined for a probe nobody is enrolled for. */
  readonly mate: number | undefined;
};

export type SeededGallery = {
  readonly rowCount: number;
  /** [rowCount, 256]. */
  readonly rows: Int8Array;
  /** Alternately mated and non-mated, beginning with a mated one. */
  readonly probes: readonly SeededProbe[];
};

export function seededGallery(options: {
  readonly seed: number;
  readonly rowCount: number;
  readonly probeCount: number;
}): SeededGallery {
  const { seed, rowCount, probeCount } = options;
  const random = createRandom(`${seed}/${rowCount}`);
  const rows = new Int8Array(rowCount * DIMENSION);
  fill(rows, random.fork('rows').bits);
  const probes = random.fork('probes');
  return {
    rowCount,
    rows,
    probes: Array.from({ length: probeCount }, (_, index) => {
      if (index % 2 === 1) {
        const embedding = new Int8Array(DIMENSION);
        fill(embedding, probes.bits);
        return { embedding, mate: undefined };
      }
      const mate = probes.integer(0, rowCount - 1);
      return { embedding: noisy(rowOf(rows, mate), probes.normal), mate };
    }),
  };
}

export function rowOf(rows: Int8Array, row: number): Int8Array {
  return rows.subarray(row * DIMENSION, (row + 1) * DIMENSION);
}

/** Sixteen random bits choose from a table of normal values: a million rows in two seconds instead of half a minute. */
function fill(values: Int8Array, bits: () => number): void {
  for (let index = 0; index < values.length; index += 2) {
    const word = bits();
    values[index] = NORMAL_BYTES[word & 0xffff]!;
    values[index + 1] = NORMAL_BYTES[word >>> 16]!;
  }
}

const NORMAL_BYTES = normalBytes();

function normalBytes(): Int8Array {
  const { normal } = createRandom('normal bytes');
  return Int8Array.from({ length: 1 << 16 }, () => clamped(normal(DEVIATION)));
}

function noisy(row: Int8Array, normal: (deviation: number) => number): Int8Array {
  const scale = 1 / Math.sqrt(1 + MATED_NOISE ** 2);
  return row.map((value) => clamped((value + normal(MATED_NOISE * DEVIATION)) * scale));
}

function clamped(value: number): number {
  return Math.max(-127, Math.min(127, Math.round(value)));
}
