import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../platform/package-root.js';

const FILE = join(PACKAGE_ROOT, 'src', 'main', 'bootstrap.mjs');

t.test('an unknown command is refused with the known ones', async (t) => {
  const { status, stderr } = spawnSync(process.execPath, [FILE, 'strat'], { encoding: 'utf8' });
  t.equal(status, 2);
  t.match(stderr, /Unknown command "strat".*start, demo, test/);
});

t.test('every command and every script of package.json leads to a file', async (t) => {
  const commands = new Map(
    [...readFileSync(FILE, 'utf8').matchAll(/^ {2}([a-z]+): '([a-z./-]+)',$/gm)].map(
      ([, name = '', file = '']) => [name, file],
    ),
  );
  t.ok(commands.size >= 10);
  for (const [name, file] of commands) {
    t.ok(existsSync(join(PACKAGE_ROOT, 'src', 'main', `${file}.ts`)), name);
  }
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  for (const [script, line] of Object.entries(scripts)) {
    const command = /bootstrap\.mjs (\S+)/.exec(line)?.[1];
    if (command !== undefined) t.ok(command === 'build' || commands.has(command), script);
  }
});
