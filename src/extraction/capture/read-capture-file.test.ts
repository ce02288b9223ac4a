/** ISO/IEC 19794 and CBEFF records as encounters; transactions have a test of their own. */
import t from 'tap';
import { FINGER_VIEW } from '../../testing/finger-view.js';
import { transactionFile, variableFinger } from '../../testing/nist-transactions.js';
import type { CaptureOutcome } from '../../workflows/ports/captures.js';
import type { FaceRecord, FaceRepresentation2005 } from '../formats/iso/face-record.js';
import { writeFaceRecord } from '../formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../formats/iso/write-finger-image-record.js';
import { encodeWsq } from '../formats/wsq/encode-wsq.js';
import { readCaptureFile } from './read-capture-file.js';

const PIXELS = Uint8Array.from({ length: 12 }, (_, index) => 20 * index);
const FINGER = { ...FINGER_VIEW, widthPx: 4, heightPx: 3, image: PIXELS };

function fingers(...codes: readonly number[]): Uint8Array {
  return writeFingerImageRecord({
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: codes.map((positionCode) => ({ ...FINGER, positionCode })),
  });
}

const FACE = {
  genderCode: 0,
  eyeColourCode: 0,
  hairColourCode: 0,
  propertyMask: 0,
  expressionCode: 0,
  pose: { yaw: 0, pitch: 0, roll: 0 },
  poseUncertainty: { yaw: 0, pitch: 0, roll: 0 },
  featurePoints: [],
  imageTypeCode: 1,
  encoding: 'jpeg',
  widthPx: 30,
  heightPx: 40,
  colourSpaceCode: 1,
  sourceTypeCode: 2,
  deviceTypeId: 0,
  quality: 0,
  image: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
} as const;

function faces(count: number): Uint8Array {
  const record: FaceRecord = { version: '2005', representations: Array.from({ length: count }, () => FACE) };
  return writeFaceRecord(record);
}

async function read(file: Uint8Array) {
  const outcome = await readCaptureFile(file, { mediaType: 'application/octet-stream', profiles: [] });
  if (outcome.kind === 'rejected') throw new Error(outcome.fault.detail);
  return outcome;
}

const positionsOf = ({ samples }: Extract<CaptureOutcome, { kind: 'capture' }>) =>
  samples.map(({ position }) => position);

t.test('single fingers with their resolution; the rest is named', async (t) => {
  const outcome = await read(fingers(2, 7, 13, 21, 2, 21));
  t.equal(outcome.format, 'iso-19794-4');
  t.match(outcome.samples, [
    { position: 'right-index', ppi: 500 },
    { position: 'left-index', ppi: 500 },
  ]);
  t.match(Buffer.from(outcome.samples[0]!.image).toString('latin1'), /^P5\n4 3\n255\n/);
  t.match(outcome.omitted, [
    { record: 3, reason: /several fingers/ },
    { record: 5, reason: /right-index is taken/ },
    { record: 6, reason: /right-full-palm is taken/ },
  ]);
  t.match(outcome.palmPrints, [
    { record: 4, type: 'palm', sample: { position: 'right-full-palm', ppi: 500 } },
  ]);
});

t.test(
  'a file of more images than any request may carry is refused; palms count by themselves',
  async (t) => {
    const known = Array.from({ length: 10 }, (_, index) => index + 1);
    const palms = Array.from({ length: 16 }, (_, index) => index + 21);
    const options = { mediaType: 'application/octet-stream', profiles: [] };
    const card = await readCaptureFile(fingers(...known, ...palms), options);
    if (card.kind !== 'capture') throw new Error('whoever wants no palms is not refused for them');
    t.same([card.samples.length, card.palmPrints?.length], [10, 16]);
    t.match(await readCaptureFile(fingers(...Array(15).fill(0)), options), {
      kind: 'rejected',
      fault: { code: 'limit-exceeded', detail: 'more than 14 samples' },
    });
    t.match(await readCaptureFile(fingers(...known, ...Array(25).fill(20)), options), {
      kind: 'rejected',
      fault: { code: 'limit-exceeded', detail: 'more than 24 palm prints' },
    });
  },
);

