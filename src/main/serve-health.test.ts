import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { createClosers } from './closers.js';
import type { Core } from './open-core.js';
import { serveHealth } from './run-role.js';

async function serve(t: { teardown(close: () => unknown): void }): Promise<number> {
  const port = await unusedPort();
  const closers = createClosers();
  t.teardown(() => closers.closeAll());
  const core = {
    config: { host: '127.0.0.1', port },
    readiness: { report: async () => ({ ready: false, parts: {} }) },
    ports: {},
    closers,
  };
  await serveHealth(core as unknown as Core);
  return port;
}

t.test('health of a role is answered, and nothing larger than it is read', async (t) => {
  const address = `http://127.0.0.1:${await serve(t)}`;
  t.equal((await fetch(`${address}/healthz`)).status, 200);
  t.equal((await fetch(`${address}/readyz`)).status, 503);
  const padding = (bytes: number) => ({ headers: { 'x-padding': 'x'.repeat(bytes) } });
  t.equal((await fetch(`${address}/healthz`, padding(LIMITS.healthHeaderBytesMax / 2))).status, 200);
  t.equal((await fetch(`${address}/healthz`, padding(LIMITS.healthHeaderBytesMax))).status, 431);
});

t.test('a request that is never sent is let go of', async (t) => {
  const socket = connect(await serve(t), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.match(answer.toString(), /^HTTP\/1\.1 408 /);
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
