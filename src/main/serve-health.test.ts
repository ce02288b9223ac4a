import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { until } from '../testing/until.js';
import type { Ports } from '../workflows/ports.js';
import { createClosers } from './closers.js';
import { type HubConfig, readConfig } from './config.js';
import type { Core } from './open-core.js';
import { jwkSetOf, type SigningKey, signingKeyOf, signRequesterToken } from './requester-token.js';
import { serveHealth } from './run-role.js';

async function serve(
  t: { teardown(close: () => unknown): void },
  other: { readonly config?: Partial<HubConfig>; readonly ports?: Partial<Ports> } = {},
): Promise<number> {
  const port = await unusedPort();
  const closers = createClosers();
  t.teardown(() => closers.closeAll());
  const core = {
    config: { ...other.config, host: '127.0.0.1', port },
    readiness: { report: async () => ({ ready: false, parts: { database: { ready: false } } }) },
    ports: other.ports ?? {},
    log: createLog({ level: 'silent', component: 'test' }),
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

t.test('metrics, for who may read them, say which parts are ready', async (t) => {
  const signingKey = signingKeyOf(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const config = { ...readConfig({}), jwks: jwkSetOf(signingKey) };
  const port = await serve(t, { config, ports: { metrics: createMetrics() } });
  const token = await signRequesterToken(fakeRequester('hub-operator'), {
    signingKey,
    issuer: config.tokenIssuer,
    audience: config.tokenAudience,
    valid: '1m',
  });
  const metrics = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.match(await metrics.text(), /^hub_part_ready\{part="database"\} 0$/m);
});

t.test('keys of tokens are those of their file, also where it has changed since the start', async (t) => {
  const newKey = () =>
    signingKeyOf(
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
  const [before, after] = [newKey(), newKey()];
  const file = join(t.testdir({ keys: JSON.stringify(jwkSetOf(before)) }), 'keys');
  const config = readConfig({ HUB_JWKS: file });
  writeFileSync(file, JSON.stringify(jwkSetOf(after)));
  const port = await serve(t, { config, ports: { metrics: createMetrics() } });
  const statusFor = async (signingKey: SigningKey) => {
    const { tokenIssuer: issuer, tokenAudience: audience } = config;
    const requester = fakeRequester('hub-operator');
    const token = await signRequesterToken(requester, { signingKey, issuer, audience, valid: '1m' });
    const authorization = `Bearer ${token}`;
    return (await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { authorization } })).status;
  };
  await until(async () => (await statusFor(after)) === 200);
  t.equal(await statusFor(before), 401);
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
