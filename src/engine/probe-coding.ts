import { prepareProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { SealedSegment, type SessionOptions } from './sealed-segment.js';
import { writeSegment } from './segment-files.js';

/** Rows, probes and views of the trial: enough for the kernels of single and of many rows, and an uneven rest. */
const TRIAL_ROWS = 83;
const TRIAL_VIEWS = [1, 5];

/**
 * Which coding of the probe gives exact inner products on this processor and execution provider: `direct` where it
 * does, else `split`. Tried with the largest magnitudes there are, where saturating arithmetic errs most. Throws where
 * neither is exact or no session can be made.
 */
export async function chooseProbeCoding(
  directory: string,
  options: Omit<SessionOptions, 'probeCoding'>,
): Promise<ProbeCoding> {
  for (const probeCoding of ['direct', 'split'] as const) {
    if (await isExact(directory, { ...options, probeCoding })) return probeCoding;
  }
  throw new Error('no coding of the probe is exact with this execution provider');
}

async function isExact(directory: string, options: SessionOptions): Promise<boolean> {
  const rows = Array.from({ length: TRIAL_ROWS }, (_, row) => extremeEmbedding(row));
  const folder = writeSegment({
    directory,
    name: `trial-${options.probeCoding}`,
    rowCount: TRIAL_ROWS,
    readRow: (row) => rows[row]!,
    blockRowsMax: TRIAL_ROWS,
    probeCoding: options.probeCoding,
  });
  const segment = await SealedSegment.open(
    folder,
    rows.map(() => undefined),
    options,
  );
  try {
    for (const viewCount of TRIAL_VIEWS) {
      if (!(await isExactFor(segment, rows, viewCount))) return false;
    }
    return true;
  } finally {
    await segment.remove();
  }
}

async function isExactFor(segment: SealedSegment, rows: readonly Int8Array[], viewCount: number) {
  const probes = Array.from({ length: viewCount }, (_, index) =>
    prepareProbe({
      position: 'unknown-finger',
      templateVersion: 'trial',
      quality: 100,
      views: [extremeEmbedding(index)],
    }),
  );
  const all = await segment.allScores(probes);
  return probes.every((probe, index) =>
    rows.every((row, rowIndex) => {
      const lengths = vectorLength(probe.views[0]!) * vectorLength(row);
      // Back to the whole number: single precision is within a fraction of one here, a saturated sum is far off.
      const found = Math.round(all[index]![rowIndex]! * lengths);
      return Math.abs(found - innerProduct(probe.views[0]!, row, 0)) <= 1;
    }),
  );
}

/** Bytes of the largest magnitude, signs in runs that grow with the seed. */
function extremeEmbedding(seed: number): Int8Array {
  return Int8Array.from({ length: EMBEDDING_DIMENSION }, (_, d) =>
    Math.floor(d / (1 + seed)) % 2 === 0 ? 127 : -128,
  );
}
