/**
 * Where a Redis or Valkey server can be had: the PATH; else, on Debian as root, the package `redis-tools`. That
 * package and not `redis-server`, because it starts no service and holds the same program: `redis-check-rdb` is the
 * server called by another name.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { CommandError } from '../command-error.js';

export type RedisBinary = { readonly command: string; readonly argv0: string };

/** `report` is told before anything is installed. Throws with advice where there is no server to be had. */
export async function findRedisBinary(report: (line: string) => void): Promise<RedisBinary> {
  const found = onPath();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    report('Redis is not installed: running apt-get install redis-tools (it starts no service)');
    const problem = installPackage();
    const installed = onPath();
    if (installed !== undefined) return installed;
    throw new CommandError(`${await advice()}\napt-get said: ${problem}`);
  }
  throw new CommandError(await advice());
}

function onPath(): RedisBinary | undefined {
  const candidates = [
    ['redis-server', 'redis-server'],
    ['valkey-server', 'valkey-server'],
    ['redis-check-rdb', 'redis-server'],
    ['valkey-check-rdb', 'valkey-server'],
  ] as const;
  for (const [file, argv0] of candidates) {
    for (const folder of searchFolders()) {
      const command = join(folder, file);
      if (existsSync(command) && isServer(command, argv0)) return { command, argv0 };
    }
  }
  return undefined;
}

/** Programs of administrators lie outside the PATH of ordinary users on some systems. */
function searchFolders(): string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set([...path, '/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'])];
}

function isServer(command: string, argv0: string): boolean {
  const { status, stdout } = spawnSync(command, ['--version'], { argv0, encoding: 'utf8' });
  return status === 0 && /^(Redis|Valkey) server/i.test(stdout);
}

function installPackage(): string {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  const { stderr } = spawnSync(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'redis-tools'],
    {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return stderr?.trim().split('\n').at(-1) ?? '';
}

async function advice(): Promise<string> {
  const lines = [
    'The hub needs Redis (or Valkey) and found none. One of these helps:',
    '  - Debian, Ubuntu:  sudo apt-get install redis-server',
    '  - macOS:           brew install redis',
    '  - elsewhere:       set REDIS_URL to a server you run',
  ];
  // Never taken over silently: it may hold somebody else's data.
  if (await somebodyListens(6379)) {
    lines.push(
      'A server listens on 127.0.0.1:6379. If it is a Redis the hub may use:',
      '  REDIS_URL=redis://127.0.0.1:6379 npm start',
    );
  }
  return lines.join('\n');
}

function somebodyListens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 500 });
    const answer = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}
