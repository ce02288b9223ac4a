/** The operations of who runs the hub, over HTTP, with the ports in memory. */
import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { bearer, openTestApp } from '../testing/http-test-app.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';

const LIVE = '/v1/operator/live';

async function setUp(t: Parameters<typeof openTestApp>[0]) {
  const ports = createFakePorts();
  ports.operated.processes.set('host-1', {
    report: fakeReport(),
    seenAtMs: ports.time.nowMs,
    isDraining: false,
  });
  const idle = { isPaused: false, waiting: 0, active: 0, delayed: 0, failed: 0, oldestAddedAtMsByClass: {} };
  const waitingByClass = { border: 0, interactive: 0, batch: 0 };
  ports.operated.queues = [{ queue: 'search', ...idle, waitingByClass }];
  const { app } = await openTestApp(t, { workflows: createHubWorkflows(ports) });
  return { ports, app, headers: await bearer('hub-operator') };
}

t.test('figures and history are for who runs or supervises the hub', async (t) => {
  const { app } = await setUp(t);
  for (const url of [LIVE, '/v1/operator/history', '/v1/operator/queues/search/failed-jobs']) {
    for (const [role, status] of [
      ['hub-operator', 200],
      ['supervisory-authority', 200],
      ['border-authority', 403],
    ] as const) {
      const answer = await app.inject({ url, headers: await bearer(role) });
      t.equal(answer.statusCode, status, `${url} ${role}`);
      t.equal(status === 200 ? answer.headers['cache-control'] : 'no-store', 'no-store');
    }
    t.equal((await app.inject({ url })).statusCode, 401, `${url} without a token`);
  }
});

t.test('what stops work is confirmed with its name', async (t) => {
  const { app, ports, headers } = await setUp(t);
  const put = (url: string, payload: object) => app.inject({ method: 'PUT', url, headers, payload });
  const queue = '/v1/operator/queues/search/state';
  for (const confirm of ['', 'Search', 'extraction']) {
    const answer = await put(queue, { confirm, state: 'paused' });
    t.match(answer.json(), { status: 422, code: 'confirmation-missing' });
  }
  t.same(ports.operated.paused, []);
  t.equal((await put(queue, { confirm: 'search', state: 'paused' })).statusCode, 200);
  t.equal((await put(queue, { confirm: 'search', state: 'running' })).statusCode, 200);
  t.same(ports.operated.paused, ['search true', 'search false']);
  t.equal((await put(queue, { confirm: 'search', state: 'off' })).statusCode, 400);
  for (const name of ['nothing', 'extraction-1', 'search-', 'search-9999']) {
    const answer = await put(`/v1/operator/queues/${name}/state`, { confirm: name, state: 'paused' });
    t.match(answer.json(), { status: 404, code: 'queue-unknown' }, name);
  }
  const process = (id: string) => `/v1/operator/processes/${id}/state`;
  t.equal((await put(process('host-1'), { confirm: 'host-1', state: 'draining' })).statusCode, 200);
  t.match((await app.inject({ url: LIVE, headers })).json(), { processes: [{ state: 'draining' }] });
  t.match((await put(process('host-2'), { confirm: 'host-2', state: 'draining' })).json(), {
    status: 404,
    code: 'process-unknown',
  });
});

t.test('of a gallery in shards each has a queue, and the answer to any other name says which', async (t) => {
  const ports = createFakePorts();
  const surveyShards = async () => ({ shardCount: 2, withoutHolder: [] });
  const { app } = await openTestApp(t, { workflows: createHubWorkflows({ ...ports, surveyShards }) });
  const headers = await bearer('hub-operator');
  for (const name of ['search', 'search-2']) {
    const address = `/v1/operator/queues/${name}`;
    const unknown = { status: 404, code: 'queue-unknown', detail: /search-0, search-1/ };
    const state = { url: `${address}/state`, headers, payload: { confirm: name, state: 'paused' } };
    t.match((await app.inject({ method: 'PUT', ...state })).json(), unknown, name);
    t.match((await app.inject({ url: `${address}/failed-jobs`, headers })).json(), unknown, name);
    const again = { url: `${address}/failed-jobs/retry`, headers, payload: { confirm: name } };
    t.match((await app.inject({ method: 'POST', ...again })).json(), unknown, name);
  }
  const payload = { confirm: 'search-1', state: 'paused' };
  const url = '/v1/operator/queues/search-1/state';
  t.equal((await app.inject({ method: 'PUT', url, headers, payload })).statusCode, 200);
});

