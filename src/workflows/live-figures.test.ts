import t from 'tap';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { type FigureSample, quantileMs, stageFigures } from './live-figures.js';

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
