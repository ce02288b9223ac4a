/**
 * Exhaustive 1:N search against gallery size, probes at once and threads, beside other ways to do it and the speed at
 * which the same memory can be read at all, in one run. Contestants take turns within each round, so that whatever else
 * the machine does hits all of them. Writes one raw JSON file; `score-matching` and `report-matching` do the rest.
 *
 *   node dist/bench/matching/run-matching.js [--rows 10000,100000,1000000] [--probes 1,4,16,32,64] [--threads 1,2]
 *     [--rounds 5] [--slice-ms 400] [--seed 1] [--hnsw-rows 100000] [--enrolment-seconds 20 (0: none)] [--out FILE]
 *
 * Fails where an exact contestant of ours differs from the integer reference in one candidate or one inner product.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, freemem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { environmentFacts } from '../environment-facts.js';
import { parseOptions } from '../parse-options.js';
import { hnswlibContestants } from './contestants/hnswlib.js';
import { naiveJavascript } from './contestants/naive-javascript.js';
import { oneViewGraph } from './contestants/one-view-graph.js';
import { segmentGraph } from './contestants/segment-graph.js';
import { usearchExact, usearchHnsw } from './contestants/usearch.js';
import { measureGallery } from './measure-gallery.js';
import { RAW_FORMAT, type RawEnrolment, type RawResult } from './raw-result.js';
import type { EnrolmentOptions } from './run-enrolment.js';
import { DIMENSION } from './seeded-gallery.js';

const { values } = parseOptions({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000' },
    probes: { type: 'string', default: '1,4,16,32,64' },
    threads: { type: 'string', default: availableParallelism() > 1 ? '1,2' : '1' },
    rounds: { type: 'string', default: '5' },
    'slice-ms': { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    'hnsw-rows': { type: 'string', default: '100000' },
    'enrolment-seconds': { type: 'string', default: '20' },
    'enrolment-rows': { type: 'string', default: '100000' },
    out: { type: 'string' },
  },
});

/** Candidates asked for: what the hub shows unasked. */
const CANDIDATES = 10;

const rowCounts = wholeNumbers(values.rows);
const threadCounts = wholeNumbers(values.threads);
const environment = environmentFacts(`run-matching ${process.argv.slice(2).join(' ')}`.trim(), [
  'onnxruntime-node',
  'usearch',
]);
const out =
  values.out ??
  join(PACKAGE_ROOT, 'bench', 'results', `matching-${environment.startedAt.replaceAll(':', '')}.json`);
const folder = mkdtempSync(join(tmpdir(), 'hub-bench-'));
try {
  requireMemory(Math.max(...rowCounts));
  const result = await measure();
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, JSON.stringify(result));
  requireExact(result);
  console.log(out);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function measure(): Promise<RawResult> {
  const seed = Number(values.seed);
  const openers = [
    segmentGraph,
    oneViewGraph,
    naiveJavascript,
    usearchExact,
    { ...usearchHnsw, rowsMax: Number(values['hnsw-rows']) },
    ...(await hnswlibContestants({ hnswRowsMax: Number(values['hnsw-rows']) })),
  ];
  const galleries = [];
  for (const rows of rowCounts) {
    galleries.push(
      await measureGallery(openers, {
        rows,
        seed,
        folder,
        threadCounts,
        probeCounts: wholeNumbers(values.probes),
        candidates: CANDIDATES,
        rounds: Number(values.rounds),
        sliceMs: Number(values['slice-ms']),
        report,
      }),
    );
  }
  const seconds = Number(values['enrolment-seconds']);
  const isWanted = seconds > 0 && Number(values['enrolment-rows']) > 0;
  const enrolment = isWanted ? await enrolmentApart(seconds, seed) : undefined;
  return {
    format: RAW_FORMAT,
    environment,
    seed,
    candidates: CANDIDATES,
    bytesPerTemplate: DIMENSION,
    loads: galleries.flatMap(({ loads }) => loads),
    cells: galleries.flatMap(({ cells }) => cells),
    reads: galleries.flatMap(({ reads }) => reads),
    checks: galleries.flatMap(({ checks }) => checks),
    skipped: galleries.flatMap(({ skipped }) => skipped),
    enrolment,
  };
}

/** A process of its own: what it holds is the engine's alone, and the engine's threads meet no other sessions. */
async function enrolmentApart(seconds: number, seed: number): Promise<RawEnrolment> {
  const rows = Number(values['enrolment-rows']);
  report(`enrolment: the engine loads ${rows} references, then ${seconds} s of searches`);
  const options: EnrolmentOptions = { rows, threads: Math.max(...threadCounts), seconds, seed, folder };
  const program = fileURLToPath(new URL('./run-enrolment.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options)], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as RawEnrolment;
}

/** A contestant that differs is not an entry in a table: nothing of the run can be trusted. */
function requireExact({ checks }: RawResult): void {
  const wrong = checks.filter(
    ({ contestant, differentLists, differentProducts }) =>
      [segmentGraph.name, oneViewGraph.name].includes(contestant) &&
      (differentLists > 0 || differentProducts > 0),
  );
  if (wrong.length === 0) return;
  throw new Error(`a graph of ours differs from the integer reference: ${JSON.stringify(wrong)}`);
}

/** Rows, the session's copy, the copy while it loads, and the buffer the bound is read from. */
function requireMemory(rows: number): void {
  const needed = 4.5 * rows * DIMENSION;
  if (freemem() > needed) return;
  throw new Error(
    `${rows} rows take ${Math.ceil(needed / 2 ** 20)} MiB; ${Math.floor(freemem() / 2 ** 20)} MiB are free. ` +
      'Give fewer with --rows.',
  );
}

function report(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);
}

function wholeNumbers(list: string): readonly number[] {
  const numbers = list.split(',').map(Number);
  if (numbers.every((each) => Number.isInteger(each) && each > 0)) return numbers;
  throw new Error(`"${list}" is not a list of whole numbers above zero`);
}
