/**
 * Images that show no finger through the hub's extraction, and what of them becomes a template against a gallery of
 * strangers, by both stages: each has a named outcome, and none may match somebody.
 *
 *   node dist/bench/identification-accuracy/run-non-fingerprints.js [--images 1000] [--gallery 1000] [--seed 1] [--out FILE]
 *
 * Prints and writes one JSON document: outcomes by kind, templates with the best score any of the gallery reached, and how
 * many matches there were at FPIR 1 % and 0.1 %. With so many searches chance alone may bring FPIR times as many.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeMinutiae } from '../../src/domain/minutiae-bytes.js';
import { bestViewSimilarity, vectorLength } from '../../src/matching/cosine-similarity.js';
import { identificationThresholds } from '../../src/matching/decision.js';
import { compareMinutiae } from '../../src/matching/minutiae/compare-minutiae.js';
import { describeMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import { pairEvidence } from '../../src/matching/pair-evidence.js';
import { rankEvidence } from '../../src/matching/rank-evidence.js';
import { EMBEDDING_DIMENSION, type ProbeTemplate } from '../../src/matching/template.js';
import { PACKAGE_ROOT } from '../../src/platform/package-root.js';
import { type NonFingerprint, nonFingerprint } from '../../src/testing/non-fingerprints.js';
import { encodePng } from '../../src/testing/synthetic/encode-png.js';
import { renderImpression } from '../../src/testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../src/testing/synthetic/synthetic-finger.js';
import type { ExtractionOutcome } from '../../src/workflows/ports/samples.js';
import { environmentFacts } from '../environment-facts.js';
import { fastGallery } from './fast-gallery.js';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    gallery: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
/** As many as a search hands to the second stage. */
const COMPARED_AGAIN = 200;
const BATCH = 10;
/** Whose mean embedding is what fingers have in common. */
const FINGERS = 6;
const environment = environmentFacts(`run-non-fingerprints ${process.argv.slice(2).join(' ')}`, ['sharp']);
const result = await measure(Number(values.images), Number(values.gallery));
const out =
  values.out ??
  join(
    PACKAGE_ROOT,
    'bench',
    'results',
    `non-fingerprints-${environment.startedAt.replaceAll(':', '')}.json`,
  );
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, JSON.stringify({ environment, ...result }, undefined, 2));
console.log(JSON.stringify(result));
console.log(out);

async function measure(count: number, gallerySize: number) {
  const images: NonFingerprint[] = [];
  for (let index = 0; index < count; index++) images.push(await nonFingerprint(values.seed, index));
  const fingers = await Promise.all(
    Array.from({ length: FINGERS }, async (_, index) => {
      const impression = renderImpression(createSyntheticFinger(`common-${index}`), `common-${index}`);
      return { image: await encodePng(impression), ppi: impression.ppi };
    }),
  );
  const [outcomes, ofFingers] = await extractAll(images, fingers);
  const search = searchOf(gallerySize, meanEmbedding(ofFingers));
  const byKind: Record<string, Record<string, number>> = {};
  const templates = outcomes.flatMap((outcome, index) => {
    const { kind } = images[index]!;
    byKind[kind] ??= {};
    const name = outcome.kind === 'rejected' ? outcome.defect : outcome.kind;
    byKind[kind][name] = (byKind[kind][name] ?? 0) + 1;
    if (outcome.kind !== 'template') return [];
    const { quality, captureFaults = [] } = outcome.template;
    return [{ kind, quality, captureFaults, bestScore: search(outcome.template) }];
  });
  const thresholdOf = (falsePositiveIdentificationRate: number) =>
    identificationThresholds({ comparisons: gallerySize, falsePositiveIdentificationRate }).match;
  return {
    seed: values.seed,
    images: count,
    gallery: gallerySize,
    byKind,
    templates,
    matches: [0.01, 0.001].map((asked) => ({
      asked,
      matches: templates.filter(({ bestScore }) => bestScore >= thresholdOf(asked)).length,
    })),
  };
}

/** In processes of its own: the extractor closes loaders of image formats that the generator needs. */
type Image = Pick<NonFingerprint, 'image' | 'ppi'>;

async function extractAll(images: readonly Image[], fingers: readonly Image[]) {
  const { openFingerprintExtractor } = await import('../../src/testing/fingerprint-extractor.js');
  const extractor = await openFingerprintExtractor(2);
  const signal = new AbortController().signal;
  try {
    const extract = async (from: readonly Image[]) => {
      const outcomes: ExtractionOutcome[] = [];
      for (let first = 0; first < from.length; first += BATCH) {
        const samples = from
          .slice(first, first + BATCH)
          .map(({ image, ppi }) => ({ position: 'right-index' as const, image, ppi }));
        outcomes.push(...(await extractor.extract(samples, { use: 'probe', signal })));
      }
      return outcomes;
    };
    return [await extract(images), await extract(fingers)] as const;
  } finally {
    await extractor.close();
  }
}

function meanEmbedding(outcomes: readonly ExtractionOutcome[]): readonly number[] {
  const views = outcomes.flatMap((outcome) =>
    outcome.kind === 'template' ? [outcome.template.views[0]!] : [],
  );
  return Array.from({ length: EMBEDDING_DIMENSION }, (_, k) =>
    views.reduce((sum, view) => sum + view[k]! / vectorLength(view), 0),
  );
}

/** Best fused score, in nats, that anybody of a gallery of strangers reaches against a probe. */
function searchOf(gallerySize: number, common: readonly number[]): (probe: ProbeTemplate) => number {
  const gallery = fastGallery(values.seed, gallerySize, common).map(({ minutiae, ...rest }) => ({
    ...rest,
    described: describeMinutiae(minutiae),
  }));
  const ofRank = rankEvidence({ comparisons: gallery.length, secondStagePersons: COMPARED_AGAIN });
  return (probe) => {
    const lengths = probe.views.map(vectorLength);
    const decoded = decodeMinutiae(probe.minutiae?.bytes ?? new Uint8Array());
    if (decoded.kind === 'unreadable') throw new Error(decoded.reason);
    const described = describeMinutiae(decoded.template);
    const scored = gallery
      .map((reference) => ({
        reference,
        similarityScore: bestViewSimilarity(probe.views, lengths, reference.embedding),
      }))
      .sort((a, b) => b.similarityScore - a.similarityScore)
      .slice(0, COMPARED_AGAIN);
    const scores = scored.map(({ reference, similarityScore }, index) => {
      const { basis, score } = compareMinutiae(described, reference.described);
      const { chanceNats } = pairEvidence({
        modality: 'fingerprint',
        similarityScore,
        minutiae: { basis, similarityScore: score },
        probeQuality: probe.quality,
        referenceQuality: reference.quality,
      });
      return chanceNats + (basis === 'ridges' ? ofRank(index + 1) : 0);
    });
    return Math.round(100 * Math.max(...scores)) / 100;
  };
}
