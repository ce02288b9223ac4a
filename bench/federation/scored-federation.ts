/** What a raw result of `run-federation` comes to: what the portal adds to its slowest system, and who was on time. */
import { milliseconds, thousands } from '../report/numbers.js';
import { PALETTE } from '../report/plot-svg.js';
import type { Bar, ScoredScenario } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import type { RawFederation, RawSearch } from './raw-federation.js';

/** "At most a few milliseconds": read as five at the median. */
const OVERHEAD_MS_WANTED = 5;

export function scoreFederation(raw: RawFederation): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('federation');
  const all = raw.allHere.map(overheadMs);
  return {
    scenario: 'federation',
    title: 'The search portal over six systems',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: bars(raw),
    sections: [
      {
        title: 'Every system kept here',
        text: [
          `Asked by ${raw.askedAs}, one search after the other, ${thousands(raw.persons)} persons in the EES. What the portal adds is the time to the last byte less the longest time of any system as the reply gives it, in whole milliseconds.`,
        ],
        plots: [
          { spec: overheadPlot(raw.allHere), alternative: 'What the portal adds to its slowest system' },
        ],
        tables: [
          {
            head: [
              'Search by',
              'searches',
              'systems',
              'hits in EES',
              'total p50 ms',
              'total p99 ms',
              'slowest system p50 ms',
              'added p50 ms',
              'added p95 ms',
              'added max ms',
            ],
            rows: (['document', 'identity'] as const).flatMap((by) => {
              const of = raw.allHere.filter((each) => each.by === by && each.answers.length > 0);
              if (of.length === 0) return [];
              const total = timesOf(of.map(({ totalMs }) => totalMs));
              const added = timesOf(of.map(overheadMs));
              const hits = of.flatMap(
                ({ answers }) => answers.find(({ system }) => system === 'ees')?.hits ?? [],
              );
              return [
                [
                  by,
                  String(of.length),
                  String(of[0]!.answers.length),
                  (hits.reduce((sum, each) => sum + each, 0) / Math.max(1, hits.length)).toFixed(1),
                  milliseconds(total.p50Ms),
                  milliseconds(total.p99Ms),
                  milliseconds(timesOf(of.map(slowestMs)).p50Ms),
                  milliseconds(added.p50Ms),
                  milliseconds(added.p95Ms),
                  milliseconds(added.maxMs),
                ],
              ];
            }),
          },
        ],
      },
      {
        title: 'Systems elsewhere, each with a fault',
        text: [
          `The slow one answers after ${raw.slowMs} ms. A circuit opens after some failures in a row, and such a system is then named at once.`,
        ],
        tables: [
          {
            head: ['System', 'stand-in', 'said', 'times', 'arrived p50 ms', 'arrived max ms'],
            rows: faultRows(raw),
          },
        ],
      },
    ],
    series: [
      { name: 'federation: what the portal adds', unit: 'ms', better: 'lower', values: all },
      {
        name: 'federation: search to the last byte',
        unit: 'ms',
        better: 'lower',
        values: raw.allHere.map(({ totalMs }) => totalMs),
      },
    ],
  };
}

export function slowestMs({ answers }: RawSearch): number {
  return Math.max(0, ...answers.map(({ tookMs }) => tookMs));
}

export function overheadMs(search: RawSearch): number {
  return Math.max(0, search.totalMs - slowestMs(search));
}

function bars(raw: RawFederation): readonly Bar[] {
  const overhead = timesOf(raw.allHere.map(overheadMs));
  const here = raw.withFaults.flatMap(({ answers }) =>
    answers.filter(({ system }) => raw.faults[system] === undefined),
  );
  const before = timesOf(raw.allHere.flatMap(({ answers }) => answers.map(({ arrivedMs }) => arrivedMs)));
  const unnamed = raw.withFaults.flatMap(({ answers }) =>
    answers.filter(
      ({ system, status, reason }) =>
        raw.faults[system] !== undefined && status !== 'answered' && reason === undefined,
    ),
  );
  // A system that answers late because another one does would be late by the deadline of that one.
  const late = here.filter(({ arrivedMs }) => arrivedMs > Math.max(raw.slowMs / 2, 3 * before.p99Ms));
  return [
    {
      name: 'what the portal adds to its slowest system, p50',
      wanted: `at most ${OVERHEAD_MS_WANTED} ms`,
      found: `${milliseconds(overhead.p50Ms)} ms`,
      reached: overhead.p50Ms <= OVERHEAD_MS_WANTED,
    },
    {
      name: 'answers of systems without a fault that came late beside faulty ones',
      wanted: '0',
      found: `${late.length} of ${here.length}`,
      reached: late.length === 0 && here.length > 0,
    },
    {
      name: 'faulty systems that were not named with a reason',
      wanted: '0',
      found: String(unnamed.length),
      reached: unnamed.length === 0,
    },
  ];
}

function faultRows(raw: RawFederation): readonly (readonly string[])[] {
  const answers = raw.withFaults.flatMap((each) => each.answers);
  const keyOf = (answer: (typeof answers)[number]) =>
    `${answer.system}\n${answer.status}${answer.reason === undefined ? '' : `: ${answer.reason}`}`;
  return [...new Set(answers.map(keyOf))].map((key) => {
    const group = answers.filter((answer) => keyOf(answer) === key);
    const [system, said] = key.split('\n');
    const times = timesOf(group.map(({ arrivedMs }) => arrivedMs));
    return [
      system!,
      raw.faults[system!] ?? 'kept here',
      said!,
      String(group.length),
      milliseconds(times.p50Ms),
      milliseconds(times.maxMs),
    ];
  });
}

function overheadPlot(searches: readonly RawSearch[]) {
  const values = searches.map((search) => ({
    by: search.by,
    slowest: slowestMs(search),
    total: search.totalMs,
  }));
  return {
    width: 420,
    height: 300,
    data: { values },
    mark: { type: 'point', filled: true, size: 16, opacity: 0.6 },
    encoding: {
      x: { field: 'slowest', type: 'quantitative', title: 'milliseconds of the slowest system' },
      y: { field: 'total', type: 'quantitative', title: 'milliseconds to the last byte' },
      color: { field: 'by', type: 'nominal', title: 'search by', scale: { range: [PALETTE[0], PALETTE[4]] } },
    },
  } as const;
}
