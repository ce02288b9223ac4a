/** What a raw result of `run-mixed` comes to. */
import { milliseconds, percent, perSecond, thousands } from '../report/numbers.js';
import { PALETTE } from '../report/plot-svg.js';
import type { ScoredScenario } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import type { RawMixed } from './raw-mixed.js';
import { PER_YEAR, unionPerSecond, WORK, type WorkKind } from './yearly-figures.js';

export function scoreMixed(raw: RawMixed): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('mixed');
  const total = WORK.reduce((sum, kind) => sum + PER_YEAR[kind], 0);
  return {
    scenario: 'mixed',
    title: 'Mixed work in the proportions of a year',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: [],
    sections: [
      {
        title: 'Latency by kind of work',
        text: [
          `${perSecond(raw.perSecond)} requests a second arrived by a Poisson process, of ${perSecond(raw.capacityPerSecond)} that a few callers got out of this machine; the EES holds ${thousands(raw.persons)} persons. At the real size of the Union the same work is ${perSecond(unionPerSecond())} a second averaged over a year, peaks not counted.`,
          'Sources: 200 million border crossings by 50 million third-country nationals in 2015 (EPRS, Revision of the Schengen Information System for border checks, 20 March 2017); 16.1 million applications for short-stay visas in 2017 (European Commission, visa statistics 2017); 698,000 asylum applications and 142,000 irregular crossings in 2019 (COM(2020) 609). Each crossing is read as one search by document and one record, the first of a person as identification and registration.',
        ],
        plots: [{ spec: plot(raw), alternative: 'Latency of each kind of work' }],
        tables: [
          {
            head: [
              'Work',
              'a year',
              'share',
              'requests',
              'answered',
              'refused',
              'failed',
              'p50 ms',
              'p95 ms',
              'p99 ms',
              'max ms',
            ],
            rows: WORK.map((kind) => [
              kind,
              thousands(PER_YEAR[kind]),
              percent(PER_YEAR[kind] / total),
              ...row(raw, kind),
            ]),
          },
        ],
      },
      {
        title: 'Stages, as the hub counts them',
        text: [
          'Times from the hub’s own histogram during the arrivals; percentiles are read off its buckets.',
        ],
        tables: [
          {
            head: ['Stage', 'times', 'mean ms', 'p50 ms', 'p95 ms', 'p99 ms'],
            rows: raw.stages.map(({ stage, count, meanMs, p50Ms, p95Ms, p99Ms }) => [
              stage,
              String(count),
              ...[meanMs, p50Ms, p95Ms, p99Ms].map(milliseconds),
            ]),
          },
        ],
      },
    ],
    series: WORK.map((kind) => ({
      name: `mixed: ${kind}`,
      unit: 'ms',
      better: 'lower' as const,
      values: answeredMs(raw, kind),
    })).filter(({ values }) => values.length > 0),
    counts: WORK.map((kind) => ({
      name: `mixed: answered, ${kind}`,
      answered: answeredMs(raw, kind).length,
      of: raw.answers.filter((answer) => answer.kind === kind).length,
    })),
  };
}

function row(raw: RawMixed, kind: WorkKind): readonly string[] {
  const own = raw.answers.filter((answer) => answer.kind === kind);
  const ms = answeredMs(raw, kind);
  const refused = own.filter(({ status }) => status === 429 || status === 503).length;
  const counts = [own.length, ms.length, refused, own.length - ms.length - refused].map(String);
  if (ms.length === 0) return [...counts, '-', '-', '-', '-'];
  const t = timesOf(ms);
  const p99 = t.count < 100 ? '-' : milliseconds(t.p99Ms);
  return [...counts, milliseconds(t.p50Ms), milliseconds(t.p95Ms), p99, milliseconds(t.maxMs)];
}

/** 202 is an answer too, but not the end of the work: it is counted as failed to be done within the wait. */
function answeredMs({ answers }: RawMixed, kind: WorkKind): readonly number[] {
  return answers
    .filter((answer) => answer.kind === kind && (answer.status === 200 || answer.status === 201))
    .map(({ latencyMs }) => latencyMs);
}

function plot(raw: RawMixed) {
  const values = WORK.flatMap((kind) => answeredMs(raw, kind).map((ms) => ({ kind, ms })));
  return {
    width: 560,
    height: { step: 30 },
    data: { values },
    mark: { type: 'tick', thickness: 1, opacity: 0.7, color: PALETTE[0] },
    encoding: {
      x: { field: 'ms', type: 'quantitative', title: 'milliseconds', scale: { type: 'log', nice: false } },
      y: { field: 'kind', type: 'nominal', title: null, sort: [...WORK] },
    },
  } as const;
}
