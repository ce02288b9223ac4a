import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const PROGRAM = fileURLToPath(new URL('./identify/run-identify.js', import.meta.url));

function run(...options: readonly string[]) {
  return spawnSync(process.execPath, [PROGRAM, ...options], { encoding: 'utf8' });
}

t.test('options are listed, with what they are where they are not given', async (t) => {
  const { status, stdout, stderr } = run('--help');
  t.same([status, stderr], [0, '']);
  t.match(stdout, /^Options of run-identify/);
  t.match(stdout, /\n {2}--gallery VALUE \(\S+\)\n/);
});

t.test('an option there is not is refused in a line', async (t) => {
  const { status, stdout, stderr } = run('--gallry', '5');
  t.same([status, stdout], [2, '']);
  t.match(stderr, /^Unknown option '--gallry'\.\n\nOptions of run-identify/);
  t.notMatch(stderr, /\n {4}at /, 'no stack');
});
