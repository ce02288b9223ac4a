/** What a raw result of `run-identify` comes to: throughput, percentiles, what the processor time went into, the bars. */
import { computeShare } from '../hub/processor-time.js';
import { besideNist, type OurLine } from '../published/beside-nist.js';
import { milliseconds, percent, perSecond, thousands } from '../report/numbers.js';
import type { AnsweredCount, Bar, ScoredScenario, ScoredSection, Series } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { timesOf } from '../times-of.js';
import { latencyPlot, stagesPlot, throughputPlot } from './plot-identify.js';
import type { RawClosed, RawGallery, RawIdentify, RawOpen, RawProbe } from './raw-identify.js';

/** The bars: share of processor time in decoding, extraction and matching, and p99 over p50 at half the load. */
const COMPUTE_SHARE_WANTED = 0.7;
const TAIL_RATIO_WANTED = 3;
/** Fewer answers have no 99th percentile. */
const ANSWERS_FOR_P99 = 100;

type Cell = { readonly gallery: RawGallery; readonly probe: RawProbe };

export function scoreIdentify(raw: RawIdentify): Omit<ScoredScenario, 'format'> {
  const cells = raw.galleries.flatMap((gallery) => gallery.probes.map((probe): Cell => ({ gallery, probe })));
  const { represents, limits } = scenarioNamed('identify');
  return {
    scenario: 'identify',
    title: 'Identification, end to end over HTTP',
    represents,
    limits: [limits, ...raw.leftOut.map(({ probe, reason }) => `${probe}: left out, ${reason}.`)].join(' '),
    environment: raw.environment,
    seed: raw.seed,
    bars: bars(cells),
    sections: [
      foundSection(cells),
      latencySection(cells),
      throughputSection(cells, raw.warmSeconds),
      stagesSection(cells),
      gallerySection(raw),
      besideNist(linesOf(cells), OUR_CONDITIONS),
    ],
    series: cells.flatMap(seriesOf),
    counts: cells.flatMap(countsOf),
  };
}

export function peakOf(closed: readonly RawClosed[]): RawClosed {
  return closed.reduce((best, each) => (rateOf(each) > rateOf(best) ? each : best));
}

function rateOf({ answered, seconds }: RawClosed): number {
  return answered / seconds;
}

function answered({ answers }: RawOpen): readonly number[] {
  return answers.filter(({ status }) => status === 200).map(({ latencyMs }) => latencyMs);
}

/** Before they were kept apart, times of refusals lay among those of answers; which are which nobody can tell. */
function closedLatencyMs({ answered, not2xx, latencyMs }: RawClosed): readonly number[] {
  return not2xx > 0 && latencyMs.length > answered ? [] : latencyMs;
}

function nameOf({ gallery, probe }: Cell): string {
  return `${probe.probe} among ${thousands(gallery.persons)} persons`;
}

function bars(cells: readonly Cell[]): readonly Bar[] {
  const one = cells.filter(({ probe }) => probe.probe === 'one finger').at(-1);
  if (one === undefined) return [];
  const peak = peakOf(one.probe.closed);
  const half = one.probe.open.find(({ shareOfPeak }) => shareOfPeak === 0.5);
  const where = nameOf(one);
  const found: Bar[] = [];
  if (peak.processorTime !== undefined) {
    const share = computeShare(peak.processorTime);
    found.push({
      name: `processor time in decoding, extraction and matching at the highest throughput, ${where}`,
      wanted: 'at least 70 %',
      found: percent(share),
      reached: share >= COMPUTE_SHARE_WANTED,
    });
  }
  return half === undefined || half.answers.length < ANSWERS_FOR_P99
    ? found
    : [...found, tailBar(half, where)];
}

/** Of those who were answered; whoever refuses the others has not reached it. */
function tailBar(open: RawOpen, where: string): Bar {
  const times = answered(open);
  const isWhole = times.length === open.answers.length;
  const of = isWhole ? `${times.length} answers` : `${times.length} of ${open.answers.length} answered`;
  const tail = times.length < ANSWERS_FOR_P99 ? undefined : timesOf(times);
  const ratio = tail === undefined ? undefined : tail.p99Ms / tail.p50Ms;
  return {
    name: `p99 over p50 at half that load, open loop, ${where}`,
    wanted: 'at most 3',
    found: `${ratio === undefined ? 'no p99' : ratio.toFixed(2)} (${of})`,
    reached: isWhole && ratio !== undefined && ratio <= TAIL_RATIO_WANTED,
  };
}

