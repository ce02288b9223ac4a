/** Benchmarks run tiny here, so that they never rot. What they measure on a shared machine is not looked at. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { PACKAGE_ROOT } from '../src/platform/package-root.js';
import { openFingerImages } from '../src/testing/synthetic/finger-images.js';

const FINGERS = 4;

t.test('identify-latency', { timeout: 120_000 }, async (t) => {
  const [result] = await run('latency/identify-latency', [
    '--references=20',
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

t.test('rank-one', { timeout: 120_000 }, async (t) => {
  const folder = t.testdir();
  const images = await openFingerImages();
  t.teardown(() => images.close());
  for (let finger = 1; finger <= FINGERS; finger++) {
    for (const impression of [1, 2]) {
      const png = await images.image({ finger: `bench-${finger}`, impression: String(impression) });
      await writeFile(join(folder, `${finger}_${impression}.png`), png);
    }
  }
  const results = await run('accuracy/rank-one', ['--draws=10', '--workers=1', `${folder}:500`]);
  t.match(results[0], { impressions: 2 * FINGERS, rejected: 0 });
  t.match(results[1], { fingers: FINGERS, draws: 10, rankOneMean: Number });
});

/** The JSON documents a benchmark prints. */
async function run(name: string, options: readonly string[]): Promise<readonly object[]> {
  const program = join(PACKAGE_ROOT, 'dist', 'bench', `${name}.js`);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
  const text = stdout.trim();
  return text.startsWith('{\n') ? [JSON.parse(text)] : text.split('\n').map((line) => JSON.parse(line));
}
