/**
 * One hub per data folder. The lock is a listening socket: it vanishes with its process however that dies, and cannot
 * be mistaken for another process as a number in a file can. It answers with a line about the hub that holds it.
 *
 * It listens under a name of its own first and gets the lock's name as a second one, which only one can: of two started
 * at once one is told of the other. A socket nobody listens on is moved out of the way and looked at once more there, as
 * somebody may have taken the lock between the look and the move.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

export type InstanceLock = {
  /** What others are told who ask, for example where the API listens. */
  announce(text: string): void;
  release(): Promise<void>;
};

export type LockOutcome =
  | { readonly kind: 'locked'; readonly lock: InstanceLock }
  | { readonly kind: 'held'; readonly holder: string };

export async function lockInstance(socketFolder: string): Promise<LockOutcome> {
  const path = join(socketFolder, 'hub.lock');
  // Short: addresses of sockets are.
  const id = randomUUID().slice(0, 8);
  const own = join(socketFolder, `hub.lock-${id}`);
  let text = `process ${process.pid}`;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(text);
  });
  await listen(server, own);
  server.unref();
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  try {
    const holder = await take(path, { own, stale: join(socketFolder, `hub.gone-${id}`) });
    if (holder !== undefined) {
      await close();
      return { kind: 'held', holder };
    }
  } catch (error) {
    await close();
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return {
    kind: 'locked',
    lock: {
      announce(added) {
        text = `process ${process.pid}, ${added}`;
      },
      release() {
        rmSync(path, { force: true });
        return close();
      },
    },
  };
}

/** Who holds the lock instead, where somebody does. */
async function take(
  path: string,
  { own, stale }: { readonly own: string; readonly stale: string },
): Promise<string | undefined> {
  if (linkIfFree(own, path)) return undefined;
  const holder = await askHolder(path);
  if (holder !== undefined) return holder;
  try {
    renameIfThere(path, stale);
    const taken = await askHolder(stale);
    if (taken !== undefined) {
      linkIfFree(stale, path);
      return taken;
    }
  } finally {
    rmSync(stale, { force: true });
  }
  return linkIfFree(own, path) ? undefined : ((await askHolder(path)) ?? SILENT);
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Another one started at once may have moved it. */
function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

const SILENT = 'it does not answer';
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** What the hub that listens there says of itself; `undefined` where none does. */
function askHolder(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    // One that is too busy to answer holds the folder all the same.
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.once('error', (error) => {
      if (['ECONNREFUSED', 'ENOENT'].includes(codeOf(error) ?? '')) resolve(undefined);
    });
    socket.once('close', () => resolve(text || SILENT));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}
