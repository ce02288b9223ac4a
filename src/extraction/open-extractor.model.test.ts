/**
 * The whole extractor with the real models. Images are made here; where the folder of openly licensed evaluation
 * images stands beside the project, impressions of real fingers and photographs of real faces are compared too.
 */
import { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import t from 'tap';
import { decodeMinutiae } from '../domain/minutiae-bytes.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { FINGER_VIEW } from '../testing/finger-view.js';
import { fingerPixels } from '../testing/synthetic/finger-pixels.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { startExtractionProcess } from './extraction-process.js';
import { writeFingerImageRecord } from './formats/iso/write-finger-image-record.js';
import { ModelIntegrityError } from './model-integrity-error.js';
import { openExtractor } from './open-extractor.js';

const MODELS = join(PACKAGE_ROOT, 'models');
const SHARED = join(PACKAGE_ROOT, '..', 'shared');
const FACE_MODELS = join(SHARED, 'models');
const metrics = createMetrics();
const options = {
  modelsDirectory: MODELS,
  executionProvider: 'cpu',
  workers: 2,
  metrics,
  log: createLog({ level: 'silent', component: 'test' }),
  onModelsExchanged: undefined,
} as const;
const signal = new AbortController().signal;
type Tap = Pick<typeof t, 'testdir'>;

const RIDGES = { width: 300, height: 400 } as const;
const FINGER = fingerPixels('extractor', RIDGES.width, RIDGES.height);

t.test('fingerprints', async (t) => {
  const extractor = await openExtractor(options);
  t.teardown(() => extractor.close());
  const extract = (samples: readonly Sample[], use: 'reference' | 'probe' = 'probe') =>
    extractor.extract(samples, { use, signal });
  const finger = (image: Uint8Array, ppi?: number): Sample => ({
    position: 'right-index',
    image,
    ...(ppi === undefined ? {} : { ppi }),
  });

  await t.test('a defect has its own name and leaves its neighbours alone', async (t) => {
    const good = await ridgeImage().withDensity(500).png().toBuffer();
    const cases: readonly (readonly [string, Sample])[] = [
      ['template', finger(good)],
      ['not-an-image', finger(Uint8Array.of(1))],
      ['not-an-image', finger(new Uint8Array())],
      ['not-an-image', finger(Buffer.from('this is text'), 500)],
      ['not-an-image', finger(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 500)],
      ['not-an-image', finger(await ridgeImage().webp().toBuffer(), 500)],
      ['image-truncated', finger(half(good))],
      ['image-truncated', finger(damaged(good))],
      ['image-truncated', finger(half(await ridgeImage().withDensity(500).jpeg().toBuffer()), 500)],
      ['image-truncated', finger(half(await ridgeImage().tiff({ compression: 'none' }).toBuffer()), 500)],
      ['image-too-large', finger(claimingSize(good, 20_000), 500)],
      ['image-too-large', finger(await blank(2_500, 2_500), 250)],
      ['image-too-large', finger(new Uint8Array(LIMITS.imageBytesMax + 1), 500)],
      ['image-too-small', finger(await blank(31, 400), 500)],
      ['image-too-small', finger(await blank(60, 60), 500)],
      ['resolution-missing', finger(await ridgeImage().png().toBuffer())],
      ['resolution-unsupported', finger(await ridgeImage().withDensity(72).jpeg().toBuffer())],
      ['resolution-unsupported', finger(good, 1201)],
      ['no-finger-found', finger(await blank(300, 400), 500)],
      ['no-finger-found', finger(await noise(300, 400), 500)],
      ['face-models-missing', { position: 'face', image: good }],
    ];
    for (let first = 0; first < cases.length; first += LIMITS.samplesMax) {
      const part = cases.slice(first, first + LIMITS.samplesMax);
      const outcomes = await extract(part.map(([, sample]) => sample));
      part.forEach(([expected], index) => {
        const outcome = outcomes[index]!;
        t.equal(
          outcome.kind === 'rejected' ? outcome.defect : outcome.kind,
          expected,
          `sample ${first + index}`,
        );
        if (outcome.kind === 'rejected') t.ok(outcome.detail.length > 20, outcome.detail);
      });
    }
    const [missing] = await extract([{ position: 'face', image: good }]);
    t.match(missing, { detail: /npm run models -- pull.*HUB_FACE_MODELS/s });
  });

  await t.test(
    'a palm print is an image beside the templates of a request, and no model sees it',
    async (t) => {
      const image = await ridgeImage().withDensity(500).png().toBuffer();
      for (const use of ['reference', 'probe'] as const) {
        const [palm, of] = await extractor.extract([{ position: 'right-full-palm', image }, finger(image)], {
          use,
          signal,
        });
        t.same(palm, {
          kind: 'image',
          image: { mediaType: 'image/png', widthPx: RIDGES.width, heightPx: RIDGES.height, ppi: 500 },
        });
        t.equal(of?.kind, 'template');
      }
      const [damagedPalm] = await extractor.extract([{ position: 'unknown-palm', image: half(image) }], {
        use: 'reference',
        signal,
      });
      t.match(damagedPalm, { kind: 'rejected', defect: 'image-truncated' });
      t.match(await metrics.registry.metrics(), /stage="read-palm-print",outcome="image"/);
    },
  );

  await t.test(
    'a reference has one view, a probe as many as the manifest says, the first being the same; both have the same minutiae',
    async (t) => {
      const sample = finger(await ridgeImage().withDensity(500).png().toBuffer());
      const [reference] = await extract([sample], 'reference');
      const [probe] = await extract([sample], 'probe');
      if (reference?.kind !== 'template' || probe?.kind !== 'template') throw new Error('no template');
      t.equal(reference.template.views.length, 1);
      t.equal(probe.template.views.length, 1);
      t.same(probe.template.minutiae, reference.template.minutiae);
      t.equal(probe.template.minutiae?.templateVersion, 'fingerprint-minutiae-2');
      t.equal(decodeMinutiae(probe.template.minutiae!.bytes).kind, 'template');
      t.same(probe.template.views[0], reference.template.views[0]);
      t.equal(probe.template.views[0]?.length, 256);
      t.match(probe, {
        template: { position: 'right-index', templateVersion: 'fingerprint-2' },
        image: { mediaType: 'image/png', widthPx: 300, heightPx: 400, ppi: 500 },
      });
      t.ok(probe.template.quality > 30 && probe.template.quality <= 100, `quality ${probe.template.quality}`);
    },
  );

  await t.test('the way a picture is stored makes no other finger of it', async (t) => {
    const plain = await extract([finger(await ridgeImage().png().toBuffer(), 500)], 'reference');
    const rgba = ridgeImage().toColourspace('srgb').ensureAlpha();
    const stored: Readonly<Record<string, Buffer>> = {
      '16-bit grey PNG': await ridgeImage().toColourspace('grey16').png().toBuffer(),
      'RGB PNG': await ridgeImage().toColourspace('srgb').png().toBuffer(),
      'RGBA PNG': await rgba.png().toBuffer(),
      'palette PNG': await ridgeImage().toColourspace('srgb').png({ palette: true }).toBuffer(),
      'grey JPEG': await ridgeImage().jpeg({ quality: 95 }).toBuffer(),
      'CMYK JPEG': await ridgeImage().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
      'LZW TIFF': await ridgeImage().tiff({ compression: 'lzw' }).toBuffer(),
    };
    for (const [name, image] of Object.entries(stored)) {
      const outcomes = await extract([finger(image, 500)], 'reference');
      const similarity = bestCosine(outcomes[0]!, plain[0]!);
      t.ok(similarity > 0.97, `${name}: cosine ${similarity.toFixed(4)}`);
    }
  });

  await t.test('transparent background is white, not black', async (t) => {
    const { data } = await ridgeImage().raw().toBuffer({ resolveWithObject: true });
    const rgba = Buffer.alloc(data.length * 4);
    data.forEach((value, index) => {
      rgba.set([value, value, value, value > 200 ? 0 : 255], index * 4);
      if (value > 200) rgba.fill(0, index * 4, index * 4 + 3);
    });
    const raw = { width: RIDGES.width, height: RIDGES.height, channels: 4 } as const;
    const [outcome] = await extract([finger(await sharp(rgba, { raw }).png().toBuffer(), 500)]);
    t.equal(outcome?.kind, 'template');
  });

  await t.test('real impressions: mates score higher than others', async (t) => {
    const folder = join(SHARED, 'evaluation', 'fvc2002', 'DB2_B');
    if (!existsSync(folder)) return t.comment('left out: no evaluation images beside the project');
    const read = (finger: number, impression: number): Sample => ({
      position: 'unknown-finger',
      image: readFileSync(join(folder, `${finger}_${impression}.tif`)),
      ppi: 569,
    });
    const fingers = [101, 102, 103, 104, 105, 106];
    const references = await extract(
      fingers.map((id) => read(id, 1)),
      'reference',
    );
    const probes = await extract(fingers.map((id) => read(id, 3)));
    const first = probes.filter((probe, index) => {
      const scores = references.map((reference) => bestCosine(probe, reference));
      return scores.every((score, other) => other === index || score < scores[index]!);
    });
    t.ok(first.length >= 5, `${first.length} of ${fingers.length} mates come first`);
  });

  await t.test('who gives up before the start is told so', async (t) => {
    const sample = finger(await blank(300, 400), 500);
    const abort = AbortSignal.abort(new Error('gave up'));
    await t.rejects(extractor.extract([sample], { use: 'probe', signal: abort }), { message: 'gave up' });
  });

  await t.test('models are shown with what they run on', async (t) => {
    const states = extractor.models();
    t.match(
      states.find(({ id }) => id === 'fingerprint-pose'),
      { executionProvider: 'cpu', templateVersion: 'fingerprint-2', available: true },
    );
    t.match(
      states.find(({ id }) => id === 'fingerprint-minutiae'),
      { templateVersion: 'fingerprint-minutiae-2', available: true },
    );
    t.match(
      states.find(({ id }) => id === 'face-reidentification-retail-0095'),
      { templateVersion: 'face-0095-1', available: false },
    );
    t.match(
      await metrics.registry.metrics(),
      /hub_model_info\{model="fingerprint-pose",execution_provider="cpu"/,
    );
  });
});

t.test('what the record around a sample says comes with what was extracted', async (t) => {
  const extractor = await openExtractor({ ...options, workers: 1 });
  t.teardown(() => extractor.close());
  const latent = writeFingerImageRecord({
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: [
      {
        ...FINGER_VIEW,
        impressionCode: 7,
        positionCode: 2,
        widthPx: RIDGES.width,
        heightPx: RIDGES.height,
        image: FINGER,
      },
    ],
  });
  const sample: Sample = { position: 'right-index', image: latent };
  t.match(await extractor.extract([sample], { use: 'probe', signal }), [
    { kind: 'template', record: { isLatent: true } },
  ]);
});

t.test('faces', async (t) => {
  const portraits = join(SHARED, 'evaluation', 'orl');
  if (!existsSync(FACE_MODELS) || !existsSync(portraits)) {
    return t.comment('left out: no face models or photographs beside the project');
  }
  const extractor = await openExtractor({ ...options, workers: 1, faceModelsDirectory: FACE_MODELS });
  t.teardown(() => extractor.close());
  const face = (image: Uint8Array): Sample => ({ position: 'face', image });
  const portrait = (person: number, number: number) =>
    pgm(readFileSync(join(portraits, `s${person}`, `${number}.pgm`)));

  const people = [1, 2, 3];
  const samples = await Promise.all(
    people.flatMap((person) =>
      [1, 2].map(async (number) => face(await portrait(person, number).png().toBuffer())),
    ),
  );
  const outcomes = await extractor.extract(samples, { use: 'probe', signal });
  people.forEach((_, index) => {
    const mated = bestCosine(outcomes[index * 2]!, outcomes[index * 2 + 1]!);
    const nonMated = bestCosine(outcomes[index * 2]!, outcomes[(index * 2 + 2) % outcomes.length]!);
    t.ok(mated > 0.45 && nonMated < 0.4, `mated ${mated.toFixed(3)}, non-mated ${nonMated.toFixed(3)}`);
  });
  t.match(outcomes[0], {
    template: { position: 'face', templateVersion: 'face-0095-1' },
    image: { widthPx: 92, heightPx: 112 },
  });

  const upright = await portrait(1, 1).resize({ width: 368 }).jpeg().toBuffer();
  const turned = await sharp(upright).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  const pair = await extractor.extract([face(upright), face(turned)], { use: 'probe', signal });
  t.ok(bestCosine(pair[0]!, pair[1]!) > 0.95, 'EXIF orientation is applied');
  t.match(pair[1], { image: { widthPx: 368 } });

  const two = await sharp({ create: { width: 192, height: 128, channels: 3, background: '#888' } })
    .composite([
      { input: await portrait(1, 1).png().toBuffer(), left: 0, top: 8 },
      { input: await portrait(2, 1).png().toBuffer(), left: 98, top: 8 },
    ])
    .png()
    .toBuffer();
  const small = await portrait(1, 1).resize({ width: 34 }).png().toBuffer();
  const rejections = await extractor.extract([face(await blank(200, 200)), face(two), face(small)], {
    use: 'reference',
    signal,
  });
  t.match(rejections[0], { defect: 'no-face-found' });
  t.match(rejections[1], { defect: 'several-faces-found' });
  t.match(rejections[2], { kind: 'rejected' });
});

t.test('a worker is killed in the middle of its work, and the next one works', async (t) => {
  const sample: Sample = { position: 'right-index', image: await ridgeImage().png().toBuffer(), ppi: 500 };
  const setup = { modelsDirectory: MODELS, executionProvider: 'cpu' } as const;
  const hurried = await startExtractionProcess({ setup, deadlineMs: 5 });
  t.same(await hurried.run(sample, 'probe'), { kind: 'late' });
  const patient = await startExtractionProcess({ setup });
  t.match(await patient.run(sample, 'probe'), { kind: 'outcome', outcome: { kind: 'template' } });
  await patient.close();
});

t.test('a model that was changed stops the start', async (t) => {
  const folder = copyOfModels(t);
  const path = join(folder, 'fingerprint-pose.onnx');
  const bytes = readFileSync(path);
  bytes[1000]! ^= 1;
  writeFileSync(path, bytes);
  const error = await openExtractor({ ...options, modelsDirectory: folder }).catch((error: unknown) => error);
  t.type(error, ModelIntegrityError);
  t.match(error, { message: /fingerprint-pose\.onnx.*expected sha256.*found/ });
});

t.test('models exchanged under an extractor make no template beside those of before', async (t) => {
  const folder = copyOfModels(t);
  const told: unknown[] = [];
  const onModelsExchanged = (error: unknown) => told.push(error);
  const extractor = await openExtractor({
    ...options,
    workers: 1,
    modelsDirectory: folder,
    onModelsExchanged,
  });
  t.teardown(() => extractor.close());
  const manifest = join(folder, 'manifest.json');
  const { templateVersion } = extractor.versions()[0]!;
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replaceAll(`"${templateVersion}"`, '"the-next-version"'),
  );
  const sample: Sample = { position: 'right-index', image: await ridgeImage().png().toBuffer(), ppi: 500 };
  const extract = () => extractor.extract([sample], { use: 'probe', signal });
  t.match(await extract(), [{ template: { templateVersion } }], 'the worker that is there goes on');
  for (const worker of workersOfThis()) worker.kill('SIGKILL');
  await pause(500);
  await t.rejects(extract(), { code: 'worker-crashed', retryable: true });
  t.match(told, [{ name: 'ModelsExchangedError', message: /must be started again/ }]);
});

t.test('an execution provider that is not there ends the start and is named', async (t) => {
  // Where the host has CUDA the extractor opens; either way nothing falls back in silence.
  const opened = await openExtractor({ ...options, workers: 1, executionProvider: 'cuda' }).catch(
    (error: unknown) => error,
  );
  if (opened instanceof Error) t.match(opened, { code: 'model-unavailable', message: /"cuda"/ });
  else {
    const extractor = opened as Awaited<ReturnType<typeof openExtractor>>;
    t.ok(extractor.models().every(({ executionProvider }) => executionProvider === 'cuda'));
    await extractor.close();
  }
});

function copyOfModels(t: Tap): string {
  const folder = t.testdir({});
  for (const name of readdirSync(MODELS).filter((name) => /\.(onnx|json)$/.test(name))) {
    cpSync(join(MODELS, name), join(folder, name));
  }
  return folder;
}

/** Processes this one has started: workers of the extractors that are open. */
function workersOfThis(): readonly ChildProcess[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): readonly unknown[] };
  return handles().filter((handle) => handle instanceof ChildProcess);
}

