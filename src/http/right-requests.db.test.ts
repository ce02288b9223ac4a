import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { AuthorityClass } from '../domain/authorities.js';
import { openStoreApp, type StoreApp } from '../testing/http-store-app.js';
import { bearer } from '../testing/http-test-app.js';
import { newEncounter, SURNAME, tablesThatContain } from '../testing/store-fixtures.js';

async function call(
  { app }: StoreApp,
  path: string,
  options: { readonly as?: AuthorityClass; readonly state?: string; readonly payload?: object } = {},
) {
  const { as = 'visa-authority', state = 'AUT', payload } = options;
  const headers = await bearer(as, { claims: { member_state: state } });
  const answer = await app.inject({
    method: payload ? 'POST' : 'GET',
    url: path,
    headers,
    ...(payload ? { payload } : {}),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function opened(
  hub: StoreApp,
  payload: object = { kind: 'access', system: 'vis', details: `I am ${SURNAME}` },
) {
  return (await call(hub, '/v1/right-requests', { payload })).body;
}

t.test('a request, its clocks, its extension and its refusal', async (t) => {
  const hub = await openStoreApp(t);
  hub.time.today = '2026-03-01';
  const request = await opened(hub);
  t.match(request, {
    receivedOn: '2026-03-01',
    receivedBy: 'AUT',
    contactDueOn: '2026-03-08',
    isOverdue: false,
    deadlines: [{ what: 'reply', dueOn: '2026-04-15', by: 'AUT' }],
  });
  t.same(
    await tablesThatContain(hub.unitOfWork.sql, Buffer.from(SURNAME)),
    [],
    'what the person says is sealed',
  );
  const path = `/v1/right-requests/${request.requestId}`;
  t.match((await call(hub, path)).body, { details: `I am ${SURNAME}` });
  const steps = `${path}/steps`;
  hub.time.today = '2026-04-15';
  t.match((await call(hub, steps, { payload: { step: 'extend' } })).body, {
    deadlines: [{ dueOn: '2026-04-30' }],
  });
  t.match(await call(hub, steps, { payload: { step: 'extend' } }), {
    status: 409,
    body: { code: 'right-request-refused' },
  });
  hub.time.today = '2026-05-01';
  t.match((await call(hub, '/v1/right-requests')).body, {
    requests: [{ requestId: request.requestId, isOverdue: true }],
  });
  t.match(await call(hub, steps, { payload: { step: 'conclude', outcome: 'refused' } }), { status: 409 });
  const concluded = await call(hub, steps, {
    payload: { step: 'conclude', outcome: 'refused', reason: 'Another person.' },
  });
  t.match(concluded.body, { outcome: 'refused', concludedOn: '2026-05-01', deadlines: [] });
  t.equal(concluded.body.details, undefined, 'not even told once more');
  t.equal((await call(hub, path)).body.details, undefined, 'erased at once');
  t.same((await call(hub, '/v1/right-requests')).body.requests, []);
  t.equal(
    (await call(hub, '/v1/right-requests?open=false')).body.requests.length,
    1,
    'the written record stays',
  );
  t.same((await call(hub, '/v1/right-request-counts?year=2026')).body.counts, [
    { kind: 'access', outcome: 'refused', count: 1 },
  ]);
  const log = await hub.unitOfWork.sql.query<{ result: string }>(
    `select result from hub.access_log where case_id = $1 and component = 'vis' order by entry_id`,
    [request.requestId],
  );
  t.same(
    log.map(({ result }) => result),
    ['opened', 'read', 'extend', 'extend refused', 'conclude refused', 'conclude', 'read'],
    'every step, in the log of the system',
  );
});

t.test('a request to the wrong state', async (t) => {
  const hub = await openStoreApp(t);
  hub.time.today = '2026-03-01';
  const { requestId } = await opened(hub);
  const path = `/v1/right-requests/${requestId}`;
  t.equal((await call(hub, path, { state: 'BEL' })).status, 404, 'not Belgian yet');
  t.equal((await call(hub, `${path}/steps`, { payload: { step: 'forward', to: 'XXX' } })).status, 400);
  t.match((await call(hub, `${path}/steps`, { payload: { step: 'forward', to: 'BEL' } })).body, {
    responsible: 'BEL',
    deadlines: [{ what: 'check', dueOn: '2026-03-31', by: 'BEL' }],
  });
  t.equal(
    (await call(hub, `${path}/steps`, { payload: { step: 'conclude', outcome: 'granted' } })).status,
    409,
    'no longer Austrian',
  );
  const done = await call(hub, `${path}/steps`, {
    state: 'BEL',
    payload: { step: 'conclude', outcome: 'granted' },
  });
  t.equal(done.status, 200);
  t.equal((await call(hub, path)).body.outcome, 'granted', 'both states see how it ended');
});

t.test('two officials conclude at once', async (t) => {
  const hub = await openStoreApp(t);
  const { requestId } = await opened(hub);
  const answers = await Promise.all(
    ['granted', 'granted'].map((outcome) =>
      call(hub, `/v1/right-requests/${requestId}/steps`, { payload: { step: 'conclude', outcome } }),
    ),
  );
  t.same(answers.map(({ status }) => status).sort(), [200, 409]);
});

/** A person of whom the EES holds one entry. */
async function traveller(hub: StoreApp) {
  const { encounter } = newEncounter({ system: 'ees' });
  const { subjectId, encounterId, memberState, encounterAt } = encounter;
  await hub.unitOfWork.transaction(async (tx) => {
    await hub.ports.subjects.insertEncounter(tx, encounter);
    await hub.ports.adapters.get('ees')!.record(tx, {
      system: 'ees',
      subjectId,
      encounterId,
      memberState,
      encounterAt,
      identity: {
        surnames: ['A'],
        givenNames: ['B'],
        dateOfBirth: '1990-01-02' as never,
        sex: 'female',
        nationalities: ['PER'],
      },
      facts: { kind: 'entry', entryDate: '2026-03-01' as never, borderCrossingPoint: 'Vienna airport' },
    });
  });
  return { subjectId, memberState };
}

t.test('restricted data carry the mark in every answer, until it is lifted', async (t) => {
  const hub = await openStoreApp(t);
  const { subjectId, memberState: state } = await traveller(hub);
  hub.time.today = '2026-03-01';
  const other = state === 'AUT' ? 'BEL' : 'AUT';
  const open = async (of: string, more: object = {}) =>
    (await call(hub, '/v1/right-requests', { state: of, payload: { kind: 'restriction', ...more } })).body;
  const step = (requestId: string, of: string, payload: object) =>
    call(hub, `/v1/right-requests/${requestId}/steps`, { state: of, payload });
  const since = async () => {
    const read = await call(hub, `/v1/systems/ees/subjects/${subjectId}`, { as: 'border-authority' });
    const found = await call(hub, '/v1/federated-searches', {
      as: 'border-authority',
      payload: { identity: { surname: 'A', dateOfBirth: '1990-01-02' } },
    });
    const hits = found.body.systems.flatMap(({ hits }: { hits: object[] }) => hits);
    t.match(hits, [{ subjectId }], 'still found');
    return [read.body.restrictedSince, hits[0].restrictedSince];
  };
  const granted = { step: 'conclude', outcome: 'granted' };
  t.same(await since(), [undefined, undefined]);

  const unnamed = await open(state);
  t.equal((await step(unnamed.requestId, state, granted)).status, 409, 'no system, no person');
  const foreign = await open(other, { system: 'ees', subjectId });
  const absent = await open(other, { system: 'ees', subjectId: randomUUID() });
  const refusals = [
    await step(foreign.requestId, other, granted),
    await step(absent.requestId, other, granted),
  ].map(({ status, body }) => ({ status, detail: body.detail }));
  t.same(refusals[0], refusals[1], 'data of another state and none at all are told alike');
  t.equal(refusals[0]?.status, 409);
  t.equal(
    (await step(foreign.requestId, other, { ...granted, outcome: 'refused', reason: 'Not ours.' })).status,
    200,
  );
  t.same(await since(), [undefined, undefined], 'a refusal marks nothing');

  const { requestId } = await open(state, { system: 'ees' });
  t.equal(
    (await step(requestId, state, { step: 'lift', reason: 'Early.' })).status,
    409,
    'nothing to lift yet',
  );
  t.match(await step(requestId, state, { ...granted, subjectId }), { status: 200, body: { subjectId } });
  t.same(await since(), ['2026-03-01', '2026-03-01']);
  t.equal((await step(requestId, other, { step: 'lift', reason: 'Over.' })).status, 404);
  t.equal((await step(requestId, state, { step: 'lift' })).status, 400, 'with its reason');
  hub.time.today = '2026-04-01';
  t.match((await step(requestId, state, { step: 'lift', reason: 'The data were right.' })).body, {
    outcome: 'granted',
    liftedOn: '2026-04-01',
    liftReason: 'The data were right.',
  });
  t.same(await since(), [undefined, undefined]);
  t.equal((await step(requestId, state, { step: 'lift', reason: 'Again.' })).status, 409, 'once');
});

t.test('data that were rectified are compared anew', async (t) => {
  const hub = await openStoreApp(t);
  const { subjectId } = await traveller(hub);
  const { requestId } = await opened(hub, { kind: 'rectification', system: 'ees', subjectId });
  await call(hub, `/v1/right-requests/${requestId}/steps`, {
    payload: { step: 'conclude', outcome: 'granted' },
  });
  const started = [...hub.fakes.state.operations.values()].map(({ operation }) => operation.request);
  t.match(started, [{ kind: 'detect-links', system: 'ees', subjectId, isAfresh: true }]);
});

t.test('who may not, and what is no request', async (t) => {
  const hub = await openStoreApp(t);
  for (const as of ['hub-operator', 'law-enforcement-authority'] as const) {
    t.match(await call(hub, '/v1/right-requests', { as, payload: { kind: 'access' } }), { status: 403 }, as);
  }
  t.match(await call(hub, `/v1/right-requests/${randomUUID()}`), {
    status: 404,
    body: { code: 'right-request-unknown' },
  });
  for (const payload of [
    {},
    { kind: 'deletion' },
    { kind: 'access', receivedOn: '2026-02-30' },
    { kind: 'access', name: 'x' },
  ]) {
    t.equal((await call(hub, '/v1/right-requests', { payload })).status, 400, JSON.stringify(payload));
  }
  t.equal(
    (await call(hub, '/v1/right-requests', { payload: { kind: 'access', receivedOn: '2100-01-01' } })).status,
    409,
  );
  t.equal((await call(hub, '/v1/right-requests?limit=0')).status, 400);
});
