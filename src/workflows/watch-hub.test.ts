import t from 'tap';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import type { QueueFigures } from './ports/operation.js';
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
