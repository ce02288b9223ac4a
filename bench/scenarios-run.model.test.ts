/** Benchmarks of whole hubs run tiny here, so that they never rot. What they measure on a shared machine is not looked at. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { requireRoom } from './hub/private-services.js';
import { BENCH_COMMAND, locksApart, testTiny } from './run-tiny.js';

testTiny(t, {
  queue: ['--jobs=100', '--rounds=1', '--concurrency=16', '--rates=50', '--seconds=0.5'],
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
});

t.test('a benchmark is refused while another runs, or where it has no room', async (t) => {
  const env = locksApart(t);
  await writeFile(join(env.TMPDIR, 'open-biometric-identity-hub-bench.lock'), String(process.pid));
  await t.rejects(promisify(execFile)(process.execPath, [BENCH_COMMAND, 'queue'], { env }), {
    code: 1,
    stderr: /Another benchmark runs on this machine/,
  });
  t.throws(() => requireRoom({ memoryBytes: 2 ** 50, diskBytes: 2 ** 60 }), {
    message: /Not started: memory: .* MiB needed, .* free; disk below .*: .* Give smaller galleries/,
  });
});
