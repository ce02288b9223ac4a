import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { Requester } from '../../domain/authorities.js';
import type { SystemId } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { createLog } from '../../platform/log.js';
import { createMetrics } from '../../platform/metrics.js';
import { until } from '../../testing/until.js';
import type { Sql } from '../../workflows/ports/persistence.js';
import type { SystemQuery } from '../../workflows/ports/systems.js';
import { createAdapters } from '../registry.js';
import type { PatienceLimits } from './patience.js';
import { createRemoteAdapter } from './remote-adapter.js';

const REQUESTER: Requester = {
  authorityId: 'AUT-border-police',
  authorityClass: 'border-authority',
  memberState: 'AUT',
  purpose: 'border-check',
};
const SECRET_NAME = 'Geheimnis';
const view = (fill: number) => new Int8Array(256).fill(fill);
const QUERY: SystemQuery = {
  requester: REQUESTER,
  candidates: [],
  probes: [
    {
      position: 'right-index',
      templateVersion: 'fingerprint-2',
      quality: 61,
      views: [view(-128), view(127)],
      minutiae: { templateVersion: 'minutiae-1', bytes: Uint8Array.of(72, 77, 255, 0) },
    },
    { position: 'face', templateVersion: 'face-1', quality: 40, views: [view(1)] },
  ],
  falsePositiveIdentificationRate: 0.01,
  identity: { surname: SECRET_NAME },
  document: { number: 'N012345', issuingCountry: 'SYR' },
};
const SUBJECT = '00000000-0000-4000-8000-000000000001';
const RECORD = {
  system: 'vis',
  subjectId: SUBJECT,
  encounterId: '00000000-0000-4000-8000-000000000002',
  memberState: 'DEU',
  encounterAt: '2026-01-01T12:00:00Z',
  identity: {
    surnames: [SECRET_NAME],
    givenNames: [],
    dateOfBirth: '1984-02-29',
    sex: 'female',
    nationalities: ['SYR'],
  },
  facts: {
    kind: 'visa-application',
    applicationNumber: 'APP-1',
    applicationDate: '2025-12-01',
    outcome: 'pending',
  },
};
const CANDIDATE = {
  system: 'vis',
  subjectId: SUBJECT,
  rank: 1,
  similarityScore: 12.5,
  decision: 'match',
  positions: [
    {
      probePosition: 'right-index',
      referencePosition: 'right-index',
      templateId: '00000000-0000-4000-8000-000000000003',
      similarityScore: 0.9,
      logLikelihoodRatio: 12.5,
      probeQuality: 61,
      referenceQuality: 70,
    },
  ],
};
const HIT = {
  system: 'vis',
  subjectId: SUBJECT,
  foundBy: ['fingerprint', 'identity'],
  candidate: CANDIDATE,
  records: [RECORD],
};
const ANSWER = { hits: [HIT], overflow: false };

const PATIENCE: PatienceLimits = {
  deadlineMs: 2_000,
  bulkDeadlineMs: 2_000,
  attempts: 2,
  retryMs: 1,
  circuitFailures: 50,
  circuitOpenMs: 60_000,
};

t.test('asks in the contract and believes a good answer', async (t) => {
  const peer = await openPeer(t, [json(200, ANSWER)]);
  const answer = await ask(open(t, peer.baseUrl));
  t.same(answer, ANSWER);
  const [request] = peer.requests;
  t.equal(request!.method, 'POST');
  t.equal(request!.url, '/hub/v1/systems/vis/query', 'a path of the base URL is kept');
  t.equal(request!.headers.authorization, 'Bearer token-of-AUT-border-police');
  t.equal(request!.headers.prefer, 'wait=1');
  const body = JSON.parse(request!.body);
  t.same(body.identity, QUERY.identity);
  t.same(body.document, QUERY.document);
  t.equal(body.falsePositiveIdentificationRate, 0.01);
  t.equal(body.candidatesMax, LIMITS.systemHitsMax);
  t.notOk('requester' in body, 'who asks is said by the token alone');
  const [finger, face] = body.probes;
  t.same(Object.keys(finger), ['position', 'templateVersion', 'quality', 'views', 'minutiae']);
  t.same(finger.minutiae, { templateVersion: 'minutiae-1', bytes: 'SE3/AA==' });
  t.notOk('minutiae' in face);
  t.same(
    finger.views.map((text: string) => new Int8Array(Buffer.from(text, 'base64'))),
    QUERY.probes[0]!.views,
  );
  t.equal(face.position, 'face');
});

