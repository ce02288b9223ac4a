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
  const whole = raw.allHere.filter(isWhole);
  const cutOff =
    raw.allHere.length + raw.withFaults.length - whole.length - raw.withFaults.filter(isWhole).length;
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
          ...(cutOff === 0
            ? []
            : [
                `${thousands(cutOff)} searches, with and without faults, were refused or cut off; their times are left out.`,
              ]),
        ],
        plots: [{ spec: overheadPlot(whole), alternative: 'What the portal adds to its slowest system' }],
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
              const of = whole.filter((each) => each.by === by);
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
      {
        name: 'federation: what the portal adds',
        unit: 'ms',
        better: 'lower' as const,
        values: whole.map(overheadMs),
      },
      {
        name: 'federation: search to the last byte',
        unit: 'ms',
        better: 'lower' as const,
        values: whole.map(({ totalMs }) => totalMs),
      },
    ].filter(({ values }) => values.length > 0),
    counts: [
      { name: 'federation: searches answered', answered: whole.length, of: raw.allHere.length },
      {
        name: 'federation: searches answered beside faulty systems',
        answered: raw.withFaults.filter(isWhole).length,
        of: raw.withFaults.length,
      },
    ],
  };
}

/** A refusal is there at once and adds nothing; a stream without its end was cut off. */
function isWhole({ status, hasEnded = true, answers }: RawSearch): boolean {
  return status === 200 && hasEnded && answers.length > 0;
}

export function slowestMs({ answers }: RawSearch): number {
  return Math.max(0, ...answers.map(({ tookMs }) => tookMs));
}

export function overheadMs(search: RawSearch): number {
  return Math.max(0, search.totalMs - slowestMs(search));
}

function bars(raw: RawFederation): readonly Bar[] {
  const whole = raw.allHere.filter(isWhole);
  const lacking = raw.allHere.length - whole.length;
  const p50Ms = whole.length === 0 ? undefined : timesOf(whole.map(overheadMs)).p50Ms;
  const others = outcomesOfOthers(raw, whole);
  const faulty = outcomesOfFaulty(raw);
  const unnamed = faulty.filter((each) => each !== 'as it should');
  return [
    {
      name: 'what the portal adds to its slowest system, p50',
      wanted: `at most ${OVERHEAD_MS_WANTED} ms`,
      found: `${p50Ms === undefined ? 'no answer' : `${milliseconds(p50Ms)} ms`}${lacking === 0 ? '' : ` (${lacking} of ${raw.allHere.length} searches refused or cut off)`}`,
      reached: lacking === 0 && p50Ms !== undefined && p50Ms <= OVERHEAD_MS_WANTED,
    },
    {
      name: 'answers of systems without a fault that came late, or not at all, beside faulty ones',
      wanted: '0',
      found: `${others.missed} of ${others.expected}`,
      reached: others.missed === 0 && others.expected > 0,
    },
    {
      name: 'faulty systems that were believed, left out or not named with a reason',
      wanted: '0',
      found: `${unnamed.length} of ${faulty.length}${counted(unnamed)}`,
      reached: unnamed.length === 0 && faulty.length > 0,
    },
  ];
}

/** Every system that was there while nobody had a fault has to be there, and in time, beside those that have one. */
function outcomesOfOthers(
  { faults, slowMs, withFaults }: RawFederation,
  whole: readonly RawSearch[],
): { readonly missed: number; readonly expected: number } {
  const seen = whole.flatMap(({ answers }) => answers);
  if (seen.length === 0) return { missed: 0, expected: 0 };
  const systems = [...new Set(seen.map(({ system }) => system))].filter(
    (system) => faults[system] === undefined,
  );
  // A system that answers late because another one does would be late by the deadline of that one.
  const lateMs = Math.max(slowMs / 2, 3 * timesOf(seen.map(({ arrivedMs }) => arrivedMs)).p99Ms);
  const isThere = ({ answers }: RawSearch, system: string) =>
    answers.some((each) => each.system === system && each.arrivedMs <= lateMs);
  return {
    missed: withFaults.flatMap((search) => systems.filter((system) => !isThere(search, system))).length,
    expected: withFaults.length * systems.length,
  };
}

type FaultyOutcome = 'as it should' | 'believed' | 'left out' | 'without a reason';

/** One for each search and each stand-in that was asked: where a system has no use for a search its fault does not show. */
function outcomesOfFaulty({ faults, withFaults }: RawFederation): readonly FaultyOutcome[] {
  return withFaults.flatMap(({ answers }) =>
    Object.entries(faults).flatMap(([system, fault]): readonly FaultyOutcome[] => {
      const answer = answers.find((each) => each.system === system);
      if (answer === undefined) return ['left out'];
      if (answer.status === 'not-applicable') return [];
      if (answer.status === 'answered') return [fault === 'slow' ? 'as it should' : 'believed'];
      return [answer.reason === undefined ? 'without a reason' : 'as it should'];
    }),
  );
}

function counted(outcomes: readonly FaultyOutcome[]): string {
  const kinds = [...new Set(outcomes)].map(
    (kind) => `${outcomes.filter((each) => each === kind).length} ${kind}`,
  );
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
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