function foundSection(cells: readonly Cell[]): ScoredSection {
  return {
    title: 'Who was found',
    text: [
      'Persons whose fingers, and faces where they are searched with, were imaged twice: enrolled through the API by one image of each, searched by the other, among drawn templates that score against each other as extracted ones do. A few persons only: a check that the hub searches what it should, not an error rate. The networks of fingers were trained on the same kind of synthetic prints; faces are drawings, more alike to their network than persons are.',
    ],
    tables: [
      {
        head: [
          'Probe',
          'mated',
          'mate first',
          'mate matched',
          'strangers',
          'taken for somebody',
          'references compared',
        ],
        rows: cells.map((cell) => [
          nameOf(cell),
          String(cell.probe.found.mated),
          String(cell.probe.found.mateFirst),
          String(cell.probe.found.mateMatched),
          String(cell.probe.found.nonMated),
          String(cell.probe.found.nonMatedMatched),
          thousands(cell.probe.found.referencesCompared),
        ]),
      },
    ],
  };
}

function latencySection(cells: readonly Cell[]): ScoredSection {
  return {
    title: 'Latency of arrivals that wait for nobody',
    text: [
      'Poisson arrivals at a share of the highest throughput; latency counts from the planned arrival to the last byte of the answer. Answers other than 200 are counted beside, never among the times. With fewer than a hundred answers there is no p99.',
    ],
    plots: [
      { spec: latencyPlot(raws(cells)), alternative: 'Latency against gallery size, by kind of probe' },
    ],
    tables: [
      {
        head: [
          'Probe',
          'share of peak',
          'per second',
          'answers',
          'refused',
          'p50 ms',
          'p50 interval',
          'p95 ms',
          'p99 ms',
          'max ms',
          'sent late, p99 ms',
        ],
        rows: cells.flatMap((cell) =>
          cell.probe.open.map((open) => {
            const times = answered(open);
            const refused = open.answers.length - times.length;
            const head = [
              nameOf(cell),
              String(open.shareOfPeak),
              perSecond(open.perSecond),
              String(times.length),
              String(refused),
            ];
            if (times.length === 0) return [...head, '-', '-', '-', '-', '-', '-'];
            const t = timesOf(times);
            return [
              ...head,
              milliseconds(t.p50Ms),
              t.p50IntervalMs.map(milliseconds).join(' to '),
              milliseconds(t.p95Ms),
              t.count < ANSWERS_FOR_P99 ? '-' : milliseconds(t.p99Ms),
              milliseconds(t.maxMs),
              milliseconds(timesOf(open.answers.map(({ sendLateMs }) => sendLateMs)).p99Ms),
            ];
          }),
        ),
      },
    ],
  };
}

function throughputSection(cells: readonly Cell[], warmSeconds: number): ScoredSection {
  return {
    title: 'Throughput against callers',
    text: [
      `A closed loop: each caller sends its next request when the last is answered. Answers other than 200 and 201 are counted beside, never among the times. Processor time is that of all processes of the hub, PostgreSQL and Redis included, the load generator not. Measured after ${warmSeconds} s of load, as the first identifications of a process spend a good part of their time on compiling JavaScript.`,
    ],
    plots: [
      { spec: throughputPlot(raws(cells)), alternative: 'Identifications a second by number of callers' },
    ],
    tables: [
      {
        head: [
          'Probe',
          'callers',
          'answers',
          'other',
          'per second',
          'p50 ms',
          'p99 ms',
          'cores busy',
          'extraction',
          'matching',
          'rest of the hub',
          'PostgreSQL',
          'Redis',
        ],
        rows: cells.flatMap((cell) =>
          cell.probe.closed.map((closed) => {
            const time = closed.processorTime;
            const total = time && Object.values(time).reduce((sum, each) => sum + each, 0);
            const share = (of: number | undefined) =>
              of === undefined || total === undefined || total === 0 ? '-' : percent(of / total);
            const ms = closedLatencyMs(closed);
            const times = ms.length === 0 ? undefined : timesOf(ms);
            return [
              nameOf(cell),
              String(closed.connections),
              String(closed.answered),
              String(closed.not2xx + closed.errors),
              perSecond(rateOf(closed)),
              times === undefined ? '-' : milliseconds(times.p50Ms),
              times === undefined || times.count < ANSWERS_FOR_P99 ? '-' : milliseconds(times.p99Ms),
              total === undefined ? '-' : (total / closed.seconds).toFixed(2),
              share(time?.extraction),
              share(time?.matching),
              share(time?.hub),
              share(time?.postgres),
              share(time?.redis),
            ];
          }),
        ),
      },
    ],
  };
}