t.test('latent impressions are left to examiners, and nothing else is', async (t) => {
  const codes = [0, 3, 4, 7, 8, 11, 12, 15, 20];
  const record = (positionCodes: readonly number[]) =>
    writeFingerImageRecord({
      version: '2005',
      captureDeviceId: 0,
      acquisitionLevel: 31,
      representations: codes.map((impressionCode, index) => ({
        ...FINGER,
        positionCode: positionCodes[index % positionCodes.length]!,
        impressionCode,
      })),
    });
  const found = await read(record([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  t.same(
    found.omitted.map(({ record, reason }) => [record, reason]),
    [3, 4, 7, 8].map((record) => [record, 'latent impressions are for examiners']),
  );
  t.equal(found.samples.length, 5);
  const palms = await read(record([20]));
  t.equal(palms.palmPrints?.length, 5, 'of palms too');
});

t.test('an image of another size than its representation says is left out', async (t) => {
  const image = encodeWsq({ widthPx: 64, heightPx: 48, pixels: new Uint8Array(64 * 48) }, { bitRate: 0.75 });
  const record = (widthPx: number) =>
    writeFingerImageRecord({
      version: '2005',
      captureDeviceId: 0,
      acquisitionLevel: 31,
      representations: [{ ...FINGER, positionCode: 2, compression: 'wsq', widthPx, heightPx: 48, image }],
    });
  t.same(positionsOf(await read(record(64))), ['right-index']);
  t.match(await read(record(128)), {
    samples: [],
    omitted: [{ record: 1, reason: 'its record says 128 x 48 pixels of an image of 64 x 48' }],
  });
});

t.test(
  'the largest image there is a use for, a slap of 1000 ppi that is not compressed, is read',
  async (t) => {
    const slap = variableFinger(1, 13, { widthPx: 3200, heightPx: 3000, fields: { 9: 1000, 10: 1000 } });
    const { samples } = await read(transactionFile([slap]));
    t.match(samples, [{ slap: { position: 'right-slap' }, ppi: 1000 }]);
  },
);

t.test('one face of several', async (t) => {
  const outcome = await read(faces(2));
  t.same(positionsOf(outcome), ['face']);
  t.same(outcome.samples[0]!.image, FACE.image);
  t.match(outcome.omitted, [{ record: 2, type: 'face' }]);
});

t.test('of several faces the one seen most from the front, and no profile', async (t) => {
  const turned = (yaw: number, imageTypeCode = 0) => ({
    ...FACE,
    imageTypeCode,
    pose: { yaw, pitch: 0, roll: 0 },
    image: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, yaw),
  });
  const record = (...representations: readonly FaceRepresentation2005[]) =>
    writeFaceRecord({ version: '2005', representations });
  // Coded angles: 46 stands for 90 degrees, 3 for 4, 16 for 30, 136 for 90 to the other side.
  const several = await read(record(turned(46), turned(16), turned(0), turned(3)));
  t.same(several.samples[0]!.image.at(-1), 3);
  t.match(several.omitted, [
    { record: 1, reason: 'the face is a profile' },
    { record: 2, reason: 'one face is taken' },
    { record: 3, reason: 'one face is taken' },
  ]);
  const unstated = await read(record(turned(16), turned(0)));
  t.same(unstated.samples[0]!.image.at(-1), 0);
  const frontal = await read(record(turned(3), turned(0, 1)));
  t.same(frontal.samples[0]!.image.at(-1), 0);
  const profile = await read(record(turned(136)));
  t.match(profile, { samples: [], omitted: [{ record: 1, reason: 'the face is a profile' }] });
});

function bir(type: string, subtype: string, block: Uint8Array): string {
  return (
    `<BIR><BDBInfo><Format><Organization>Mosip</Organization><Type>7</Type></Format><Type>${type}</Type>` +
    `<Subtype>${subtype}</Subtype></BDBInfo><BDB>${Buffer.from(block).toString('base64')}</BDB></BIR>`
  );
}

t.test('a CBEFF record: what blocks leave open, the BIR around them says', async (t) => {
  const xml = [
    bir('Finger', 'Right IndexFinger', fingers(0)),
    bir('Finger', 'Left Thumb', fingers(6)),
    bir('Face', '', FACE.image),
    bir('Finger', 'Right IndexFinger', fingers(2)),
    bir('Iris', 'Left', Uint8Array.of(1, 2, 3)),
    bir('Secret Word', '', Uint8Array.of(1, 2, 3)),
  ];
  const outcome = await read(Buffer.from(`<?xml version="1.0"?><BIR>${xml.join('')}</BIR>`));
  t.equal(outcome.format, 'cbeff');
  t.same(positionsOf(outcome), ['right-index', 'left-thumb', 'face']);
  t.match(outcome.omitted, [
    { record: 4, type: 'Finger', reason: /right-index is taken/ },
    { record: 5, type: 'Iris' },
    { record: 6, type: 'BIR' },
  ]);
  t.notMatch(JSON.stringify(outcome.omitted), /Secret/, 'words of the file are not repeated');
});

t.test(
  'a block that contradicts the BIR around it is left out, and so is a slap without places',
  async (t) => {
    const xml = [
      bir('Finger', 'Left IndexFinger', fingers(2)),
      bir('Face', '', fingers(3)),
      bir('Finger', 'Left Thumb', faces(1)),
      bir('Finger', 'Right IndexFinger MiddleFinger RingFinger LittleFinger', FACE.image),
      bir('Finger', 'Right RingFinger', fingers(4)),
    ];
    const outcome = await read(Buffer.from(`<?xml version="1.0"?><BIR>${xml.join('')}</BIR>`));
    t.same(positionsOf(outcome), ['right-ring']);
    t.match(outcome.omitted, [
      { record: 1, reason: /right-index is not what its BIR says/ },
      { record: 2, reason: /right-middle is not/ },
      { record: 3, reason: /face is not/ },
      { record: 4, reason: /several fingers/ },
    ]);
  },
);

t.test(
  'a transaction in the XML form is no damaged CBEFF record, whatever it was announced as',
  async (t) => {
    const file = Buffer.from('<itl:NISTBiometricInformationExchangePackage xmlns:itl="x"/>');
    for (const mediaType of [
      'application/vnd.ansi-nist-itl',
      'application/octet-stream',
      'application/xml',
    ]) {
      const error = await readCaptureFile(file, { mediaType, profiles: [] }).catch((error: unknown) => error);
      t.match(error, { fault: { format: 'ansi-nist', code: 'unsupported', detail: /NIEM/ } }, mediaType);
    }
  },
);
