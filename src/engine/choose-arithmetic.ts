import { rmSync } from 'node:fs';
import { type PreparedProbe, prepareProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import { cosineError, isFloat, type SegmentArithmetic } from '../matching/segment-arithmetic.js';
import { GROUP_ROWS } from '../matching/segment-block-nodes.js';
import type { ProbeCoding } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import type { ExecutionProvider } from '../platform/execution-provider.js';
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

/** In the order they are tried: 8-bit products on processors, floating point where other devices have none. */
const TRIED: Readonly<Record<ExecutionProvider, readonly SegmentArithmetic[]>> = {
  cpu: ['direct', 'split'],
  cuda: ['float16', 'float32', 'direct', 'split'],
  tensorrt: ['float16', 'float32', 'direct', 'split'],
  webgpu: ['float16', 'float32'],
};

export type ChosenArithmetic = Pick<SessionOptions, 'arithmetic'> & {
  /** Tails are searched on the processor. */
  readonly tailCoding: ProbeCoding;
};

/**
 * Which arithmetic gives inner products as exact as it promises on this device, with segments, and which with tails.
 * Tried with the largest magnitudes there are, where saturating arithmetic errs most. `arithmetic` where it is given is
 * tried alone. Throws where none is exact or no session can be made.
 */
export async function chooseArithmetic(
  directory: string,
  { arithmetic, ...options }: Omit<SessionOptions, 'arithmetic'> & Partial<SessionOptions>,
): Promise<ChosenArithmetic> {
  const ofSegments = arithmetic === undefined ? TRIED[options.executionProvider] : [arithmetic];
  const ofTails = arithmetic === undefined || isFloat(arithmetic) ? TRIED_FOR_TAILS : [arithmetic];
  return {
    arithmetic: await firstExact(ofSegments, (each) =>
      isSegmentExact(directory, { ...options, arithmetic: each }),
    ),
    tailCoding: await firstExact(ofTails, (probeCoding) =>
      isTailExact({ threads: options.threads, probeCoding }),
    ),
  };
}

const TRIED_FOR_TAILS: readonly ProbeCoding[] = ['direct', 'split'];

async function firstExact<Arithmetic extends SegmentArithmetic>(
  candidates: readonly Arithmetic[],
  isExact: (arithmetic: Arithmetic) => Promise<boolean>,
): Promise<Arithmetic> {
  let refused: unknown;
  for (const each of candidates) {
    try {
      if (await isExact(each)) return each;
    } catch (error) {
      // A device that lacks an operator of one graph may have those of the next.
      refused = error;
    }
  }
  throw new Error('no arithmetic is exact with this execution provider', { cause: refused });
}

async function isSegmentExact(directory: string, options: SessionOptions): Promise<boolean> {
  const name = `trial-${options.arithmetic}`;
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
      const errorMax = cosineError(options.arithmetic);
      return (
        (await areExact({ errorMax, expectedOf: cosinesOf }, (probes) => segment.allScores(probes))) &&
        (await areExact({ errorMax, expectedOf: bestOfGroups }, (probes) => segment.groupScores(probes)))
      );
    } finally {
      await segment.close();
    }
  } finally {
    removeTrial(directory, name);
  }
}

async function isTailExact(options: {
  readonly threads: number;
  readonly probeCoding: ProbeCoding;
}): Promise<boolean> {
  const session = await TailSession.open(options);
  const inverseLengths = Float64Array.from(
    { length: TRIAL_ROWS },
    (_, row) => 1 / vectorLength(extremeEmbedding(row)),
  );
  try {
    const errorMax = cosineError(options.probeCoding);
    return await areExact({ errorMax, expectedOf: cosinesOf }, (probes) =>
      session.scores(trialBytes(128), inverseLengths, probes),
    );
  } finally {
    await session.release();
  }
}

type Trial = { readonly errorMax: number; readonly expectedOf: (view: Int8Array) => readonly number[] };

/** A saturated sum is far off. */
async function areExact(
  { errorMax, expectedOf }: Trial,
  scoresOf: (probes: readonly PreparedProbe[]) => Promise<readonly Float32Array[]>,
): Promise<boolean> {
  for (const viewCount of TRIAL_VIEWS) {
    const views = Array.from({ length: viewCount }, (_, index) => extremeEmbedding(index));
    const scores = await scoresOf(views.map((view) => prepareProbe({ ...KEY, quality: 100, views: [view] })));
    const areClose = views.every((view, index) =>
      expectedOf(view).every((expected, at) => Math.abs(scores[index]![at]! - expected) <= errorMax),
    );
    if (!areClose) return false;
  }
  return true;
}

function cosinesOf(view: Int8Array): readonly number[] {
  return Array.from({ length: TRIAL_ROWS }, (_, row) => {
    const embedding = extremeEmbedding(row);
    return innerProduct(view, embedding, 0) / (vectorLength(view) * vectorLength(embedding));
  });
}

function bestOfGroups(view: Int8Array): readonly number[] {
  const cosines = cosinesOf(view);
  return Array.from({ length: Math.ceil(TRIAL_ROWS / GROUP_ROWS) }, (_, group) =>
    Math.max(...cosines.slice(group * GROUP_ROWS, (group + 1) * GROUP_ROWS)),
  );
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
