import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { FAKE_SAMPLE, fakeEnrolment, fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { createFailOperation } from './fail-operation.js';
import { createOperateHub } from './operate-hub.js';
import type { JobPointer } from './ports/jobs.js';

const OPERATOR = fakeRequester('hub-operator');
const SUPERVISOR = fakeRequester('supervisory-authority');
const BORDER = fakeRequester('border-authority');

async function withFailed(count: number, options: { readonly mayPass: boolean }) {
  const ports = createFakePorts();
  const fail = createFailOperation(ports);
  for (let index = 0; index < count; index += 1) {
    const operationId = ports.ids.uuid() as OperationId;
    await ports.operations.insert(
      { query: async () => [] },
      {
        operationId,
        requester: BORDER,
        request: {
          kind: 'identify',
          systems: ['ees'],
          candidatesMax: 1,
          falsePositiveIdentificationRate: 0.01,
        },
        samples: [{ position: 'right-index', image: new Uint8Array([1]) }],
      },
    );
    await fail(operationId, { code: 'system-unreachable', detail: 'away' }, options);
    const failed = {
      queue: 'extraction',
      operationId,
      reason: 'away',
      attempts: 5,
      failedAtMs: index,
    } as const;
    // What may be tried again the queue does not remember: its jobs end there.
    if (!options.mayPass) ports.operated.failed = [...ports.operated.failed, failed];
  }
  return { ports, operate: createOperateHub(ports) };
}

t.test('who may look and who may act', async (t) => {
  const ports = createFakePorts();
  ports.operated.processes.set('host-1', {
    report: fakeReport(),
    seenAtMs: ports.time.nowMs,
    isDraining: false,
  });
  const operate = createOperateHub(ports);
  const place = { queue: 'search' } as const;
  for (const [requester, sees, acts] of [
    [OPERATOR, true, true],
    [SUPERVISOR, true, false],
    [BORDER, false, false],
  ] as const) {
    const name = requester.authorityClass;
    t.equal((await operate.live(requester)).kind, sees ? 'figures' : 'denied', name);
    t.equal((await operate.history(requester)).kind, sees ? 'history' : 'denied', name);
    const page = { offset: 0, limit: 10 };
    t.equal((await operate.failedJobs(requester, place, page)).kind, sees ? 'listed' : 'denied', name);
    t.equal((await operate.setPaused(requester, place, true)).kind, acts ? 'done' : 'denied', name);
    t.equal((await operate.setDraining(requester, 'host-1', true)).kind, acts ? 'done' : 'denied', name);
    t.equal((await operate.retry(requester, place, 'all')).kind, acts ? 'retried' : 'denied', name);
  }
  t.same(ports.operated.paused, ['search true'], 'once, by who may');
  const entries = ports.state.log.filter(({ right }) => right === 'hub-control');
  t.same(
    entries.map(({ outcome, result, requester }) => [requester.authorityClass, outcome, result]),
    [OPERATOR, SUPERVISOR, BORDER].flatMap(({ authorityClass }) =>
      ['pause search', 'drain host-1', 'retry all of search'].map((what) => [
        authorityClass,
        authorityClass === 'hub-operator' ? 'permitted' : 'denied',
        what,
      ]),
    ),
    'each act and each refusal has its entry',
  );
  t.equal((await operate.setDraining(OPERATOR, 'nobody', true)).kind, 'not-found');
});

t.test('a queue the hub does not have is neither paused nor read, and those it has are named', async (t) => {
  const fakes = createFakePorts();
  const search = (shard?: number) =>
    ({ queue: 'search', ...(shard === undefined ? {} : { shard }) }) as const;
  for (const [shardCount, known, unknown] of [
    [1, [search()], [search(0), search(1)]],
    [3, [search(0), search(2)], [search(), search(3), search(999)]],
  ] as const) {
    const ports = { ...fakes, surveyShards: async () => ({ shardCount, withoutHolder: [] }) };
    const operate = createOperateHub(ports);
    const outcomes = async (place: ReturnType<typeof search>) => [
      (await operate.setPaused(OPERATOR, place, true)).kind,
      (await operate.failedJobs(OPERATOR, place, { offset: 0, limit: 1 })).kind,
      (await operate.retry(OPERATOR, place, 'all')).kind,
    ];
    const name = `${shardCount} shards`;
    for (const place of known) t.same(await outcomes(place), ['done', 'listed', 'retried'], name);
    fakes.operated.paused.length = 0;
    for (const place of unknown) t.same(await outcomes(place), Array(3).fill('queue-unknown'), name);
    t.same(fakes.operated.paused, [], 'nothing is paused');
    t.equal((await operate.setPaused(BORDER, unknown[0], true)).kind, 'denied', 'a right comes first');
  }
});

t.test('what may pass goes on where it stopped; what is done for is taken off the list', async (t) => {
  const { ports, operate } = await withFailed(3, { mayPass: true });
  const place = { queue: 'extraction' } as const;
  const listed = await operate.failedJobs(OPERATOR, place, { offset: 0, limit: 10 });
  t.match(listed, { total: 3, jobs: [{ fate: 'kept' }, { fate: 'kept' }, { fate: 'kept' }] });
  const [first] = ports.state.operations.keys() as Iterable<OperationId>;
  t.match(await operate.retry(OPERATOR, place, [first!]), { retried: 1, left: 2 });
  t.same(ports.operated.ensured, [first]);
  const revived = await ports.operations.read({ query: async () => [] }, first!);
  t.match(revived, { state: 'queued', problem: undefined });
  t.match(await operate.retry(OPERATOR, place, 'all'), { retried: 2, dismissed: 0, left: 0 });

  const lasting = await withFailed(2, { mayPass: false });
  t.match(await lasting.operate.failedJobs(OPERATOR, place, { offset: 0, limit: 10 }), {
    jobs: [{ fate: 'ended' }, { fate: 'ended' }],
  });
  t.same(await lasting.operate.retry(OPERATOR, place, 'all'), {
    kind: 'retried',
    retried: 0,
    dismissed: 2,
    left: 0,
    failedBeforeMs: lasting.ports.time.nowMs,
  });
});

t.test('ten thousand failed jobs are worked off in bounded requests', async (t) => {
  const { ports, operate } = await withFailed(1_200, { mayPass: false });
  const place = { queue: 'extraction' } as const;
  const lefts: number[] = [];
  for (let left = 1; left > 0; ) {
    const outcome = await operate.retry(OPERATOR, place, 'all');
    left = outcome.kind === 'retried' ? outcome.left : 0;
    lefts.push(left);
  }
  t.same(lefts, [700, 200, 0]);
  t.equal(ports.operated.failed.length, 0);
});

t.test('a job that is made again by hand keeps its place in line', async (t) => {
  const { ports } = await withFailed(0, { mayPass: true });
  const ensured: JobPointer[] = [];
  const queueControl = {
    ...ports.queueControl,
    async ensure(job: JobPointer) {
      ensured.push(job);
      return true;
    },
  };
  const { sql } = ports.unitOfWork;
  const bulk = '00000000-0000-4000-8000-00000000b01c' as OperationId;
  await ports.operations.insert(sql, {
    operationId: bulk,
    requester: BORDER,
    request: { kind: 'identify', systems: ['ees'], candidatesMax: 1, falsePositiveIdentificationRate: 0.01 },
    samples: [],
  });
  const terms = { serviceClass: 'batch', traceparent: '00-trace-span-01' } as const;
  let ended = false;
  const operations = { ...ports.operations, jobTerms: async () => (ended ? undefined : terms) };
  const operate = createOperateHub({ ...ports, queueControl, operations });
  const place = { queue: 'extraction' } as const;
  t.match(await operate.retry(OPERATOR, place, [bulk]), { retried: 1, dismissed: 0 });
  t.same(ensured, [{ ...place, ...terms, operationId: bulk }]);
  ended = true;
  t.match(
    await operate.retry(OPERATOR, place, [bulk]),
    { retried: 0, dismissed: 1 },
    'it has ended just now',
  );
  t.equal(ensured.length, 1);
});

t.test('what may be tried again is shown once, before what the queue remembers of others', async (t) => {
  const { ports, operate } = await withFailed(3, { mayPass: true });
  const place = { queue: 'extraction' } as const;
  const job = { queue: 'extraction', reason: 'away', attempts: 5, failedAtMs: 1 } as const;
  const others = Array.from({ length: 3 }, () => ports.ids.uuid() as OperationId);
  ports.operated.failed = others.map((operationId) => ({ ...job, operationId }));
  const page = async (offset: number, limit: number) => {
    const listed = await operate.failedJobs(OPERATOR, place, { offset, limit });
    return listed.kind === 'listed'
      ? { total: listed.total, fates: listed.jobs.map(({ fate }) => fate) }
      : undefined;
  };
  t.same(await page(0, 3), { total: 6, fates: ['kept', 'kept', 'kept'] });
  t.same(await page(2, 3), { total: 6, fates: ['kept', 'unknown', 'unknown'] });
  t.same(await page(5, 3), { total: 6, fates: ['unknown'] });
  const [known] = [...ports.state.operations.keys()];
  ports.operated.failed = [{ ...job, operationId: known! }];
  t.same((await page(0, 10))?.fates, ['kept', 'kept', 'kept'], 'of before an update');
  const federation = { queue: 'federation' } as const;
  ports.operated.failed = [{ ...job, ...federation, operationId: known! }];
  t.match(
    await operate.retry(OPERATOR, federation, 'all'),
    { retried: 1, dismissed: 0 },
    'where it is not listed',
  );
});

t.test('an enrolment is not done again by an operator: its caller may have sent it again', async (t) => {
  const { ports, operate } = await withFailed(0, { mayPass: true });
  const operationId = ports.ids.uuid() as OperationId;
  const sql = { query: async () => [] };
  const enrolment = { requester: BORDER, request: fakeEnrolment(), samples: [FAKE_SAMPLE] };
  await ports.operations.insert(sql, { operationId, ...enrolment, idempotencyKey: 'key-1' });
  const problem = { code: 'system-unreachable', detail: 'away' };
  t.same(await createFailOperation(ports)(operationId, problem, { mayPass: true }), { isListed: false });
  const place = { queue: 'extraction' } as const;
  ports.operated.failed = [{ ...place, operationId, reason: 'away', attempts: 5, failedAtMs: 1 }];
  t.match(await operate.failedJobs(OPERATOR, place, { offset: 0, limit: 10 }), {
    total: 1,
    jobs: [{ fate: 'caller' }],
  });
  t.match(await operate.retry(OPERATOR, place, [operationId]), { retried: 0, dismissed: 1, left: 0 });
  t.match(await ports.operations.read(sql, operationId), { state: 'failed' });
  t.same(ports.operated.ensured, []);
});

t.test(
  'an enrolment without a key is done again alone and by name, after its caller was asked',
  async (t) => {
    const { ports, operate } = await withFailed(1, { mayPass: true });
    const operationId = ports.ids.uuid() as OperationId;
    const sql = { query: async () => [] };
    const enrolment = { requester: BORDER, request: fakeEnrolment(), samples: [FAKE_SAMPLE] };
    await ports.operations.insert(sql, { operationId, ...enrolment });
    const problem = { code: 'system-unreachable', detail: 'away' };
    t.same(await createFailOperation(ports)(operationId, problem, { mayPass: true }), { isListed: true });
    const place = { queue: 'extraction' } as const;
    t.match(await operate.failedJobs(OPERATOR, place, { offset: 0, limit: 10 }), {
      total: 2,
      jobs: [{ fate: 'kept' }, { fate: 'unkeyed' }],
    });
    const [other] = ports.state.operations.keys() as Iterable<OperationId>;
    t.match(await operate.retry(OPERATOR, place, 'all'), { retried: 1, dismissed: 0, left: 1 });
    t.match(await operate.retry(OPERATOR, place, 'all'), { retried: 0, dismissed: 0, left: 1 });
    t.match(await operate.retry(OPERATOR, place, [operationId, other!]), {
      retried: 1,
      dismissed: 0,
      left: 1,
    });
    t.match(await ports.operations.read(sql, operationId), { state: 'failed' });
    t.match(await operate.retry(OPERATOR, place, [operationId]), { retried: 1, dismissed: 0, left: 0 });
    t.match(await ports.operations.read(sql, operationId), { state: 'queued' });
  },
);

t.test('all are tried again once each, also where what they need is still away', async (t) => {
  const { ports } = await withFailed(1_200, { mayPass: true });
  const fail = createFailOperation(ports);
  const ensured: OperationId[] = [];
  const queueControl = {
    ...ports.queueControl,
    async ensure({ operationId }: JobPointer) {
      ensured.push(operationId);
      ports.time.nowMs += 1;
      await fail(operationId, { code: 'system-unreachable', detail: 'away' }, { mayPass: true });
      return true;
    },
  };
  const operate = createOperateHub({ ...ports, queueControl });
  let jobs: 'all' | { readonly failedBeforeMs: number } = 'all';
  for (let requests = 1; requests <= 4; requests += 1) {
    const outcome = await operate.retry(OPERATOR, { queue: 'extraction' }, jobs);
    if (outcome.kind !== 'retried') throw new Error(outcome.kind);
    t.match(outcome, { retried: [500, 500, 200, 0][requests - 1], dismissed: 0, left: 1_200 });
    jobs = { failedBeforeMs: outcome.failedBeforeMs };
  }
  t.equal(new Set(ensured).size, 1_200, 'the oldest too');
  t.equal(ensured.length, 1_200);
});
