import { join } from 'node:path';
import { decodeMinutiae, encodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import { extractFingerprint } from '../../src/extraction/fingerprint/extract-fingerprint.js';
import { fingerprintQuality } from '../../src/extraction/fingerprint/fingerprint-quality.js';
import { fingerprintSteps } from '../../src/extraction/fingerprint/fingerprint-steps.js';
import { loadModels } from '../../src/extraction/load-models.js';
import { openSessions } from '../../src/extraction/open-sessions.js';
import { quantiseEmbedding } from '../../src/extraction/quantise-embedding.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { renderImpression } from '../../src/testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../src/testing/synthetic/synthetic-finger.js';
import type { StoredImpression, TemplateFile } from './template-file.js';

const IMPRESSIONS = 3;

/** A few fingers made by the tests' own generator and extracted in this process: enough to see that everything works. */
export async function makeTemplates(fingers: number): Promise<TemplateFile> {
  const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
  const sessions = await openSessions(
    models.filter(({ description }) => description.modality === 'fingerprint'),
    'cpu',
  );
  const chain = manifest.chains.find(({ modality }) => modality === 'fingerprint')!;
  const steps = fingerprintSteps(chain, 'probe');
  const impressions: StoredImpression[] = [];
  const rejected: { finger: number; impression: number; defect: string }[] = [];
  for (let finger = 0; finger < fingers; finger++) {
    const grown = createSyntheticFinger(`identification-${finger}`);
    for (let impression = 0; impression < IMPRESSIONS; impression++) {
      const { widthPx, heightPx, pixels, ppi } = renderImpression(
        grown,
        `identification-${finger}/${impression}`,
      );
      const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
      const features = await extractFingerprint({ image, ppi }, steps, sessions);
      if (features.kind === 'rejected') {
        rejected.push({ finger, impression, defect: features.defect });
        continue;
      }
      const minutiae = decodeMinutiae(encodeMinutiae(features.minutiae));
      if (minutiae.kind === 'unreadable') throw new Error(minutiae.reason);
      impressions.push({
        finger,
        impression,
        quality: fingerprintQuality(features.measures),
        measures: features.measures,
        views: features.embeddings.map((each) => quantiseEmbedding(each, chain.embeddingScale)),
        floats: features.embeddings,
        minutiae: minutiae.template,
      });
    }
  }
  return { impressions, rejected };
}
