/** A stand-in for the hub counts what it is asked: a second start asks for nothing new, an interrupted one goes on. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import t, { type Test } from 'tap';
import { AUTHORITY_CLASSES } from '../domain/authorities.js';
import { loadDemonstrationPopulation } from './demonstration-population.js';
import type { DevelopmentTokens } from './development-tokens.js';

const COUNT = 5;
const tokens = Object.fromEntries(AUTHORITY_CLASSES.map((role) => [role, role])) as DevelopmentTokens;
/** Of all tests: the images are made once, and the marker of one hub must not count for the next. */
const directory = t.testdir();

t.test('a second start adds nothing, on another day neither', async (t) => {
  const hub = await startStandIn(t);
  t.same(await load(hub), { enrolled: COUNT, alreadyThere: 0 });
  const enrolled = hub.keys.length;
  t.equal(new Set(hub.keys).size, enrolled, 'one key per encounter');
  t.same(await load(hub, '2027-03-09'), { enrolled: 0, alreadyThere: COUNT });
  t.equal(hub.keys.length, enrolled);
});

t.test('another database gets everybody', async (t) => {
  const [hub, empty] = [await startStandIn(t), await startStandIn(t)];
  await load(hub);
  t.same(await load(empty), { enrolled: COUNT, alreadyThere: 0 });
  t.equal(empty.keys.length, hub.keys.length);
});

t.test('after a failure nothing more is begun, and the next start goes on', async (t) => {
  const [whole, hub] = [await startStandIn(t), await startStandIn(t)];
  await load(whole);
  hub.failAt = 3;
  await t.rejects(load(hub), /500/);
  const asked = hub.keys.length;
  // Images are kept, so what is still under way would ask for the next encounter within these steps of the event loop.
  for (let step = 0; step < 200; step += 1) await new Promise(setImmediate);
  t.equal(hub.keys.length, asked, 'nothing is under way any more');
  t.ok(asked < whole.keys.length, `${asked} of ${whole.keys.length} encounters were asked for`);
  hub.failAt = undefined;
  await load(hub);
  t.equal(
    new Set(hub.keys).size,
    whole.keys.length,
    'nobody is missing, and repetitions have the key they had',
  );
});

type StandIn = {
  readonly url: string;
  /** Idempotency keys of the enrolments asked for. */
  readonly keys: string[];
  failAt?: number | undefined;
};

async function startStandIn(t: Test): Promise<StandIn> {
  const subjects = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const standIn: StandIn = { url: `http://127.0.0.1:${port}`, keys: [] };

  async function answer(request: IncomingMessage): Promise<readonly [number, object]> {
    const [, , , system = '', , known = ''] = (request.url ?? '').split('/');
    if (request.method === 'GET') {
      return subjects.has(known) ? [200, {}] : [404, { code: 'subject-unknown' }];
    }
    const { subjectId } = (await json(request)) as { readonly subjectId?: string };
    const key = String(request.headers['idempotency-key']);
    standIn.keys.push(key);
    if (standIn.keys.length === standIn.failAt) return [500, { code: 'broken', detail: 'broken' }];
    // The hub answers a repetition with what it answered first; no two hubs give the same name.
    const subject = subjectId ?? `${port}-${encodeURIComponent(key)}`;
    subjects.add(subject);
    return [200, { result: { system, subjectId: subject } }];
  }
  return standIn;
}

function load({ url }: StandIn, today = '2027-03-01') {
  return loadDemonstrationPopulation({
    url,
    tokens,
    directory,
    today,
    count: COUNT,
    report: () => {},
    signal: new AbortController().signal,
  });
}
