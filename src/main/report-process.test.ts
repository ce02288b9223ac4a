import t from 'tap';
import { createMetrics } from '../platform/metrics.js';
import { jobTimes, stageTimes } from './report-process.js';

t.test('a stage is done however it ended, but where it failed or was left to others', async (test) => {
  const metrics = createMetrics();
  const ends = [
    ['search', 'done'],
    ['search', 'failed'],
    ['search', 'left'],
    ['gallery-search', 'complete'],
    ['gallery-search', 'incomplete'],
    ['gallery-search', 'failed'],
    ['extract-fingerprint', 'template'],
    ['extract-fingerprint', 'no-finger'],
  ] as const;
  for (const [stage, outcome] of ends) metrics.stageSeconds.observe({ stage, outcome }, 0.01);
  metrics.queueWaitSeconds.observe({ queue: 'search', service_class: 'border' }, 0.5);
  metrics.queueWaitSeconds.observe({ queue: 'search', service_class: 'batch' }, 0.25);
  const { stages } = await stageTimes(metrics);
  test.same(
    stages.map(({ stage, done, failed }) => [stage, done, failed]),
    [
      ['search', 1, 1],
      ['gallery-search', 2, 1],
      ['extract-fingerprint', 2, 0],
      ['wait-search', 2, 0],
    ],
  );
  test.equal(stages.find(({ stage }) => stage === 'wait-search')?.seconds, 0.75);
  for (const { done, failed, buckets } of stages)
    test.equal(
      buckets.reduce((sum, count) => sum + count, 0),
      done + failed,
      'each is in one bucket',
    );
});

t.test('jobs are told by queue and class', async (test) => {
  const { jobSeconds } = createMetrics();
  jobSeconds.observe({ queue: 'extraction', service_class: 'border' }, 0.25);
  jobSeconds.observe({ queue: 'extraction', service_class: 'border' }, 0.5);
  jobSeconds.observe({ queue: 'extraction', service_class: 'batch' }, 4);
  jobSeconds.observe({ queue: 'search', shard: 0, service_class: 'border' }, 1);
  jobSeconds.observe({ queue: 'search', shard: 1, service_class: 'border' }, 8);
  jobSeconds.observe({ queue: 'search', shard: 1, service_class: 'border' }, 8);
  test.same(await jobTimes({ jobSeconds }), [
    { queue: 'extraction', serviceClass: 'border', jobs: 2, seconds: 0.75 },
    { queue: 'extraction', serviceClass: 'batch', jobs: 1, seconds: 4 },
    { queue: 'search', shard: 0, serviceClass: 'border', jobs: 1, seconds: 1 },
    { queue: 'search', shard: 1, serviceClass: 'border', jobs: 2, seconds: 16 },
  ]);
});
