/**
 * The life of one server process that belongs to the hub. It runs in its own process group, so that the Ctrl-C of a
 * terminal reaches the hub alone, which finishes its work before it stops its servers. A server that dies by itself
 * is started again: what it holds is on the disk, and its clients reconnect.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../platform/log.js';
import { CommandError } from '../command-error.js';
import type { ServerUser } from './instance-folder.js';

export type PrivateServer = {
  readonly url: string;
  /** One line for the person at the terminal. */
  readonly description: string;
  stop(): Promise<void>;
};

export type ServerProgram = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Name the program is told it was called by, where one file is several programs. */
  readonly argv0?: string;
  readonly user: ServerUser;
  readonly cwd: string;
  /** Output goes here; its end is shown where the start fails. */
  readonly logFile: string;
  /** Whether clients are served now. */
  readonly isReady: () => Promise<boolean>;
};

const START_MS_MAX = 60_000;
const RESTARTS_MAX = 20;

/** Resolves when the server answers. `stop` ends it with `signal` and resolves when it is gone. */
export async function runServer(
  program: ServerProgram,
  log: Log,
): Promise<(signal: NodeJS.Signals) => Promise<void>> {
  let isStopping = false;
  let restarts = 0;
  let child = launch(program);
  watch();
  await becomesReady(program, child);
  return async (signal) => {
    isStopping = true;
    await endProcess(child, signal);
  };

  function watch(): void {
    child.once('exit', (code, signal) => {
      if (isStopping || restarts >= RESTARTS_MAX) return;
      restarts += 1;
      log.error(
        { server: program.name, code, signal, restarts },
        'private server ended by itself, starting it again',
      );
      setTimeout(() => {
        if (isStopping) return;
        child = launch(program);
        watch();
      }, 500).unref();
    });
  }
}

function launch(program: ServerProgram): ChildProcess {
  const output = openSync(program.logFile, 'a', 0o600);
  try {
    const child = spawn(program.command, program.args, {
      ...program.user,
      ...(program.argv0 === undefined ? {} : { argv0: program.argv0 }),
      cwd: program.cwd,
      detached: true,
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', LANG: 'C' },
      stdio: ['ignore', output, output],
    });
    // Without a listener it would end the hub; a start that fails is told by `becomesReady`.
    child.on('error', () => {});
    return child;
  } finally {
    closeSync(output);
  }
}

async function becomesReady(program: ServerProgram, child: ChildProcess): Promise<void> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure = `it ended with ${signal ?? `code ${code}`}`;
  });
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += 20) {
    if (failure !== undefined) break;
    if (await program.isReady()) return;
    await pause(20);
  }
  child.kill('SIGKILL');
  throw new CommandError(
    `${program.name} did not start: ${failure ?? 'it did not answer in time'}\n${tail(program.logFile)}`,
  );
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await ended;
  clearTimeout(force);
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n').trim();
}
