/**
 * One process per folder. The lock is a socket in the folder: who listens there holds it, and the kernel ends that with
 * the process, however it ends. Neither process numbers nor the clock are trusted, as two containers that share a
 * folder have different ones. A socket nobody listens on is what a dead process left, and is moved out of the way.
 * Folders of network file systems are not protected across machines.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';

const LOCK = 'gallery.lock';
/** Addresses of sockets end at 107 bytes; a longer one goes through the descriptor of its folder. */
const ADDRESS_BYTES_MAX = 100;

export type FolderLock = { release(): Promise<void> };

/** Rejects `gallery-files`, not retryable, where another process holds the folder. */
export async function lockFolder(directory: string): Promise<FolderLock> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const folder = openSync(directory, 'r');
  const addressOf = (name: string) =>
    Buffer.byteLength(join(directory, name)) <= ADDRESS_BYTES_MAX
      ? join(directory, name)
      : `/proc/self/fd/${folder}/${name}`;
  // Listens under a name of its own first: whoever finds the lock finds it alive.
  const own = `${LOCK}-${randomUUID().slice(0, 8)}`;
  let server: Server | undefined;
  try {
    server = await listen(addressOf(own));
    await take(directory, own, (name) => isAlive(addressOf(name)));
    const held = server;
    return { release: () => release(directory, held, folder) };
  } catch (error) {
    server?.close();
    closeSync(folder);
    throw error;
  } finally {
    rmSync(join(directory, own), { force: true });
  }
}

async function take(
  directory: string,
  own: string,
  isHeld: (name: string) => Promise<boolean>,
): Promise<void> {
  const lock = join(directory, LOCK);
  if (linkIfFree(join(directory, own), lock)) return;
  if (await isHeld(LOCK)) throw inUse();
  const stale = `${own}-stale`;
  renameSync(lock, join(directory, stale));
  try {
    // Somebody may have taken the lock between the look and the move: then it goes back to where it was.
    if (await isHeld(stale)) {
      linkIfFree(join(directory, stale), lock);
      throw inUse();
    }
  } finally {
    rmSync(join(directory, stale), { force: true });
  }
  if (!linkIfFree(join(directory, own), lock)) throw inUse();
}

function linkIfFree(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function listen(address: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    // A process that is stopped does not answer and may go on: the folder is its own.
    socket.setTimeout(LIMITS.folderLockMs, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') end(false);
      else if (error.code === 'EAGAIN' || error.code === 'ECONNRESET') end(true);
      else reject(error);
    });
    function end(alive: boolean): void {
      socket.destroy();
      resolve(alive);
    }
  });
}

async function release(directory: string, server: Server, folder: number): Promise<void> {
  rmSync(join(directory, LOCK), { force: true });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  closeSync(folder);
}

function inUse(): OperationalError {
  return new OperationalError('gallery-files', 'the folder of the gallery is in use by another process', {
    retryable: false,
  });
}
