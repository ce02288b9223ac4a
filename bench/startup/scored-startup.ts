/** What a raw result of `run-startup` comes to. */
import { thousands } from '../report/numbers.js';
import { PALETTE } from '../report/plot-svg.js';
import type { ScoredScenario } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { upperMedian } from '../upper-median.js';
import { type RawStart, type RawStartup, START_KINDS, type StartKind } from './raw-startup.js';

export function scoreStartup(raw: RawStartup): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('startup');
  return {
    scenario: 'startup',
    title: 'Cold start',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: [],
    sections: [
      {
        title: 'From the start of the process to the first answer',
        text: [
          'Seconds per million references are the difference to a start without any, by medians, at the largest gallery of the run.',
        ],
        plots: [{ spec: plot(raw.starts), alternative: 'Start time against references' }],
        tables: [
          {
            head: ['References', 'read', 'starts', 'shortest s', 'median s', 'longest s'],
            rows: groups(raw.starts).map(({ kind, references, seconds }) => [
              thousands(references),
              kind,
              String(seconds.length),
              ...[Math.min(...seconds), upperMedian(seconds), Math.max(...seconds)].map((each) =>
                each.toFixed(2),
              ),
            ]),
          },
          {
            head: ['Read', 'seconds per million references'],
            rows: START_KINDS.map((kind) => [kind, secondsPerMillion(raw.starts, kind)?.toFixed(1) ?? '-']),
          },
        ],
      },
    ],
    series: groups(raw.starts).map(({ kind, references, seconds }) => ({
      name: `startup: ${thousands(references)} references ${kind}`,
      unit: 's',
      better: 'lower' as const,
      values: seconds,
    })),
  };
}

/** Undefined where nothing larger than nothing was started. */
export function secondsPerMillion(starts: readonly RawStart[], kind: StartKind): number | undefined {
  const of = groups(starts).filter((group) => group.kind === kind);
  const largest = of.reduce<(typeof of)[number] | undefined>(
    (best, each) => (each.references > (best?.references ?? 0) ? each : best),
    undefined,
  );
  const empty = groups(starts).find(({ references }) => references === 0);
  if (largest === undefined || empty === undefined) return undefined;
  return ((upperMedian(largest.seconds) - upperMedian(empty.seconds)) / largest.references) * 1e6;
}

function groups(starts: readonly RawStart[]) {
  const sizes = [...new Set(starts.map(({ references }) => references))];
  return sizes
    .flatMap((references) =>
      START_KINDS.map((kind) => ({
        kind,
        references,
        seconds: starts
          .filter((start) => start.kind === kind && start.references === references)
          .map(({ startMs }) => startMs / 1000),
      })),
    )
    .filter(({ seconds }) => seconds.length > 0);
}

function plot(starts: readonly RawStart[]) {
  return {
    width: 420,
    height: 260,
    data: {
      values: starts.map(({ kind, references, startMs }) => ({ kind, references, seconds: startMs / 1000 })),
    },
    mark: { type: 'point', filled: true, size: 40 },
    encoding: {
      x: { field: 'references', type: 'quantitative', title: 'references', axis: { format: '~s' } },
      y: { field: 'seconds', type: 'quantitative', title: 'seconds until it answers' },
      color: { field: 'kind', type: 'nominal', title: null, scale: { range: [PALETTE[0], PALETTE[1]] } },
    },
  } as const;
}
