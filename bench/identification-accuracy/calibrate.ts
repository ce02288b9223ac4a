/**
 * Fits the calibration of fingerprint scores on templates of held-out synthetic fingers and writes it as a table.
 *
 *   node dist/bench/identification-accuracy/calibrate.js FIT.jsonl [--and FIT.jsonl ...] TEST.jsonl [--write] [--seed 1] [--note TEXT]
 *     [--pairs 30000] [--embedding-nats-max 2.3]
 *
 * FIT and TEST are files of `extract-templates`, of fingers that no training saw and that they do not share. Non-mated pairs
 * are drawn in strata of the embedding's chance, all of the rarest, so that pairs the first stage would hand to the second
 * are there in number; each counts by how many it stands for. --pairs says how many of each stratum, or of each its own
 * (900000,150000,150000): ends of the minutiae's scores are made by the many of the first. Without --write the table is printed only.
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
import { seededRandom } from '../../src/testing/seeded-random.js';
import { calibrationCosts } from './calibration-costs.js';
import { calibrationModule } from './calibration-module.js';
import { chainName, probeViews } from './chain-name.js';
import { collectPairs, type PairSample, readPairsOfStrata } from './collect-pairs.js';
import { fitCalibration } from './fit-calibration.js';
import { prepareImpression } from './prepared-gallery.js';
import { readImpressions } from './template-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    and: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    pairs: { type: 'string', default: '30000' },
    note: { type: 'string', default: '' },
    'embedding-nats-max': { type: 'string', default: '2.3' },
  },
});
const [fitFile, testFile] = positionals;
if (fitFile === undefined || testFile === undefined) throw new Error('name the FIT and the TEST file');
const manifest = await readModelManifest(join(PACKAGE_ROOT, 'models'));
const chain = chainName(manifest);
const pairsOfStrata = readPairsOfStrata(values.pairs);

const fit = collect([fitFile, ...values.and], 1);
const fitted = fitCalibration(fit, Number(values['embedding-nats-max']));
const test = collect([testFile], 2);
const costs = calibrationCosts(test, fitted, Number(values.seed));
console.error(JSON.stringify(costs, undefined, 2));
const module_ = calibrationModule(fitted, {
  chain: `${chain} ${probeViews(manifest)} view${probeViews(manifest) === 1 ? '' : 's'} of a probe`,
  seed: Number(values.seed),
  note: values.note,
  fingers: fit.fingers,
  impressions: fit.impressions,
  mated: fit.mated.length,
  nonMated: fit.nonMated.length,
  cosines: fit.cosines.length,
  testFingers: test.fingers,
  costs,
});
if (values.write) {
  const path = join(PACKAGE_ROOT, 'src', 'matching', 'fingerprint-calibration.ts');
  writeFileSync(path, module_);
  console.log(path);
} else console.log(module_);

type Collected = PairSample & { readonly fingers: number; readonly impressions: number };

function collect(files: readonly string[], salt: number): Collected {
  const prepared = readImpressions(files, chain, probeViews(manifest)).map(prepareImpression);
  const fingers = new Set(prepared.map(({ finger }) => finger)).size;
  console.error(`${prepared.length} impressions of ${fingers} fingers`);
  const random = seededRandom(Number(values.seed) * 1000 + salt);
  return { ...collectPairs(prepared, { random, pairsOfStrata }), fingers, impressions: prepared.length };
}
