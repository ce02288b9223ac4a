/**
 * One hub per data folder. The lock is a listening socket: it vanishes with its process however that dies, and cannot
 * be mistaken for another process as a number in a file can. It answers with a line about the hub that holds it.
 */
import { rmSync } from 'node:fs';
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
  const holder = await askHolder(socketFolder);
  if (holder !== undefined) return { kind: 'held', holder };
  const path = join(socketFolder, 'hub.lock');
  rmSync(path, { force: true });
  let text = `process ${process.pid}`;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(text);
  });
  await listen(server, path);
  server.unref();
  return {
    kind: 'locked',
    lock: {
      announce(added) {
        text = `process ${process.pid}, ${added}`;
      },
      release: () => new Promise((resolve) => server.close(() => resolve())),
    },
  };
}

/** What the hub that holds the folder says of itself; `undefined` where none does. */
function askHolder(socketFolder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text: string | undefined;
    const socket = connect(join(socketFolder, 'hub.lock'));
    // One that is too busy to answer holds the folder all the same.
    socket.once('connect', () => {
      text = '';
    });
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.once('error', () => resolve(text));
    socket.once('close', () => resolve(text));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}
