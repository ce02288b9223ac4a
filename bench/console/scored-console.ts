/** What a raw result of `run-console` comes to. */
import type { PairedRatio } from '../compare/paired-ratio.js';
import { pairedRatioByRanks } from '../compare/paired-ratio-by-ranks.js';
import { milliseconds, thousands } from '../report/numbers.js';
import { PALETTE } from '../report/plot-svg.js';
import type { Bar, ScoredScenario, Series } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import type { RawConsole, RawWindow } from './raw-console.js';

/** The bars: what a console takes of the API's throughput at most, and how often it is sent what is new. */
const SLOWED_WANTED = 0.02;
const UPDATES_WANTED = 60;
/** Timers are late by some milliseconds. */
const UPDATES_TOLERANCE = 0.05;

const FIGURES = ['throughput', 'p50', 'p99'] as const;
type Figure = (typeof FIGURES)[number];

const FIGURE_OF: Readonly<Record<Figure, (window: RawWindow) => number>> = {
  throughput: ({ answered, seconds }) => answered / seconds,
  p50: ({ latencyMs }) => timesOf(latencyMs).p50Ms,
  p99: ({ latencyMs }) => timesOf(latencyMs).p99Ms,
};

const WRITTEN: Readonly<
  Record<Figure, { readonly name: string; readonly write: (value: number) => string }>
> = {
  throughput: { name: 'Requests a second', write: thousands },
  p50: { name: 'Latency at p50, ms', write: milliseconds },
  p99: { name: 'Latency at p99, ms', write: milliseconds },
};

export function scoreConsole(raw: RawConsole): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('console');
  const { windows, update, failedPages } = raw;
  const wall = timesOf(update.wallMs);
  const updateMs = update.processorMs / update.wallMs.length;
  const refused = windows.reduce((sum, { not2xx, errors }) => sum + not2xx + errors, 0);
  return {
    scenario: 'console',
    title: 'Console: what following the live figures costs the API',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: bars(raw),
    sections: [
      {
        title: 'With and without a console',
        text: [
          `${thousands(raw.waiting)} jobs wait, ${thousands(raw.failed)} have failed, ${thousands(raw.finished)} operations are finished. ${raw.connections} callers read an operation, each again when it is answered, in blocks of two windows of ${windows[0]!.seconds.toFixed(1)} s, one with a console and one without, in both orders.`,
          `Means of the windows; the change is the median of all means of two blocks with the 95 % interval of Wilcoxon’s signed ranks, blocks as the sample (of fewer than twelve blocks the geometric mean and Student’s t): windows in which something else ran count as one each, however far they lie off. An interval that holds 0 shows no difference. ${refused === 0 ? 'Every request was answered.' : `${thousands(refused)} requests were not answered or refused.`}`,
        ],
        plots: [{ spec: blockPlot(raw), alternative: 'Throughput with a console against without, by block' }],
        tables: [
          {
            head: ['Figure', 'without', 'with', 'change', '95 % interval', 'blocks'],
            rows: FIGURES.map((figure) => row(raw, figure)),
          },
        ],
      },
      {
        title: 'One update',
        text: ['The live figures computed one after the other, without any cache.'],
        tables: [
          {
            head: ['updates', 'processor ms each', 'of a core at 60 a minute', 'wall p50 ms', 'max ms'],
            rows: [
              [
                String(wall.count),
                milliseconds(updateMs),
                `${((100 * updateMs) / 1000).toFixed(2)} %`,
                milliseconds(wall.p50Ms),
                milliseconds(wall.maxMs),
              ],
            ],
          },
          {
            head: ['Page of the failed jobs', 'jobs', 'ms'],
            rows: failedPages.map(({ which, jobs, ms }) => [which, String(jobs), milliseconds(ms)]),
          },
        ],
      },
    ],
    series: series(raw),
    counts: [false, true].map((isWatched) => {
      const of = windows.filter((each) => each.isWatched === isWatched);
      const answered = of.reduce((sum, each) => sum + each.answered, 0);
      const others = of.reduce((sum, { not2xx, errors }) => sum + not2xx + errors, 0);
      const name = `console: answered, ${isWatched ? 'with' : 'without'} a console`;
      return { name, answered, of: answered + others };
    }),
  };
}

