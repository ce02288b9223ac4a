/**
 * Raw file of `run-matching` in, scored file out: percentiles, comparisons per second, ratios within the run, the bars.
 *
 *   node dist/bench/matching/score-matching.js RAW.json [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseOptions, refuseUse } from '../parse-options.js';
import { type Times, timesOf } from '../times-of.js';
import { RAW_FORMAT, type RawCell, type RawResult } from './raw-result.js';

export type ScoredCell = Omit<RawCell, 'searchMs'> & {
  readonly times: Times;
  /** By the median time; the interval is that of the median. */
  readonly comparisonsPerSecond: number;
  readonly comparisonsPerSecondInterval: readonly [number, number];
  /** By the shortest time: what the machine can do when nothing else takes part. */
  readonly comparisonsPerSecondBest: number;
  /** Speed relative to `usearch exact` with as many probes and threads, by medians. */
  readonly timesUsearchExact: number | undefined;
  /** Bytes of rows per second over those of the fastest way to read them: by medians, and by the shortest times. */
  readonly shareOfRead: number;
  readonly shareOfReadBest: number;
};

export type ScoredRead = {
  readonly rows: number;
  readonly threads: number;
  readonly probes: number;
  readonly method: string;
  readonly bytes: number;
  readonly gigabytesPerSecond: number;
  readonly gigabytesPerSecondBest: number;
  readonly times: Times;
};

export type Bar = {
  readonly name: string;
  readonly wanted: string;
  readonly found: string;
  readonly reached: boolean;
};

export type ScoredResult = Omit<RawResult, 'cells' | 'reads' | 'enrolment'> & {
  readonly cells: readonly ScoredCell[];
  readonly reads: readonly ScoredRead[];
  readonly bars: readonly Bar[];
  readonly enrolment:
    | (NonNullable<RawResult['enrolment']> & {
        readonly quiet: Times;
        readonly enrolling: Times;
        readonly bytesPerByte: number;
      })
    | undefined;
};

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { out: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) refuseUse('Name the raw file to score.');
const raw = JSON.parse(readFileSync(file, 'utf8')) as RawResult;
if (raw.format !== RAW_FORMAT) throw new Error(`${file} is not a raw file of this version`);
const out = values.out ?? file.replace(/\.json$/, '.scored.json');
writeFileSync(out, JSON.stringify(score(raw), undefined, 1));
console.log(out);

function score(raw: RawResult): ScoredResult {
  const reads = raw.reads.map(({ readMs, ...read }): ScoredRead => {
    const times = timesOf(readMs);
    return {
      ...read,
      times,
      gigabytesPerSecond: read.bytes / times.p50Ms / 1e6,
      gigabytesPerSecondBest: read.bytes / times.minMs / 1e6,
    };
  });
  const cells = raw.cells.map((cell) => scoreCell(cell, raw, reads));
  return { ...raw, reads, cells, bars: bars(cells), enrolment: scoreEnrolment(raw) };
}

function scoreCell({ searchMs, ...cell }: RawCell, raw: RawResult, reads: readonly ScoredRead[]): ScoredCell {
  const times = timesOf(searchMs);
  const perSecond = (ms: number) => (1000 * cell.probes * cell.rows) / ms;
  const sameRun = reads.filter((read) => isSameCell(read, cell));
  const gigabytes = (cell.rows * raw.bytesPerTemplate) / 1e6;
  const usearch = raw.cells.find(
    (other) => other.contestant === 'usearch exact' && isSameCell(other, cell) && other.kind === cell.kind,
  );
  return {
    ...cell,
    times,
    comparisonsPerSecond: perSecond(times.p50Ms),
    comparisonsPerSecondInterval: [perSecond(times.p50IntervalMs[1]), perSecond(times.p50IntervalMs[0])],
    comparisonsPerSecondBest: perSecond(times.minMs),
    timesUsearchExact: usearch === undefined ? undefined : timesOf(usearch.searchMs).p50Ms / times.p50Ms,
    shareOfRead:
      gigabytes / times.p50Ms / Math.max(...sameRun.map(({ gigabytesPerSecond }) => gigabytesPerSecond)),
    shareOfReadBest:
      gigabytes /
      times.minMs /
      Math.max(...sameRun.map(({ gigabytesPerSecondBest }) => gigabytesPerSecondBest)),
  };
}

function isSameCell(
  a: Pick<RawCell, 'rows' | 'threads' | 'probes'>,
  b: Pick<RawCell, 'rows' | 'threads' | 'probes'>,
): boolean {
  return a.rows === b.rows && a.threads === b.threads && a.probes === b.probes;
}

/** Those of the matching engine: two threads, a million rows or more. Smaller runs have none. */
function bars(cells: readonly ScoredCell[]): readonly Bar[] {
  const ours = cells.filter(
    ({ contestant, rows, threads }) => contestant === 'segment graph' && rows >= 1_000_000 && threads === 2,
  );
  const many = ours.filter(({ probes }) => probes >= 16);
  const one = ours.filter(({ probes }) => probes === 1);
  const least = (of: readonly ScoredCell[], value: (cell: ScoredCell) => number) =>
    Math.min(...of.map(value));
  if (many.length === 0 || one.length === 0) return [];
  const rate = least(many, (cell) => cell.comparisonsPerSecond);
  const ratio = least(many, (cell) => cell.timesUsearchExact ?? 0);
  const share = least(one, (cell) => cell.shareOfRead);
  const shareBest = least(one, (cell) => cell.shareOfReadBest);
  return [
    {
      name: 'comparisons per second, the least with 16 or more probes at once',
      wanted: '0.8 G',
      found: `${(rate / 1e9).toFixed(2)} G`,
      reached: rate >= 0.8e9,
    },
    {
      name: 'times usearch exact, the least with 16 or more probes at once',
      wanted: '15',
      found: ratio.toFixed(1),
      reached: ratio >= 15,
    },
    {
      name: 'share of the read bandwidth, one probe, by medians (by shortest times)',
      wanted: '75 %',
      found: `${(100 * share).toFixed(0)} % (${(100 * shareBest).toFixed(0)} %)`,
      reached: share >= 0.75,
    },
  ];
}

function scoreEnrolment({ enrolment, bytesPerTemplate }: RawResult): ScoredResult['enrolment'] {
  if (enrolment === undefined) return undefined;
  const of = (isEnrolling: boolean) =>
    timesOf(
      enrolment.searches
        .filter((search) => search.isEnrolling === isEnrolling)
        .map(({ searchMs }) => searchMs),
    );
  return {
    ...enrolment,
    quiet: of(false),
    enrolling: of(true),
    bytesPerByte: enrolment.residentBytes / (enrolment.rows * bytesPerTemplate),
  };
}