t.test('what a peer did not compare is taken over', async (t) => {
  const biometrics = { referencesCompared: 0, referencesNotCompared: 1_000_000 };
  const peer = await openPeer(t, [json(200, { hits: [], overflow: false, biometrics })]);
  t.same(await ask(open(t, peer.baseUrl)), { hits: [], overflow: false, biometrics });
});

t.test('a system without biometrics is sent none', async (t) => {
  const peer = await openPeer(t, [json(200, { hits: [], overflow: false })]);
  await ask(open(t, peer.baseUrl, { system: 'etias' }));
  t.same(JSON.parse(peer.requests[0]!.body).probes, []);
});

/** Name, the answer, the code it comes out as, and how often the system was asked. */
const FAILURES: readonly (readonly [string, Reply, string, number])[] = [
  ['not JSON', raw(200, `<p>${SECRET_NAME}</p>`), 'system-answer-malformed', 1],
  ['no hits', json(200, { overflow: false }), 'system-answer-malformed', 1],
  [
    'fewer references than none',
    json(200, { ...ANSWER, biometrics: { referencesCompared: 1, referencesNotCompared: -1 } }),
    'system-answer-malformed',
    1,
  ],
  [
    'a hit without records',
    json(200, { hits: [{ ...HIT, records: [] }], overflow: false }),
    'system-answer-malformed',
    1,
  ],
  ['an unknown way of finding', withHit({ foundBy: ['guess'] }), 'system-answer-malformed', 1],
  ['a system that does not exist', withRecord({ system: 'prum' }), 'system-answer-malformed', 1],
  ['a record of another system', withRecord({ system: 'sis' }), 'system-answer-malformed', 1],
  ['a hit of another system', withHit({ system: 'sis' }), 'system-answer-malformed', 1],
  [
    'a record of another subject',
    withRecord({ subjectId: RECORD.encounterId }),
    'system-answer-malformed',
    1,
  ],
  ['a day that does not exist', withIdentity({ dateOfBirth: '1985-02-29' }), 'system-answer-malformed', 1],
  ['an unknown sex', withIdentity({ sex: 'x' }), 'system-answer-malformed', 1],
  [
    'facts of another system',
    withRecord({ facts: { kind: 'exit', exitDate: '2026-01-01', borderCrossingPoint: 'X' } }),
    'system-answer-malformed',
    1,
  ],
  [
    'too many hits',
    json(200, { hits: Array(LIMITS.systemHitsMax + 1).fill(HIT), overflow: true }),
    'system-answer-malformed',
    1,
  ],
  ['too long an answer', raw(200, ' '.repeat(LIMITS.systemAnswerBytesMax + 1)), 'system-answer-malformed', 1],
  ['a redirection', json(302, {}), 'system-answer-malformed', 1],
  ['400', json(400, { detail: SECRET_NAME }), 'system-refused', 1],
  ['401', json(401, { detail: SECRET_NAME }), 'system-refused', 1],
  ['403', json(403, { detail: SECRET_NAME }), 'system-refused', 1],
  ['429', json(429, { detail: SECRET_NAME }), 'system-busy', 1],
  ['429, a share', json(429, { code: 'share-exceeded', detail: SECRET_NAME }), 'system-busy', 1],
  ['503, a class', json(503, { code: 'overloaded', detail: SECRET_NAME }), 'system-busy', 1],
  ['503, biometrics', json(503, { code: 'gallery-not-ready', detail: SECRET_NAME }), 'system-busy', 1],
  ['503, connections', json(503, { code: 'database-busy', detail: SECRET_NAME }), 'system-busy', 1],
  ['503, no database', json(503, { code: 'database-unavailable' }), 'system-unreachable', 2],
  ['503, no hub', raw(503, `<p>${SECRET_NAME}</p>`), 'system-unreachable', 2],
  ['503, null', json(503, null), 'system-unreachable', 2],
  ['500', json(500, { detail: SECRET_NAME }), 'system-unreachable', 2],
  ['503', json(503, { detail: SECRET_NAME }), 'system-unreachable', 2],
  ['504, late', json(504, { code: 'system-deadline-exceeded' }), 'system-deadline-exceeded', 1],
  ['504, no hub', raw(504, ''), 'system-unreachable', 2],
  ['202, not ready in time', json(202, {}), 'system-deadline-exceeded', 1],
  ['a connection cut off', cutOff, 'system-unreachable', 2],
];

