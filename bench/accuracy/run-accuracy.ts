/**
 * Fingerprint accuracy on folders of images named <finger>_<impression>.<extension>: extracts every image as the hub
 * does, on one core, and compares every pair of one folder. Writes one raw JSON file with each image's quality and times
 * and each pair's scores; `score-accuracy` and `report-accuracy` do the rest.
 *
 *   node dist/bench/accuracy/run-accuracy.js [--seed 1] [--fingers N] [--impressions N] [--views N] [--out FILE] FOLDER:PPI ...
 *
 * --fingers and --impressions take the first N of each folder, --views the first N of
 * the views that the manifest has probes embedded under. The seed is that of the bootstrap. Fingers of different
 * folders are compared only with --across, which adds non-mated pairs of unlike sensors: the easier kind. They count as
 * different fingers whatever they are called, so that no finger may be in two folders.
 *
 * What stands after the last underscore is the impression, all before it the finger. Ends where nothing can be said: with
 * one impression of each finger there is no mated pair.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { environmentFacts } from '../environment-facts.js';
import { countOf, parseOptions, refuseUse } from '../parse-options.js';
import { comparePairs } from './compare-pairs.js';
import { type ImpressionSet, listImpressions } from './list-impressions.js';
import { RAW_FORMAT, type RawAccuracy } from './raw-accuracy.js';
import { type ExtractedImage, openTimedExtraction } from './timed-extraction.js';
import { writeRaw } from './write-raw.js';

const { values, positionals } = parseOptions(
  {
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      fingers: { type: 'string', default: 'Infinity' },
      impressions: { type: 'string', default: 'Infinity' },
      across: { type: 'boolean', default: false },
      views: { type: 'string', default: 'Infinity' },
      out: { type: 'string' },
    },
  },
  'FOLDER:PPI ... (images named finger_impression.extension)',
);

if (positionals.length === 0) refuseUse('Name at least one folder as FOLDER:PPI.');
const seed = countOf('seed', values.seed);
const views = countOf('views', values.views);
const listed = listFolders();
const command = `run-accuracy ${process.argv.slice(2).map(withoutFolder).join(' ')}`;
const environment = environmentFacts(command, ['onnxruntime-node']);
const out =
  values.out ??
  join(PACKAGE_ROOT, 'bench', 'results', `accuracy-${environment.startedAt.replaceAll(':', '')}.json`);
mkdirSync(dirname(out), { recursive: true });
await measure();
console.log(out);

async function measure(): Promise<void> {
  const extraction = await openTimedExtraction();
  const extracted = [];
  for (const [set, { name, ppi, impressions, leftOut }] of listed.entries()) {
    report(`${name}: ${impressions.length} images at ${ppi} ppi, ${leftOut} other files left out`);
    for (const impression of impressions) extracted.push(await extraction.extract(set, ppi, impression));
  }
  report('comparing');
  const pairs = comparePairs(extracted.map(withViews), values.across);
  const facts: Omit<RawAccuracy, 'pairs'> = {
    format: RAW_FORMAT,
    environment,
    seed,
    templateVersion: extraction.templateVersion,
    models: extraction.models,
    sets: listed.map(({ name, ppi }) => ({ name, ppi })),
    images: extracted.map(({ image }) => image),
  };
  writeRaw(out, facts, pairs);
}

function listFolders(): readonly ImpressionSet[] {
  const limits = {
    fingers: countOf('fingers', values.fingers),
    impressions: countOf('impressions', values.impressions),
  };
  try {
    const sets = positionals.map((described) => listImpressions(described, limits));
    const fingersOf = ({ impressions }: ImpressionSet) =>
      new Set(impressions.map(({ finger }) => finger)).size;
    if (sets.every((set) => fingersOf(set) === set.impressions.length))
      throw new Error('No finger has two impressions, so that there is no mated pair and no rate.');
    if (sets.every((set) => fingersOf(set) === 1) && !(values.across && sets.length > 1))
      throw new Error('No folder has two fingers, so that there is no non-mated pair and no rate.');
    return sets;
  } catch (error) {
    return refuseUse(error instanceof Error ? error.message : String(error));
  }
}

function withViews(extracted: ExtractedImage): ExtractedImage {
  const { template } = extracted;
  return template
    ? { ...extracted, template: { ...template, views: template.views.slice(0, views) } }
    : extracted;
}

/** Results are shown to others: of a path its last part says enough. */
function withoutFolder(argument: string): string {
  return argument.replace(/[^=]*\//, '');
}

function report(line: string): void {
  console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`);
}
