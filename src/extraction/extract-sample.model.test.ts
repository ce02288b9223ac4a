/**
 * The formats of the field through the whole chain: the same picture in every lossless form is the same finger to the bit,
 * the type and resolution that are kept are those of the file, and a record that contradicts the request is refused.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createLog } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { fingerPixels } from '../testing/synthetic/finger-pixels.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { writeFingerImageRecord } from './formats/iso/write-finger-image-record.js';
import { writePgm } from './formats/pnm/write-pgm.js';
import { encodeWsq } from './formats/wsq/encode-wsq.js';
import { sharedFile, sharedFiles } from './image/shared-test-files.js';
import { openExtractor } from './open-extractor.js';

const WIDTH = 300;
const HEIGHT = 400;
const FACE_MODELS = join(PACKAGE_ROOT, '..', 'shared', 'models');
const GREY = fingerPixels('formats', WIDTH, HEIGHT);

const opened = openExtractor({
  modelsDirectory: join(PACKAGE_ROOT, 'models'),
  ...(existsSync(FACE_MODELS) ? { faceModelsDirectory: FACE_MODELS } : {}),
  executionProvider: 'cpu',
  workers: 1,
  metrics: createMetrics(),
  log: createLog({ level: 'silent', component: 'test' }),
  onModelsExchanged: undefined,
});
t.teardown(async () => (await opened).close());

t.test('one picture in every form', async (t) => {
  const pgm = writePgm({ widthPx: WIDTH, heightPx: HEIGHT, maxValue: 255, samples: GREY });
  const record = fingerRecord({ positionCode: 2, ppi: 500 });
  const wsq = encodeWsq({ widthPx: WIDTH, heightPx: HEIGHT, pixels: GREY, ppi: 500 }, { bitRate: 2.25 });
  const [plain, bmp, iso, cbeff, bare] = await extract([
    { position: 'right-index', image: pgm, ppi: 500 },
    { position: 'right-index', image: bitmap(), ppi: 500 },
    { position: 'right-index', image: record },
    { position: 'right-index', image: bir('Right IndexFinger', record) },
    { position: 'right-index', image: wsq },
  ]);
  const size = { widthPx: WIDTH, heightPx: HEIGHT, ppi: 500 };
  t.match(plain, { kind: 'template', image: { mediaType: 'image/x-portable-graymap', ...size } });
  t.match(bmp, { kind: 'template', image: { mediaType: 'image/bmp', ...size } });
  t.match(iso, { kind: 'template', image: { mediaType: 'application/vnd.iso.19794-4', ...size } });
  t.match(cbeff, { kind: 'template', image: { mediaType: 'application/vnd.cbeff', ...size } });
  t.match(bare, { kind: 'template', image: { mediaType: 'image/wsq', ...size } });
  for (const other of [bmp, iso, cbeff]) t.same(viewsOf(other), viewsOf(plain), 'the same finger to the bit');
  t.ok(similarity(viewsOf(bare)[0]!, viewsOf(plain)[0]!) > 0.95, 'WSQ at 5:1 is nearly the same');
});

t.test('what the caller states goes before the record, the record before its image', async (t) => {
  const inside = encodeWsq({ widthPx: WIDTH, heightPx: HEIGHT, pixels: GREY, ppi: 1000 }, { bitRate: 2.25 });
  const record = fingerRecord({ positionCode: 2, ppi: 500, compression: 'wsq', image: inside });
  const outcomes = await extract([
    { position: 'right-index', image: record },
    { position: 'right-index', image: record, ppi: 490 },
    { position: 'right-index', image: fingerRecord({ positionCode: 2, ppi: 0 }) },
  ]);
  t.match(outcomes, [
    { kind: 'template', image: { ppi: 500 } },
    { kind: 'template', image: { ppi: 490 } },
    { kind: 'rejected', defect: 'resolution-missing' },
  ]);
});

t.test('a record that contradicts the request', async (t) => {
  const record = fingerRecord({ positionCode: 2, ppi: 500 });
  const outcomes = await extract([
    { position: 'left-index', image: record },
    { position: 'unknown-finger', image: record },
    { position: 'right-index', image: fingerRecord({ positionCode: 0, ppi: 500 }) },
    { position: 'right-index', image: fingerRecord({ positionCode: 13, ppi: 500 }) },
    { position: 'right-index', image: bir('Left Thumb', record) },
    { position: 'right-index', image: record.subarray(0, 1000) },
  ]);
  t.match(
    outcomes.map((outcome) => (outcome.kind === 'rejected' ? outcome.defect : outcome.kind)),
    [
      'position-mismatch',
      'template',
      'template',
      'position-mismatch',
      'position-mismatch',
      'image-truncated',
    ],
  );
});

t.test('records of real devices', async (t) => {
  const names = sharedFiles('formats/iso');
  if (!names) return t.comment('left out: ../shared/formats is not there');
  const fingers = names.filter((name) => /Thumb|Index|Middle|Ring|Little/.test(name));
  for (const name of fingers) {
    const [outcome] = await extract([{ position: 'unknown-finger', image: sharedFile('formats/iso', name) }]);
    t.match(
      outcome,
      { kind: 'template', image: { mediaType: 'application/vnd.iso.19794-4', ppi: 500 } },
      name,
    );
  }
  const [wrong] = await extract([
    { position: 'right-index', image: sharedFile('formats/iso', 'Automatic_Auth_0001Face.iso') },
  ]);
  t.match(wrong, { kind: 'rejected', defect: 'modality-mismatch' });
  if (!existsSync(FACE_MODELS)) return t.comment('left out: the face models are not there');
  const [face] = await extract([
    { position: 'face', image: sharedFile('formats/iso', 'Automatic_Registration_0001Face.iso') },
  ]);
  t.match(face, { image: { mediaType: 'application/vnd.iso.19794-5', widthPx: 240, heightPx: 320 } });
});

t.test('a long thin image of a "face" is refused, and costs no worker', async (t) => {
  if (!existsSync(FACE_MODELS)) return t.comment('left out: the face models are not there');
  for (const [widthPx, heightPx] of [
    [20_000, 32],
    [32, 40_000],
    [3000, 32],
  ] as const) {
    const samples = new Uint8Array(widthPx * heightPx).fill(128);
    const image = writePgm({ widthPx, heightPx, maxValue: 255, samples });
    const [outcome] = await extract([{ position: 'face', image }]);
    t.match(outcome, { kind: 'rejected', defect: 'image-too-small' }, `${widthPx} x ${heightPx}`);
  }
});

async function extract(samples: readonly Sample[]): Promise<readonly ExtractionOutcome[]> {
  return (await opened).extract(samples, { use: 'reference', signal: new AbortController().signal });
}

function fingerRecord(options: {
  readonly positionCode: number;
  readonly ppi: number;
  readonly compression?: 'wsq';
  readonly image?: Uint8Array;
}): Uint8Array {
  const resolution = { x: options.ppi, y: options.ppi };
  return writeFingerImageRecord({
    version: '2011',
    representations: [
      {
        capturedAt: {},
        device: { technologyCode: 0, vendorId: 0, typeId: 0 },
        qualities: [],
        positionCode: options.positionCode,
        number: 0,
        impressionCode: 0,
        scaleUnit: 'inch',
        captureResolution: resolution,
        imageResolution: resolution,
        bitDepth: 8,
        compression: options.compression ?? 'none',
        widthPx: WIDTH,
        heightPx: HEIGHT,
        image: options.image ?? GREY,
        extendedData: new Uint8Array(0),
      },
    ],
  });
}

function bir(subtype: string, block: Uint8Array): Uint8Array {
  return Buffer.from(
    `<BIR><BDBInfo><Type>Finger</Type><Subtype>${subtype}</Subtype></BDBInfo>` +
      `<BDB>${Buffer.from(block).toString('base64')}</BDB></BIR>`,
  );
}

/** 24 bits, from the bottom up; rows of 900 bytes need no filling. */
function bitmap(): Uint8Array {
  const file = Buffer.alloc(54 + WIDTH * HEIGHT * 3);
  file.write('BM');
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(WIDTH, 18);
  file.writeInt32LE(HEIGHT, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      file.fill(
        GREY[row * WIDTH + column]!,
        54 + ((HEIGHT - 1 - row) * WIDTH + column) * 3,
        54 + ((HEIGHT - 1 - row) * WIDTH + column) * 3 + 3,
      );
    }
  }
  return file;
}

function viewsOf(outcome: ExtractionOutcome | undefined): readonly Int8Array[] {
  if (outcome?.kind !== 'template') throw new Error(`no template: ${outcome?.kind}`);
  return outcome.template.views;
}

function similarity(one: Int8Array, other: Int8Array): number {
  const dot = (a: Int8Array, b: Int8Array) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}
