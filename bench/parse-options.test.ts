import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const run = program('identify/run-identify');

function program(name: string) {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  return (...options: readonly string[]) =>
    spawnSync(process.execPath, [file, ...options], { encoding: 'utf8' });
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

t.test('what is named beside the options is told, and asked for in a line', async (t) => {
  const accuracy = program('accuracy/run-accuracy');
  t.match(accuracy('--help'), { status: 0, stderr: '', stdout: /^Named beside the options: FOLDER:PPI/ });
  const folder = t.testdir({ '1_1.png': '', '2_1.png': '', lone: { '1_1.png': '', '1_2.png': '' } });
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /^Name at least one folder as FOLDER:PPI\.\n$/],
    [[folder], /is not FOLDER:PPI\n$/],
    [[`${folder}/nowhere:500`], /no such file or directory/],
    [[`${folder}:500`, '--fingers', 'abc'], /^--fingers takes a whole number above zero, not "abc"\.\n$/],
    [[`${folder}:500`, '--views', '0'], /^--views takes/],
    [[`${folder}:500`], /^No finger has two impressions/],
    [[`${folder}/lone:500`], /^No folder has two fingers/],
    [['--finger', '1'], /^Unknown option '--finger'\.\n\nNamed beside/],
  ];
  for (const [options, reason] of cases) {
    const { status, stdout, stderr } = accuracy(...options);
    t.same([status, stdout], [2, ''], options.join(' '));
    t.match(stderr, reason);
    t.notMatch(stderr, /\n {4}at /, 'no stack');
  }
  t.match(program('accuracy/score-accuracy')(), { status: 2, stderr: 'Name the raw file to score.\n' });
  t.match(program('accuracy/report-accuracy')(), { status: 2, stderr: 'Name the scored file to report.\n' });
});
