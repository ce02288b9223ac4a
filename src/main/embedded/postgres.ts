/**
 * A private PostgreSQL for somebody who has none: reachable through a Unix socket in a folder that only this user (and
 * the server's own) may enter, so there is no password and no port. A server that survived a killed hub is found by
 * its `postmaster.pid` and stopped, as only a server of our own is started again when it dies; the file of a dead one
 * is removed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../platform/log.js';
import { CommandError } from '../command-error.js';
import { type InstanceFolder, makePrivate, ownerOf, type ServerUser } from './instance-folder.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { type PrivateServer, runServer } from './private-server.js';
import { isAlive, programName } from './process-facts.js';

export type PrivatePostgresOptions = {
  readonly folder: InstanceFolder;
  /** False where data may be lost with the machine: tests. */
  readonly durable: boolean;
  readonly log: Log;
};

const STOP_MS_MAX = 30_000;
const SURVIVED = '; the one of a killed run was stopped';

export async function startPrivatePostgres(options: PrivatePostgresOptions): Promise<PrivateServer> {
  makePrivate(options.folder.postgres, options.folder.serverUser);
  const data = join(options.folder.postgres, 'data');
  const user = ownerOf(options.folder.postgres, options.folder.serverUser);
  const survivor = await findSurvivor(data);
  if (survivor !== undefined) await stopSurvivor(survivor.pid);
  const binaries = findPostgresBinaries(data, dirname(options.folder.postgres), user);
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(join(binaries.folder, 'initdb'), data, user);
  const stop = await runServer(
    {
      name: 'PostgreSQL',
      command: join(binaries.folder, 'postgres'),
      args: ['-D', data, ...settings(options)],
      user,
      cwd: options.folder.postgres,
      logFile: join(options.folder.data, 'postgres.log'),
      isReady: async () => statusOf(data)?.isReady === true,
    },
    options.log,
  );
  return {
    url: urlOf(options.folder.sockets),
    description: `PostgreSQL ${binaries.major}, private, from ${binaries.origin}${survivor ? SURVIVED : ''}`,
    stop: () => stop('SIGINT'),
  };
}

/** Its address, where the private server of this folder runs and answers; it is left as it is. */
export async function runningPrivatePostgres(
  folder: Pick<InstanceFolder, 'postgres'>,
): Promise<string | undefined> {
  const status = statusOf(join(folder.postgres, 'data'));
  if (!status?.isReady || !isAlive(status.pid) || !(await answers(status.sockets))) return undefined;
  return urlOf(status.sockets);
}

/** `localhost` only makes the text a valid URL: the `host` parameter names the socket's folder and wins. */
function urlOf(sockets: string): string {
  return `postgres://hub@localhost/postgres?host=${encodeURIComponent(sockets)}`;
}

function settings({ folder, durable }: PrivatePostgresOptions): string[] {
  const values = [
    'listen_addresses=',
    // A list in which a quoted element may hold commas and spaces.
    `unix_socket_directories="${folder.sockets.replaceAll('"', '""')}"`,
    'unix_socket_permissions=0700',
    'max_connections=200',
    'shared_buffers=128MB',
    'log_min_error_statement=panic',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  return values.flatMap((value) => ['-c', value]);
}

function initialise(initdb: string, data: string, user: ServerUser): void {
  // A folder without PG_VERSION is what an interrupted initialisation leaves.
  rmSync(data, { recursive: true, force: true });
  const { status, stderr, error } = spawnSync(
    initdb,
    ['-D', data, '-U', 'hub', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    { ...user, cwd: dirname(data), env: { PATH: process.env['PATH'], LC_ALL: 'C' }, encoding: 'utf8' },
  );
  if (status === 0) return;
  throw new CommandError(`PostgreSQL could not create its data folder: ${error?.message ?? stderr.trim()}`);
}

type Survivor = { readonly pid: number; readonly sockets: string };

async function findSurvivor(data: string): Promise<Survivor | undefined> {
  // One that was just told to stop, or is still recovering, gets a moment to become one or the other.
  for (let waitedMs = 0; waitedMs < STOP_MS_MAX; waitedMs += 100) {
    const status = statusOf(data);
    if (status === undefined) return undefined;
    if (!isAlive(status.pid) || !programName(status.pid).includes('postgres')) {
      rmSync(join(data, 'postmaster.pid'));
      return undefined;
    }
    if (status.isReady && (await answers(status.sockets))) return status;
    await pause(100);
  }
  throw new CommandError(
    `A PostgreSQL of an earlier run uses ${data} and does not answer; end its process first.`,
  );
}

/** Lines of `postmaster.pid`: process, data folder, start, port, socket folder, address, memory key, status. */
function statusOf(data: string): (Survivor & { readonly isReady: boolean }) | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), sockets: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
}

function answers(sockets: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(sockets, '.s.PGSQL.5432'));
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function stopSurvivor(pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; waitedMs < STOP_MS_MAX && isAlive(pid); waitedMs += 50) await pause(50);
}
