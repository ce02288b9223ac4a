/**
 * Any one system slow, failing, lying or gone: every other answer arrives before its deadline is over, and the missing one
 * is named with the reason. Remote systems and sources are real servers on the loopback.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { withNamedFailures } from '../adapters/named-failures.js';
import { createRemoteAdapter } from '../adapters/remote/remote-adapter.js';
import { createSources } from '../adapters/source-registry.js';
import type { AuthorityClass } from '../domain/authorities.js';
import type { SystemId } from '../domain/systems.js';
import { systemClock } from '../platform/clock.js';
import { createLog } from '../platform/log.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { bearer } from '../testing/http-test-app.js';
import { openPortalHub } from '../testing/portal-hub.js';
import type { SystemAdapter } from '../workflows/ports/systems.js';

const DEADLINE_MS = 400;
const SEARCH = {
  identity: { surname: 'Rivera', dateOfBirth: '1990-05-06' },
  document: { number: 'X1', issuingCountry: 'PER' },
};
const ANSWER = JSON.stringify({ hits: [], overflow: false });
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it knows to be there.
type Part = any;

/** How a peer misbehaves, and what is said of it. */
const FAULTS: Readonly<
  Record<string, { readonly listener: RequestListener | 'gone'; readonly reason: string }>
> = {
  slow: { listener: () => {}, reason: 'system-deadline-exceeded' },
  failing: { listener: (_, response) => void response.writeHead(500).end(), reason: 'system-unreachable' },
  'lying about its shape': {
    listener: (_, response) => void response.end('{"hits":[{"system":"vis"}],"overflow":false}'),
    reason: 'system-answer-malformed',
  },
  'talking nonsense': {
    listener: (_, response) => void response.end('<html>welcome</html>'),
    reason: 'system-answer-malformed',
  },
  'cutting off': { listener: ({ socket }) => void socket.destroy(), reason: 'system-unreachable' },
  gone: { listener: 'gone', reason: 'system-unreachable' },
};

for (const [name, { listener, reason }] of Object.entries(FAULTS)) {
  for (const broken of ['ees', 'vis', 'etias', 'sis'] as const) {
    t.test(`${broken} is ${name}`, async (t) => {
      const peers = await Promise.all(
        (['ees', 'vis', 'etias', 'sis'] as const).map((system) =>
          remote(t, system, system === broken ? listener : (_, response) => void response.end(ANSWER)),
        ),
      );
      const { app } = await openPortalHub(t, { adapters: new Map(peers.map((peer) => [peer.system, peer])) });
      const parts = await streamed(t, app, 'border-authority');
      t.match(parts[0], { event: 'begun', systems: ['ees', 'vis', 'etias', 'sis'], sources: [] });
      const answers = parts.filter(({ event }) => event === 'system').map(({ answer }) => answer);
      t.equal(answers.length, 4);
      t.match(
        answers.find(({ system }) => system === broken),
        { status: 'not-answered', reason },
      );
      const others = answers.filter(({ system }) => system !== broken);
      t.ok(
        others.every(({ status }) => status === 'answered'),
        'every other has answered',
      );
      if (name === 'slow') t.equal(answers.at(-1).system, broken, 'nobody waited for the slow one');
      t.match(parts.at(-1), { event: 'end', complete: false, flags: [], links: [] });
    });
  }
}

t.test('an adapter that fails in a way nobody foresaw costs its own answer', async (t) => {
  const log = createLog({ level: 'silent', component: 'test' });
  const broken = createFakePorts().adapters.get('vis')!;
  const query = async () => {
    throw new TypeError('Rivera is not a function');
  };
  const adapters = new Map([['vis' as const, withNamedFailures({ ...broken, query }, { name: 'VIS', log })]]);
  const { app } = await openPortalHub(t, { adapters });
  const parts = await streamed(t, app, 'border-authority');
  const answers = parts.filter(({ event }) => event === 'system').map(({ answer }) => answer);
  t.match(
    answers.find(({ system }) => system === 'vis'),
    { status: 'not-answered', reason: 'system-failed', detail: 'VIS failed.' },
  );
  t.equal(answers.filter(({ status }) => status === 'answered').length, 3);
});

t.test('a system has the time that is its own', async (t) => {
  const slow = createFakePorts().adapters.get('sis')!;
  const query = () => new Promise<never>(() => {});
  const adapters = new Map([['sis' as const, { ...slow, deadlineMs: 50, query }]]);
  const { app } = await openPortalHub(t, { adapters });
  const parts = await streamed(t, app, 'border-authority');
  const answers = parts.filter(({ event }) => event === 'system').map(({ answer }) => answer);
  t.match(answers.at(-1), { system: 'sis', status: 'not-answered', reason: 'system-deadline-exceeded' });
});

t.test('the same as server-sent events and as one reply', async (t) => {
  const { app } = await openPortalHub(t);
  const headers = await bearer('border-authority');
  const ask = (accept: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/federated-searches',
      headers: { ...headers, accept },
      payload: SEARCH,
    });
  const lines = (await ask('application/x-ndjson')).body.trim().split('\n');
  const events = (await ask('text/event-stream')).body.trim().split('\n\n');
  t.same(
    events.map((event) => event.split('\ndata: ')[1]),
    lines,
  );
  t.same(
    events.map((event) => event.split('\n')[0]),
    lines.map((line) => `event: ${JSON.parse(line).event}`),
  );
  const reply = (await ask('application/json')).json();
  const parts: Part[] = lines.map((line) => JSON.parse(line));
  const { event: _event, ...end } = parts.at(-1);
  t.same(reply, {
    systems: parts.filter(({ event }) => event === 'system').map(({ answer }) => answer),
    sources: [],
    ...end,
  });
  t.equal((await ask('image/png')).statusCode, 406);
  t.equal((await ask('text/event-stream;q=0.1, application/json;q=0.9')).headers['content-type'], JSON_TYPE);
});

