/** What a raw result of `run-queue` comes to. */
import { milliseconds, thousands } from '../report/numbers.js';
import { PALETTE } from '../report/plot-svg.js';
import type { Bar, ScoredScenario, Series } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import { upperMedian } from '../upper-median.js';
import { QUEUE_CONTESTANTS, type RawHops, type RawQueue } from './raw-queue.js';

/** The bar: what handing a job over adds at most, at the median. */
const HOP_MS_WANTED = 5;

export function scoreQueue(raw: RawQueue): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('queue');
  return {
    scenario: 'queue',
    title: 'Queues: jobs a second and what a hop costs',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: bars(raw),
    sections: [
      {
        title: 'Jobs a second',
        text: [
          `${thousands(raw.jobs)} jobs put in at once, until the last was worked on; the contestants took turns.`,
        ],
        tables: [
          {
            head: ['Contestant', 'jobs at once', 'rounds', 'jobs a second, best', 'median', 'slowest'],
            rows: groups(raw).map(({ contestant, concurrency, rates }) => [
              contestant,
              String(concurrency),
              String(rates.length),
              ...[Math.max(...rates), upperMedian(rates), Math.min(...rates)].map(thousands),
            ]),
          },
        ],
      },
      {
        title: 'From hand to hand',
        text: [
          'From the moment before a job is put in until its worker begins; jobs arrive by a Poisson process. Of the hub’s own part, the job row of the operation and its outbox are not in it: PostgreSQL has no part here.',
        ],
        plots: [{ spec: hopPlot(raw.hops), alternative: 'Distribution of hop times' }],
        tables: [
          {
            head: [
              'Contestant',
              'per second',
              'jobs',
              'p50 ms',
              'p50 interval',
              'p95 ms',
              'p99 ms',
              'max ms',
            ],
            rows: raw.hops.map(({ contestant, perSecond, hopMs }) => {
              const t = timesOf(hopMs);
              return [
                contestant,
                String(perSecond),
                String(t.count),
                milliseconds(t.p50Ms),
                t.p50IntervalMs.map(milliseconds).join(' to '),
                ...[t.p95Ms, t.p99Ms, t.maxMs].map(milliseconds),
              ];
            }),
          },
        ],
      },
    ],
    series: raw.hops.map(
      ({ contestant, perSecond, hopMs }): Series => ({
        name: `queue: hop of ${contestant} at ${perSecond} a second`,
        unit: 'ms',
        better: 'lower',
        values: hopMs,
      }),
    ),
  };
}

function bars({ hops }: RawQueue): readonly Bar[] {
  return hops
    .filter(({ contestant }) => contestant === 'hub queue')
    .map(({ perSecond, hopMs }) => {
      const { p50Ms } = timesOf(hopMs);
      return {
        name: `a hop through the queue at p50, ${perSecond} jobs a second`,
        wanted: `at most ${HOP_MS_WANTED} ms`,
        found: `${milliseconds(p50Ms)} ms`,
        reached: p50Ms <= HOP_MS_WANTED,
      };
    });
}

function groups({ bursts }: RawQueue) {
  const concurrencies = [...new Set(bursts.map(({ concurrency }) => concurrency))];
  return concurrencies
    .flatMap((concurrency) =>
      QUEUE_CONTESTANTS.map((contestant) => ({
        contestant,
        concurrency,
        rates: bursts
          .filter((each) => each.contestant === contestant && each.concurrency === concurrency)
          .map(({ jobs, allMs }) => (1000 * jobs) / allMs),
      })),
    )
    .filter(({ rates }) => rates.length > 0);
}

function hopPlot(hops: readonly RawHops[]) {
  const values = hops.flatMap(({ contestant, perSecond, hopMs }) => {
    const sorted = [...hopMs].sort((a, b) => a - b);
    const step = Math.max(1, Math.floor(sorted.length / 200));
    return sorted
      .filter((_, index) => index % step === 0)
      .map((ms, index) => ({
        what: `${contestant}, ${perSecond}/s`,
        ms: Math.max(0.01, ms),
        share: (100 * index * step) / sorted.length,
      }));
  });
  return {
    width: 420,
    height: 260,
    data: { values },
    mark: 'line',
    encoding: {
      x: { field: 'ms', type: 'quantitative', title: 'milliseconds', scale: { type: 'log', nice: false } },
      y: { field: 'share', type: 'quantitative', title: 'per cent of jobs begun by then' },
      color: { field: 'what', type: 'nominal', title: null, scale: { range: [...PALETTE] } },
      order: { field: 'share', type: 'quantitative' },
    },
  } as const;
}
