/**
 * Every kind of file a sample may be, from its bytes to its pixels: what is inside a record, what the record says of it,
 * and what is refused.
 */
import sharp from 'sharp';
import t from 'tap';
import type { SamplePosition } from '../../domain/palm-positions.js';
import type { SlapPosition } from '../../domain/slap-positions.js';
import { FINGER_VIEW } from '../../testing/finger-view.js';
import type { FingerImageRecord, FingerRepresentation } from '../formats/iso/finger-image-record.js';
import { writeFaceRecord } from '../formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../formats/iso/write-finger-image-record.js';
import { writePgm } from '../formats/pnm/write-pgm.js';
import { decodeImage } from './decode-image.js';
import { inspectImage } from './inspect-image.js';
import { inspectSample } from './inspect-sample.js';
import { judgePosition, type StatedPosition } from './judge-position.js';
import { sampleFormatFacts } from './sample-format-facts.js';
import { sharedFile, sharedFiles } from './shared-test-files.js';
import { unwrapSample } from './unwrap-sample.js';

const WIDTH = 40;
const HEIGHT = 33;
const GREY = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, index) => (index * 37) % 256);

const VIEW: FingerRepresentation = {
  ...FINGER_VIEW,
  positionCode: 2,
  widthPx: WIDTH,
  heightPx: HEIGHT,
  image: GREY,
};

function fingerRecord(...views: readonly Partial<FingerRepresentation>[]): Uint8Array {
  const record: FingerImageRecord = {
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: views.map((view) => ({ ...VIEW, ...view })),
  };
  return writeFingerImageRecord(record);
}

function faceRecord(image: Uint8Array): Uint8Array {
  const pose = { yaw: 0, pitch: 0, roll: 0 };
  return writeFaceRecord({
    version: '2005',
    representations: [
      {
        genderCode: 0,
        eyeColourCode: 0,
        hairColourCode: 0,
        propertyMask: 0,
        expressionCode: 0,
        pose,
        poseUncertainty: pose,
        featurePoints: [],
        imageTypeCode: 1,
        encoding: 'jpeg',
        widthPx: WIDTH,
        heightPx: HEIGHT,
        colourSpaceCode: 1,
        image,
        sourceTypeCode: 0,
        deviceTypeId: 0,
        quality: 0,
      },
    ],
  });
}

function cbeff(
  ...blocks: readonly (readonly [type: string, subtype: string, block: Uint8Array])[]
): Uint8Array {
  const birs = blocks.map(
    ([type, subtype, block]) =>
      `<BIR><BDBInfo><Type>${type}</Type><Subtype>${subtype}</Subtype></BDBInfo>` +
      `<BDB>${Buffer.from(block).toString('base64')}</BDB></BIR>`,
  );
  return Buffer.from(`<?xml version="1.0"?><BIR>${birs.join('')}</BIR>`);
}