t.test('one sample that is no finger: a problem at once, or as the last part', async (t) => {
  const { app, ports } = await openPortalHub(t);
  ports.answers.extract = () => ({ kind: 'rejected', defect: 'no-finger-found', detail: 'nothing there' });
  const headers = await bearer('border-authority');
  const { pngHeader } = await import('../testing/http-test-app.js');
  const samples = [{ position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 }];
  const ask = (accept: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/federated-searches',
      headers: { ...headers, accept },
      payload: { ...SEARCH, samples },
    });
  t.match((await ask('application/json')).json(), { status: 422, code: 'no-finger-found' });
  const parts: Part[] = (await ask('application/x-ndjson')).body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(parts.at(-1), { event: 'problem', code: 'no-finger-found' });
  t.equal(ports.state.operations.size, 0);
});

t.test('Interpol and Europol', async (t) => {
  const asked: { readonly url: string; readonly body: Part }[] = [];
  let pledge: Part = { revealsToOwner: false };
  const address = await serve(t, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    asked.push({ url: request.url!, body: text && JSON.parse(text) });
    if (request.url === '/v1/pledge') response.end(JSON.stringify(pledge));
    else
      response.end(
        JSON.stringify({ hits: [{ reference: 'r1', category: 'stolen-document' }], overflow: false }),
      );
  });
  const open = async () => {
    const { sources, close } = createSources(
      {
        interpol: { baseUrl: address, deadlineMs: DEADLINE_MS },
        europol: { baseUrl: address, deadlineMs: DEADLINE_MS },
      },
      { clock: systemClock('UTC'), log: createLog({ level: 'silent', component: 'test' }) },
    );
    t.teardown(close);
    return openPortalHub(t, { sources: [...sources.values()] });
  };
  await t.test('are asked by those who may, each by its keys', async (t) => {
    const { app } = await open();
    const parts = await streamed(t, app, 'screening-authority');
    t.same(parts[0].sources, ['interpol-sltd', 'interpol-tdawn', 'europol']);
    const answers = parts.filter(({ event }) => event === 'source').map(({ answer }) => answer);
    t.equal(answers.length, 3);
    for (const answer of answers) t.match(answer, { status: 'answered', hits: [{ reference: 'r1' }] });
    const bodyOf = (source: string) => asked.find(({ url }) => url.endsWith(`${source}/queries`))?.body;
    t.same(
      bodyOf('interpol-sltd'),
      { document: SEARCH.document, revealToOwner: false },
      'no name goes to it',
    );
    t.match(bodyOf('europol'), { identity: SEARCH.identity, noticeOnMatch: true });
    asked.length = 0;
    const border = await streamed(t, app, 'border-authority');
    t.same(border[0].sources, ['interpol-sltd']);
    t.same(
      asked.map(({ url }) => url),
      ['/v1/databases/interpol-sltd/queries'],
      'the pledge is remembered for a while',
    );
    asked.length = 0;
    const asylum = await streamed(t, app, 'asylum-authority');
    t.same([asylum[0].sources, asked], [[], []], 'who may not ask leaves no trace there');
  });
  await t.test('are not asked where the owner of an alert would learn of it', async (t) => {
    const { app } = await open();
    for (const said of [{ revealsToOwner: true }, { unrelated: 1 }]) {
      pledge = said;
      asked.length = 0;
      const parts = await streamed(t, app, 'border-authority');
      const [{ answer }] = parts.filter(({ event }) => event === 'source');
      t.match(
        answer,
        'unrelated' in said
          ? { status: 'not-answered', reason: 'system-answer-malformed' }
          : { status: 'not-asked', reason: 'would-reveal-to-owner' },
      );
      t.same(
        asked.map(({ url }) => url),
        ['/v1/pledge'],
        'the document did not leave the hub',
      );
    }
  });
});

const JSON_TYPE = 'application/json; charset=utf-8';

async function remote(t: Test, system: SystemId, listener: RequestListener | 'gone'): Promise<SystemAdapter> {
  const baseUrl = listener === 'gone' ? await nobody() : await serve(t, listener);
  const adapter = createRemoteAdapter(
    system,
    {
      baseUrl,
      token: async () => 'token',
      patience: { deadlineMs: DEADLINE_MS, attempts: 1 },
    },
    { log: createLog({ level: 'silent', component: 'test' }) },
  );
  t.teardown(() => adapter.close());
  return adapter;
}

async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address that was somebody's a moment ago. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function streamed(
  t: Test,
  app: Awaited<ReturnType<typeof openPortalHub>>['app'],
  authorityClass: AuthorityClass,
): Promise<readonly Part[]> {
  const base = app.server.listening
    ? `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    : await app.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${base}/v1/federated-searches`, {
    method: 'POST',
    headers: {
      ...(await bearer(authorityClass)),
      accept: 'application/x-ndjson',
      'content-type': 'application/json',
    },
    body: JSON.stringify(SEARCH),
  });
  t.equal(answer.status, 200);
  return (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
