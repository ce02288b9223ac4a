/**
 * Fingerprint accuracy on folders of images named <finger>_<impression>.<extension>: extracts every image as the hub
 * does, on one core, and compares every pair of one folder. Writes one raw JSON file with each image's quality and times
 * and each pair's scores; `score-accuracy` and `report-accuracy` do the rest.
 *
 *   node dist/bench/accuracy/run-accuracy.js [--seed 1] [--fingers N] [--impressions N] [--views N] [--out FILE] FOLDER:PPI ...
 *
 * --fingers and --impressions take the first N of each folder, --views the first N of
 * the views that the manifest has probes embedded under. The seed is that of the bootstrap. Fingers of different
 * folders are compared only with --across, which adds non-mated pairs of unlike sensors: the easier kind.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { environmentFacts } from '../environment-facts.js';
import { comparePairs } from './compare-pairs.js';
import { listImpressions } from './list-impressions.js';
import { RAW_FORMAT, type RawAccuracy } from './raw-accuracy.js';
import { type ExtractedImage, openTimedExtraction } from './timed-extraction.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    fingers: { type: 'string', default: 'Infinity' },
    impressions: { type: 'string', default: 'Infinity' },
    across: { type: 'boolean', default: false },
    views: { type: 'string', default: 'Infinity' },
    out: { type: 'string' },
  },
});

if (positionals.length === 0) throw new Error('name at least one folder as FOLDER:PPI');
const command = `run-accuracy ${process.argv.slice(2).map(withoutFolder).join(' ')}`;
const environment = environmentFacts(command, ['onnxruntime-node']);
const out =
  values.out ??
  join(PACKAGE_ROOT, 'bench', 'results', `accuracy-${environment.startedAt.replaceAll(':', '')}.json`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, JSON.stringify(await measure()));
console.log(out);

async function measure(): Promise<RawAccuracy> {
  const limits = { fingers: Number(values.fingers), impressions: Number(values.impressions) };
  const listed = positionals.map((described) => listImpressions(described, limits));
  const extraction = await openTimedExtraction();
  const extracted = [];
  for (const [set, { name, ppi, impressions }] of listed.entries()) {
    report(`${name}: ${impressions.length} images at ${ppi} ppi`);
    for (const impression of impressions) extracted.push(await extraction.extract(set, ppi, impression));
  }
  report('comparing');
  return {
    format: RAW_FORMAT,
    environment,
    seed: Number(values.seed),
    templateVersion: extraction.templateVersion,
    models: extraction.models,
    sets: listed.map(({ name, ppi }) => ({ name, ppi })),
    images: extracted.map(({ image }) => image),
    pairs: comparePairs(extracted.map(withViews), values.across),
  };
}

function withViews(extracted: ExtractedImage): ExtractedImage {
  const { template } = extracted;
  return template
    ? { ...extracted, template: { ...template, views: template.views.slice(0, Number(values.views)) } }
    : extracted;
}

/** Results are shown to others: of a path its last part says enough. */
function withoutFolder(argument: string): string {
  return argument.replace(/[^=]*\//, '');
}

function report(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);
}
