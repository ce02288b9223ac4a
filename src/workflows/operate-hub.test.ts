import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { createFailOperation } from './fail-operation.js';
import { createOperateHub } from './operate-hub.js';

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
    ports.operated.failed = [...ports.operated.failed, failed];
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
  const [first] = ports.operated.failed;
  await operate.retry(OPERATOR, place, [first!.operationId]);
  t.same(ports.operated.ensured, [first!.operationId]);
  const revived = await ports.operations.read({ query: async () => [] }, first!.operationId);
  t.match(revived, { state: 'queued', problem: undefined });

  const lasting = await withFailed(2, { mayPass: false });
  t.match(await lasting.operate.failedJobs(OPERATOR, place, { offset: 0, limit: 10 }), {
    jobs: [{ fate: 'ended' }, { fate: 'ended' }],
  });
  t.same(await lasting.operate.retry(OPERATOR, place, 'all'), {
    kind: 'retried',
    retried: 0,
    dismissed: 2,
    left: 0,
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