t.test('what goes wrong has a name and quotes nothing', async (t) => {
  for (const [what, reply, code, asked] of FAILURES) {
    await t.test(what, async (t) => {
      const peer = await openPeer(t, [reply]);
      const error = await failure(ask(open(t, peer.baseUrl)));
      t.equal(error.code, code);
      t.equal(error.retryable, !['system-refused', 'system-answer-malformed'].includes(code));
      t.equal(peer.requests.length, asked, 'asked so often');
      t.notMatch(chainOf(error), new RegExp(`${SECRET_NAME}|N012345`), 'no data of persons');
    });
  }
});

t.test('the nearest good neighbours of malformed answers pass', async (t) => {
  const replies = [
    withIdentity({ dateOfBirth: '1984-02-29', placeOfBirth: 'Aleppo' }),
    withHit({ candidate: undefined, foundBy: ['document'] }),
    json(200, { hits: Array(LIMITS.systemHitsMax).fill(HIT), overflow: true }),
    json(200, { ...ANSWER, newerMember: 1 }),
  ];
  const peer = await openPeer(t, replies);
  const adapter = open(t, peer.baseUrl);
  for (const _ of replies) await t.resolves(ask(adapter));
});

t.test('a failure that passes is tried again', async (t) => {
  const peer = await openPeer(t, [json(503, {}), json(200, ANSWER)]);
  t.same(await ask(open(t, peer.baseUrl)), ANSWER);
  t.equal(peer.requests.length, 2);
});

t.test('a system that is not there is unreachable', async (t) => {
  const peer = await openPeer(t, []);
  await peer.close();
  const error = await failure(ask(open(t, peer.baseUrl)));
  t.equal(error.code, 'system-unreachable');
  t.equal(error.retryable, true);
});

t.test('a system that hangs costs its deadline and no more', async (t) => {
  const hang: Reply = () => {};
  const peer = await openPeer(t, [hang]);
  const error = await failure(ask(open(t, peer.baseUrl, { deadlineMs: 50 })));
  t.equal(error.code, 'system-deadline-exceeded');
  t.equal(peer.requests.length, 1, 'no second attempt: the time is gone');

  const caller = new AbortController();
  const answer = open(t, peer.baseUrl).query(QUERY, caller.signal);
  caller.abort();
  t.equal((await failure(answer)).code, 'system-deadline-exceeded', 'the caller gives up earlier');
  t.equal(
    (await failure(open(t, peer.baseUrl).query(QUERY, AbortSignal.abort()))).code,
    'system-deadline-exceeded',
  );
});

t.test('an answer that stops in the middle costs the deadline too', async (t) => {
  const peer = await openPeer(t, [
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"hits":');
    },
  ]);
  const error = await failure(ask(open(t, peer.baseUrl, { deadlineMs: 100 })));
  t.equal(error.code, 'system-deadline-exceeded');
});

