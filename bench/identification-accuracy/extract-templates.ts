/**
 * Folder of images <finger>_<impression>.<extension> to a file of templates, by the hub's own extraction, one thread.
 * Goes on where it stopped, and leaves out what it has; several processes may share a folder (`part`).
 *
 *   node dist/bench/identification-accuracy/extract-templates.js FOLDER:PPI FILE [--part 0/2] [--use reference]
 *
 * Images may still be being written: --until COUNT waits for that many, a minute at most for the next.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import { extractFingerprint } from '../../src/extraction/fingerprint/extract-fingerprint.js';
import { fingerprintSteps } from '../../src/extraction/fingerprint/fingerprint-steps.js';
import { decodeImage } from '../../src/extraction/image/decode-image.js';
import { toGrey } from '../../src/extraction/image/grey-image.js';
import { inspectImage } from '../../src/extraction/image/inspect-image.js';
import { loadModels } from '../../src/extraction/load-models.js';
import { openSessions } from '../../src/extraction/open-sessions.js';
import { quantiseEmbedding } from '../../src/extraction/quantise-embedding.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { type Impression, listImpressions } from '../accuracy/list-impressions.js';
import { appendLine, readLines } from './chain-lines.js';
import { chainName } from './chain-name.js';
import { encodeViews, type TemplateLine } from './template-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    part: { type: 'string', default: '0/1' },
    until: { type: 'string', default: '0' },
    use: { type: 'string', default: 'probe' },
  },
});
const [described, file] = positionals;
if (described === undefined || file === undefined) throw new Error('name FOLDER:PPI and the FILE to write');
const use = values.use === 'reference' ? 'reference' : 'probe';
const [part, parts] = values.part.split('/').map(Number) as [number, number];
const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
const fingerprintModels = models.filter(({ description }) => description.modality === 'fingerprint');
const description = manifest.chains.find(({ modality }) => modality === 'fingerprint')!;
const { embeddingScale } = description;
const steps = fingerprintSteps(description, use);
const chain = chainName(manifest);
const sessions = await openSessions(fingerprintModels, 'cpu');

let waitedFor = -1;
for (;;) {
  const known = new Set(
    readLines<TemplateLine>(file, chain).map(({ finger, impression }) => `${finger}_${impression}`),
  );
  const all = { fingers: Number.POSITIVE_INFINITY, impressions: Number.POSITIVE_INFINITY };
  const { ppi, impressions } = listImpressions(described, all);
  const missing = impressions.filter(
    ({ finger, impression }) =>
      Number(finger) % parts === part && !known.has(`${Number(finger)}_${Number(impression)}`),
  );
  const startedAt = performance.now();
  for (const impression of missing) appendLine(file, await extract(impression, ppi));
  if (missing.length > 0)
    console.error(
      `${impressions.length} images, ${((performance.now() - startedAt) / missing.length).toFixed(0)} ms each`,
    );
  if (impressions.length >= Number(values.until) || impressions.length === waitedFor) break;
  waitedFor = impressions.length;
  await delay(60_000);
}
console.log(file);

async function extract({ path, finger, impression }: Impression, ppi: number): Promise<TemplateLine> {
  const named = { finger: Number(finger), impression: Number(impression), chain };
  const bytes = await readFile(path);
  const inspected = inspectImage(bytes);
  if (inspected.kind === 'rejected') return { ...named, defect: inspected.defect };
  const decoded = await decodeImage(bytes, inspected.header);
  if (decoded.kind === 'rejected') return { ...named, defect: decoded.defect };
  const features = await extractFingerprint({ image: toGrey(decoded), ppi }, steps, sessions);
  if (features.kind === 'rejected') return { ...named, defect: features.defect };
  return {
    ...named,
    measures: features.measures,
    views: encodeViews(features.embeddings.map((each) => quantiseEmbedding(each, embeddingScale))),
    floats: encodeViews(features.embeddings),
    minutiae: Buffer.from(encodeMinutiae(features.minutiae)).toString('base64'),
  };
}
