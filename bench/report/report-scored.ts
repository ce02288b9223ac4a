/**
 * Scored files in, one HTML page out that needs nothing else.
 *
 *   node dist/bench/report/report-scored.js SCORED.json [SCORED.json ...] [--out FILE]
 */
import { writeFileSync } from 'node:fs';
import { parseOptions, refuseUse } from '../parse-options.js';
import { htmlFigure, htmlPage, htmlTable, type Section } from './html-page.js';
import { plotSvg } from './plot-svg.js';
import { readScored, type ScoredPlot, type ScoredScenario } from './scored-scenario.js';

const { values, positionals } = parseOptions(
  { allowPositionals: true, options: { out: { type: 'string' } } },
  'SCORED.json ...',
);
const [first] = positionals;
if (first === undefined) refuseUse('Name the scored file to report.');
const out = values.out ?? first.replace(/(\.scored)?\.json$/, '.html');
writeFileSync(out, await page(positionals.map(readScored)));
console.log(out);

async function page(scenarios: readonly ScoredScenario[]): Promise<string> {
  const [one] = scenarios;
  const several = scenarios.length > 1;
  const sections: Section[] = several ? [barsSection(scenarios)] : [];
  for (const scenario of scenarios) sections.push(...(await sectionsOf(scenario, several)));
  return htmlPage({
    title: several ? 'Open biometric identity hub: benchmarks' : one!.title,
    facts: [...sharedFacts(scenarios), ...(several ? [] : factsOf(one!))],
    sections,
  });
}

/** Of results of several machines or commits each is named: no page says of all what is true of the first. */
function sharedFacts(scenarios: readonly ScoredScenario[]): (readonly [string, string])[] {
  const each = (text: (environment: ScoredScenario['environment']) => string) =>
    [...new Set(scenarios.map(({ environment }) => text(environment)))].join('; ');
  const started = scenarios.map(({ environment }) => environment.startedAt).sort();
  const loads = scenarios.map(({ environment }) => environment.loadBefore).sort((a, b) => a - b);
  return [
    [
      'Machine',
      each(({ cpu, cores, memoryBytes }) => `${cpu}, ${cores} cores, ${gibibytes(memoryBytes)} GiB`),
    ],
    ['System', each(({ system, node }) => `${system}, Node ${node}`)],
    ['Commit', each(({ commit }) => commit)],
    ['Started', range(started[0]!, started.at(-1)!)],
    [
      'Load before',
      `${range(loads[0]!.toFixed(1), loads.at(-1)!.toFixed(1))} (above 0: something else ran too)`,
    ],
  ];
}

function range(first: string, last: string): string {
  return first === last ? first : `${first} to ${last}`;
}

function factsOf({ environment, seed }: ScoredScenario): (readonly [string, string])[] {
  return [
    [
      'Libraries',
      Object.entries(environment.libraries)
        .map((each) => each.join(' '))
        .join(', '),
    ],
    ['Command', environment.command],
    ['Seed', seed],
  ];
}

function barsSection(scenarios: readonly ScoredScenario[]): Section {
  const rows = scenarios.flatMap(({ scenario, bars }) =>
    bars.map(({ name, wanted, found, reached }) => [
      `${scenario}: ${name}`,
      wanted,
      found,
      reached ? 'reached' : 'not reached',
    ]),
  );
  return {
    title: 'Bars',
    text: rows.length === 0 ? ['None of these scenarios has a bar.'] : [],
    html: rows.length === 0 ? [] : [htmlTable(['Bar', 'wanted', 'found', 'result'], rows)],
  };
}

async function sectionsOf(scenario: ScoredScenario, several: boolean): Promise<readonly Section[]> {
  const { title, represents, limits, bars, environment, seed } = scenario;
  const about: Section = {
    title: several ? title : 'What this is',
    text: [represents, `Limits: ${limits}`, `Command: ${environment.command}. Seed: ${seed}.`],
    html:
      several || bars.length === 0
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
  const sections: Section[] = [about];
  for (const section of scenario.sections) {
    const figures = await Promise.all(
      (section.plots ?? [])
        .filter(({ spec }) => hasValues(spec))
        .map(async ({ spec, alternative }) => htmlFigure(await plotSvg(spec), alternative)),
    );
    sections.push({
      title: section.title,
      isPart: several,
      text: section.text,
      html: [...figures, ...(section.tables ?? []).map(({ head, rows }) => htmlTable(head, rows))],
    });
  }
  return sections;
}

/** A plot of nothing would be axes from infinity to minus infinity; the tables say that nothing was measured. */
function hasValues({ data }: ScoredPlot['spec']): boolean {
  if (data === null || data === undefined || !('values' in data) || !Array.isArray(data.values)) return true;
  return data.values.length > 0;
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(0);
}
