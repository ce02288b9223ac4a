import { rmSync } from 'node:fs';
import { type PreparedProbe, prepareProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { openingFolder, segmentFolder } from './folder-names.js';
import { readSegment } from './read-segment.js';
import { RowPages } from './row-pages.js';
import { SealedSegment, type SessionOptions } from './sealed-segment.js';
import { REFERENCE_BYTES } from './segment-header.js';
import { TailSession } from './tail-session.js';
import { writeSegment } from './write-segment.js';

/** Rows, probes and views of the trial: enough for the kernels of single and of many rows, and an uneven rest. */
const TRIAL_ROWS = 83;
const TRIAL_VIEWS = [1, 5];
const KEY = { system: 'ees', position: 'unknown-finger', templateVersion: 'trial' } as const;

/**
 * Which coding of the probe gives exact inner products on this processor and execution provider, with segments and
 * with tails: `direct` where it does, else `split`. Tried with the largest magnitudes there are, where saturating
 * arithmetic errs most. Throws where neither is exact or no session can be made.
 */
export async function chooseProbeCoding(
  directory: string,
  options: Omit<SessionOptions, 'probeCoding'>,
): Promise<ProbeCoding> {
  for (const probeCoding of ['direct', 'split'] as const) {
    const sessions = { ...options, probeCoding };
    if ((await isSegmentExact(directory, sessions)) && (await isTailExact(sessions))) return probeCoding;
  }
  throw new Error('no coding of the probe is exact with this execution provider');
}

async function isSegmentExact(directory: string, options: SessionOptions): Promise<boolean> {
  const name = `trial-${options.probeCoding}`;
  const rows = new RowPages();
  rows.add(0, TRIAL_ROWS);
  try {
    removeTrial(directory, name);
    writeSegment(directory, {
      name,
      key: KEY,
      kind: 'sealed',
      sources: [
        {
          chunkRows: TRIAL_ROWS,
          chunks: [{ rows: trialBytes(0), references: new Uint8Array(TRIAL_ROWS * REFERENCE_BYTES) }],
        },
      ],
      runs: Uint32Array.of(0, 0, TRIAL_ROWS),
    });
    readSegment(directory, name, { ...options, blockRowsMax: TRIAL_ROWS });
    const segment = await SealedSegment.open({ directory, name, key: KEY }, rows, options);
    try {
      return await isExact((probes) => segment.allScores(probes));
    } finally {
      await segment.close();
    }
  } finally {
    removeTrial(directory, name);
  }
}

async function isTailExact(options: SessionOptions): Promise<boolean> {
  const session = await TailSession.open(options);
  const inverseLengths = Float64Array.from(
    { length: TRIAL_ROWS },
    (_, row) => 1 / vectorLength(extremeEmbedding(row)),
  );
  try {
    return await isExact((probes) => session.scores(trialBytes(128), inverseLengths, probes));
  } finally {
    await session.release();
  }
}

async function isExact(
  scoresOf: (probes: readonly PreparedProbe[]) => Promise<readonly Float32Array[]>,
): Promise<boolean> {
  for (const viewCount of TRIAL_VIEWS) {
    const views = Array.from({ length: viewCount }, (_, index) => extremeEmbedding(index));
    const scores = await scoresOf(views.map((view) => prepareProbe({ ...KEY, quality: 100, views: [view] })));
    if (!views.every((view, index) => areProducts(view, scores[index]!))) return false;
  }
  return true;
}

/** Back to whole numbers: single precision is within a fraction of one here, a saturated sum is far off. */
function areProducts(view: Int8Array, scores: Float32Array): boolean {
  return scores.every((score, row) => {
    const embedding = extremeEmbedding(row);
    const lengths = vectorLength(view) * vectorLength(embedding);
    return Math.abs(Math.round(score * lengths) - innerProduct(view, embedding, 0)) <= 1;
  });
}

function trialBytes(added: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRIAL_ROWS * EMBEDDING_DIMENSION);
  for (let row = 0; row < TRIAL_ROWS; row++)
    bytes.set(
      Uint8Array.from(extremeEmbedding(row), (value) => value + added),
      row * EMBEDDING_DIMENSION,
    );
  return bytes;
}

/** Bytes of the largest magnitude, signs in runs that grow with the seed. */
function extremeEmbedding(seed: number): Int8Array {
  return Int8Array.from({ length: EMBEDDING_DIMENSION }, (_, d) =>
    Math.floor(d / (1 + seed)) % 2 === 0 ? 127 : -128,
  );
}

function removeTrial(directory: string, name: string): void {
  for (const folder of [segmentFolder(directory, name), openingFolder(directory, name)])
    rmSync(folder, { recursive: true, force: true });
}
