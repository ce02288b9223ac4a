/**
 * Scored file of `score-matching` in, one of the common form out, for pages about several scenarios.
 *
 *   node dist/bench/matching/summarise-matching.js SCORED.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { refuseUse } from '../parse-options.js';
import { milliseconds, thousands } from '../report/numbers.js';
import { SCORED_FORMAT, type ScoredScenario, type ScoredSection } from '../report/scored-scenario.js';
import { scenarioNamed } from '../scenarios.js';
import { enrolmentPlot, latencyPlot, throughputPlot } from './plot-matching.js';
import type { ScoredResult } from './score-matching.js';

const [file] = process.argv.slice(2);
if (file === undefined) refuseUse('Name the scored file to summarise.');
const out = file.replace(/\.scored\.json$/, '.summary.json');
writeFileSync(
  out,
  JSON.stringify(summary(JSON.parse(readFileSync(file, 'utf8')) as ScoredResult), undefined, 1),
);
console.log(out);

function summary(result: ScoredResult): ScoredScenario {
  const rows = Math.max(...result.cells.map((cell) => cell.rows));
  const threads = Math.max(...result.cells.map((cell) => cell.threads));
  const { represents, limits } = scenarioNamed('matching');
  return {
    format: SCORED_FORMAT,
    scenario: 'matching',
    title: 'Exhaustive 1:N search in memory',
    represents,
    limits,
    environment: result.environment,
    seed: String(result.seed),
    bars: result.bars,
    sections: [
      {
        title: `Comparisons a second, ${thousands(rows)} templates`,
        text: ['By the median time of a search; upright lines are its 95 % interval.'],
        plots: [
          {
            spec: throughputPlot(result.cells, rows),
            alternative: 'Comparisons per second by probes at once',
          },
        ],
      },
      {
        title: `Latency of one probe against gallery size, ${threads} threads`,
        text: ['HNSW does not compare every template.'],
        plots: [
          { spec: latencyPlot(result.cells, threads), alternative: 'Latency of one probe by gallery size' },
        ],
      },
      ...enrolmentSections(result),
    ],
    series: [],
  };
}

function enrolmentSections({ enrolment }: ScoredResult): readonly ScoredSection[] {
  if (enrolment === undefined) return [];
  const row = (name: string, times: typeof enrolment.quiet) => [
    name,
    String(times.count),
    ...[times.p50Ms, times.p95Ms, times.p99Ms, times.maxMs].map(milliseconds),
  ];
  return [
    {
      title: `Latency under enrolment, the engine with ${thousands(enrolment.rows)} templates at first`,
      text: ['One search after the other; every search sees every template committed before it.'],
      plots: [{ spec: enrolmentPlot(enrolment), alternative: 'Search times while references stream in' }],
      tables: [
        {
          head: ['Searches', 'count', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
          rows: [
            row('no enrolments', enrolment.quiet),
            row(`${enrolment.enrolmentsPerSecond} enrolments a second`, enrolment.enrolling),
          ],
        },
      ],
    },
  ];
}
