import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createRemoteTransport, type RemoteTls } from './remote-transport.js';

t.test('hub and remote system prove themselves to each other', async (t) => {
  if (!hasOpenssl()) {
    t.comment('left out: mutual TLS, because there is no openssl here to make certificates with');
    return;
  }
  const folder = t.testdir({});
  const [peer, hub, stranger] = ['peer', 'hub', 'stranger'].map((name) => makeCertificate(folder, name)) as [
    Pem,
    Pem,
    Pem,
  ];
  const { baseUrl, requests } = await openPeer(t, peer, hub.cert);

  const cases: readonly (readonly [string, RemoteTls, 'answered' | 'system-unreachable'])[] = [
    ['both known', { ca: peer.cert, ...hub }, 'answered'],
    [
      'as Buffers',
      { ca: Buffer.from(peer.cert), cert: Buffer.from(hub.cert), key: Buffer.from(hub.key) },
      'answered',
    ],
    ['no certificate of the hub', { ca: peer.cert }, 'system-unreachable'],
    ['a certificate the peer does not know', { ca: peer.cert, ...stranger }, 'system-unreachable'],
    ['a peer the hub does not know', { ca: stranger.cert, ...hub }, 'system-unreachable'],
    ['no authority configured', { ...hub }, 'system-unreachable'],
  ];
  for (const [what, tls, expected] of cases) {
    const before = requests();
    t.equal(await outcome(t, baseUrl, tls), expected, what);
    t.equal(requests() - before, expected === 'answered' ? 1 : 0, `${what}: what the peer saw`);
  }
});

type Pem = { readonly cert: string; readonly key: string };

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A certificate that vouches for itself, for one day, at the loopback address. */
function makeCertificate(folder: string, name: string): Pem {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const algorithm = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...algorithm, ...subject, ...files], { stdio: 'ignore' });
  return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function openPeer(t: Test, own: Pem, clientAuthority: string) {
  let requests = 0;
  const options = { ...own, ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (request, response) => {
    requests++;
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `https://127.0.0.1:${port}`, requests: () => requests };
}

async function outcome(t: Test, baseUrl: string, tls: RemoteTls): Promise<string> {
  const transport = createRemoteTransport('vis', { baseUrl, tls });
  t.teardown(() => transport.close());
  const request = { token: 'token', body: {}, waitSeconds: 1, signal: AbortSignal.timeout(5_000) };
  return transport.post(request).then(
    () => 'answered',
    (error) => error.code,
  );
}