t.test('ten thousand failed jobs come in pages', async (t) => {
  const { app, ports, headers } = await setUp(t);
  ports.operated.failed = Array.from({ length: 10_000 }, (_, index) => ({
    queue: 'search' as const,
    operationId: ports.ids.uuid() as OperationId,
    reason: 'gallery-not-ready',
    attempts: 5,
    failedAtMs: ports.time.nowMs - index,
  }));
  const url = '/v1/operator/queues/search/failed-jobs';
  const answer = await app.inject({ url: `${url}?offset=9990&limit=200`, headers });
  t.match(answer.json(), { total: 10_000, jobs: [{ reason: 'gallery-not-ready', fate: 'unknown' }] });
  t.equal(answer.json().jobs.length, 10);
  for (const query of ['limit=201', 'limit=0', 'offset=-1', 'offset=x'])
    t.equal((await app.inject({ url: `${url}?${query}`, headers })).statusCode, 400, query);
  const retry = (payload: object) => app.inject({ method: 'POST', url: `${url}/retry`, headers, payload });
  t.match((await retry({ confirm: 'search' })).json(), { retried: 0, dismissed: 500, left: 9_500 });
  const [one] = ports.operated.failed;
  t.match((await retry({ confirm: 'search', operationIds: [one!.operationId] })).json(), { left: 9_499 });
  t.equal((await retry({ confirm: 'search', operationIds: ['x'] })).statusCode, 400);
});

t.test('live figures as events: one computation for all, an end when the hub ends', async (t) => {
  const { app, ports } = await setUp(t);
  let computed = 0;
  const { figures } = ports.queueControl;
  Object.assign(ports.queueControl, {
    figures: (shards: number) => {
      computed += 1;
      return figures(shards);
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const open = async (role: 'hub-operator' | 'border-authority') => {
    const request = get({ port, path: `${LIVE}/events`, headers: await bearer(role) });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { request, response };
  };
  t.equal((await open('border-authority')).response.statusCode, 403);
  const viewers = await Promise.all(Array.from({ length: 20 }, () => open('hub-operator')));
  for (const { response } of viewers) {
    t.equal(response.headers['content-type'], 'text/event-stream');
    const [text] = (await once(response, 'data')) as [Buffer];
    t.match(text.toString(), /^event: figures\ndata: \{"at":/);
  }
  t.equal(computed, 1, 'twenty viewers, one computation');
  const ended = Promise.all(viewers.map(({ response }) => once(response, 'end')));
  for (const { response } of viewers) response.resume();
  await app.close();
  await ended;
});

t.test('who leaves before being let in, and who asks for the headers alone, takes no place', async (t) => {
  const { operate, ...others } = createHubWorkflows(createFakePorts());
  let asked = 0;
  let letIn = () => {};
  const door = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  const mayWatch: typeof operate.mayWatch = async (requester) => {
    asked += 1;
    await door;
    return operate.mayWatch(requester);
  };
  const { app } = await openTestApp(t, { workflows: { ...others, operate: { ...operate, mayWatch } } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const headers = await bearer('hub-operator');
  const ask = (method: 'GET' | 'HEAD') =>
    request({ port, path: `${LIVE}/events`, method, headers, agent: false }).end();
  const crowd = Array.from({ length: LIMITS.liveViewersMax }, () => ask('GET').on('error', () => {}));
  while (asked < crowd.length) await setTimeout(5);
  for (const each of crowd) each.destroy();
  const connections = promisify(app.server.getConnections.bind(app.server));
  while ((await connections()) > 0) await setTimeout(5);
  letIn();
  await setTimeout(5);
  for (const method of ['HEAD', 'GET'] as const) {
    const [response] = (await once(ask(method), 'response')) as [IncomingMessage];
    t.equal(response.statusCode, 200, method);
    t.equal(response.headers['content-type'], 'text/event-stream');
    if (method === 'HEAD') await once(response.resume(), 'end', { signal: AbortSignal.timeout(2_000) });
    else t.match(String((await once(response, 'data'))[0]), /^event: /);
  }
});

t.test('the hub tells who asks, and what that may do', async (t) => {
  const { app, headers } = await setUp(t);
  t.match((await app.inject({ url: '/v1/caller', headers })).json(), {
    authorityClass: 'hub-operator',
    tasks: ['hub-status', 'hub-control', 'log-status', 'log-verification'],
    readableSystems: [],
  });
  t.match((await app.inject({ url: '/v1/caller', headers: await bearer() })).json(), {
    readableSystems: ['ees'],
  });
});
