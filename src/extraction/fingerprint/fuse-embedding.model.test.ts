/** The fused embedding: the very numbers of the trained network, what the manifest says, and the same bytes every time. */
import { join } from 'node:path';
import t from 'tap';
import { EMBEDDING_DIMENSION } from '../../matching/template.js';
import { PACKAGE_ROOT } from '../../platform/package-root.js';
import { renderImpression } from '../../testing/synthetic/render-impression.js';
import { createSyntheticFinger } from '../../testing/synthetic/synthetic-finger.js';
import { loadModels } from '../load-models.js';
import { openSessions } from '../open-sessions.js';
import { quantiseEmbedding } from '../quantise-embedding.js';
import { extractFingerprint } from './extract-fingerprint.js';
import { fingerprintSteps } from './fingerprint-steps.js';
import { FUSION_MODEL, fuseEmbedding } from './fuse-embedding.js';

const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
const sessions = await openSessions(
  models.filter(({ description }) => description.modality === 'fingerprint'),
  'cpu',
);
const chain = manifest.chains.find(({ modality }) => modality === 'fingerprint')!;

/** Of `FusionGraph` in models/training/fuse_embeddings.py on the inputs below; every sixteenth number. */
const OF_PYTHON = [
  -0.0058, 0.0027, 0.0633, 0.0267, 0.0289, -0.0483, -0.0636, 0.0137, -0.0726, -0.0159, 0.0601, 0.012, -0.0196,
  -0.0871, -0.106, 0.0083,
];

t.test('gives the numbers of the trained network', async (t) => {
  const inputs = { texture: texture(), ridges: ridges(), pose: { x: 150, y: 160, angle: 0.3 } };
  const fused = await fuseEmbedding({ ...inputs, minutiae: minutiae() }, sessions);
  t.equal(fused.length, EMBEDDING_DIMENSION);
  t.ok(Math.abs(Math.hypot(...fused) - 1) < 1e-4, 'unit length');
  OF_PYTHON.forEach((expected, index) => {
    const found = fused[16 * index]!;
    if (!(Math.abs(found - expected) < 2e-3)) t.fail(`number ${16 * index}: ${found} for ${expected}`);
  });
  const filledUp = Float32Array.from([...minutiae(), 0, 0, 0, 0]);
  const again = await fuseEmbedding({ ...inputs, minutiae: filledUp }, sessions);
  t.ok(
    again.every((value, index) => Math.abs(value - fused[index]!) < 1e-4),
    'rows of zeros say nothing',
  );
});

t.test('the manifest decides', async (t) => {
  t.equal(chain.templateVersion, 'fingerprint-2');
  t.same(fingerprintSteps(chain, 'probe'), { viewCount: 1, isFused: true });
  t.same(fingerprintSteps(chain, 'reference'), { viewCount: 1, isFused: true });
  const unfused = { ...chain, models: chain.models.filter((id) => id !== FUSION_MODEL) };
  t.equal(fingerprintSteps(unfused, 'probe').isFused, false);
  t.equal(manifest.models.find(({ id }) => id === FUSION_MODEL)?.bytes, 6_824_374);
});

t.test('one print gives the same bytes twice, and mates are nearer than others', async (t) => {
  const steps = fingerprintSteps(chain, 'reference');
  const fingers = [createSyntheticFinger('fusion/1'), createSyntheticFinger('fusion/2')] as const;
  const print = renderImpression(fingers[0], '0');
  const extract = async (rendered: typeof print, isFused = steps.isFused) => {
    const { widthPx, heightPx, pixels, ppi } = rendered;
    const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
    const features = await extractFingerprint({ image, ppi }, { ...steps, isFused }, sessions);
    if (features.kind === 'rejected') throw new Error(features.detail);
    return features.embeddings.map((each) => quantiseEmbedding(each, chain.embeddingScale));
  };
  const first = await extract(print);
  t.equal(first.length, 1);
  t.same(await extract(print), first);
  t.notSame(await extract(print, false), first, 'the texture alone is another embedding');
  const [mate] = await extract(renderImpression(fingers[0], '1'));
  const [other] = await extract(renderImpression(fingers[1], '0'));
  const [mated, nonMated] = [cosine(first[0]!, mate!), cosine(first[0]!, other!)];
  t.ok(mated > nonMated + 0.2, `mated ${mated.toFixed(3)}, non-mated ${nonMated.toFixed(3)}`);
});

function texture(): Float32Array {
  const values = wave(EMBEDDING_DIMENSION, 0.37);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function minutiae(): Float32Array {
  return Float32Array.from(
    Array.from({ length: 40 }, (_, i) => [
      150 + 120 * Math.sin(1.3 * i),
      160 + 130 * Math.sin(2.1 * i + 1),
      3 * Math.sin(0.7 * i),
      0.65 + 0.35 * Math.sin(1.9 * i),
    ]).flat(),
  );
}

function ridges(): Float32Array {
  return Float32Array.from([
    ...wave(1600, 0.011),
    ...wave(1600, 0.017),
    ...wave(1600, 0.005).map((value) => 0.5 + 0.5 * value),
    ...wave(1600, 0.013).map((value) => 8 + 2 * value),
  ]);
}

function wave(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.sin(index * step));
}

function cosine(one: Int8Array, other: Int8Array): number {
  const dot = (a: Int8Array, b: Int8Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}
