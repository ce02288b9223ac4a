/**
 * `npm run fuzz -- --inputs 200000 --seed 1`: damaged files of all formats against all readers, over all cores, with what
 * was found at the end. A thread that hangs or dies is a find too, and another goes on behind its input. `--only N` runs
 * one input of a seed again; without `--own` the files of ../shared/formats are among the originals where they are there.
 * Exit code 1 where anything was found.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { fuzzCorpus } from './fuzz-corpus.js';
import type { FuzzTask } from './fuzz-worker.js';
import { type FuzzCounts, type FuzzFind, fuzzInput, INPUT_MS_MAX } from './run-fuzz.js';

const ENTRY = fileURLToPath(new URL('./fuzz-worker.js', import.meta.url));
const PROGRESS_MS = 5_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    own: { type: 'boolean', default: false },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const seed = numberOf('seed', values.seed);
const withShared = !values.own;
const first = values.only === undefined ? 0 : numberOf('only', values.only);
const end = values.only === undefined ? numberOf('inputs', values.inputs) : first + 1;
const threads = values.only === undefined ? Math.max(1, numberOf('threads', values.threads)) : 1;

const corpus = await fuzzCorpus({ withShared });
console.log(`${corpus.length} originals, inputs ${first} to ${end - 1} of seed ${seed}, ${threads} threads`);
const finds: FuzzFind[] = [];
const shares = Array.from({ length: threads }, (_, index) => share(index));
const startedMs = performance.now();
const ticker = setInterval(report, PROGRESS_MS);
const counts = await Promise.all(shares.map(runShare));
clearInterval(ticker);
finish();

type Share = { next: number; readonly end: number; done: number };

function share(index: number): Share {
  const size = Math.ceil((end - first) / threads);
  const from = Math.min(first + index * size, end);
  return { next: from, end: Math.min(from + size, end), done: from };
}

/** Goes on behind every input that cost its thread. */
async function runShare(part: Share): Promise<FuzzCounts> {
  let total: FuzzCounts = { inputs: 0, accepted: 0, refused: 0 };
  while (part.next < part.end) {
    const ended = await runThread(part);
    if (ended.kind === 'done') {
      const { inputs, accepted, refused } = ended.counts;
      total = {
        inputs: total.inputs + inputs,
        accepted: total.accepted + accepted,
        refused: total.refused + refused,
      };
      part.next = part.end;
      continue;
    }
    note({
      input: ended.input,
      seedName: fuzzInput(corpus, seed, ended.input).seed.name,
      reader: '?',
      fault: ended.fault,
    });
    total = { ...total, inputs: total.inputs + ended.input + 1 - part.next };
    part.next = ended.input + 1;
  }
  part.done = part.end;
  return total;
}

type Ended =
  | { readonly kind: 'done'; readonly counts: FuzzCounts }
  | { readonly kind: 'lost'; readonly input: number; readonly fault: string };

function runThread(part: Share): Promise<Ended> {
  const progress = new SharedArrayBuffer(4);
  const place = new Int32Array(progress);
  place[0] = part.next;
  const task: FuzzTask = { seed, first: part.next, end: part.end, withShared, progress };
  const worker = new Worker(ENTRY, {
    workerData: task,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return new Promise((resolve) => {
    let last = { input: part.next, sinceMs: performance.now() };
    const settle = (ended: Ended) => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(ended));
    };
    const lost = (fault: string) => settle({ kind: 'lost', input: Atomics.load(place, 0), fault });
    const watch = setInterval(() => {
      const input = Atomics.load(place, 0);
      part.done = input;
      if (input !== last.input) last = { input, sinceMs: performance.now() };
      else if (performance.now() - last.sinceMs > 2 * INPUT_MS_MAX) lost('the reader did not return');
    }, 250);
    worker.on(
      'message',
      (message: { kind: 'find'; find: FuzzFind } | { kind: 'done'; counts: FuzzCounts }) => {
        if (message.kind === 'find') note(message.find);
        else settle(message);
      },
    );
    worker.on('error', (error) => lost(`the thread died: ${error.name} ${error.message}`));
  });
}

function note(find: FuzzFind): void {
  finds.push(find);
  console.log(`FIND input ${find.input} (${find.seedName}), ${find.reader}: ${find.fault}`);
}

function report(): void {
  const done = shares.reduce((sum, part, index) => sum + part.done - share(index).next, 0);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `  ${done} inputs after ${seconds.toFixed(0)} s, ${(done / seconds).toFixed(0)} a second, ${finds.length} finds`,
  );
}

function finish(): void {
  const sum = (pick: (count: FuzzCounts) => number) => counts.reduce((all, count) => all + pick(count), 0);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${sum(({ inputs }) => inputs)} inputs in ${seconds.toFixed(0)} s: ${sum(({ accepted }) => accepted)} readings ` +
      `returned, ${sum(({ refused }) => refused)} were refused with a FormatError, ${finds.length} finds`,
  );
  for (const { input } of finds.slice(0, 20))
    console.log(`  again: npm run fuzz -- --seed ${seed} --only ${input}`);
  process.exit(finds.length === 0 ? 0 : 1);
}

function numberOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} is a whole number.`);
  process.exit(2);
}
