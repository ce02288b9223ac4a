/**
 * Fits the calibration of fingerprint scores on templates of held-out synthetic fingers and writes it as a table.
 *
 *   node dist/bench/identification-accuracy/calibrate.js FIT.jsonl [--and FIT.jsonl ...] TEST.jsonl --scored FIT-PAIRS.jsonl
 *     --scored-test TEST-PAIRS.jsonl [--write] [--seed 1] [--note TEXT] [--embedding-nats-max 2.3]
 *
 * FIT and TEST are files of `extract-templates`, of fingers that no training saw and that they do not share. Their scored files are those
 * of `score-pairs` with the same templates, in the same order: every non-mated pair, as it is from the very rarest scores
 * that the end is read, and drawn on. Without --write the table is printed only.
 *
 * Of an embedding no more is believed than that one stranger in ten reaches it (--embedding-nats-max, 2.3 nats): strangers of real
 * sensors are more alike than synthetic ones (models/fingerprint-fusion.md), and what the tail of these says would
 * promise too much there. What goes beyond has to come from the minutiae.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readModelManifest } from '../../src/extraction/model-manifest.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { calibrationCosts } from './calibration-costs.js';
import { calibrationModule } from './calibration-module.js';
import { readLines } from './chain-lines.js';
import { chainName, probeViews } from './chain-name.js';
import { collectPairs, type PairSample } from './collect-pairs.js';
import { fitCalibration } from './fit-calibration.js';
import { prepareImpression } from './prepared-gallery.js';
import type { ScoredLine } from './scored-pairs.js';
import { readImpressions } from './template-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    and: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    scored: { type: 'string' },
    'scored-test': { type: 'string' },
    note: { type: 'string', default: '' },
    'embedding-nats-max': { type: 'string', default: '2.3' },
  },
});
const [fitFile, testFile] = positionals;
if (fitFile === undefined || testFile === undefined) throw new Error('name the FIT and the TEST file');
const manifest = await readModelManifest(join(PACKAGE_ROOT, 'models'));
const chain = chainName(manifest);
const { scored, 'scored-test': scoredTest } = values;
if (scored === undefined || scoredTest === undefined)
  throw new Error('name what score-pairs wrote of both: --scored and --scored-test');

const fit = collect([fitFile, ...values.and], scored);
const fitted = fitCalibration(fit, Number(values['embedding-nats-max']));
const test = collect([testFile], scoredTest);
const costs = calibrationCosts(test, fitted, Number(values.seed));
console.error(JSON.stringify(costs, undefined, 2));
const module_ = calibrationModule(fitted, {
  chain: `${chain} ${probeViews(manifest)} view${probeViews(manifest) === 1 ? '' : 's'} of a probe`,
  seed: Number(values.seed),
  note: values.note,
  fingers: fit.fingers,
  impressions: fit.impressions,
  mated: fit.mated.length,
  nonMated: fit.cosines.length,
  testFingers: test.fingers,
  costs,
});
if (values.write) {
  const path = join(PACKAGE_ROOT, 'src', 'matching', 'fingerprint-calibration.ts');
  writeFileSync(path, module_);
  console.log(path);
} else console.log(module_);

type Collected = PairSample & { readonly fingers: number; readonly impressions: number };

function collect(files: readonly string[], pairs: string): Collected {
  const prepared = readImpressions(files, chain, probeViews(manifest)).map(prepareImpression);
  const fingers = new Set(prepared.map(({ finger }) => finger)).size;
  console.error(`${prepared.length} impressions of ${fingers} fingers`);
  return {
    ...collectPairs(prepared, readLines<ScoredLine>(pairs, chain)),
    fingers,
    impressions: prepared.length,
  };
}
