/**
 * Templates of synthetic fingers, or of drawn faces, through the hub's own extractor: the raw material of
 * `template-distribution.json` and `face-distribution.json`. Each finger is imaged `--impressions` times; the first is
 * kept as a reference would be, the others as probes with all their views. Writes one raw JSON file; `fit-distribution`
 * makes the table of it.
 *
 *   node dist/bench/population/measure-templates.js --out RAW.json [--fingers 1200] [--from 0] [--impressions 2]
 *     [--seed template-distribution] [--faces] [--face-models FOLDER]
 *
 * With `--faces` the fingers are faces, their impressions portraits. Half a second a finger on one core, more than a
 * second a face. Several processes may share the work, each with its own range of fingers.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openExtractor } from '../../src/extraction/open-extractor.js';
import type { EncodedMinutiae } from '../../src/matching/template.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { faceImages } from '../../src/testing/synthetic/face-images.js';
import { openFingerImages } from '../../src/testing/synthetic/finger-images.js';
import { environmentFacts } from '../environment-facts.js';
import { findFaceModels } from '../hub/face-models.js';
import { parseOptions } from '../parse-options.js';
import { type MeasuredFinger, RAW_TEMPLATES_FORMAT, type RawTemplates } from './raw-templates.js';

const { values } = parseOptions({
  options: {
    fingers: { type: 'string', default: '1200' },
    from: { type: 'string', default: '0' },
    impressions: { type: 'string', default: '2' },
    seed: { type: 'string', default: 'template-distribution' },
    faces: { type: 'boolean', default: false },
    'face-models': { type: 'string' },
    out: { type: 'string' },
  },
});
if (values.out === undefined) throw new Error('name the raw file to write: --out FILE');
const EXTRACT_MS_MAX = 60_000;
const REPORT_EVERY = 50;

const command = `measure-templates ${process.argv.slice(2).join(' ')}`.replace(/ --face-models[= ]\S+/, '');
const environment = environmentFacts(command, ['onnxruntime-node']);
const position = values.faces ? 'face' : 'right-index';
const images = await openFingerImages();
const faceModels = values.faces ? await findFaceModels(values['face-models']) : undefined;
if (faceModels?.kind === 'missing') throw new Error(faceModels.reason);
const extractor = await openExtractor({
  modelsDirectory: join(PACKAGE_ROOT, 'models'),
  ...(faceModels === undefined ? {} : { faceModelsDirectory: faceModels.folder }),
  executionProvider: 'cpu',
  workers: 1,
  metrics: createMetrics(),
  log: createLog({ level: 'error', component: 'bench' }),
  onModelsExchanged: undefined,
});
try {
  writeFileSync(values.out, JSON.stringify(await measure()));
} finally {
  await extractor.close();
  await images.close();
}
process.exit(0);

async function measure(): Promise<RawTemplates> {
  const fingers: MeasuredFinger[] = [];
  const failures: Record<string, number> = {};
  let templateVersion = '';
  const from = Number(values.from);
  for (let index = from; index < from + Number(values.fingers); index++) {
    const finger = `${values.seed}/${index}`;
    const impressions: MeasuredFinger['impressions'][number][] = [];
    for (const [impression, image] of (await imagesOf(finger)).entries()) {
      const use = impression === 0 ? 'reference' : 'probe';
      const signal = AbortSignal.timeout(EXTRACT_MS_MAX);
      const [outcome] = await extractor.extract([{ position, image }], { use, signal });
      if (outcome?.kind !== 'template') {
        const defect = outcome?.kind === 'rejected' ? outcome.defect : 'nothing';
        failures[defect] = (failures[defect] ?? 0) + 1;
        continue;
      }
      const { template } = outcome;
      templateVersion = template.templateVersion;
      impressions.push({
        impression,
        quality: template.quality,
        views: template.views.map((view) => Buffer.from(view).toString('base64')),
        ...(use === 'reference' ? minutiaeOf(template.minutiae) : {}),
      });
    }
    fingers.push({ finger, impressions });
    if (fingers.length % REPORT_EVERY === 0) console.error(`${fingers.length} of ${values.fingers} fingers`);
  }
  return {
    format: RAW_TEMPLATES_FORMAT,
    environment,
    seed: values.seed,
    templateVersion,
    fingers,
    failures,
  };
}

function imagesOf(finger: string): Promise<readonly Uint8Array[]> {
  const impressions = Array.from({ length: Number(values.impressions) }, (_, index) => String(index));
  if (values.faces) return faceImages(finger, impressions);
  return Promise.all(impressions.map((impression) => images.image({ finger, impression })));
}

function minutiaeOf(
  minutiae: EncodedMinutiae | undefined,
): Pick<MeasuredFinger['impressions'][number], 'minutiae'> {
  if (minutiae === undefined) return {};
  const { templateVersion, bytes } = minutiae;
  return { minutiae: { templateVersion, bytes: Buffer.from(bytes).toString('base64') } };
}
