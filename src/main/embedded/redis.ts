/**
 * A private Redis for somebody who has none: a Unix socket in the hub's own folder, no port, append-only file,
 * `noeviction` because BullMQ must never lose a key to memory pressure. One that survived a killed hub answers on the
 * same socket and is stopped, as only a server of our own is started again when it dies.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../platform/log.js';
import type { InstanceFolder } from './instance-folder.js';
import { type PrivateServer, runServer } from './private-server.js';
import { isAlive, programName } from './process-facts.js';
import { findRedisBinary } from './redis-binary.js';

export type PrivateRedisOptions = {
  readonly folder: InstanceFolder;
  readonly durable: boolean;
  readonly report: (line: string) => void;
  readonly log: Log;
};

const STOP_MS_MAX = 15_000;
const SURVIVED = '; the one of a killed run was stopped';

export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateServer> {
  const data = join(options.folder.data, 'redis');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const socket = join(options.folder.sockets, 'redis.sock');
  const pidFile = join(data, 'redis.pid');
  const url = `unix://${socket}`;
  const survived = await answersPing(socket);
  await endPid(pidFile);
  rmSync(socket, { force: true });
  const binary = await findRedisBinary(options.report);
  const stop = await runServer(
    {
      name: 'Redis',
      command: binary.command,
      argv0: binary.argv0,
      args: settings(data, socket, pidFile, options.durable),
      user: undefined,
      cwd: data,
      logFile: join(options.folder.data, 'redis.log'),
      isReady: () => answersPing(socket),
    },
    options.log,
  );
  return {
    url,
    description: `Redis (${binary.argv0}), private, from the system's packages${survived ? SURVIVED : ''}`,
    stop: () => stop('SIGTERM'),
  };
}

function settings(data: string, socket: string, pidFile: string, durable: boolean): string[] {
  return [
    ...['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700'],
    ...['--dir', data, '--pidfile', pidFile, '--daemonize', 'no', '--save', ''],
    ...['--appendonly', durable ? 'yes' : 'no', '--appendfsync', 'everysec'],
    ...['--maxmemory-policy', 'noeviction'],
  ];
}

function answersPing(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (isPong: boolean) => {
      socket.destroy();
      resolve(isPong);
    };
    socket.setTimeout(2000, () => answer(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => answer(data.toString().startsWith('+PONG')));
    socket.once('error', () => answer(false));
  });
}

/** Ends the server whose process the file names, if that is what it still is. */
async function endPid(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  if (isAlive(pid) && /redis|valkey/.test(programName(pid))) {
    process.kill(pid, 'SIGTERM');
    for (let waitedMs = 0; waitedMs < STOP_MS_MAX && isAlive(pid); waitedMs += 50) await pause(50);
  }
  rmSync(pidFile, { force: true });
}