t.test('the circuit opens, tries once and closes again', async (t) => {
  const peer = await openPeer(t, [json(500, {}), json(500, {}), json(500, {}), json(200, ANSWER)]);
  const metrics = createMetrics();
  const gauge = async () => (await metrics.systemCircuitOpen.get()).values[0]?.value;
  const adapter = open(t, peer.baseUrl, { attempts: 1, circuitFailures: 2, circuitOpenMs: 0 }, metrics);
  t.equal(await gauge(), 0);
  t.equal((await failure(ask(adapter))).code, 'system-unreachable');
  t.equal(await gauge(), 0);
  t.equal((await failure(ask(adapter))).code, 'system-unreachable');
  t.equal(await gauge(), 1, 'open after two failures');
  t.equal((await failure(ask(adapter))).code, 'system-unreachable', 'the trial fails');
  t.equal(await gauge(), 1);
  t.same(await ask(adapter), ANSWER, 'the next trial is answered');
  t.equal(await gauge(), 0);
});

t.test('an open circuit does not ask', async (t) => {
  const peer = await openPeer(t, [json(500, {}), json(200, ANSWER)]);
  const adapter = open(t, peer.baseUrl, { attempts: 1, circuitFailures: 1 });
  await failure(ask(adapter));
  const error = await failure(ask(adapter));
  t.equal(error.code, 'system-circuit-open');
  t.equal(error.retryable, true);
  t.equal(peer.requests.length, 1);
});

t.test('refusals do not open the circuit, hangs do', async (t) => {
  const peer = await openPeer(t, [json(403, {}), json(403, {}), () => {}]);
  const adapter = open(t, peer.baseUrl, { circuitFailures: 1, deadlineMs: 100 });
  t.equal((await failure(ask(adapter))).code, 'system-refused');
  t.equal((await failure(ask(adapter))).code, 'system-refused');
  t.equal((await failure(ask(adapter))).code, 'system-deadline-exceeded');
  t.equal((await failure(ask(adapter))).code, 'system-circuit-open');
});

t.test('what is refused to one authority for now is refused to no other', async (t) => {
  const refusal: Reply = (response) =>
    response
      .writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '7' })
      .end(JSON.stringify({ code: 'share-exceeded' }));
  const peer = await openPeer(t, [refusal, refusal, refusal, json(200, ANSWER)]);
  const metrics = createMetrics();
  const adapter = open(t, peer.baseUrl, { circuitFailures: 1 }, metrics);
  for (const _ of [1, 2, 3]) {
    const error = await failure(ask(adapter));
    t.match(error, { code: 'system-busy', message: /share-exceeded.*after 7 s/, retryAfterMs: 7_000 });
  }
  t.equal((await metrics.systemCircuitOpen.get()).values[0]?.value, 0);
  t.same(await ask(adapter), ANSWER, 'of another authority');
  t.equal(peer.requests.length, 4, 'none was sent twice');
});

t.test('bulk is bulk at the peer too, and its being last there closes the system to nobody', async (t) => {
  const late = json(504, { code: 'system-deadline-exceeded' });
  const peer = await openPeer(t, [late, () => {}, json(200, ANSWER), late]);
  const adapter = open(t, peer.baseUrl, { circuitFailures: 1, deadlineMs: 200, bulkDeadlineMs: 200 });
  const bulk = () => adapter.query({ ...QUERY, isBulk: true }, new AbortController().signal);
  for (const _ of [1, 2]) t.equal((await failure(bulk())).code, 'system-deadline-exceeded');
  t.same(await ask(adapter), ANSWER);
  t.same(
    peer.requests.map(({ headers }) => headers['priority']),
    ['u=7', 'u=7', undefined],
  );
  t.equal((await failure(ask(adapter))).code, 'system-deadline-exceeded');
  t.equal((await failure(ask(adapter))).code, 'system-circuit-open', 'what is urgent and late counts');
});

