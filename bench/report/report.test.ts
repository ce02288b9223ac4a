/** What a page of results says and how it stands there. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { accessibilityFaults, findBrowser, openBrowser } from '../../src/testing/browser.js';
import { environmentFacts } from '../environment-facts.js';
import { htmlPage, htmlTable } from './html-page.js';
import { plotSvg } from './plot-svg.js';
import { SCORED_FORMAT, type ScoredScenario } from './scored-scenario.js';

t.test('a table: words on the left, figures on the right, and nothing is said', async (t) => {
  const table = htmlTable(
    ['Stage', 'kind', 'share', 'interval'],
    [
      ['search', 'kept here', '4.0 %', '-3.0 % to 5.0 %'],
      ['decode', 'slow', '-', '2'],
    ],
  );
  t.match(table, '<td class="text">kept here</td>');
  t.match(table, '<td>4.0\u00a0%</td><td>-3.0\u00a0% to 5.0\u00a0%</td>');
  t.match(table, 'tabindex="0"', 'moved sideways by keys where it does not fit');
  t.match(htmlTable(['a', 'b'], []), '<td colspan="2">none</td>');
});

t.test('a legend of dashed lines shows which is dashed', async (t) => {
  const lines = (strokeDash?: object) =>
    plotSvg({
      data: { values: ['p50', 'p95'].flatMap((name) => [1, 2].map((x) => ({ name, x, y: x }))) },
      mark: { type: 'line', point: true },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'y', type: 'quantitative' },
        ...(strokeDash ? { strokeDash } : {}),
      },
    });
  const legend = (await lines({ field: 'name', type: 'nominal', title: null })).split(
    'role-legend-symbol',
  )[1]!;
  t.match(legend, /stroke-dasharray/);
  t.notMatch(legend, / d="M[^"]*A/, 'a line, no point: a dashed point looks like any other');
  t.notMatch(await lines(), /stroke-dasharray/, 'nothing is dashed unasked');
});

/** Wider than a small screen. */
const PLOT = {
  data: { values: [{ x: 1, y: 2 }] },
  width: 500,
  mark: 'point',
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
} as const;

t.test('a page of several results says of each machine and commit', async (t) => {
  const folder = t.testdir();
  const scored = (name: string, commit: string, loadBefore: number): ScoredScenario => ({
    format: SCORED_FORMAT,
    scenario: name,
    title: `Title of ${name}`,
    represents: 'It.',
    limits: 'None.',
    environment: { ...environmentFacts('test', []), commit, loadBefore },
    seed: '1',
    bars: [{ name: 'a bar', wanted: 'at most 5 ms', found: '4 ms', reached: true }],
    sections: [
      {
        title: 'Figures',
        text: ['Of this run.'],
        tables: [{ head: ['a', 'b'], rows: [] }],
        plots: [{ spec: PLOT, alternative: 'A plot' }],
      },
    ],
    series: [],
  });
  const files = [scored('one', 'aaa111', 0.1), scored('two', 'bbb222', 2.5)].map((result) => ({
    result,
    file: join(folder, `${result.scenario}.scored.json`),
  }));
  for (const { file, result } of files) await writeFile(file, JSON.stringify(result));
  const program = fileURLToPath(new URL('./report-scored.js', import.meta.url));
  const out = join(folder, 'page.html');
  await promisify(execFile)(process.execPath, [program, ...files.map(({ file }) => file), '--out', out]);
  const page = await readFile(out, 'utf8');
  t.match(page, '<dd>aaa111; bbb222</dd>');
  t.match(page, '<dd>0.1 to 2.5 (above 0');
  t.match(page, /<h2>Title of one<\/h2>[\s\S]*<h3>Figures<\/h3>[\s\S]*<h2>Title of two<\/h2>/);
  const browserPath = findBrowser();
  if (browserPath === undefined) {
    t.comment('no chromium in the PATH and no HUB_BROWSER: the page was not looked at');
    return;
  }
  const browser = await openBrowser(t, browserPath);
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
    const shown = await context.newPage();
    await shown.goto(pathToFileURL(out).href);
    t.same(await accessibilityFaults(shown), [], colorScheme);
    t.ok(((await shown.evaluate('document.documentElement.scrollWidth')) as number) <= 320);
    const long = 'Attempts at each capture, the best by quality counts';
    await shown.setContent(htmlPage({ title: 'Long names', facts: [[long, '1']], sections: [] }));
    t.ok(((await shown.evaluate('document.documentElement.scrollWidth')) as number) <= 320, long);
    await context.close();
  }
});
