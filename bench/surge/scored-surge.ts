/** What a raw result of `run-surge` comes to: what was accepted, refused and how, how long it took, what border checks waited. */
import { milliseconds, percent, thousands } from '../report/numbers.js';
import type { Bar, ScoredScenario, ScoredSection, Series } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import { backlogPlot, borderPlot } from './plot-surge.js';
import type { RawPhase, RawRegistration, RawSurge } from './raw-surge.js';

export type Outcomes = {
  readonly planned: number;
  /** At the first attempt, and at a later one. */
  readonly acceptedAtOnce: number;
  readonly acceptedLater: number;
  readonly gaveUp: number;
  /** Of those accepted: registered; ended as a refusal of what was sent; ended by a failure of the hub. The rest had no end. */
  readonly completed: number;
  readonly rejected: number;
  readonly failed: number;
  readonly refusals: number;
  readonly refusalsWithoutRetryAfter: number;
  /** Attempts that got no answer, or one that is neither acceptance nor a refusal that was said. */
  readonly otherFailures: number;
};

const REFUSED = [429, 503];

export function outcomesOf(registrations: readonly RawRegistration[]): Outcomes {
  const accepted = registrations.filter(isAccepted);
  const attempts = registrations.flatMap((each) => each.attempts);
  const refusals = attempts.filter(({ status }) => REFUSED.includes(status));
  return {
    planned: registrations.length,
    acceptedAtOnce: accepted.filter((each) => each.attempts.length === 1).length,
    acceptedLater: accepted.filter((each) => each.attempts.length > 1).length,
    gaveUp: registrations.length - accepted.length,
    completed: accepted.filter(isCompleted).length,
    rejected: accepted.filter(({ ended }) => ended?.state === 'rejected').length,
    failed: accepted.filter(({ ended }) => ended?.state === 'failed').length,
    refusals: refusals.length,
    refusalsWithoutRetryAfter: refusals.filter(({ retryAfterSeconds }) => retryAfterSeconds === undefined)
      .length,
    otherFailures:
      attempts.filter(({ status }) => status >= 300 && !REFUSED.includes(status)).length +
      attempts.filter(({ status }) => status === 0).length,
  };
}

function isAccepted({ attempts }: RawRegistration): boolean {
  const last = attempts.at(-1);
  return last !== undefined && last.status >= 200 && last.status < 300;
}

/** Done: a registration that failed has an end too, and one that fails fast would make the hub look faster. */
function isCompleted({ ended }: RawRegistration): boolean {
  return ended?.state === 'completed';
}

function msUntilDone(registrations: readonly RawRegistration[]): readonly number[] {
  return registrations.filter(isCompleted).flatMap(({ ended }) => ended?.ms ?? []);
}

export function scoreSurge(raw: RawSurge): Omit<ScoredScenario, 'format'> {
  const { represents, limits } = scenarioNamed('surge');
  return {
    scenario: 'surge',
    title: 'Surge: the crisis year',
    represents,
    limits,
    environment: raw.environment,
    seed: raw.seed,
    bars: bars(raw),
    sections: [loadSection(raw), outcomeSection(raw), waitingSection(raw), borderSection(raw)],
    series: raw.phases.flatMap(seriesOf),
    counts: raw.phases.flatMap(({ name, border, registrations }) => [
      {
        name: `surge: border checks answered, ${name}`,
        answered: border.filter(({ status }) => status === 200).length,
        of: border.length,
      },
      {
        name: `surge: registrations done, ${name}`,
        answered: outcomesOf(registrations).completed,
        of: registrations.length,
      },
    ]),
  };
}

function bars({ phases }: RawSurge): readonly Bar[] {
  const all = outcomesOf(phases.flatMap(({ registrations }) => registrations));
  const accepted = all.acceptedAtOnce + all.acceptedLater;
  const endless = accepted - all.completed - all.rejected - all.failed;
  return [
    {
      name: 'registrations accepted and not done by the end',
      wanted: '0',
      found: `${accepted - all.completed} of ${accepted} (${all.failed} failed, ${all.rejected} rejected, ${endless} without an end)`,
      reached: accepted === all.completed,
    },
    {
      name: 'refusals that do not say when to come back',
      wanted: '0',
      found: `${all.refusalsWithoutRetryAfter} of ${all.refusals}`,
      reached: all.refusalsWithoutRetryAfter === 0,
    },
    {
      name: 'attempts that ended otherwise than accepted or refused',
      wanted: '0',
      found: String(all.otherFailures),
      reached: all.otherFailures === 0,
    },
  ];
}

function loadSection(raw: RawSurge): ScoredSection {
  const { capacityPerSecond, normalPerSecond, factor, borderPerSecond, hourSeconds } = raw;
  return {
    title: 'The load',
    text: [
      `An hour takes ${hourSeconds} s. With nothing else to do the hub registered ${capacityPerSecond.toFixed(2)} persons with ten fingers a second. A normal day has ${normalPerSecond.toFixed(2)} a second on average, a crisis day ${factor} times that: ${percent((normalPerSecond * factor) / capacityPerSecond)} of what the machine does, and ${percent((1.92 * normalPerSecond * factor) / capacityPerSecond)} in working hours. Border checks with one finger come at ${borderPerSecond.toFixed(2)} a second throughout.`,
    ],
  };
}

