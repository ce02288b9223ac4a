import { spawnSync } from 'node:child_process';
import t from 'tap';
import { computeShare, hasProcessorTime, processorTime, spentBetween } from './processor-time.js';
import { parseUnfinished } from './queue-metrics.js';
import { parseStages, stagesBetween } from './stage-metrics.js';

const HISTOGRAM = (done: number, slow: number) => `
# HELP hub_stage_seconds Time one stage of an operation took
hub_stage_seconds_bucket{le="0.01",stage="search",outcome="done"} ${done}
hub_stage_seconds_bucket{le="0.1",stage="search",outcome="done"} ${done + slow}
hub_stage_seconds_bucket{le="+Inf",stage="search",outcome="done"} ${done + slow}
hub_stage_seconds_sum{stage="search",outcome="done"} ${0.005 * done + 0.05 * slow}
hub_stage_seconds_count{stage="search",outcome="done"} ${done + slow}
hub_stage_seconds_bucket{le="0.01",stage="search",outcome="failed"} 0
hub_stage_seconds_bucket{le="0.1",stage="search",outcome="failed"} 0
hub_stage_seconds_bucket{le="+Inf",stage="search",outcome="failed"} 0
hub_stage_seconds_sum{stage="search",outcome="failed"} 0
hub_stage_seconds_count{stage="search",outcome="failed"} 0
`;

t.test('stages between two readings', async (t) => {
  const [search, ...others] = stagesBetween(parseStages(HISTOGRAM(10, 0)), parseStages(HISTOGRAM(90, 20)));
  t.same(others, []);
  t.equal(search?.stage, 'search');
  t.equal(search?.count, 100, 'those from before do not count');
  t.ok(Math.abs(search!.meanMs - (0.8 * 5 + 0.2 * 50)) < 1e-6);
  t.ok(Math.abs(search!.p50Ms - 6.25) < 1e-6, 'a straight line within the bucket');
  t.ok(search!.p95Ms > 10 && search!.p95Ms <= 100);
  t.same(stagesBetween(parseStages(HISTOGRAM(1, 1)), parseStages(HISTOGRAM(1, 1))), []);
});

t.test('unfinished jobs, whatever else the series are told apart by', async (t) => {
  const text = `hub_queue_jobs{queue="extraction",state="waiting"} 3
hub_queue_jobs{queue="extraction",state="active"} 9
hub_queue_jobs{queue="extraction",state="failed"} 70
hub_queue_jobs{queue="search",state="waiting",shard="1"} 2
hub_queue_jobs{queue="search",state="waiting",shard="2"} 4
`;
  t.same(parseUnfinished(text), { extraction: 12, search: 6 });
});

t.test('processor time', async (t) => {
  const zero = { extraction: 0, matching: 0, hub: 0, postgres: 0, redis: 0 };
  const some = { extraction: 5, matching: 3, hub: 1, postgres: 0.5, redis: 0.5 };
  t.same(spentBetween(zero, some), some);
  t.equal(computeShare(some), 0.8);
  t.equal(computeShare(zero), 0, 'nothing was spent');
  t.same(spentBetween(some, zero), zero, 'what has ended counts as nothing');
});

t.test(
  'children that have ended count',
  { skip: !hasProcessorTime() && 'only Linux has /proc' },
  async (t) => {
    const read = () => processorTime({ hub: -1, redis: -1, ownThreads: [], postgres: process.pid }).postgres;
    const before = read();
    spawnSync(process.execPath, [
      '-e',
      'const until = process.cpuUsage().user + 4e5; while (process.cpuUsage().user < until);',
    ]);
    t.ok(read() - before >= 0.4, 'four tenths of a second');
  },
);
