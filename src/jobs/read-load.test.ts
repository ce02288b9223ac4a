import t from 'tap';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import type { JobTimes, QueueFigures } from '../workflows/ports/operation.js';
import { createLoadReader } from './read-load.js';

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

/** Of one matcher that holds both shards: the mean milliseconds of a job of each, and of a border check. */
async function jobMs(jobs: readonly JobTimes[]) {
  const ports = createFakePorts();
  const worker = { queue: 'search', concurrency: 1, state: 'running' } as const;
  const report = fakeReport({
    workers: [
      { ...worker, shard: 0 },
      { ...worker, shard: 1 },
    ],
    stages: [{ stage: 'search', done: 40, failed: 0, seconds: 44, buckets: [] }],
    jobs,
  });
  ports.operated.processes.set('matcher', { report, seenAtMs: ports.time.nowMs, isDraining: false });
  ports.operated.queues = [
    { ...IDLE, shard: 0 },
    { ...IDLE, shard: 1 },
  ];
  const { load } = await createLoadReader(ports)();
  const queues = load.kind === 'seen' ? load.queues : [];
  return queues.map(({ speed }) => [speed?.jobMs, speed?.jobMsByClass?.border]);
}

t.test('the time of a job is that of its shard, where the matchers say so', async (t) => {
  const of = (shard: number, serviceClass: 'border' | 'batch', seconds: number) =>
    ({ queue: 'search', shard, serviceClass, jobs: 10, seconds }) as const;
  const told = [of(0, 'border', 1), of(0, 'batch', 3), of(1, 'border', 10), of(1, 'batch', 30)];
  t.same(await jobMs(told), [
    [200, 100],
    [2000, 1000],
  ]);
  const ofEarlierRelease = [
    { queue: 'search', serviceClass: 'border', jobs: 20, seconds: 11 },
    { queue: 'search', serviceClass: 'batch', jobs: 20, seconds: 33 },
  ] as const;
  t.same(await jobMs(ofEarlierRelease), [
    [1100, 550],
    [1100, 550],
  ]);
});
