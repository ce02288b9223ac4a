/**
 * The folders of one hub on one machine: data, and a short one for Unix sockets, whose paths the kernel limits to
 * about 107 bytes (103 on macOS).
 *
 * Everything derives from the data folder alone (its place and an identifier in it), so that a second start finds the
 * sockets of the first, and two hubs with two data folders never meet.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError } from '../command-error.js';

/** Who runs a private server. `undefined`: the user of this process. PostgreSQL refuses to run as root. */
export type ServerUser = { readonly uid: number; readonly gid: number } | undefined;

export type InstanceFolder = {
  /** Absolute, resolved. */
  readonly data: string;
  /** Holds sockets; readable by this user and by `serverUser` only. */
  readonly sockets: string;
  /** Where PostgreSQL keeps its files: below `data` wherever `serverUser` can reach that. */
  readonly postgres: string;
  readonly serverUser: ServerUser;
};

/** Longest name below the socket folder: `/.s.PGSQL.5432.lock`; the rest of 103 bytes is for the folder. */
const SOCKET_FOLDER_BYTES_MAX = 80;

export function prepareInstanceFolder(dataDirectory: string): InstanceFolder {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o755 });
  const data = realpathSync(dataDirectory);
  const serverUser = chooseServerUser();
  const name = createHash('sha256')
    .update(`${instanceId(data)}\n${data}`)
    .digest('hex')
    .slice(0, 12);
  const reachable = canEnter(data, serverUser);

  const ownSockets = join(data, 'run');
  const isShort = Buffer.byteLength(ownSockets) <= SOCKET_FOLDER_BYTES_MAX;
  const sockets = reachable && isShort ? ownSockets : join(tmpdir(), `hub-${name}`);
  makePrivate(sockets, serverUser);

  // As root inside a folder that is closed to others, for example /root: no server user could enter it.
  const postgresHome = reachable ? data : join('/var/lib/open-biometric-identity-hub', name);
  return { data, sockets, postgres: join(postgresHome, 'postgres'), serverUser };
}

/** Made anew with the folder: what lies outside of it is not taken for that of an earlier one in the same place. */
function instanceId(data: string): string {
  const file = join(data, 'instance-id');
  if (!existsSync(file)) {
    // Of two hubs started at once both go by the one that is there first, or each would have a folder to itself.
    const own = `${file}-${randomUUID()}`;
    writeFileSync(own, randomUUID());
    try {
      linkSync(own, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(own);
    }
  }
  return readFileSync(file, 'utf8');
}

/** Whether the user may enter a folder, with every folder above it. */
export function canEnter(folder: string, user: ServerUser): boolean {
  if (user === undefined) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

/** Creates the folder where it is missing, closed to everybody but its owner and root. */
export function makePrivate(folder: string, owner: ServerUser): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const expected = [process.getuid?.(), owner?.uid];
  // The system's temporary folder is shared: somebody else's folder of this name must not be used.
  if (!found.isDirectory() || (dirname(folder) === tmpdir() && !expected.includes(found.uid))) {
    throw new CommandError(`${folder} belongs to somebody else; remove it or choose another HUB_DATA`);
  }
  if (owner !== undefined && found.uid === 0) chownSync(folder, owner.uid, owner.gid);
}

function chooseServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : { uid: 65_534, gid: 65_534 };
}

/** The owner of files that exist already, so that a user created later does not lock the hub out of its data. */
export function ownerOf(folder: string, fallback: ServerUser): ServerUser {
  if (fallback === undefined) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? fallback : { uid, gid };
}
