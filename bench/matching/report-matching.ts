/**
 * Scored file of `score-matching` in, one HTML page out.
 *
 *   node dist/bench/matching/report-matching.js SCORED.json [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseOptions, refuseUse } from '../parse-options.js';
import { htmlFigure, htmlPage, htmlTable, type Section } from '../report/html-page.js';
import { plotSvg } from '../report/plot-svg.js';
import { isApproximate } from './contestant.js';
import { bandwidthPlot, enrolmentPlot, latencyPlot, throughputPlot } from './plot-matching.js';
import type { ScoredResult } from './score-matching.js';

const LIMITS_SECTION: Section = {
  title: 'Limits',
  text: [
    'Rows are random directions from a seed, mated probes are rows with noise: speed and exactness, not recognition. Random directions are the hardest case for an approximate index; real templates cluster, and it would miss fewer.',
    'Each contestant searches as often as its slice of each round allows; rounds alternate, so that whatever else the machine does hits all. A gallery that fits into the cache is faster than memory, which its share of the read bandwidth shows.',
    'A gallery searched by the engine also pays for batching, fusion and ranking; see latency under enrolment.',
  ],
};

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { out: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) refuseUse('Name the scored file to report.');
const result = JSON.parse(readFileSync(file, 'utf8')) as ScoredResult;
const out = values.out ?? file.replace(/(\.scored)?\.json$/, '.html');
writeFileSync(out, await page(result));
console.log(out);

async function page(result: ScoredResult): Promise<string> {
  const rows = Math.max(...result.cells.map((cell) => cell.rows));
  const threads = Math.max(...result.cells.map((cell) => cell.threads));
  const { environment } = result;
  return htmlPage({
    title: 'Exhaustive 1:N search: speed and exactness',
    facts: [
      [
        'Machine',
        `${environment.cpu}, ${environment.cores} cores, ${gibibytes(environment.memoryBytes)} GiB`,
      ],
      ['System', `${environment.system}, Node ${environment.node}`],
      [
        'Libraries',
        Object.entries(environment.libraries)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
      ],
      ['Commit', environment.commit],
      ['Started', environment.startedAt],
      ['Command', environment.command],
      ['Seed', String(result.seed)],
      ['Candidates asked for', String(result.candidates)],
      ['Bytes per template', String(result.bytesPerTemplate)],
    ],
    sections: [
      barsSection(result),
      exactnessSection(result),
      {
        title: `Throughput against probes at once, ${thousands(rows)} templates`,
        text: [
          'Comparisons per second by the median time of a search, upright lines its 95 % interval. Higher is faster; both axes are logarithmic.',
        ],
        html: [
          htmlFigure(
            await plotSvg(throughputPlot(result.cells, rows)),
            'Comparisons per second by probes at once',
          ),
        ],
      },
      {
        title: `Latency against gallery size, one probe, ${threads} threads`,
        text: [
          'Contestants that know one thread only are missing here. HNSW does not compare every template.',
        ],
        html: [
          htmlFigure(
            await plotSvg(latencyPlot(result.cells, threads)),
            'Latency of one probe by gallery size',
          ),
        ],
      },
      {
        title: `One probe against the speed of the memory, ${thousands(rows)} templates`,
        text: [
          'The bound is the fastest of three ways to read as many bytes with as many threads, taken in turns with the searches.',
        ],
        html: [
          htmlFigure(
            await plotSvg(bandwidthPlot(result, rows)),
            'Gigabytes per second of searches and of reading',
          ),
        ],
      },
      ...(await enrolmentSections(result)),
      tablesSection(result),
      LIMITS_SECTION,
    ],
  });
}

function barsSection({ bars }: ScoredResult): Section {
  return {
    title: 'Bars',
    text:
      bars.length > 0
        ? []
        : ['Set for two threads and a million templates or more, which this run did not have.'],
    html:
      bars.length === 0
        ? []
        : [
            htmlTable(
              ['Bar', 'wanted', 'found', 'result'],
              bars.map(({ name, wanted, found, reached }) => [
                name,
                wanted,
                found,
                reached ? 'reached' : 'not reached',
              ]),
            ),
          ],
  };
}

function exactnessSection({ checks }: ScoredResult): Section {
  return {
    title: 'Exactness',
    text: [
      'Candidates against an integer reference in a plain loop, each contestant by its own measure. Of equal scores any row will do for a library; the hub must list the same rows in the same order.',
      'Zero of n found means a rate below 3/n with 95 % confidence.',
    ],
    html: [
      htmlTable(
        [
          'Contestant',
          'templates',
          'threads',
          'candidates',
          'missed',
          'mated probes',
          'mate first',
          'inner products',
          'different',
        ],
        checks.map((check) => [
          check.contestant,
          thousands(check.rows),
          String(check.threads),
          String(check.candidates),
          `${check.missed} (${((100 * check.missed) / check.candidates).toFixed(1)} %)`,
          String(check.mated),
          String(check.matedFirst),
          check.products === 0 ? '' : thousands(check.products),
          check.products === 0 ? '' : String(check.differentProducts),
        ]),
      ),
    ],
  };
}

async function enrolmentSections({ enrolment }: ScoredResult): Promise<readonly Section[]> {
  if (enrolment === undefined) return [];
  const row = (name: string, times: typeof enrolment.quiet) => [
    name,
    String(times.count),
    ...[times.p50Ms, times.p95Ms, times.p99Ms, times.maxMs].map(milliseconds),
  ];
  return [
    {
      title: `Latency under enrolment, the engine with ${thousands(enrolment.rows)} templates at first`,
      text: [
        'One search after the other through the real engine; each was checked to have seen every template enrolled before it.',
        `Loaded in ${milliseconds(enrolment.loadMs)} ms (${((enrolment.loadMs / enrolment.rows) * 1000).toFixed(1)} s per million); ` +
          `the process then held ${enrolment.bytesPerByte.toFixed(2)} bytes more per byte of template than before, what the engine holds whatever the size included.`,
      ],
      html: [
        htmlTable(
          ['Phase', 'searches', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
          [
            row('no enrolments', enrolment.quiet),
            row(`${enrolment.enrolmentsPerSecond} enrolments a second`, enrolment.enrolling),
          ],
        ),
        htmlFigure(
          await plotSvg(enrolmentPlot(enrolment)),
          'Latency of each search over time, and the rows of the tail',
        ),
      ],
    },
  ];
}

function tablesSection({ cells, reads, loads, skipped }: ScoredResult): Section {
  return {
    title: 'All figures',
    text: [
      'Times in milliseconds. Comparisons per second by the median, with its 95 % interval, in millions.',
    ],
    html: [
      htmlTable(
        [
          'Contestant',
          'templates',
          'threads',
          'probes',
          'kind',
          'searches',
          'p50',
          'p95',
          'p99',
          'max',
          'M comparisons/s',
          'interval',
          'x usearch exact',
          '% of read',
        ],
        cells.map((cell) => [
          cell.contestant,
          thousands(cell.rows),
          String(cell.threads),
          String(cell.probes),
          cell.kind,
          String(cell.times.count),
          ...[cell.times.p50Ms, cell.times.p95Ms, cell.times.p99Ms, cell.times.maxMs].map(milliseconds),
          (cell.comparisonsPerSecond / 1e6).toFixed(1),
          cell.comparisonsPerSecondInterval.map((value) => (value / 1e6).toFixed(1)).join(' to '),
          cell.timesUsearchExact?.toFixed(2) ?? '',
          isApproximate(cell.contestant) ? '' : (100 * cell.shareOfRead).toFixed(0),
        ]),
      ),
      htmlTable(
        ['Read', 'MB', 'threads', 'beside probes', 'reads', 'GB/s by median', 'GB/s at best'],
        reads.map((read) => [
          read.method,
          (read.bytes / 1e6).toFixed(0),
          String(read.threads),
          String(read.probes),
          String(read.times.count),
          read.gigabytesPerSecond.toFixed(1),
          read.gigabytesPerSecondBest.toFixed(1),
        ]),
      ),
      htmlTable(
        ['Load', 'what', 'templates', 'threads', 'ms', 's per million'],
        loads.map((load) => [
          load.contestant,
          load.what,
          thousands(load.rows),
          String(load.threads),
          milliseconds(load.loadMs),
          ((load.loadMs / load.rows) * 1000).toFixed(1),
        ]),
      ),
      htmlTable(
        ['Not measured', 'templates', 'threads', 'probes', 'why'],
        skipped.map((skip) => [
          skip.contestant,
          thousands(skip.rows),
          String(skip.threads ?? 'any'),
          String(skip.probes ?? 'any'),
          skip.reason,
        ]),
      ),
    ],
  };
}

function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}

/** Nothing was measured where a phase had no search: a machine that stood still for a while. */
function milliseconds(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  return value.toFixed(value < 10 ? 2 : 1);
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
