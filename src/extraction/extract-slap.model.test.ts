/** Synthetic slaps of known truth through the whole extraction: boxes, names, and that each finger is still itself. */
import { join } from 'node:path';
import t from 'tap';
import { decodeMinutiae } from '../domain/minutiae-bytes.js';
import { fingersOfSlap } from '../domain/slap-positions.js';
import { compareMinutiae } from '../matching/minutiae/compare-minutiae.js';
import { type DescribedMinutiae, describeMinutiae } from '../matching/minutiae/describe-minutiae.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { renderImpression } from '../testing/synthetic/render-impression.js';
import { type SlapOptions, slapImage } from '../testing/synthetic/slap-image.js';
import { createSyntheticFinger } from '../testing/synthetic/synthetic-finger.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { extractSample } from './extract-sample.js';
import { extractSlap } from './extract-slap.js';
import type { FingerBox } from './fingerprint/segment-slap.js';
import { segmentSlapImage } from './fingerprint/segment-slap-image.js';
import { writePgm } from './formats/pnm/write-pgm.js';
import { encodeWsq } from './formats/wsq/encode-wsq.js';
import { loadModels } from './load-models.js';
import { openSessions } from './open-sessions.js';

const FINGERS = Array.from({ length: 4 }, (_, index) => createSyntheticFinger(`slap-${index}`));

const { manifest, models } = await loadModels({ modelsDirectory: join(PACKAGE_ROOT, 'models') });
const chain = manifest.chains.find(({ modality }) => modality === 'fingerprint')!;
const sessions = await openSessions(
  models.filter(({ description }) => description.modality === 'fingerprint'),
  'cpu',
);

/** Share of what either box covers that both do, by points half a millimetre apart. */
function overlap(one: FingerBox, other: FingerBox): number {
  const isIn = ({ centreXMm, centreYMm, widthMm, heightMm, angle }: FingerBox, x: number, y: number) => {
    const [dx, dy] = [x - centreXMm, y - centreYMm];
    const across = Math.cos(angle) * dx + Math.sin(angle) * dy;
    const along = -Math.sin(angle) * dx + Math.cos(angle) * dy;
    return Math.abs(across) <= widthMm / 2 && Math.abs(along) <= heightMm / 2;
  };
  let [both, either] = [0, 0];
  for (let x = 0; x < 82; x += 0.5) {
    for (let y = 0; y < 77; y += 0.5) {
      const [inOne, inOther] = [isIn(one, x, y), isIn(other, x, y)];
      if (inOne && inOther) both++;
      if (inOne || inOther) either++;
    }
  }
  return both / either;
}

type Row = readonly [what: string, options: Omit<SlapOptions, 'seed'>, expected: 'fingers' | string];
const RIGHT = { kind: 'right-slap' } as const;
const ROWS: readonly Row[] = [
  ['a right hand', RIGHT, 'fingers'],
  ['a left hand', { kind: 'left-slap' }, 'fingers'],
  ['thumbs', { kind: 'two-thumbs' }, 'fingers'],
  ['the first phalanges alone', { ...RIGHT, hasSecondPhalanx: false }, 'fingers'],
  ['turned by 20 degrees', { ...RIGHT, turn: 0.35 }, 'fingers'],
  ['turned by 30 degrees', { kind: 'left-slap', turn: -0.52 }, 'fingers'],
  ['without its ring finger, as stated', { ...RIGHT, present: [true, true, false, true] }, 'fingers'],
  ['upside down', { ...RIGHT, turn: Math.PI }, 'slap-unclear'],
  ['nothing', { ...RIGHT, present: [false, false, false, false] }, 'slap-finger-count'],
];

t.test('fingers are found where they lie, or it is said why not', async (t) => {
  let [fingers, found] = [0, 0];
  for (const [what, options, expected] of ROWS) {
    const { widthPx, heightPx, pixels, truth } = slapImage(FINGERS, { ...options, seed: what });
    const positions = fingersOfSlap(options.kind);
    const absent = positions.filter((_, index) => options.present?.[index] === false);
    const missing = absent.length === positions.length ? [] : absent;
    const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
    const segmented = await segmentSlapImage({ image, ppi: 500 }, { slap: options.kind, missing }, sessions);
    if (segmented.kind === 'rejected') {
      t.equal(segmented.defect, expected, what);
      continue;
    }
    t.equal(expected, 'fingers', what);
    t.same(
      segmented.fingers.map(({ position }) => position),
      positions.filter((position) => !missing.includes(position)),
      what,
    );
    fingers += truth.length;
    found += segmented.fingers.filter(({ box }, index) => overlap(box, truth[index]!) >= 0.5).length;
  }
  t.equal(found, fingers, `${found} of ${fingers} boxes overlap their finger by half`);
});

