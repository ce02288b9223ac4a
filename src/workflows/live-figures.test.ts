import t from 'tap';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { type FigureSample, quantileMs, shardPerSecond, stageFigures } from './live-figures.js';
import type { ProcessReport } from './ports/operation.js';

const BOUNDS = [0.01, 0.1, 1];
const START = Date.parse('2026-10-01T12:00:00Z');

function sampleAt(seconds: number, reports: readonly ReturnType<typeof fakeReport>[]): FigureSample {
  return { atMs: START + seconds * 1000, reports: new Map(reports.map((each) => [each.processId, each])) };
}

const report = (
  processId: string,
  done: number,
  buckets: readonly number[],
  startedAt = '2026-10-01T11:00:00Z',
) =>
  fakeReport({
    processId,
    startedAt,
    bucketSeconds: BOUNDS,
    stages: [{ stage: 'search', done, failed: 0, seconds: done / 10, buckets }],
  });

t.test('quantiles lie within their bucket, as Prometheus computes them', async (t) => {
  const cases: readonly (readonly [string, readonly number[], number, number])[] = [
    ['all in the first bucket, its middle', [10, 0, 0, 0], 0.5, 5],
    ['the end of the second', [50, 50, 0, 0], 1, 100],
    ['halfway into the second', [50, 50, 0, 0], 0.75, 55],
    ['empty buckets in between are passed over', [5, 0, 5, 0], 0.75, 550],
    ['what is longer than the last bound is said to be that', [0, 0, 0, 4], 0.5, 1000],
    ['nothing at all', [0, 0, 0, 0], 0.5, 1000],
  ];
  for (const [name, buckets, q, wanted] of cases) {
    t.ok(Math.abs(quantileMs(buckets, BOUNDS, q) - wanted) < 1e-6, name);
  }
});

t.test('without an earlier sample there are names and no figures', async (t) => {
  t.same(stageFigures(sampleAt(0, [report('a', 5, [5, 0, 0, 0])]), undefined), [{ stage: 'search' }]);
});

t.test('rates and percentiles are of what was added, over all processes', async (t) => {
  const before = sampleAt(0, [report('a', 100, [100, 0, 0, 0]), report('b', 10, [0, 10, 0, 0])]);
  const after = sampleAt(10, [report('a', 120, [100, 20, 0, 0]), report('b', 10, [0, 10, 0, 0])]);
  const [search] = stageFigures(after, before);
  t.equal(search?.perSecond, 2);
  t.ok(search?.p50Ms && search.p50Ms > 10 && search.p50Ms <= 100);
});

t.test('who is new counts from its start; who was only not heard of does not count twice', async (t) => {
  const before = sampleAt(0, []);
  const fresh = report('new', 30, [30, 0, 0, 0], '2026-10-01T12:00:05Z');
  const missed = report('missed', 1000, [1000, 0, 0, 0], '2026-10-01T11:00:00Z');
  t.equal(stageFigures(sampleAt(10, [fresh, missed]), before)[0]?.perSecond, 3);
});

t.test('a process that is gone takes its counts along, and nothing becomes negative', async (t) => {
  const before = sampleAt(0, [report('a', 10, [10, 0, 0, 0]), report('b', 500, [500, 0, 0, 0])]);
  const [search] = stageFigures(sampleAt(10, [report('a', 10, [10, 0, 0, 0])]), before);
  t.match(search, { stage: 'search', perSecond: 0 });
  t.equal(search?.p50Ms, undefined, 'nothing was measured');
});

const matcher = (processId: string, shards: readonly number[], jobs: ProcessReport['jobs']) =>
  fakeReport({
    processId,
    startedAt: '2026-10-01T11:00:00Z',
    workers: shards.map((shard) => ({ queue: 'search', shard, concurrency: 64, state: 'running' })),
    ...(jobs === undefined ? {} : { jobs }),
  });

const searches = (shard: number, jobs: number) =>
  ({ queue: 'search', shard, serviceClass: 'border', jobs, seconds: 1 }) as const;

t.test('each shard has the rate of its own jobs', async (t) => {
  const bulk = { ...searches(0, 5), serviceClass: 'batch' } as const;
  const other = { queue: 'extraction', serviceClass: 'border', jobs: 900, seconds: 1 } as const;
  const before = sampleAt(0, [matcher('a', [0], [searches(0, 100), bulk]), matcher('b', [0, 1], [])]);
  const a = matcher('a', [0], [searches(0, 130), { ...bulk, jobs: 15 }, other]);
  const after = sampleAt(10, [a, matcher('b', [0, 1], [searches(0, 20)])]);
  const rateOf = (shard: number, now = after, earlier: FigureSample | undefined = before) =>
    shardPerSecond({ queue: 'search', shard }, now, earlier);
  t.equal(rateOf(0), 6, 'of all classes and all who take them');
  t.equal(rateOf(1), 0);
  t.equal(rateOf(0, before, before), undefined, 'no time has gone by');
  t.equal(rateOf(0, after, sampleAt(0, [])), 0, 'who was only not heard of does not count');
  const fresh = { ...matcher('c', [1], [searches(1, 20)]), startedAt: '2026-10-01T12:00:05Z' };
  t.equal(rateOf(1, sampleAt(10, [a, fresh])), 2, 'who is new counts from its start');
  const { shard: _, ...ofEarlierRelease } = searches(1, 50);
  const mixed = sampleAt(10, [a, matcher('d', [1], [ofEarlierRelease])]);
  t.equal(rateOf(1, mixed), undefined, 'it does not say of which shard');
  t.equal(rateOf(1, sampleAt(10, [a, matcher('d', [1], undefined)])), undefined);
  t.equal(rateOf(0, mixed), 4, 'nor does it take those of the other');
});