function outcomeSection({ phases }: RawSurge): ScoredSection {
  return {
    title: 'What became of registrations',
    text: [
      'Offices that are refused come back when they are told to, up to five times. A refusal names its reason as the code of a problem document.',
    ],
    tables: [
      {
        head: [
          'Day',
          'registrations',
          'accepted at once',
          'accepted later',
          'gave up',
          'done',
          'rejected',
          'failed',
          'refusals',
          'without Retry-After',
          'other',
        ],
        rows: phases.map(({ name, registrations }) => {
          const o = outcomesOf(registrations);
          return [
            name,
            ...[o.planned, o.acceptedAtOnce, o.acceptedLater, o.gaveUp].map(thousands),
            ...[o.completed, o.rejected, o.failed, o.refusals].map(thousands),
            thousands(o.refusalsWithoutRetryAfter),
            thousands(o.otherFailures),
          ];
        }),
      },
      {
        head: ['Day', 'status', 'code', 'times', 'Retry-After s, least', 'median', 'most'],
        rows: phases.flatMap(({ name, registrations }) => refusalRows(name, registrations)),
      },
    ],
  };
}

function refusalRows(
  name: string,
  registrations: readonly RawRegistration[],
): readonly (readonly string[])[] {
  const refused = registrations
    .flatMap(({ attempts }) => attempts)
    .filter(({ status }) => status >= 300 || status === 0);
  const keyOf = ({ status, code }: (typeof refused)[number]) => `${status} ${code ?? ''}`;
  return [...new Set(refused.map(keyOf))].map((key) => {
    const group = refused.filter((each) => keyOf(each) === key);
    const seconds = group.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []).sort((a, b) => a - b);
    const [status, code] = key.split(' ');
    const said = (index: number) => (seconds.length === 0 ? '-' : String(seconds[index]));
    return [
      name,
      status!,
      code!,
      String(group.length),
      said(0),
      said(Math.floor(seconds.length / 2)),
      said(seconds.length - 1),
    ];
  });
}

function waitingSection({ phases }: RawSurge): ScoredSection {
  return {
    title: 'What waited, and for how long',
    text: [
      'From the acknowledgement of a registration until it is done, by the hub’s own clock; and the jobs that waited or were under way, asked once a second.',
    ],
    plots: phases.map((phase) => ({
      spec: backlogPlot(phase),
      alternative: `Unfinished jobs on the ${phase.name}`,
    })),
    tables: [
      {
        head: [
          'Day',
          'done',
          'p50 ms',
          'p95 ms',
          'max ms',
          'most jobs unfinished',
          'queues empty after the day, s',
        ],
        rows: phases.map((phase) => {
          const ms = msUntilDone(phase.registrations);
          const most = Math.max(0, ...phase.backlog.map(({ unfinished }) => total(unfinished)));
          const lastBusy = phase.backlog.findLast(({ unfinished }) => total(unfinished) > 0)?.atMs ?? 0;
          const t = ms.length === 0 ? undefined : timesOf(ms);
          return [
            phase.name,
            thousands(ms.length),
            ...(t === undefined ? ['-', '-', '-'] : [t.p50Ms, t.p95Ms, t.maxMs].map(milliseconds)),
            thousands(most),
            (Math.max(0, lastBusy - phase.dayMs) / 1000).toFixed(0),
          ];
        }),
      },
    ],
  };
}

function borderSection({ phases }: RawSurge): ScoredSection {
  return {
    title: 'Border checks meanwhile',
    text: [
      'Identifications with one finger, latency from the planned arrival to the last byte of the answer.',
    ],
    plots: [{ spec: borderPlot(phases), alternative: 'Latency of border checks over the two days' }],
    tables: [
      {
        head: ['Day', 'checks', 'answered', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'refused', 'no answer'],
        rows: phases.map(({ name, border }) => {
          const ms = border.filter(({ status }) => status === 200).map(({ latencyMs }) => latencyMs);
          const t = ms.length === 0 ? undefined : timesOf(ms);
          return [
            name,
            thousands(border.length),
            thousands(ms.length),
            ...(t === undefined
              ? ['-', '-', '-', '-']
              : [t.p50Ms, t.p95Ms, t.p99Ms, t.maxMs].map(milliseconds)),
            thousands(border.filter(({ status }) => REFUSED.includes(status)).length),
            thousands(border.filter(({ status }) => status !== 200 && !REFUSED.includes(status)).length),
          ];
        }),
      },
    ],
  };
}

function seriesOf({ name, border, registrations }: RawPhase): readonly Series[] {
  const series: Series[] = [
    {
      name: `surge: border checks, ${name}`,
      unit: 'ms',
      better: 'lower',
      values: border.filter(({ status }) => status === 200).map(({ latencyMs }) => latencyMs),
    },
    {
      name: `surge: registrations until done, ${name}`,
      unit: 'ms',
      better: 'lower',
      values: msUntilDone(registrations),
    },
  ];
  return series.filter(({ values }) => values.length > 0);
}

function total(unfinished: Readonly<Record<string, number>>): number {
  return Object.values(unfinished).reduce((sum, each) => sum + each, 0);
}
