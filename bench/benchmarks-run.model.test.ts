/** Benchmarks run tiny here, so that they never rot. What they measure on a shared machine is not looked at. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';
import { openFingerImages } from '../src/testing/synthetic/finger-images.js';
import type { ScoredAccuracy } from './accuracy/score-accuracy.js';
import { requireRoom } from './hub/private-services.js';
import type { ScoredIdentification } from './identification-accuracy/score-identification.js';
import type { RawIdentify } from './identify/raw-identify.js';
import type { ScoredResult } from './matching/score-matching.js';
import type { ScoredScenario } from './report/scored-scenario.js';
import { SCENARIOS } from './scenarios.js';

const FINGERS = 4;
/** Third-party files beside the project; the tests pass where they are absent. */
const FACE_MODELS = join(PACKAGE_ROOT, '..', 'shared', 'models');

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
    loaded: { requests: 6, not2xx: 0, errors: 0 },
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
  const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
  const out = join(t.testdir(), 'raw.json');
  const options = ['identification', '--made=4', '--sizes=all', '--fingers=1,2', `--out=${out}`];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
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
  const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
  const options = ['accuracy', `--out=${join(folder, 'raw.json')}`, `${folder}:500`];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const [, scoredFile, pageFile] = stdout.trim().split('\n');
  const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredAccuracy;
  t.match(scored.sets, [{ images: 2 * FINGERS + 1, fingers: FINGERS + 1, failures: { 'not-an-image': 1 } }]);
  const all = scored.comparators.filter(({ protocol }) => protocol === 'all');
  t.ok(all.length >= 2);
  for (const { matedPairs, nonMatedPairs, eer } of all) {
    t.match({ matedPairs, nonMatedPairs }, { matedPairs: FINGERS, nonMatedPairs: 32 });
    t.ok(eer.interval[0] <= eer.value && eer.value <= eer.interval[1]);
  }
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
  const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'matching', ...options, ...more]);
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

/** Each as small as it gets, from its run to its page. */
const TINY: Readonly<Record<string, readonly string[]>> = {
  identify: [
    '--gallery=60',
    '--fingers=1',
    '--connections=2',
    '--seconds=1',
    '--warm-seconds=1',
    '--open-seconds=2',
    '--shares=0.5',
    '--probes=one,four+face',
    '--persons=2',
    ...(existsSync(FACE_MODELS) ? [`--face-models=${FACE_MODELS}`] : []),
  ],
  queue: ['--jobs=100', '--rounds=1', '--concurrency=16', '--rates=50', '--seconds=0.5'],
  surge: ['--hour-seconds=0.1', '--persons=60', '--pool=3', '--capacity-seconds=2'],
  mixed: ['--persons=60', '--imaged=2', '--pool=2', '--capacity-seconds=1', '--seconds=2'],
  federation: ['--persons=60', '--searches=4', '--slow-ms=100'],
  startup: ['--persons=60', '--rounds=1'],
  console: [
    '--waiting=50',
    '--failed=5',
    '--finished=100',
    '--blocks=2',
    '--seconds=1',
    '--connections=2',
    '--updates=3',
  ],
};

for (const [name, options] of Object.entries(TINY)) {
  t.test(`${name}, from the run to the page`, { timeout: 300_000 }, async (t) => {
    const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
    const out = join(t.testdir(), 'raw.json');
    const arguments_ = [program, name, ...options, `--out=${out}`];
    const { stdout } = await promisify(execFile)(process.execPath, arguments_, { env: locksApart(t) });
    const [, scoredFile, pageFile] = stdout.trim().split('\n');
    const scored = JSON.parse(await readFile(scoredFile!, 'utf8')) as ScoredScenario;
    t.match(scored, { scenario: name, seed: '1', environment: { commit: String, command: String } });
    t.ok(scored.series.every(({ values }) => values.length > 0 && values.every((value) => value >= 0)));
    if (name !== 'identify') t.ok(scored.series.length > 0);
    const page = await readFile(pageFile!, 'utf8');
    t.notMatch(page, /<script|href=|src=|>NaN|>undefined|Infinity/, 'the page needs nothing else');
    const raw = await readFile(out, 'utf8');
    t.notMatch(raw, /Bearer|eyJ|hub-bench-|shared/, 'neither tokens nor places of the machine');
    if (name === 'identify') facesOf(t, JSON.parse(raw) as RawIdentify);
  });
}

/** Searched with where the face models are, and named as left out where they are not. */
function facesOf(
  t: Pick<Test, 'match' | 'same' | 'equal' | 'ok'>,
  { galleries, leftOut }: RawIdentify,
): void {
  const [gallery] = galleries;
  const probes = gallery!.probes.map(({ probe }) => probe);
  if (leftOut.length > 0) {
    t.match(leftOut, [{ probe: 'four fingers and face', reason: /--face-models/ }]);
    t.same(probes, ['one finger']);
    t.equal(gallery!.facesPerPerson, 0);
    return;
  }
  t.same(probes, ['one finger', 'four fingers and face']);
  t.equal(gallery!.facesPerPerson, 1);
  const { mated, mateFirst, referencesCompared } = gallery!.probes[1]!.found;
  t.equal(mateFirst, mated, 'the person is found');
  t.ok(referencesCompared > gallery!.persons, 'faces are compared beside fingers');
}

t.test('a benchmark is refused while another runs, or where it has no room', async (t) => {
  const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
  const env = locksApart(t);
  await writeFile(join(env.TMPDIR, 'open-biometric-identity-hub-bench.lock'), String(process.pid));
  await t.rejects(promisify(execFile)(process.execPath, [program, 'queue'], { env }), {
    code: 1,
    stderr: /Another benchmark runs on this machine/,
  });
  t.throws(() => requireRoom({ memoryBytes: 2 ** 50, diskBytes: 2 ** 60 }), {
    message: /Not started: memory: .* MiB needed, .* free; disk below .*: .* Give smaller galleries/,
  });
});

/** Whoever measures on the same machine at this moment is none of the tests' concern. */
function locksApart(t: { readonly teardown: (remove: () => void) => void }) {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'bench-test-'));
  chmodSync(TMPDIR, 0o755);
  t.teardown(() => rmSync(TMPDIR, { recursive: true, force: true }));
  return { ...process.env, TMPDIR };
}

t.test('the command lists what there is and refuses what there is not', async (t) => {
  const program = fileURLToPath(new URL('./bench-command.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'list']);
  for (const { name } of SCENARIOS) t.match(stdout, name);
  await t.rejects(promisify(execFile)(process.execPath, [program, 'no-such']), { code: 2 });
});

/** The JSON documents a benchmark prints. */
async function run(name: string, options: readonly string[]): Promise<readonly object[]> {
  const program = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const text = stdout.trim();
  return text.startsWith('{\n') ? [JSON.parse(text)] : text.split('\n').map((line) => JSON.parse(line));
}
