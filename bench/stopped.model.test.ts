/** What a benchmark that is told to stop leaves behind: nothing. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { BENCH_COMMAND, locksApart } from './run-tiny.js';

const LOCK = 'open-biometric-identity-hub-bench.lock';

t.test('the command tells its step and waits until its servers are gone', { timeout: 240_000 }, async (t) => {
  const env = locksApart(t);
  // Once while PostgreSQL is started and is not yet among what would be closed, once when everything is open.
  for (const opened of ['postmaster.pid', 'key-encryption-key']) {
    const command = spawn(
      process.execPath,
      [BENCH_COMMAND, 'latency', '--references=20', '--fingers=2', '--requests=1'],
      {
        env,
      },
    );
    await fileBelow(env.TMPDIR, opened);
    const postgres = processOf(await fileBelow(env.TMPDIR, 'postmaster.pid'));
    t.ok(isAlive(postgres) && readdirSync(env.TMPDIR).includes(LOCK), opened);
    const { code, said } = await stop(command);
    t.equal(code, 1);
    t.match(said, /^stopped by SIGTERM$/m);
    t.notOk(isAlive(postgres), 'the server is gone before the command is');
    const processes = spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).stdout ?? '';
    t.notOk(processes.includes(env.TMPDIR), 'so is one that was only begun then');
    t.same(
      readdirSync(env.TMPDIR).filter((name) => name === LOCK || name.startsWith('hub-bench-')),
      [],
    );
  }
});

t.test('a gallery in memory is removed', { timeout: 120_000 }, async (t) => {
  const directory = t.testdir();
  const program = fileURLToPath(new URL('./matching/engine-memory.js', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', program, `--directory=${directory}`]);
  await fileBelow(directory, 'full');
  const { code, said } = await stop(child);
  t.equal(code, 1);
  t.match(said, /^stopped by SIGTERM$/m);
  t.same(readdirSync(directory), []);
});

async function stop(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const [code] = (await closed) as [number | null];
  return { code, said };
}

/** Waits for it; folders come and go meanwhile. */
async function fileBelow(folder: string, name: string): Promise<string> {
  for (;;) {
    try {
      const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
        (path) => path === name || path.endsWith(`/${name}`),
      );
      if (found !== undefined) return join(folder, found);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await pause(20);
  }
}

/** A server that makes its own catalogue writes its number with a minus. */
function processOf(pidFile: string): number {
  return Math.abs(Number.parseInt(readFileSync(pidFile, 'utf8'), 10));
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