/** A finger that nobody has. */
function ridgeImage() {
  return sharp(FINGER, { raw: { ...RIDGES, channels: 1 } }).toColourspace('b-w');
}

function blank(width: number, height: number): Promise<Buffer> {
  const create = { width, height, channels: 3, background: '#ffffff' } as const;
  return sharp({ create }).toColourspace('b-w').png().toBuffer();
}

/** A PNG whose header says that it has this width and height. */
function claimingSize(png: Buffer, sidePx: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(sidePx, 16);
  copy.writeUInt32BE(sidePx, 20);
  return copy;
}

function noise(width: number, height: number): Promise<Buffer> {
  const random = seeded(2);
  const data = Buffer.from(Array.from({ length: width * height }, () => random() * 256));
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function half(file: Buffer): Buffer {
  return file.subarray(0, file.length / 2);
}

/** One bit of the compressed pixels is wrong. */
function damaged(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy[copy.length >> 1]! ^= 1;
  return copy;
}

function pgm(file: Buffer) {
  const header = /^P5\s+(?:#[^\n]*\n)?(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 100).toString('latin1'));
  if (!header) throw new Error('not a PGM file');
  const raw = { width: Number(header[1]), height: Number(header[2]), channels: 1 } as const;
  return sharp(file.subarray(header[0].length), { raw }).toColourspace('b-w');
}

/** Largest cosine of the first one's views with the second one's first. */
function bestCosine(probe: ExtractionOutcome, reference: ExtractionOutcome): number {
  if (probe.kind !== 'template' || reference.kind !== 'template') return Number.NaN;
  const other = reference.template.views[0]!;
  const length = (values: Int8Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return Math.max(
    ...probe.template.views.map(
      (view) =>
        view.reduce((sum, value, index) => sum + value * other[index]!, 0) / length(view) / length(other),
    ),
  );
}
