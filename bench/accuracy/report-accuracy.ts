/**
 * Scored file of `score-accuracy` in, one HTML page out.
 *
 *   node dist/bench/accuracy/report-accuracy.js SCORED.json [--out FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseOptions, refuseUse } from '../parse-options.js';
import { htmlFigure, htmlPage, htmlTable, type Section } from '../report/html-page.js';
import { plotSvg } from '../report/plot-svg.js';
import { detPlot, discardPlot, qualityPlot } from './plot-accuracy.js';
import type { Rate, ScoredAccuracy, ScoredComparator } from './score-accuracy.js';

const LIMITS_SECTION: Section = {
  title: 'Limits',
  text: [
    'Each rate has a 95 % interval by drawing fingers, not pairs: a few fingers give wide intervals however many pairs they make. Where no error was seen, or nothing else, the other end is the rule of three over the fingers that have mated pairs: 3 divided by their number.',
    'A rate in brackets is at a false match rate that these images cannot show: at least ten of the compared non-mated pairs have to be expected to match, which makes the rate sure within a factor of two; where none matched at that threshold, by the rule of three, at least 3.',
    'Closed sets of volunteers on few sensors. Nothing here says how a gallery of a million behaves; false positive identification rates are another measurement.',
    'Images without a template count as pairs that never match.',
  ],
};

const { values, positionals } = parseOptions({
  allowPositionals: true,
  options: { out: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) refuseUse('Name the scored file to report.');
const result = JSON.parse(readFileSync(file, 'utf8')) as ScoredAccuracy;
const out = values.out ?? file.replace(/(\.scored)?\.json$/, '.html');
writeFileSync(out, await page(result));
console.log(out);

async function page(result: ScoredAccuracy): Promise<string> {
  const { environment, comparators } = result;
  const whole = comparators.some(({ set }) => set === 'pooled') ? 'pooled' : comparators[0]?.set;
  const ofWhole = comparators.filter(({ set, protocol }) => set === whole && protocol === 'all');
  const last = ofWhole.at(-1)?.comparator;
  const bySet = comparators.filter(({ comparator, protocol }) => comparator === last && protocol === 'all');
  return htmlPage({
    title: 'Fingerprint accuracy',
    facts: [
      ['Machine', `${environment.cpu}, ${environment.cores} cores`],
      ['System', `${environment.system}, Node ${environment.node}`],
      ['Commit', environment.commit],
      ['Started', environment.startedAt],
      ['Command', environment.command],
      ['Seed and draws of the intervals', `${result.seed}, ${result.draws}`],
      ['Template version', result.templateVersion],
      ...Object.entries(result.models).map(([id, sha256]) => [id, `sha256 ${sha256.slice(0, 16)}…`] as const),
    ],
    sections: [
      barsSection(result),
      {
        title: 'Detection error trade-off, all images under one threshold',
        text: ['Lower is better; both axes are logarithmic. Steps are single pairs.'],
        html: [
          htmlFigure(await plotSvg(detPlot(ofWhole, 'comparator')), 'FNMR against FMR by what is compared'),
        ],
      },
      ...(bySet.length > 1
        ? [
            {
              title: `The same by folder, ${last}`,
              text: [],
              html: [htmlFigure(await plotSvg(detPlot(bySet, 'set')), 'FNMR against FMR by folder')],
            },
          ]
        : []),
      ratesSection(comparators),
      setsSection(result),
      {
        title: 'Error against discard',
        text: [
          'Mated pairs are thrown away from the worst quality on (the worse of the two images); the threshold is that of FMR 1 % and stays.',
        ],
        html: [
          htmlFigure(
            await plotSvg(discardPlot(ofWhole)),
            'FNMR of the remaining pairs by the share discarded',
          ),
          htmlFigure(await plotSvg(qualityPlot(result)), 'Number of images by quality, per folder'),
        ],
      },
      timesSection(result),
      LIMITS_SECTION,
    ],
  });
}

function barsSection({ bars }: ScoredAccuracy): Section {
  return {
    title: 'Bars',
    text: [
      'Set for the four B sets of FVC2002; on other images for comparison only. A rate is not decided where fewer than ten errors are to be expected at the wanted rate, or where none was seen and the rule of three over fingers does not exclude a higher one; FNMR also not where its false match rate is one these images cannot show.',
    ],
    html: [
      htmlTable(
        ['Bar', 'wanted', 'found', 'result'],
        bars.map(({ name, wanted, found, reached, isDecided }) => [
          name,
          wanted,
          found,
          isDecided === false ? 'not decided' : reached ? 'reached' : 'not reached',
        ]),
      ),
    ],
  };
}

function ratesSection(comparators: readonly ScoredComparator[]): Section {
  const rates = comparators[0]?.points.map(({ wantedFmr }) => wantedFmr) ?? [];
  return {
    title: 'Error rates',
    text: [
      'Protocol all: every pair of images. Protocol fvc: every mated pair, of different fingers the first impressions only.',
    ],
    html: [
      htmlTable(
        [
          'Compared',
          'folder',
          'protocol',
          'fingers',
          'mated',
          'non-mated',
          'EER',
          ...rates.map((rate) => `FNMR at FMR ${rate}`),
          'rank one',
        ],
        comparators.map((each) => [
          each.comparator,
          each.set,
          each.protocol,
          String(each.fingers),
          String(each.matedPairs),
          String(each.nonMatedPairs),
          rate(each.eer),
          ...each.points.map(({ fnmr, isResolved }) => (isResolved ? rate(fnmr) : `(${rate(fnmr)})`)),
          `${each.rankOne.first}/${each.rankOne.searches} = ${percent(each.rankOne.first / each.rankOne.searches)} of ${each.rankOne.galleryFingers}`,
        ]),
      ),
    ],
  };
}

function setsSection({ sets }: ScoredAccuracy): Section {
  return {
    title: 'Failures to extract',
    text: [],
    html: [
      htmlTable(
        ['Folder', 'images', 'fingers', 'without a template', 'reasons'],
        sets.map(({ name, images, fingers, failures }) => [
          name,
          String(images),
          String(fingers),
          String(Object.values(failures).reduce((sum, each) => sum + each, 0)),
          Object.entries(failures)
            .map(([defect, count]) => `${defect} ${count}`)
            .join(', '),
        ]),
      ),
    ],
  };
}

function timesSection({ stages, comparisonMs }: ScoredAccuracy): Section {
  return {
    title: 'Times on one core',
    text: [
      'Extraction as a probe, one image after the other in one thread. Shared machines make every figure but the shortest an upper bound.',
    ],
    html: [
      htmlTable(
        ['Stage', 'images', 'min ms', 'p50 ms', 'p95 ms', 'max ms'],
        Object.entries(stages).map(([name, times]) => [
          name,
          String(times.count),
          ...[times.minMs, times.p50Ms, times.p95Ms, times.maxMs].map((value) => value.toFixed(1)),
        ]),
      ),
      htmlTable(
        ['Comparison', 'mean ms a pair'],
        Object.entries(comparisonMs).map(([name, value]) => [name, value.toFixed(4)]),
      ),
    ],
  };
}

function rate({ value, interval }: Rate): string {
  return `${percent(value)} (${(100 * interval[0]).toFixed(1)} to ${(100 * interval[1]).toFixed(1)})`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
