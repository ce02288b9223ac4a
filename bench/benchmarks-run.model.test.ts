/** Benchmarks beside those of whole hubs run tiny here, so that they never rot. What they measure on a shared machine is not looked at. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { openFingerImages } from '../src/testing/synthetic/finger-images.js';
import type { ScoredAccuracy } from './accuracy/score-accuracy.js';
import type { ScoredIdentification } from './identification-accuracy/score-identification.js';
import type { ScoredResult } from './matching/score-matching.js';
import { BENCH_COMMAND } from './run-tiny.js';
import { SCENARIOS } from './scenarios.js';

const FINGERS = 4;

t.test('identify-latency', { timeout: 120_000 }, async (t) => {
  const [result] = await run('latency/identify-latency', [
    '--references=20',
    '--fingers=2',
    '--requests=3',
    '--connections=2',
  ]);
  t.match(result, {
    references: 20,
    compute: { totalMs: Number },
    alone: { requests: 3, ratioOfMedians: Number },
    loaded: { requests: 6, answered: 6, not2xx: 0, errors: 0 },
  });
});

t.test('overstayer-list', { timeout: 120_000 }, async (t) => {
  const [result] = await run('overstayers/overstayer-list', ['--files=2000', '--changed=10']);
  t.match(result, {
    files: 2000,
    listed: 100,
    build: { judged: 2000 },
    changed: { judged: 10 },
    page: { persons: 100 },
  });
});

t.test('identification, from fingers made on the spot to the page', { timeout: 120_000 }, async (t) => {
  const out = join(t.testdir(), 'raw.json');
  const options = ['identification', '--made=4', '--sizes=all', '--fingers=1,2', `--out=${out}`];
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH_COMMAND, ...options]);
  const [, scoredFile, pageFile] = stdout.trim().split('\n');
  const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredIdentification;
  t.match(scored.galleries, [
    { fingers: 1, persons: 4, searches: 8 },
    { fingers: 2, persons: 2, searches: 4 },
  ]);
  t.match(await readFile(pageFile!, 'utf8'), /Fingerprint identification/);
});

t.test('accuracy, from images to the page', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir();
  const images = await openFingerImages();
  t.teardown(() => images.close());
  for (let finger = 1; finger <= FINGERS; finger++) {
    for (const impression of [1, 2]) {
      const png = await images.image({ finger: `bench-${finger}`, impression: String(impression) });
      await writeFile(join(folder, `${finger}_${impression}.png`), png);
    }
  }
  await writeFile(join(folder, '5_1.png'), 'not an image');
  const options = ['accuracy', `--out=${join(folder, 'raw.json')}`, `${folder}:500`];
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH_COMMAND, ...options]);
  const [, scoredFile, pageFile] = stdout.trim().split('\n');
  const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredAccuracy;
  t.match(scored.sets, [{ images: 2 * FINGERS + 1, fingers: FINGERS + 1, failures: { 'not-an-image': 1 } }]);
  const all = scored.comparators.filter(({ protocol }) => protocol === 'all');
  t.ok(all.length >= 2);
  for (const { matedPairs, nonMatedPairs, eer } of all) {
    t.match({ matedPairs, nonMatedPairs }, { matedPairs: FINGERS, nonMatedPairs: 32 });
    t.ok(eer.interval[0] <= eer.value && eer.value <= eer.interval[1]);
    if (eer.value === 0) t.equal(eer.interval[1], 3 / FINGERS, 'no error of four fingers is a bound');
  }
  const rates = scored.bars.filter(({ name }) => /EER|FNMR/.test(name));
  t.ok(rates.length >= 4 && rates.every(({ isDecided }) => isDecided === false), 'too few to decide');
  const page = await readFile(pageFile!, 'utf8');
  t.equal(page.match(/<svg/g)?.length, 3, 'three plots: one folder needs no comparison of folders');
  t.notMatch(
    page,
    /<script|href=|src=|NaN|undefined|Infinity/,
    'the page needs nothing else and says nothing odd',
  );
  t.notMatch(await readFile(join(folder, 'raw.json'), 'utf8'), folder, 'no path of the machine');
});

t.test('matching, from the run to the page', { timeout: 120_000 }, async (t) => {
  const raw = join(t.testdir(), 'raw.json');
  const options = ['--rows=2000', '--probes=1,16', '--threads=1', '--rounds=1', '--slice-ms=5'];
  const more = ['--hnsw-rows=2000', '--enrolment-rows=1000', '--enrolment-seconds=0.5', `--out=${raw}`];
  const { stdout } = await promisify(execFile)(process.execPath, [
    BENCH_COMMAND,
    'matching',
    ...options,
    ...more,
  ]);
  const [, scoredFile, pageFile] = stdout.trim().split('\n');
  const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredResult;
  const ours = scored.checks.find(({ contestant }) => contestant === 'segment graph');
  t.match(ours, { differentLists: 0, missed: 0, differentProducts: 0, products: 4000, matedFirst: 8 });
  t.equal(scored.checks.length, 5, 'five contestants were compared with the reference');
  t.ok(scored.cells.every(({ times }) => times.count > 0));
  t.ok(scored.enrolment!.enrolling.count > 0);
  const page = await readFile(pageFile!, 'utf8');
  t.equal(page.match(/<svg/g)?.length, 4, 'four plots');
  t.notMatch(
    page,
    /<script|href=|src=|NaN|undefined|Infinity/,
    'the page needs nothing else and says nothing odd',
  );
});

t.test('the command lists what there is and refuses what there is not', async (t) => {
  const { stdout } = await promisify(execFile)(process.execPath, [BENCH_COMMAND, 'list']);
  for (const { name } of SCENARIOS) t.match(stdout, name);
  t.match(stdout, /Results of these are compared: identify, queue, surge, mixed, /);
  await t.rejects(promisify(execFile)(process.execPath, [BENCH_COMMAND, 'no-such']), { code: 2 });
});

/** The JSON documents a benchmark prints. */
async function run(name: string, options: readonly string[]): Promise<readonly object[]> {
  const program = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const text = stdout.trim();
  return text.startsWith('{\n') ? [JSON.parse(text)] : text.split('\n').map((line) => JSON.parse(line));
}
