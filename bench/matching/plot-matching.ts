/** The plots of the matching report, as Vega-Lite specifications with their data inside. */
import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../report/plot-svg.js';
import { isApproximate } from './contestant.js';
import type { ScoredCell, ScoredResult } from './score-matching.js';

const SIZE = { width: 420, height: 300 };

/** Throughput against probes at once, with its 95 % interval, at one gallery size; one panel per number of threads. */
export function throughputPlot(cells: readonly ScoredCell[], rows: number): TopLevelSpec {
  const values = cells
    .filter((cell) => cell.rows === rows && cell.kind !== 'non-mated')
    .map(
      ({ contestant, threads, probes, comparisonsPerSecond, comparisonsPerSecondInterval: [from, to] }) => ({
        contestant,
        threads: `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        probes,
        millions: comparisonsPerSecond / 1e6,
        from: from / 1e6,
        to: to / 1e6,
      }),
    );
  const title = 'million comparisons per second';
  return {
    data: { values },
    facet: { column: { field: 'threads', type: 'nominal', title: null } },
    spec: {
      ...SIZE,
      encoding: {
        x: logAxis('probes', 'probes at once', [...new Set(values.map(({ probes }) => probes))]),
        color: contestantColour(cells),
      },
      layer: [
        {
          mark: { type: 'line', point: true },
          encoding: { y: logAxis('millions', title) },
        },
        {
          mark: { type: 'rule', strokeWidth: 2, opacity: 0.6 },
          encoding: { y: logAxis('from', title), y2: { field: 'to' } },
        },
      ],
    },
  };
}

/** Latency of one probe against gallery size: the median, and 99 of 100 stay below the dashed line. */
export function latencyPlot(cells: readonly ScoredCell[], threads: number): TopLevelSpec {
  const ofOne = cells.filter(
    (cell) => cell.probes === 1 && cell.threads === threads && cell.kind === 'mated',
  );
  const values = ofOne.flatMap(({ contestant, rows, times }) => [
    { contestant, rows, ms: times.p50Ms, percentile: 'p50' },
    { contestant, rows, ms: times.p99Ms, percentile: 'p99' },
  ]);
  return {
    ...SIZE,
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: logAxis('rows', 'templates in the gallery', [...new Set(values.map(({ rows }) => rows))]),
      y: logAxis('ms', 'milliseconds, one probe'),
      color: contestantColour(cells),
      strokeDash: { field: 'percentile', type: 'nominal', title: null },
    },
  };
}

/** What of the memory's speed a search of one probe reaches: bars beside the ways to read it. */
export function bandwidthPlot(result: ScoredResult, rows: number): TopLevelSpec {
  const bytes = rows * result.bytesPerTemplate;
  const values = [
    ...result.reads
      .filter((read) => read.rows === rows && read.probes === 1)
      .map(({ threads, method, gigabytesPerSecond }) => ({
        what: `read: ${method}`,
        threads: `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        gigabytes: gigabytesPerSecond,
        kind: 'bound',
      })),
    ...result.cells
      .filter((cell) => cell.rows === rows && cell.probes === 1 && cell.kind === 'mated')
      .filter(({ contestant }) => !isApproximate(contestant))
      .map(({ threads, contestant, times }) => ({
        what: contestant,
        threads: `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        gigabytes: bytes / times.p50Ms / 1e6,
        kind: 'search',
      })),
  ];
  return {
    data: { values },
    facet: { column: { field: 'threads', type: 'nominal', title: null } },
    spec: {
      width: SIZE.width,
      height: { step: 24 },
      mark: 'bar',
      encoding: {
        x: { field: 'gigabytes', type: 'quantitative', title: 'gigabytes per second (median)' },
        y: { field: 'what', type: 'nominal', title: null, sort: null },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: { domain: ['search', 'bound'], range: [PALETTE[0], '#999999'] },
        },
      },
    },
  };
}

/** Every search of the engine, before and while references stream in, over the length of its tail. */
export function enrolmentPlot(enrolment: NonNullable<ScoredResult['enrolment']>): TopLevelSpec {
  const values = enrolment.searches.map(({ atMs, searchMs, isEnrolling, tailRows }) => ({
    seconds: atMs / 1000,
    searchMs,
    tailRows,
    phase: isEnrolling ? `${enrolment.enrolmentsPerSecond} enrolments a second` : 'no enrolments',
  }));
  const x = { field: 'seconds', type: 'quantitative', title: 'seconds' } as const;
  return {
    data: { values },
    vconcat: [
      {
        width: 2 * SIZE.width,
        height: 220,
        mark: { type: 'point', filled: true, size: 12, opacity: 0.6 },
        encoding: {
          x,
          y: logAxis('searchMs', 'milliseconds of a search'),
          color: { field: 'phase', type: 'nominal', title: null, scale: { range: [PALETTE[0], PALETTE[4]] } },
        },
      },
      {
        width: 2 * SIZE.width,
        height: 90,
        mark: { type: 'line', color: '#666666' },
        encoding: { x, y: { field: 'tailRows', type: 'quantitative', title: 'rows of the tail' } },
      },
    ],
  };
}

/** Counts read best as 10k and 1M, times as plain numbers. */
function logAxis(field: string, title: string, values?: readonly number[]) {
  return {
    field,
    type: 'quantitative',
    title,
    scale: { type: 'log', nice: false },
    axis: values === undefined ? { format: '~g' } : { format: '~s', values: [...values] },
  } as const;
}

function contestantColour(cells: readonly ScoredCell[]) {
  const domain = [...new Set(cells.map(({ contestant }) => contestant))];
  return {
    field: 'contestant',
    type: 'nominal',
    title: null,
    scale: { domain, range: PALETTE.slice(0, domain.length) },
  } as const;
}