t.test('bulk is waited for longer, by so many jobs that others are left', async (t) => {
  const held: ServerResponse[] = [];
  const peer = await openPeer(t, [(response) => held.push(response)]);
  const adapter = open(t, peer.baseUrl, { deadlineMs: 1_500, bulkDeadlineMs: 20_000 });
  const bulk = () => adapter.query({ ...QUERY, isBulk: true }, new AbortController().signal);
  const waiting = Array.from({ length: LIMITS.systemBulkQueriesMax }, bulk);
  t.equal((await failure(bulk())).code, 'system-deadline-exceeded', 'one more has the time of the others');
  t.equal((await failure(ask(adapter))).code, 'system-deadline-exceeded');
  t.same(
    peer.requests.map(({ headers }) => headers['prefer']),
    [...waiting.map(() => 'wait=19'), 'wait=1', 'wait=1'],
    'and the peer is told',
  );
  for (const response of held) json(200, ANSWER)(response);
  t.same(
    await Promise.all(waiting),
    waiting.map(() => ANSWER),
  );
  const again = bulk();
  await until(() => held.length === waiting.length + 3);
  t.equal(peer.requests.at(-1)?.headers['prefer'], 'wait=19', 'there is room again');
  json(200, ANSWER)(held.at(-1)!);
  t.same(await again, ANSWER);
});

t.test('bulk that tries an open circuit is asked like what is urgent, which waits for it', async (t) => {
  const held: ServerResponse[] = [];
  const hang: Reply = (response) => held.push(response);
  const down = json(500, {});
  const peer = await openPeer(t, [down, hang, json(200, ANSWER), down, hang, json(200, ANSWER)]);
  const times = { deadlineMs: 1_500, bulkDeadlineMs: 20_000, circuitOpenMs: 0 };
  const adapter = open(t, peer.baseUrl, { ...times, attempts: 1, circuitFailures: 1 });
  const bulk = () => adapter.query({ ...QUERY, isBulk: true }, new AbortController().signal);

  await failure(ask(adapter));
  const trial = bulk();
  await until(() => held.length === 1);
  const { priority, prefer } = peer.requests[1]!.headers;
  t.same({ priority, prefer }, { priority: undefined, prefer: 'wait=1' });
  const urgent = ask(adapter);
  json(200, ANSWER)(held[0]!);
  t.same(await Promise.all([trial, urgent]), [ANSWER, ANSWER]);

  await failure(ask(adapter));
  const late = failure(bulk());
  const ended = await Promise.race([late, setTimeout(6_000, undefined, { ref: false })]);
  t.equal(ended?.code, 'system-deadline-exceeded', 'over when an urgent one would be');
  t.same(await ask(adapter), ANSWER, 'and the next one tries');
});

t.test('callers who leave do not open the circuit, a caller whose time is over does', async (t) => {
  const hang: Reply = () => {};
  const peer = await openPeer(t, [hang, hang, hang, json(200, ANSWER), hang]);
  const adapter = open(t, peer.baseUrl, { circuitFailures: 2 });
  for (const _ of [1, 2, 3]) {
    t.equal((await failure(askAndLeave(adapter, peer))).code, 'system-deadline-exceeded');
  }
  t.same(await ask(adapter), ANSWER, 'the system is well, and asked');
  for (const _ of [1, 2]) {
    const late = new DOMException('late', 'TimeoutError');
    t.equal((await failure(askAndLeave(adapter, peer, late))).code, 'system-deadline-exceeded');
  }
  t.equal((await failure(ask(adapter))).code, 'system-circuit-open');
});

t.test('a trial goes on without its caller', async (t) => {
  for (const [reply, isClosed] of [
    [json(200, ANSWER), true],
    [json(500, {}), false],
  ] as const) {
    const held: ServerResponse[] = [];
    const peer = await openPeer(t, [json(500, {}), (response) => held.push(response)]);
    const metrics = createMetrics();
    const isOpen = async () => (await metrics.systemCircuitOpen.get()).values[0]?.value === 1;
    const adapter = open(t, peer.baseUrl, { attempts: 1, circuitFailures: 1, circuitOpenMs: 0 }, metrics);
    await failure(ask(adapter));
    await failure(askAndLeave(adapter, peer));
    t.equal(await isOpen(), true, 'nothing is known of the system yet');
    reply(held[0]!);
    for (let tries = 0; tries < 100 && (await isOpen()) === isClosed; tries++) await setTimeout(5);
    t.equal(await isOpen(), !isClosed);
  }
});

