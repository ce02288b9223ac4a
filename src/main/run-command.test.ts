import { execFile } from 'node:child_process';
import t from 'tap';

const HERE = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** A command that closes what it opened, and is stopped by what `work` does. */
const script = (work: string, close = '') => `
  import { runCommand, stopForFailure, untilStopped } from ${HERE('./run-command.js')};
  import { ModelsExchangedError } from ${HERE('../extraction/model-integrity-error.js')};
  await runCommand(async ({ closers, stopping }) => {
    closers.add('it', async () => { ${close}; console.log('closed'); });
    setTimeout(() => { ${work} }, 20);
    await untilStopped(stopping);
    return 0;
  });`;

function run(
  work: string,
  close?: string,
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '--eval', script(work, close)], (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    );
  });
}

t.test('a process that must not go on closes what it opened, says why and ends as failed', async (t) => {
  const ended = await run(`stopForFailure(new ModelsExchangedError('Other models.'));`);
  t.same(ended, { code: 1, out: 'closed\n', err: 'Other models.\n' });
});

t.test('one that is told to stop has not failed', async (t) => {
  t.match(await run(`process.kill(process.pid, 'SIGTERM');`), { code: 0, out: 'closed\n' });
});

t.test(
  'the first signal while it ends by itself cuts nothing off, and the reason is said before',
  async (t) => {
    const ended = await run(
      `stopForFailure(new ModelsExchangedError('Other models.'));
     setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1100);`,
      `console.error('closing'); await new Promise((resolve) => setTimeout(resolve, 1500))`,
    );
    t.same(ended, { code: 1, out: 'closed\n', err: 'Other models.\nclosing\n' });
  },
);

t.test('a second signal ends one at once that is told to stop', async (t) => {
  const ended = await run(
    `process.kill(process.pid, 'SIGTERM');
     setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1200);`,
    'await new Promise((resolve) => setTimeout(resolve, 5000))',
  );
  t.same(ended, { code: 130, out: '', err: 'Stopped at once.\n' });
});
