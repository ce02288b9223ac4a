import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { fakeRequester } from '../testing/fakes/fake-people.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import type { QueueFigures } from './ports/operation.js';
import type { VerifyRequest } from './ports/operations.js';
import { createWatchHub } from './watch-hub.js';

const IDLE: QueueFigures = {
  queue: 'search',
  isPaused: false,
  waiting: 0,
  waitingByClass: { border: 0, interactive: 0, batch: 0 },
  oldestAddedAtMsByClass: {},
  active: 0,
  delayed: 0,
  failed: 0,
};

function setUp() {
  const ports = createFakePorts();
  const seen = (change: Parameters<typeof fakeReport>[0] = {}, ageMs = 0, isDraining = false) => {
    const report = fakeReport(change);
    ports.operated.processes.set(report.processId, {
      report,
      seenAtMs: ports.time.nowMs - ageMs,
      isDraining,
    });
  };
  return { ports, seen, watch: createWatchHub(ports) };
}

t.test('all who ask within a second share one computation; a failed one is not kept', async (t) => {
  const { ports, seen } = setUp();
  seen();
  let computed = 0;
  let isAway = false;
  const watch = createWatchHub({
    ...ports,
    queueControl: {
      ...ports.queueControl,
      figures: async () => {
        computed += 1;
        if (isAway) throw new Error('away');
        return [IDLE];
      },
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => watch.figures()));
  t.equal(computed, 1);
  ports.time.nowMs += 1000;
  isAway = true;
  await t.rejects(watch.figures(), /away/);
  isAway = false;
  t.equal((await watch.figures()).queues.length, 1);
});

t.test('what is wrong, and what is not', async (t) => {
  const { ports, seen, watch } = setUp();
  const troubles = async (queue: Partial<QueueFigures> = {}) => {
    ports.operated.queues = [{ ...IDLE, ...queue }];
    ports.time.nowMs += 1000;
    for (const [id, each] of ports.operated.processes) {
      if (each.seenAtMs === ports.time.nowMs - 1000)
        ports.operated.processes.set(id, { ...each, seenAtMs: ports.time.nowMs });
    }
    return (await watch.figures()).troubles.map(
      ({ code, severity, about }) => `${code} ${severity} ${about}`,
    );
  };
  seen();
  t.same(await troubles(), []);
  t.same(await troubles({ isPaused: true }), ['queue-paused strained search']);
  t.same(await troubles({ isPaused: true, waiting: 1 }), ['queue-paused broken search']);
  t.same(await troubles({ failed: 3 }), ['jobs-failed strained search']);
  const waits = (serviceClass: 'border' | 'batch', ms: number) =>
    troubles({ waiting: 1, oldestAddedAtMsByClass: { [serviceClass]: ports.time.nowMs - ms } });
  t.same(await waits('border', 9_001), ['queue-late strained search']);
  t.same(await waits('border', 8_000), []);
  t.same(await waits('batch', 600_000), [], 'bulk work may wait');
  seen({ processId: 'other', notReady: [{ part: 'models', reason: 'x' }] });
  t.same(await troubles(), ['part-not-ready broken other models']);
  seen({ processId: 'other' }, 60_000);
  t.same(await troubles(), ['process-gone strained other']);
  ports.operated.processes.delete('other');
  seen({ processId: 'host-1', workers: [] });
  t.same(await troubles({ waiting: 2 }), ['queue-without-worker broken search']);
});

t.test('a log that is broken and comparisons that wait for too long are told', async (t) => {
  const { ports } = setUp();
  const log = { kept: '1 year', keptFrom: 'entry', waiting: 0, oldestWaitingMs: 0 } as const;
  const verdict = { verifiedAt: '2026-11-28T10:00:00.000001Z', throughSequence: 8 };
  let [faults, oldestMs] = [0, 0];
  const watch = createWatchHub({
    ...ports,
    logArchive: {
      ...ports.logArchive,
      status: async () => [
        { ...log, component: 'cir' },
        { ...log, component: 'sis', verdict: { ...verdict, faults } },
      ],
    },
    operations: { ...ports.operations, postponed: async () => ({ count: oldestMs > 0 ? 7 : 0, oldestMs }) },
  });
  const troubles = async () => {
    ports.time.nowMs += LIMITS.logFiguresMs;
    return (await watch.figures()).troubles;
  };
  t.same(await troubles(), []);
  [faults, oldestMs] = [2, LIMITS.comparisonWaitMsMax];
  const broken = { code: 'log-broken', severity: 'broken', about: 'sis', count: 2 };
  t.same(await troubles(), [broken]);
  oldestMs += 1;
  const waiting = { code: 'comparisons-wait', severity: 'strained', about: 'search', count: 7 };
  t.same(await troubles(), [broken, waiting]);
  [faults, oldestMs] = [0, 0];
  t.same(await troubles(), []);
});

t.test('a point for the plots holds sums, no names of processes', async (t) => {
  const { ports, seen, watch } = setUp();
  const gallery = { state: 'ready', snapshot: '1', sealed: 90, tail: 10, tombstones: 3 };
  seen({ processId: 'secret-host-1', galleries: [{ shard: 0, ...gallery }] });
  seen({ processId: 'secret-host-2', galleries: [{ shard: 1, ...gallery }] });
  ports.operated.queues = [
    { ...IDLE, shard: 0, waiting: 2 },
    { ...IDLE, shard: 1, waiting: 3, active: 1 },
  ];
  await watch.keepPoint();
  const [point] = await watch.history();
  t.match(point, { references: 200, queues: { search: { waiting: 5, active: 1, failed: 0 } } });
  t.notMatch(ports.operated.points[0], /secret/);
});

t.test(
  'templates of a shard on two matchers are counted once, of the one that has loaded most',
  async (t) => {
    const { seen, watch } = setUp();
    const gallery = { state: 'ready', snapshot: '1', sealed: 90, tail: 10, tombstones: 3 };
    seen({ processId: 'first', galleries: [{ shard: 0, ...gallery }] });
    seen({
      processId: 'second',
      galleries: [
        { shard: 0, ...gallery, sealed: 40 },
        { shard: 1, ...gallery },
      ],
    });
    await watch.keepPoint();
    t.match(await watch.history(), [{ references: 200 }]);
  },
);

t.test('the queue of a shard that does nothing shows no rate of another', async (t) => {
  const { ports, seen, watch } = setUp();
  const matcher = (shard: number, jobs: number) =>
    seen({
      processId: `matcher-${shard}`,
      startedAt: '1970-01-01T00:00:00Z',
      workers: [{ queue: 'search', shard, concurrency: 64, state: 'running' }],
      stages: [{ stage: 'search', done: jobs, failed: 0, seconds: 1, buckets: [jobs] }],
      jobs: [{ queue: 'search', shard, serviceClass: 'border', jobs, seconds: 1 }],
    });
  ports.operated.queues = [
    { ...IDLE, shard: 0 },
    { ...IDLE, shard: 1, waiting: 500 },
    { ...IDLE, queue: 'federation' },
  ];
  const rates = async () => (await watch.figures()).queues.map(({ perSecond }) => perSecond);
  matcher(0, 100);
  matcher(1, 100);
  t.same(await rates(), [undefined, undefined, undefined]);
  ports.time.nowMs += 10_000;
  matcher(0, 500);
  matcher(1, 100);
  t.same(await rates(), [40, 0, 0]);
  t.match((await watch.figures()).stages, [{ stage: 'search', perSecond: 40 }], 'of all shards together');
});

t.test('what failed and may be tried again is told of whatever the queues remember', async (t) => {
  const { ports, seen, watch } = setUp();
  seen();
  ports.operated.queues = [{ ...IDLE, queue: 'extraction', failed: 2 }, IDLE];
  const failedNow = async () => (await watch.figures()).queues.map(({ failed }) => failed);
  t.same(await failedNow(), [2, 0]);
  const operationId = ports.ids.uuid() as OperationId;
  const request = { kind: 'verify', system: 'ees', falseMatchRate: 0.001 } as VerifyRequest;
  const requester = fakeRequester('border-authority');
  const { sql } = ports.unitOfWork;
  await ports.operations.insert(sql, { operationId, requester, request, samples: [] });
  await ports.operations.end(sql, operationId, 'failed', { code: 'x', detail: 'x' }, { keepForRetry: true });
  ports.operated.queues = [{ ...IDLE, queue: 'extraction' }, IDLE];
  ports.time.nowMs += LIMITS.logFiguresMs;
  t.same(await failedNow(), [1, 0]);
  const { troubles } = await watch.figures();
  t.match(
    troubles.filter(({ code }) => code === 'jobs-failed'),
    [{ about: 'extraction', count: 1 }],
  );
});
