/** Benchmarks of whole hubs run tiny here, so that they never rot. What they measure on a shared machine is not looked at. */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';
import { requireRoom } from './hub/private-services.js';
import type { RawIdentify } from './identify/raw-identify.js';
import type { ScoredScenario } from './report/scored-scenario.js';

/** Third-party files beside the project; the tests pass where they are absent. */
const FACE_MODELS = join(PACKAGE_ROOT, '..', 'shared', 'models');

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