const png = () =>
  sharp(GREY, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .png()
    .toBuffer();
const jpeg = () =>
  sharp(GREY, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
    .jpeg()
    .toBuffer();

async function pixelsOf(file: Uint8Array) {
  const unwrapped = unwrapSample(file);
  if (unwrapped.kind === 'rejected') return unwrapped;
  const inspected = inspectImage(unwrapped.image);
  if (inspected.kind === 'rejected') return inspected;
  return decodeImage(unwrapped.image, inspected.header);
}

t.test('bare pixels of a record, whatever their depth', async (t) => {
  const rows: readonly (readonly [what: string, view: Partial<FingerRepresentation>, data: Uint8Array])[] = [
    ['8 bits', {}, GREY],
    ['8 bits, packed', { compression: 'bit-packed' }, GREY],
    [
      '12 bits, packed',
      { bitDepth: 12, compression: 'bit-packed', image: packed(12) },
      GREY.map((value) => Math.round((value * 16 * 255) / 4095)),
    ],
    [
      '1 bit, packed',
      { bitDepth: 1, compression: 'bit-packed', image: packed(1) },
      GREY.map((value) => (value >= 128 ? 255 : 0)),
    ],
    [
      '16 bits',
      { bitDepth: 16, image: Uint8Array.from({ length: GREY.length * 2 }, (_, at) => GREY[at >> 1]!) },
      GREY,
    ],
  ];
  for (const [what, view, data] of rows) {
    const image = await pixelsOf(fingerRecord(view));
    t.match(image, { kind: 'image', widthPx: WIDTH, heightPx: HEIGHT, channels: 1 }, what);
    if (image.kind === 'image') t.equal(Buffer.compare(image.data, data), 0, what);
  }
});

/** The upper bits of the grey values, one behind the other. */
function packed(bits: number): Uint8Array {
  let text = '';
  for (const value of GREY)
    text += (bits > 8 ? value << (bits - 8) : value >> (8 - bits)).toString(2).padStart(bits, '0');
  const bytes = Math.ceil(text.length / 8);
  return Uint8Array.from({ length: bytes }, (_, at) =>
    Number.parseInt(text.slice(at * 8, at * 8 + 8).padEnd(8, '0'), 2),
  );
}

t.test('what a record says goes with its image', async (t) => {
  const file = await png();
  t.match(unwrapSample(file), { kind: 'unwrapped', image: file, stated: [] });
  t.notOk('recordMediaType' in unwrapSample(file));
  t.match(unwrapSample(fingerRecord({ compression: 'png', image: file })), {
    kind: 'unwrapped',
    recordMediaType: 'application/vnd.iso.19794-4',
    stated: ['right-index'],
    ppi: { x: 500, y: 500 },
  });
  t.match(unwrapSample(faceRecord(await jpeg())), {
    recordMediaType: 'application/vnd.iso.19794-5',
    stated: ['face'],
  });
  const wrapped = cbeff(['Finger', 'Right IndexFinger', fingerRecord({})]);
  t.match(unwrapSample(wrapped), {
    recordMediaType: 'application/vnd.cbeff',
    stated: ['right-index', 'right-index'],
    ppi: { x: 500, y: 500 },
  });
  t.match(await pixelsOf(wrapped), { kind: 'image', widthPx: WIDTH });
  t.match(await pixelsOf(cbeff(['Face', '', await jpeg()])), { kind: 'image', widthPx: WIDTH });
});

t.test('what is refused, by name', async (t) => {
  const minutiae = Buffer.from('FMR\0 20\0');
  const iris = Buffer.from('IIR\u0000020\0');
  const bomb = writePgm({ widthPx: 60_000, heightPx: 60_000, maxValue: 255, samples: new Uint8Array(10) });
  const record = fingerRecord({});
  const damaged = record.slice();
  damaged[19] = 9;
  const rows: readonly (readonly [what: string, file: Uint8Array, defect: string, detail?: RegExp])[] = [
    ['two images', fingerRecord({}, { positionCode: 3 }), 'several-images', /2 images/],
    ['two blocks', cbeff(['Finger', '', record], ['Face', '', await jpeg()]), 'several-images'],
    ['no block', Buffer.from('<BIR></BIR>'), 'not-an-image'],
    [
      'a record in a record in a record',
      cbeff(['Finger', '', cbeff(['Finger', '', record])]),
      'image-unsupported',
    ],
    ['XML of another kind', Buffer.from('<svg></svg>'), 'not-an-image', /BIR/],
    ['minutiae', minutiae, 'not-an-image', /minutiae/],
    ['an iris', iris, 'modality-mismatch', /iris/],
    ['a cut-off record', record.subarray(0, -1), 'image-truncated', /byte 8/],
    ['a damaged record', damaged, 'image-damaged', /scale units, byte 19/],
    ['text', Buffer.from('hello'), 'not-an-image', /JPEG 2000/],
    ['a bomb', bomb, 'image-too-large', /60000 x 60000/],
    [
      'an image of fewer pixels than needed',
      writePgm({ widthPx: 2, heightPx: 2, maxValue: 255, samples: GREY }),
      'image-too-small',
    ],
    [
      'a record around text',
      fingerRecord({ compression: 'wsq', image: Buffer.from('hello') }),
      'not-an-image',
    ],
    ['a bitmap of run lengths', bmpOfRunLengths(), 'image-unsupported', /biCompression/],
    [
      'a grey map that is cut off',
      writePgm({ widthPx: 40, heightPx: 40, maxValue: 255, samples: GREY }),
      'image-truncated',
    ],
  ];
  for (const [what, file, defect, detail = /./] of rows) {
    t.match(await pixelsOf(file), { kind: 'rejected', defect, detail }, what);
  }
});

function bmpOfRunLengths(): Uint8Array {
  const file = Buffer.alloc(100);
  file.write('BM');
  for (const [at, value] of [
    [10, 62],
    [14, 40],
    [18, 40],
    [22, 40],
    [30, 1],
  ] as const)
    file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8, 28);
  return file;
}

t.test('a record must agree with the request', async (t) => {
  const rows: readonly (readonly [
    wanted: SamplePosition | SlapPosition,
    stated: StatedPosition[],
    defect: string | undefined,
  ])[] = [
    ['right-index', [], undefined],
    ['right-index', ['right-index', 'right-index'], undefined],
    ['right-index', ['unknown-finger'], undefined],
    ['unknown-finger', ['right-index'], undefined],
    ['face', ['face'], undefined],
    ['right-index', ['left-index'], 'position-mismatch'],
    ['right-index', ['right-index', 'left-index'], 'position-mismatch'],
    ['right-index', ['several-fingers'], 'position-mismatch'],
    ['right-index', ['right-slap'], 'position-mismatch'],
    ['unknown-finger', ['right-slap'], 'position-mismatch'],
    ['right-slap', [], undefined],
    ['right-slap', ['right-slap', 'right-slap'], undefined],
    ['right-slap', ['several-fingers'], undefined],
    ['right-slap', ['unknown-finger'], undefined],
    ['right-slap', ['left-slap'], 'position-mismatch'],
    ['two-thumbs', ['right-slap'], 'position-mismatch'],
    ['right-slap', ['right-index'], 'position-mismatch'],
    ['right-slap', ['right-full-palm'], 'modality-mismatch'],
    ['right-slap', ['face'], 'modality-mismatch'],
    ['face', ['right-slap'], 'position-mismatch'],
    ['right-full-palm', ['right-slap'], 'modality-mismatch'],
    ['right-index', ['face'], 'modality-mismatch'],
    ['face', ['unknown-finger'], 'modality-mismatch'],
    ['right-index', ['right-full-palm'], 'modality-mismatch'],
    ['unknown-finger', ['unassigned'], 'modality-mismatch'],
    ['right-full-palm', [], undefined],
    ['right-full-palm', ['right-full-palm'], undefined],
    ['right-full-palm', ['unknown-palm'], undefined],
    ['unknown-palm', ['left-thenar-palm'], undefined],
    ['right-full-palm', ['left-full-palm'], 'position-mismatch'],
    ['right-full-palm', ['right-upper-palm'], 'position-mismatch'],
    ['right-full-palm', ['right-index'], 'modality-mismatch'],
    ['unknown-palm', ['unknown-finger'], 'modality-mismatch'],
    ['right-full-palm', ['several-fingers'], 'modality-mismatch'],
    ['right-full-palm', ['face'], 'modality-mismatch'],
    ['face', ['right-full-palm'], 'modality-mismatch'],
    ['right-full-palm', ['unassigned'], 'modality-mismatch'],
  ];
  for (const [wanted, stated, defect] of rows) {
    t.equal(
      judgePosition(wanted, stated)?.defect,
      defect,
      `${wanted}: ${stated.join(', ') || 'nothing said'}`,
    );
  }
});

t.test('a slap in a record that says which one it is', async (t) => {
  const slap = { position: 'right-slap', missing: [] } as const;
  const sample = (positionCode: number) =>
    inspectSample({ position: 'unknown-finger', slap, image: fingerRecord({ positionCode }) });
  t.match(sample(13), { kind: 'unwrapped', stated: ['right-slap'] });
  for (const code of [14, 2]) t.match(sample(code), { kind: 'rejected', defect: 'position-mismatch' });
});

t.test('the form of an image as the law asks for it', async (t) => {
  t.match(sampleFormatFacts({ image: fingerRecord({}) }), {
    encoding: 'none',
    widthPx: WIDTH,
    ppi: 500,
    levels: 256,
    pixelBytes: WIDTH * HEIGHT,
    isLossless: true,
  });
  const file = await png();
  t.match(sampleFormatFacts({ image: file, ppi: 1000 }), {
    encoding: 'png',
    ppi: 1000,
    levels: 256,
    encodedBytes: file.length,
    isLossless: true,
  });
  t.match(sampleFormatFacts({ image: await jpeg() }), { encoding: 'jpeg', isLossless: false });
  t.equal(sampleFormatFacts({ image: Buffer.from('hello') }), undefined);
});

t.test('an image larger than is worked on is shrunk, whoever decoded it', async (t) => {
  const file = writePgm({ widthPx: WIDTH, heightPx: HEIGHT, maxValue: 255, samples: GREY });
  const inspected = inspectImage(file);
  if (inspected.kind === 'rejected') throw new Error(inspected.detail);
  t.match(await decodeImage(file, inspected.header, { longSidePxMax: 20 }), { widthPx: 20, channels: 1 });
  t.match(await decodeImage(file, inspected.header, { longSidePxMax: 100 }), { widthPx: WIDTH });
});

t.test('the images of real records have the pixels of their reference', async (t) => {
  const records = sharedFiles('formats/iso');
  if (!records) return t.comment('left out: ../shared/formats is not there');
  let count = 0;
  for (const folder of ['formats/jp2', 'formats/wsq']) {
    for (const name of sharedFiles(folder) ?? []) {
      const record = /^mosip-iso__(.+\.iso)__1\.ref\.png$/.exec(name)?.[1];
      if (record === undefined || !records.includes(record)) continue;
      const image = await pixelsOf(sharedFile('formats/iso', record));
      if (image.kind === 'rejected') {
        t.fail(`${record}: ${image.detail}`);
        continue;
      }
      const reference = await sharp(sharedFile(folder, name))
        .toColourspace(image.channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer();
      t.equal(Buffer.compare(image.data, reference), 0, record);
      count++;
    }
  }
  t.ok(count > 0, `${count} records`);
  for (const record of records.filter((name) =>
    /Face|face|Finger|Thumb|Index|Middle|Ring|Little/.test(name),
  )) {
    t.match(await pixelsOf(sharedFile('formats/iso', record)), { kind: 'image' }, record);
  }
});