function bars(raw: RawConsole): readonly Bar[] {
  const { ratio, interval, blocks } = changeOf(raw, 'throughput');
  const [low, high] = [1 - interval[1], 1 - interval[0]];
  const watched = raw.windows.filter(({ isWatched }) => isWatched);
  const gapsMs = watched.flatMap(({ updatesAtMs }) =>
    updatesAtMs.slice(1).map((at, index) => at - updatesAtMs[index]!),
  );
  const perMinute = gapsMs.length === 0 ? 0 : 60_000 / timesOf(gapsMs).p50Ms;
  return [
    {
      name: 'throughput of the API that a console takes, upper end of the 95 % interval',
      wanted: `at most ${percent(SLOWED_WANTED)}`,
      found: `${percent(1 - ratio)} (${percent(low)} to ${percent(high)}, ${blocks} blocks)`,
      // An interval wider than the bar on both sides shows how noisy the machine was, wherever it happens to lie.
      reached: high <= SLOWED_WANTED && high - low <= 2 * SLOWED_WANTED,
    },
    {
      name: 'updates a minute a console is sent, by the median gap between two',
      wanted: `at least ${UPDATES_WANTED}, within ${percent(UPDATES_TOLERANCE)}`,
      found: `${perMinute.toFixed(1)} (${gapsMs.length} gaps)`,
      reached: perMinute >= UPDATES_WANTED * (1 - UPDATES_TOLERANCE),
    },
  ];
}

function row(raw: RawConsole, figure: Figure): readonly string[] {
  const { name, write } = WRITTEN[figure];
  const { ratio, interval, blocks } = changeOf(raw, figure);
  const change = (value: number) => `${value >= 1 ? '+' : ''}${percent(value - 1)}`;
  return [
    name,
    write(mean(figuresOf(raw, figure, false))),
    write(mean(figuresOf(raw, figure, true))),
    change(ratio),
    interval.map(change).join(' to '),
    String(blocks),
  ];
}

export function changeOf({ windows }: RawConsole, figure: Figure): PairedRatio {
  const blocks = [...new Set(windows.map(({ block }) => block))];
  const of = (block: number, isWatched: boolean) =>
    FIGURE_OF[figure](windows.find((each) => each.block === block && each.isWatched === isWatched)!);
  return pairedRatioByRanks(blocks.map((block) => [of(block, false), of(block, true)]));
}

function figuresOf({ windows }: RawConsole, figure: Figure, isWatched: boolean): readonly number[] {
  return windows.filter((each) => each.isWatched === isWatched).map(FIGURE_OF[figure]);
}

function series(raw: RawConsole): readonly Series[] {
  const ofWindows = FIGURES.flatMap((figure) =>
    [false, true].map(
      (isWatched): Series => ({
        name: `console: ${WRITTEN[figure].name.toLowerCase()}, ${isWatched ? 'with' : 'without'} a console`,
        unit: figure === 'throughput' ? 'a second' : 'ms',
        better: figure === 'throughput' ? 'higher' : 'lower',
        values: figuresOf(raw, figure, isWatched),
      }),
    ),
  );
  return [
    ...ofWindows,
    { name: 'console: one update', unit: 'ms', better: 'lower', values: raw.update.wallMs },
  ];
}

function blockPlot(raw: RawConsole) {
  const values = raw.windows.map((window) => ({
    block: window.block + 1,
    what: window.isWatched ? 'with a console' : 'without',
    perSecond: FIGURE_OF.throughput(window),
  }));
  return {
    width: 420,
    height: 240,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'block', type: 'ordinal', title: 'block' },
      y: { field: 'perSecond', type: 'quantitative', title: 'requests a second', scale: { zero: false } },
      color: { field: 'what', type: 'nominal', title: null, scale: { range: [...PALETTE] } },
    },
  } as const;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of small shares, with the sign they have. */
function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
