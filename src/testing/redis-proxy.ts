/** A door to the Redis of the tests that can be shut: for whoever is behind it, Redis is away; other tests go on. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { requiredVariable } from './required-variable.js';

export type RedisProxy = {
  readonly url: string;
  /** Breaks all connections and accepts no more until `open`. */
  shut(): void;
  /** New connections work. */
  open(): Promise<void>;
  /** Connections stay open and carry nothing any more, as where packets are dropped: those there are, or all to come too. */
  silence(which: 'present' | 'all'): void;
};

export async function openRedisProxy(t: { teardown(close: () => unknown): void }): Promise<RedisProxy> {
  const target = new URL(requiredVariable('REDIS_URL'));
  const sockets = new Set<Socket>();
  let isSilent = false;
  const toRedis = () =>
    target.protocol === 'unix:'
      ? connect(decodeURIComponent(target.pathname))
      : connect({ host: target.hostname, port: Number(target.port || 6379) });
  const serve = (port: number): Promise<Server> =>
    new Promise((resolve) => {
      const server = createServer((incoming) => {
        const outgoing = toRedis();
        for (const [from, to] of [
          [incoming, outgoing],
          [outgoing, incoming],
        ] as const) {
          sockets.add(from);
          if (isSilent) silenceOne(from);
          else from.pipe(to);
          from.on('error', () => to.destroy());
          from.on('close', () => {
            sockets.delete(from);
            to.destroy();
          });
        }
      });
      server.listen({ host: '127.0.0.1', port }, () => resolve(server));
    });
  let server: Server | undefined = await serve(0);
  const { port } = server.address() as AddressInfo;
  const shut = () => {
    server?.close();
    server = undefined;
    for (const socket of sockets) socket.destroy();
  };
  t.teardown(shut);
  return {
    url: `redis://127.0.0.1:${port}${target.protocol === 'unix:' ? '' : target.pathname}`,
    shut,
    async open() {
      isSilent = false;
      server ??= await serve(port);
    },
    silence(which) {
      isSilent = which === 'all';
      for (const socket of sockets) silenceOne(socket);
    },
  };
}

function silenceOne(socket: Socket): void {
  socket.unpipe();
  // Read and forgotten, so that its end is noticed.
  socket.resume();
}