function stagesSection(cells: readonly Cell[]): ScoredSection {
  const ofHalf = cells.flatMap((cell) => {
    const open = cell.probe.open.find(({ shareOfPeak }) => shareOfPeak === 0.5) ?? cell.probe.open[0];
    return open === undefined ? [] : [{ cell, open }];
  });
  return {
    title: 'Stages, as the hub counts them',
    text: [
      'Times from the hub’s own histogram during the open loop at half the peak; percentiles are read off its buckets. Stages lie within each other: the extraction queue’s time holds the extraction of each sample.',
    ],
    plots: [
      {
        spec: stagesPlot(ofHalf.map(({ cell, open }) => ({ name: nameOf(cell), stages: open.stages }))),
        alternative: 'Mean time of each stage',
      },
    ],
    tables: [
      {
        head: ['Probe', 'stage', 'times', 'mean ms', 'p50 ms', 'p95 ms', 'p99 ms'],
        rows: ofHalf.flatMap(({ cell, open }) =>
          open.stages.map(({ stage, count, meanMs, p50Ms, p95Ms, p99Ms }) => [
            nameOf(cell),
            stage,
            String(count),
            ...[meanMs, p50Ms, p95Ms, p99Ms].map(milliseconds),
          ]),
        ),
      },
    ],
  };
}

function gallerySection({ galleries }: RawIdentify): ScoredSection {
  return {
    title: 'Galleries',
    text: [
      'Persons drawn from a seed and written straight into PostgreSQL; then the hub is started and loads them all. The time of a start is from the process to the first answer, models included.',
    ],
    tables: [
      {
        head: [
          'Persons',
          'fingers each',
          'faces each',
          'references',
          'newly filled',
          'filling s',
          'start s',
          'hub process MiB',
        ],
        rows: galleries.map((each) => [
          thousands(each.persons),
          String(each.fingersPerPerson),
          String(each.facesPerPerson),
          thousands(each.references),
          thousands(each.filledPersons),
          (each.fillMs / 1000).toFixed(1),
          (each.startMs / 1000).toFixed(1),
          thousands(each.hubBytes / 2 ** 20),
        ]),
      },
    ],
  };
}

const OUR_CONDITIONS =
  'rendered fingers, and drawn faces where they are named, among drawn templates, three in four searches with a mate; mean processor time of one search over all processes and cores of the machine named above, HTTP, decoding, extraction and databases included, with the fewest callers. Error rates are measured by the scenario `identification`.';

/** With the fewest callers, where nobody waits for anybody. */
function linesOf(cells: readonly Cell[]): readonly OurLine[] {
  return cells.flatMap((cell) => {
    const [first] = [...cell.probe.closed].sort((a, b) => a.connections - b.connections);
    const time = first?.processorTime;
    if (!first || !time || first.answered === 0) return [];
    const { extraction, matching } = time;
    const all = Object.values(time).reduce((sum, each) => sum + each, 0);
    const each = (seconds: number) => (seconds / first.answered).toFixed(3);
    return [
      { what: `${nameOf(cell)}: decoding and extraction`, seconds: each(extraction) },
      { what: `${nameOf(cell)}: matching, both stages`, seconds: each(matching) },
      { what: `${nameOf(cell)}: everything`, seconds: each(all) },
    ];
  });
}

function raws(cells: readonly Cell[]): readonly { readonly persons: number; readonly probe: RawProbe }[] {
  return cells.map(({ gallery, probe }) => ({ persons: gallery.persons, probe }));
}

function seriesOf(cell: Cell): readonly Series[] {
  const name = nameOf(cell);
  return [
    ...cell.probe.open.map(
      (open): Series => ({
        name: `identify: latency at ${open.shareOfPeak} of peak, ${name}`,
        unit: 'ms',
        better: 'lower',
        values: answered(open),
      }),
    ),
    ...cell.probe.closed.map(
      (closed): Series => ({
        name: `identify: latency with ${closed.connections} callers, ${name}`,
        unit: 'ms',
        better: 'lower',
        values: closedLatencyMs(closed),
      }),
    ),
  ].filter(({ values }) => values.length > 0);
}

function countsOf(cell: Cell): readonly AnsweredCount[] {
  const name = nameOf(cell);
  return [
    ...cell.probe.open.map((open) => ({
      name: `identify: answered at ${open.shareOfPeak} of peak, ${name}`,
      answered: answered(open).length,
      of: open.answers.length,
    })),
    ...cell.probe.closed.map(({ connections, answered, not2xx, errors }) => ({
      name: `identify: answered with ${connections} callers, ${name}`,
      answered,
      of: answered + not2xx + errors,
    })),
  ];
}
