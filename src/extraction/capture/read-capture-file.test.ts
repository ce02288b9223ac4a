/** ISO/IEC 19794 and CBEFF records as encounters; transactions have a test of their own. */
import t from 'tap';
import { FINGER_VIEW } from '../../testing/finger-view.js';
import type { CaptureOutcome } from '../../workflows/ports/captures.js';
import type { FaceRecord } from '../formats/iso/face-record.js';
import { writeFaceRecord } from '../formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../formats/iso/write-finger-image-record.js';
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

t.test('a file of more images than a request may carry is refused, palms counted', async (t) => {
  const known = Array.from({ length: 10 }, (_, index) => index + 1);
  const palms = [21, 22, 23, 24];
  const options = { mediaType: 'application/octet-stream', profiles: [] };
  t.match(await readCaptureFile(fingers(...known, ...palms), options), { kind: 'capture' });
  t.match(await readCaptureFile(fingers(...known, ...palms, 25), options), {
    kind: 'rejected',
    fault: { code: 'limit-exceeded' },
  });
});

t.test('one face of several', async (t) => {
  const outcome = await read(faces(2));
  t.same(positionsOf(outcome), ['face']);
  t.same(outcome.samples[0]!.image, FACE.image);
  t.match(outcome.omitted, [{ record: 2, type: 'face' }]);
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