t.test('the other hand, and a finger nobody said is missing', async (t) => {
  const segment = (options: Omit<SlapOptions, 'seed'>, slap: SlapOptions['kind']) => {
    const { widthPx, heightPx, pixels } = slapImage(FINGERS, { ...options, seed: 'wrong' });
    const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
    return segmentSlapImage({ image, ppi: 500 }, { slap, missing: [] }, sessions);
  };
  t.match(await segment({ kind: 'left-slap' }, 'right-slap'), { defect: 'slap-hand-mismatch' });
  t.match(await segment({ kind: 'right-slap', present: [true, true, true, false] }, 'right-slap'), {
    defect: 'slap-finger-count',
    detail: /shows 3 fingers, and 4 are expected of right-slap/,
  });
});

t.test('a slap is a sample: each of its fingers is most like itself', async (t) => {
  const { widthPx, heightPx, pixels } = slapImage(FINGERS, { kind: 'right-slap', seed: 1 });
  const file = writePgm({ widthPx, heightPx, maxValue: 255, samples: pixels });
  const slap = await extract({
    position: 'unknown-finger',
    image: file,
    ppi: 500,
    slap: { position: 'right-slap', missing: [] },
  });
  if (slap.kind !== 'slap') throw new Error(slap.kind === 'rejected' ? slap.detail : slap.kind);
  t.same(
    slap.fingers.map(({ sample, outcome }) => [sample.position, outcome.template.position]),
    fingersOfSlap('right-slap').map((position) => [position, position]),
  );
  const references = [];
  for (const [index, finger] of FINGERS.entries()) {
    const { widthPx, heightPx, pixels } = renderImpression(finger, `slap-reference-${index}`, {
      difficulty: 0.3,
    });
    const image = writePgm({ widthPx, heightPx, maxValue: 255, samples: pixels });
    references.push(minutiaeOf(await extract({ position: 'right-index', image, ppi: 500 })));
  }
  for (const [index, { outcome }] of slap.fingers.entries()) {
    const scores = references.map((reference) => compareMinutiae(minutiaeOf(outcome), reference).score);
    t.equal(
      scores.indexOf(Math.max(...scores)),
      index,
      `${index}: ${scores.map((score) => score.toFixed(1))}`,
    );
  }
});

t.test('a finger of a slap that gives no template is named', async (t) => {
  const { widthPx, heightPx, pixels } = slapImage(FINGERS, { kind: 'right-slap', seed: 1 });
  const image = { widthPx, heightPx, data: Float32Array.from(pixels) };
  const refuseRing = async (sample: Sample): Promise<ExtractionOutcome> =>
    sample.position === 'right-ring'
      ? { kind: 'rejected', defect: 'no-finger-found', detail: 'Too little.' }
      : extract(sample);
  const slap = { image, ppi: 500, slap: 'right-slap', missing: [] } as const;
  t.same(await extractSlap(slap, refuseRing, sessions), {
    kind: 'rejected',
    defect: 'no-finger-found',
    detail: 'right-ring: Too little.',
  });
});

t.test(
  'the form of its fingers is that of the slap as it was sent; what is kept of them is every pixel',
  async (t) => {
    const { widthPx, heightPx, pixels } = slapImage(FINGERS, { kind: 'right-slap', seed: 1 });
    const image = encodeWsq({ widthPx, heightPx, pixels }, { bitRate: 0.75 });
    const slap = { position: 'right-slap', missing: [] } as const;
    const outcome = await extract({ position: 'unknown-finger', image, ppi: 500, slap });
    if (outcome.kind !== 'slap') throw new Error(outcome.kind === 'rejected' ? outcome.detail : outcome.kind);
    const form = {
      encoding: 'wsq',
      encodedBytes: image.length,
      pixelBytes: widthPx * heightPx,
      isLossless: false,
    };
    for (const { sample, outcome: finger } of outcome.fingers) {
      t.match(finger.form, form, sample.position);
      t.match(Buffer.from(sample.image).toString('latin1'), /^P5/);
    }
  },
);

function extract(sample: Sample): Promise<ExtractionOutcome> {
  return extractSample({ sample, use: 'reference', chain, sessions });
}

function minutiaeOf(outcome: ExtractionOutcome): DescribedMinutiae {
  if (outcome.kind !== 'template') throw new Error(outcome.kind);
  const decoded = decodeMinutiae(outcome.template.minutiae?.bytes ?? new Uint8Array());
  if (decoded.kind !== 'template') throw new Error(decoded.reason);
  return describeMinutiae(decoded.template);
}