t.test('records of a remote system are its own', async (t) => {
  const peer = await openPeer(t, []);
  const sql: Sql = { query: () => Promise.reject(new Error('no SQL is needed')) };
  const log = createLog({ level: 'silent', component: 'test' });
  const remote = { baseUrl: peer.baseUrl, token: async () => 'token' };
  const { adapters, close } = createAdapters({ sql, remotes: { vis: remote }, log });
  t.teardown(close);
  t.equal(adapters.size, 6);
  t.equal(adapters.get('vis')!.location, 'remote');
  t.equal(adapters.get('ees')!.location, 'local');
  const vis = adapters.get('vis')!;
  const calls = [
    vis.record(sql, RECORD as never),
    vis.read(sql, SUBJECT as never),
    vis.erase(sql, SUBJECT as never),
  ];
  for (const call of calls) {
    const { code, retryable } = await failure(call);
    t.same({ code, retryable }, { code: 'system-refused', retryable: false });
  }
  t.same(peer.requests, []);
});

type Reply = (response: ServerResponse) => unknown;
type Seen = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { readonly body: string };

/** A peer on the loopback that replies as told, the last reply again and again. */
async function openPeer(t: Test, replies: readonly Reply[]) {
  const requests: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    (replies[requests.length - 1] ?? replies.at(-1))?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => closed(server);
  t.teardown(close);
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hub`, requests, close };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function open(
  t: Test,
  baseUrl: string,
  { system = 'vis', ...patience }: Partial<PatienceLimits> & { system?: SystemId } = {},
  metrics = createMetrics(),
) {
  const adapter = createRemoteAdapter(
    system,
    {
      baseUrl,
      token: async ({ authorityId }) => `token-of-${authorityId}`,
      patience: { ...PATIENCE, ...patience },
    },
    { log: createLog({ level: 'silent', component: 'test' }), metrics },
  );
  t.teardown(() => adapter.close());
  return adapter;
}

function ask(adapter: ReturnType<typeof open>) {
  return adapter.query(QUERY, new AbortController().signal);
}

/** By a caller who leaves once the system has the query. */
async function askAndLeave(
  adapter: ReturnType<typeof open>,
  { requests }: { readonly requests: readonly Seen[] },
  reason?: DOMException,
) {
  const caller = new AbortController();
  const { length } = requests;
  let isAnswered = false;
  const answer = adapter.query(QUERY, caller.signal).finally(() => {
    isAnswered = true;
  });
  answer.catch(() => {});
  while (requests.length === length && !isAnswered) await setTimeout(1);
  caller.abort(reason);
  // What comes of it reaches the circuit after the caller.
  await setTimeout(1);
  return answer;
}

async function failure(answer: Promise<unknown>): Promise<Error & { code: string; retryable: boolean }> {
  return answer.then(
    () => Promise.reject(new Error('it was answered')),
    (error) => error,
  );
}

function chainOf(error: unknown): string {
  return error instanceof Error ? `${error.stack} ${chainOf(error.cause)}` : JSON.stringify(error ?? null);
}

function json(status: number, body: unknown): Reply {
  return raw(status, JSON.stringify(body));
}

function raw(status: number, body: string): Reply {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function cutOff(response: ServerResponse): void {
  response.socket?.destroy();
}

function withHit(change: object): Reply {
  return json(200, { hits: [{ ...HIT, ...change }], overflow: false });
}

function withRecord(change: object): Reply {
  return withHit({ records: [{ ...RECORD, ...change }] });
}

function withIdentity(change: object): Reply {
  return withRecord({ identity: { ...RECORD.identity, ...change } });
}
