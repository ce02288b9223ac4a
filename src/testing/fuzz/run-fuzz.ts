/**
 * Damaged files against readers. Every input follows from the seed and its number alone, so that a find is reproduced by
 * the two. A reader may return or throw a `FormatError`, within time and memory; anything else is a find.
 */
import { FormatError } from '../../extraction/formats/format-error.js';
import { seededRandom } from '../seeded-random.js';
import { installAllocationMeter } from './allocation-meter.js';
import type { FuzzSeed } from './fuzz-corpus.js';
import { FUZZ_READERS } from './fuzz-readers.js';
import { mutateFile } from './mutate-file.js';

export type FuzzFind = {
  readonly input: number;
  readonly seedName: string;
  readonly reader: string;
  readonly fault: string;
};

export type FuzzCounts = { readonly inputs: number; readonly accepted: number; readonly refused: number };

/** Decoding the largest image that is taken lasts two seconds on a shared core. */
export const INPUT_MS_MAX = 10_000;
/** WSQ of 4096 x 4096 pixels needs 11 bytes a pixel, its slap and the cuts of it once more. */
export const INPUT_BYTES_MAX = 512 * 1024 * 1024;

export async function runFuzz(options: {
  readonly corpus: readonly FuzzSeed[];
  readonly seed: number;
  /** Numbers of the inputs: from `first`, before `end`. */
  readonly first: number;
  readonly end: number;
  readonly onInput?: (input: number) => void;
  readonly onFind: (find: FuzzFind) => void;
}): Promise<FuzzCounts> {
  const meter = installAllocationMeter();
  let accepted = 0;
  let refused = 0;
  try {
    for (let input = options.first; input < options.end; input++) {
      options.onInput?.(input);
      const { seed, file } = fuzzInput(options.corpus, options.seed, input);
      for (const [reader, read] of Object.entries(FUZZ_READERS[seed.format])) {
        const outcome = await tryReader(read, file, meter.take);
        if (outcome === 'accepted') accepted++;
        else if (outcome === 'refused') refused++;
        else options.onFind({ input, seedName: seed.name, reader, fault: outcome.fault });
      }
    }
  } finally {
    meter.remove();
  }
  return { inputs: options.end - options.first, accepted, refused };
}

export function fuzzInput(corpus: readonly FuzzSeed[], seed: number, input: number) {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(input + 1, 0x85ebca6b));
  const chosen = corpus[Math.floor(random() * corpus.length)]!;
  return { seed: chosen, file: mutateFile(chosen, corpus, random) };
}

async function tryReader(
  read: (file: Uint8Array) => unknown,
  file: Uint8Array,
  takeBytes: () => number,
): Promise<'accepted' | 'refused' | { readonly fault: string }> {
  takeBytes();
  const startedMs = performance.now();
  let outcome: 'accepted' | 'refused' = 'accepted';
  try {
    await read(file);
  } catch (error) {
    if (!(error instanceof FormatError)) return { fault: describe(error) };
    outcome = 'refused';
  }
  const tookMs = performance.now() - startedMs;
  const bytes = takeBytes();
  if (tookMs > INPUT_MS_MAX) return { fault: `took ${Math.round(tookMs)} ms` };
  if (bytes > INPUT_BYTES_MAX) return { fault: `allocated ${bytes} bytes` };
  return outcome;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${typeof error} ${String(error)}`;
  const frame = error.stack?.split('\n').find((line) => line.includes('/src/'));
  return `${error.name}: ${error.message}${frame === undefined ? '' : ` ${frame.trim().replace(/\(.*\/src\//, '(src/')}`}`;
}
