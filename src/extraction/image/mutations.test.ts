/**
 * Hostile bytes: seeded mutations of valid files through the readers of this program. Whatever comes in, each gives an
 * image, facts, or a fault with its place; nothing else is thrown, and no step takes long. A failure prints its seed.
 */
import t, { type Test } from 'tap';
import { seededRandom } from '../../testing/seeded-random.js';
import { decodeBmp } from '../formats/bmp/read-bmp.js';
import { readBirs } from '../formats/cbeff/read-bir.js';
import { FormatError } from '../formats/format-error.js';
import { readRecordHeader } from '../formats/iso/read-record-header.js';
import { writeFaceRecord } from '../formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../formats/iso/write-finger-image-record.js';
import { decodeJpeg2000 } from '../formats/jp2/decode-jpeg-2000.js';
import { readJpeg2000Header } from '../formats/jp2/read-jpeg-2000-header.js';
import { decodePnm } from '../formats/pnm/read-pnm.js';
import { writePgm } from '../formats/pnm/write-pgm.js';
import { inspectImage } from './inspect-image.js';
import { sampleFormatFacts } from './sample-format-facts.js';
import { sharedFile, sharedFiles } from './shared-test-files.js';
import { unwrapSample } from './unwrap-sample.js';

const SEED = 20_261_125;
const PER_FILE = 400;
/** One mutant of a small file; generous, as the machine is shared. */
const MS_MAX = 2_000;

const GREY = Uint8Array.from({ length: 40 * 40 }, (_, index) => (index * 37) % 256);
const CAPTURE = {
  capturedAt: { year: 2026, month: 11 },
  device: { technologyCode: 0, vendorId: 0, typeId: 0 },
  qualities: [{ score: 50, vendorId: 1, algorithmId: 1 }],
};

const FINGER = writeFingerImageRecord({
  version: '2011',
  representations: [0, 1].map((number) => ({
    ...CAPTURE,
    certifications: [{ authorityId: 1, schemeId: 1 }],
    positionCode: 2,
    number,
    impressionCode: 0,
    scaleUnit: 'inch',
    captureResolution: { x: 500, y: 500 },
    imageResolution: { x: 500, y: 500 },
    bitDepth: 4,
    compression: 'bit-packed',
    widthPx: 40,
    heightPx: 80,
    image: GREY,
    extendedData: Uint8Array.of(0, 3, 0, 5, 1),
  })),
});

const FACE = writeFaceRecord({
  version: '2005',
  representations: [
    {
      genderCode: 0,
      eyeColourCode: 0,
      hairColourCode: 0,
      propertyMask: 0,
      expressionCode: 0,
      pose: { yaw: 0, pitch: 0, roll: 0 },
      poseUncertainty: { yaw: 0, pitch: 0, roll: 0 },
      featurePoints: [{ typeCode: 1, code: 1, x: 1, y: 1, z: 0 }],
      imageTypeCode: 1,
      encoding: 'jpeg',
      widthPx: 40,
      heightPx: 40,
      colourSpaceCode: 1,
      image: GREY.subarray(0, 100),
      sourceTypeCode: 0,
      deviceTypeId: 0,
      quality: 0,
    },
  ],
});

function bmp(): Uint8Array {
  const file = Buffer.alloc(54 + 2 * 4 + 40 * 8);
  file.write('BM');
  for (const [at, value] of [
    [10, 62],
    [14, 40],
    [18, 40],
    [22, 40],
    [46, 2],
  ] as const)
    file.writeUInt32LE(value, at);
  for (const [at, value] of [
    [26, 1],
    [28, 1],
  ] as const)
    file.writeUInt16LE(value, at);
  return file;
}

const CBEFF = Buffer.from(
  `<?xml version="1.0"?><BIR><!-- x --><BIR><BDBInfo><Type>Finger</Type><Subtype>Left Thumb</Subtype></BDBInfo><BDB>${Buffer.from(
    FINGER.subarray(0, 90),
  ).toString('base64')}</BDB></BIR></BIR>`,
);

type Subject = readonly [name: string, file: Uint8Array, read: (file: Uint8Array) => unknown];

