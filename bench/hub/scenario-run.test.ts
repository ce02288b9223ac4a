import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

const FRAME = new URL('./scenario-run.js', import.meta.url).href;

/** A run in a process of its own, as the frame ends its process. */
function run(t: Test, { minutesMax, measure }: { readonly minutesMax: number; readonly measure: string }) {
  const out = join(t.testdir(), 'raw.json');
  const program = `
    import { runScenario } from '${FRAME}';
    await runScenario({ name: 'test', out: '${out}', minutesMax: ${minutesMax}, libraries: [] }, ${measure});`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return { status, stderr, isWritten: existsSync(out) };
}

const untilAborted = (then: string) =>
  `({ signal }) => new Promise((resolve, reject) => {
     const alive = setInterval(() => {}, 1000);
     signal.addEventListener('abort', () => { clearInterval(alive); ${then}; });
   })`;

t.test('a run that came to its end is written', async (t) => {
  t.same(run(t, { minutesMax: 1, measure: 'async () => ({ measured: 1 })' }), {
    ...{ status: 0, stderr: '', isWritten: true },
  });
});

t.test('one that was cut off is not, though it gives back what it has', async (t) => {
  const late = { status: 1, stderr: 'not done after 0.001 minutes\n', isWritten: false };
  t.same(run(t, { minutesMax: 0.001, measure: untilAborted('resolve({ measured: 1 })') }), late);
  t.same(run(t, { minutesMax: 0.001, measure: untilAborted('reject(new Error("nothing"))') }), late);
  const told = `(context) => { setTimeout(() => process.kill(process.pid, 'SIGTERM'), 50); return (${untilAborted('resolve({})')})(context); }`;
  t.same(run(t, { minutesMax: 1, measure: told }), {
    ...{ status: 1, stderr: 'stopped by SIGTERM\n', isWritten: false },
  });
});
