/** One thread of `npm run fuzz`: its share of the inputs, one after the other, with its place in shared memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { fuzzCorpus } from './fuzz-corpus.js';
import { runFuzz } from './run-fuzz.js';

export type FuzzTask = {
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly withShared: boolean;
  /** One number: the input that is being read. Whoever started the thread sees by it that it hangs. */
  readonly progress: SharedArrayBuffer;
};

const { seed, first, end, withShared, progress } = workerData as FuzzTask;
const place = new Int32Array(progress);
const corpus = await fuzzCorpus({ withShared });
const counts = await runFuzz({
  corpus,
  seed,
  first,
  end,
  onInput: (input) => void Atomics.store(place, 0, input),
  onFind: (find) => parentPort?.postMessage({ kind: 'find', find }),
});
parentPort?.postMessage({ kind: 'done', counts });