const SUBJECTS: readonly Subject[] = [
  ['finger record', FINGER, readRecordHeader],
  ['face record', FACE, readRecordHeader],
  [
    'grey map',
    writePgm({ widthPx: 40, heightPx: 40, maxValue: 200, samples: GREY.map((v) => v % 200) }),
    decodeSmall,
  ],
  ['grey map as text', Buffer.from(`P2 8 8 255\n${[...GREY.subarray(0, 64)].join(' ')}\n`), decodeSmall],
  ['bitmap', bmp(), decodeSmall],
  ['CBEFF', CBEFF, readBirs],
];

/** As the pipeline does: pixels only of what the header is within the limits. */
function decodeSmall(file: Uint8Array): unknown {
  const inspected = inspectImage(file);
  if (inspected.kind === 'rejected') return inspected;
  return inspected.header.format === 'bmp' ? decodeBmp(file) : decodePnm(file);
}

t.test('mutations of small files', async (t) => {
  for (const [name, file, read] of SUBJECTS) {
    const random = seededRandom(SEED);
    for (let round = 0; round < PER_FILE; round++)
      check(t, `${name}, round ${round}`, mutate(file, random), read);
    t.pass(`${PER_FILE} mutants of ${name}`);
  }
});

t.test('mutations of real records and of JPEG 2000 headers', async (t) => {
  const rows: Subject[] = [];
  for (const name of sharedFiles('formats/iso') ?? []) {
    rows.push([name, sharedFile('formats/iso', name), readRecordHeader]);
  }
  for (const name of sharedFiles('formats/jp2')?.filter((file) => file.endsWith('.jp2')) ?? []) {
    rows.push([name, sharedFile('formats/jp2', name), readJpeg2000Header]);
  }
  if (rows.length === 0) t.comment('left out: ../shared/formats is not there');
  const random = seededRandom(SEED);
  for (const [name, file, read] of rows) {
    for (let round = 0; round < 60; round++)
      check(t, `${name}, round ${round}`, mutate(file, random, 400), read);
  }
  t.pass(`60 mutants of each of ${rows.length} files`);
});

t.test('the decoder of JPEG 2000 survives damaged codestreams, and decodes the next', async (t) => {
  const name = 'mosip-iso__Automatic_Auth_0001Left_Ring.iso__1.jp2';
  const names = sharedFiles('formats/jp2') ?? [];
  if (!names.includes(name)) return t.comment('left out: ../shared/formats is not there');
  const file = sharedFile('formats/jp2', name);
  const whole = await decodeJpeg2000(file);
  const random = seededRandom(SEED);
  let images = 0;
  for (let round = 0; round < 60; round++) {
    const mutant = mutate(file, random);
    if (inspectImage(mutant).kind === 'rejected') continue;
    try {
      await decodeJpeg2000(mutant);
      images++;
    } catch (error) {
      if (!(error instanceof FormatError)) t.fail(`seed ${SEED}, round ${round}: ${error}`);
    }
  }
  const again = await decodeJpeg2000(file);
  t.equal(Buffer.compare(again.data, whole.data), 0, `after ${images} mutants that gave an image`);
});

function check(t: Test, name: string, mutant: Uint8Array, read: (file: Uint8Array) => unknown): void {
  const started = performance.now();
  try {
    read(mutant);
  } catch (error) {
    if (!(error instanceof FormatError)) t.fail(`seed ${SEED}, ${name}: ${error}`);
  }
  // These never throw.
  unwrapSample(mutant);
  inspectImage(mutant);
  sampleFormatFacts({ image: mutant });
  const ms = performance.now() - started;
  if (ms > MS_MAX) t.fail(`seed ${SEED}, ${name}: ${ms} ms`);
}

/** One to four changes: bytes, big and small numbers, cuts, doubled and lost pieces, most of them near the start. */
function mutate(file: Uint8Array, random: () => number, within = file.length): Uint8Array {
  let bytes = file.slice();
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes && bytes.length > 8; change++) {
    const reach = Math.min(bytes.length, random() < 0.7 ? Math.min(within, 128) : within);
    const at = Math.floor(random() * reach);
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes[at] = Math.floor(random() * 256);
        break;
      case 1:
        bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 8));
        break;
      case 2:
        bytes.fill(random() < 0.5 ? 0xff : 0, at, at + 1 + Math.floor(random() * 4));
        break;
      case 3:
        bytes = bytes.slice(0, 8 + Math.floor(random() * (bytes.length - 8)));
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + 16), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 8))]);
    }
  }
  return bytes;
}
