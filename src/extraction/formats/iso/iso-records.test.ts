/** Finger image and face records of both editions: synthetic ones to the value and back, each field's nearest fault. */
import t from 'tap';
import { type FormatFault, readOrFault } from '../format-error.js';
import type { FaceRecord } from './face-record.js';
import { fingerPositionCode, fingerPositionOf } from './finger-codes.js';
import { type FingerImageRecord, ppiOf } from './finger-image-record.js';
import { readFaceRecord } from './read-face-record.js';
import { readFingerImageRecord } from './read-finger-image-record.js';
import { writeFaceRecord } from './write-face-record.js';
import { writeFingerImageRecord } from './write-finger-image-record.js';

const IMAGE = Uint8Array.from({ length: 6 }, (_, index) => index * 40);
const CAPTURE = {
  capturedAt: { year: 2026, month: 11, day: 25, hour: 13, minute: 7, second: 59, millisecond: 999 },
  device: { technologyCode: 2, vendorId: 0x1234, typeId: 0xffff },
  qualities: [
    { score: 0, vendorId: 1, algorithmId: 2 },
    { score: 100, vendorId: 3, algorithmId: 4 },
    { vendorId: 5, algorithmId: 6 },
  ],
};
const RASTER = {
  scaleUnit: 'inch',
  captureResolution: { x: 1000, y: 1000 },
  imageResolution: { x: 500, y: 500 },
  bitDepth: 8,
  compression: 'none',
  widthPx: 3,
  heightPx: 2,
} as const;

const FINGERS: Readonly<Record<string, FingerImageRecord>> = {
  'one of 2005': {
    version: '2005',
    captureDeviceId: 7,
    acquisitionLevel: 31,
    representations: [
      { positionCode: 2, number: 1, impressionCode: 0, ...RASTER, quality: 80, image: IMAGE },
    ],
  },
  'three of 2005, two of one finger': {
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: [
      { positionCode: 2, number: 1, impressionCode: 0, ...RASTER, quality: 80, image: IMAGE },
      { positionCode: 2, number: 2, impressionCode: 1, ...RASTER, quality: 254, image: IMAGE },
      { positionCode: 7, number: 1, impressionCode: 0, ...RASTER, quality: 1, image: IMAGE },
    ],
  },
  'one of 2011': {
    version: '2011',
    representations: [
      {
        ...CAPTURE,
        positionCode: 0,
        number: 0,
        impressionCode: 29,
        ...RASTER,
        image: IMAGE,
        extendedData: new Uint8Array(0),
      },
    ],
  },
  'two of 2011, certified, with what can be left open left open': {
    version: '2011',
    representations: [
      {
        ...CAPTURE,
        capturedAt: { year: 2026 },
        qualities: [],
        certifications: [{ authorityId: 64, schemeId: 2 }],
        positionCode: 10,
        number: 15,
        impressionCode: 1,
        ...RASTER,
        scaleUnit: 'centimetre',
        imageResolution: { x: 197, y: 394 },
        compression: 'wsq',
        image: IMAGE.subarray(1),
        extendedData: Uint8Array.of(0, 3, 0, 5, 1),
      },
      {
        ...CAPTURE,
        capturedAt: {},
        certifications: [],
        positionCode: 1,
        number: 0,
        impressionCode: 0,
        ...RASTER,
        bitDepth: 12,
        compression: 'bit-packed',
        image: new Uint8Array(9),
        extendedData: new Uint8Array(0),
      },
    ],
  },
};

const FACE = {
  genderCode: 2,
  eyeColourCode: 1,
  hairColourCode: 255,
  propertyMask: 0x00044d,
  expressionCode: 1,
  pose: { yaw: 1, pitch: 2, roll: 180 },
  poseUncertainty: { yaw: 0, pitch: 0, roll: 0 },
  featurePoints: [{ typeCode: 1, code: 0x36, x: 95, y: 117, z: 0 }],
  imageTypeCode: 1,
  encoding: 'jpeg',
  widthPx: 413,
  heightPx: 531,
  colourSpaceCode: 1,
  image: IMAGE,
} as const;

const FACES: Readonly<Record<string, FaceRecord>> = {
  'two of 2005': {
    version: '2005',
    representations: [
      { ...FACE, sourceTypeCode: 2, deviceTypeId: 0x4947, quality: 0 },
      { ...FACE, featurePoints: [], encoding: 'jpeg-2000', sourceTypeCode: 6, deviceTypeId: 0, quality: 9 },
    ],
  },
  'two of 2011': {
    version: '2011',
    temporalSemantics: 0xffff,
    representations: [
      {
        ...CAPTURE,
        ...FACE,
        spatialSamplingRateLevel: 7,
        postAcquisitionProcessing: 0x8001,
        crossReference: 0,
        threeDimensionalData: new Uint8Array(0),
      },
      {
        ...CAPTURE,
        ...FACE,
        subjectHeightCm: 180,
        encoding: 'png',
        spatialSamplingRateLevel: 0,
        postAcquisitionProcessing: 0,
        crossReference: 1,
        threeDimensionalData: Uint8Array.of(1, 2, 3),
      },
    ],
  },
};

t.test('what is written is read again', async (t) => {
  for (const [name, record] of Object.entries(FINGERS)) {
    const bytes = writeFingerImageRecord(record);
    t.same(readFingerImageRecord(bytes), record, name);
    t.same(writeFingerImageRecord(readFingerImageRecord(bytes)), bytes, `${name}, to the byte`);
  }
  for (const [name, record] of Object.entries(FACES)) {
    const bytes = writeFaceRecord(record);
    t.same(readFaceRecord(bytes), record, name);
    t.same(writeFaceRecord(readFaceRecord(bytes)), bytes, `${name}, to the byte`);
  }
});

t.test('a record inside a larger buffer is read by its own bytes, with offsets from its start', async (t) => {
  const bytes = writeFingerImageRecord(FINGERS['one of 2011']!);
  const larger = new Uint8Array(bytes.length + 100);
  larger.set(bytes, 50);
  const window = larger.subarray(50, 50 + bytes.length);
  t.same(readFingerImageRecord(window), FINGERS['one of 2011']);
  window[52] = 99;
  const fault = faultOf(() => readFingerImageRecord(window));
  t.match(fault, { code: 'out-of-range', field: 'scale units', offset: 52 });
});

t.test('every record is refused at every length but its own', async (t) => {
  const records = [
    ...Object.values(FINGERS).map(
      (record) => [writeFingerImageRecord(record), readFingerImageRecord] as const,
    ),
    ...Object.values(FACES).map((record) => [writeFaceRecord(record), readFaceRecord] as const),
  ];
  for (const [bytes, read] of records) {
    for (let length = 0; length < bytes.length; length++) {
      const fault = faultOf(() => read(bytes.subarray(0, length)));
      if (!fault || (length >= 12 && fault.code !== 'truncated')) t.fail(`length ${length}: ${fault?.code}`);
    }
    const longer = new Uint8Array([...bytes, 0]);
    t.match(
      faultOf(() => read(longer)),
      { code: 'inconsistent', field: 'length of record' },
    );
  }
});

type Fault = readonly [what: string, change: (bytes: DataView) => void, expected: Partial<FormatFault>];

const FINGER_FAULTS: readonly Fault[] = [
  ['another identifier', (v) => v.setUint8(2, 0x58), { code: 'not-this-format', offset: 0 }],
  [
    'another version',
    (v) => v.setUint8(5, 0x39),
    { code: 'unsupported', field: 'version number', offset: 4 },
  ],
  [
    'a record of 4 GiB',
    (v) => v.setUint32(8, 0xffffffff),
    { code: 'truncated', field: 'length of record', offset: 8 },
  ],
  ['a record of nothing', (v) => v.setUint32(8, 0), { code: 'out-of-range', field: 'length of record' }],
  ['no image', (v) => v.setUint16(12, 0), { code: 'out-of-range', field: 'number of representations' }],
  [
    '65535 images',
    (v) => v.setUint16(12, 0xffff),
    { code: 'limit-exceeded', field: 'number of representations' },
  ],
  [
    'an impossible flag',
    (v) => v.setUint8(14, 2),
    { code: 'out-of-range', field: 'certification flag', offset: 14 },
  ],
  [
    'a representation of 4 GiB',
    (v) => v.setUint32(16, 0xffffffff),
    { code: 'truncated', field: 'representation' },
  ],
  [
    'a representation of nothing',
    (v) => v.setUint32(16, 3),
    { code: 'out-of-range', field: 'representation length' },
  ],
  ['month 13', (v) => v.setUint8(22, 13), { code: 'out-of-range', field: 'capture month', offset: 22 }],
  ['255 quality blocks', (v) => v.setUint8(34, 255), { field: /quality block \d+/ as never }],
  ['a quality of 101', (v) => v.setUint8(35, 101), { code: 'out-of-range', field: 'quality block 0 score' }],
  ['scale unit 0', (v) => v.setUint8(52, 0), { code: 'out-of-range', field: 'scale units' }],
  ['no bits', (v) => v.setUint8(61, 0), { code: 'out-of-range', field: 'pixel depth' }],
  ['17 bits', (v) => v.setUint8(61, 17), { code: 'out-of-range', field: 'pixel depth' }],
  ['compression 7', (v) => v.setUint8(62, 7), { code: 'out-of-range', field: 'compression algorithm' }],
  ['no columns', (v) => v.setUint16(64, 0), { code: 'out-of-range', field: 'horizontal line length' }],
  ['65535 columns', (v) => v.setUint16(64, 0xffff), { code: 'inconsistent', field: 'image data length' }],
  ['no rows', (v) => v.setUint16(66, 0), { code: 'out-of-range', field: 'vertical line length' }],
  [
    'an image of 4 GiB',
    (v) => v.setUint32(68, 0xffffffff),
    { code: 'truncated', field: 'image data', offset: 72 },
  ],
  ['an image of nothing', (v) => v.setUint32(68, 0), { code: 'out-of-range', field: 'image data length' }],
];

t.test('each field of a finger record of 2011 is held against what it may be', async (t) => {
  const bytes = writeFingerImageRecord(FINGERS['one of 2011']!);
  for (const [what, change, expected] of FINGER_FAULTS) {
    const changed = bytes.slice();
    change(new DataView(changed.buffer));
    t.match(
      faultOf(() => readFingerImageRecord(changed)),
      { format: 'iso-19794-4', ...expected },
      what,
    );
  }
});

const FACE_FAULTS: readonly Fault[] = [
  ['another version', (v) => v.setUint8(5, 0x32), { code: 'unsupported', field: 'version number' }],
  ['no image', (v) => v.setUint16(12, 0), { code: 'out-of-range', field: 'number of facial images' }],
  [
    '65535 images',
    (v) => v.setUint16(12, 0xffff),
    { code: 'limit-exceeded', field: 'number of facial images' },
  ],
  [
    'a block of 4 GiB',
    (v) => v.setUint32(14, 0xffffffff),
    { code: 'truncated', field: 'facial record data' },
  ],
  [
    'a block of nothing',
    (v) => v.setUint32(14, 0),
    { code: 'out-of-range', field: 'facial record data length' },
  ],
  ['65535 feature points', (v) => v.setUint16(18, 0xffff), { code: 'truncated', field: 'feature points' }],
  ['image data type 2', (v) => v.setUint8(43, 2), { code: 'out-of-range', field: 'image data type' }],
  ['no columns', (v) => v.setUint16(44, 0), { code: 'out-of-range', field: 'width' }],
  ['no rows', (v) => v.setUint16(46, 0), { code: 'out-of-range', field: 'height' }],
];

t.test('each field of a face record of 2005 is held against what it may be', async (t) => {
  const bytes = writeFaceRecord(FACES['two of 2005']!);
  for (const [what, change, expected] of FACE_FAULTS) {
    const changed = bytes.slice();
    change(new DataView(changed.buffer));
    t.match(
      faultOf(() => readFaceRecord(changed)),
      { format: 'iso-19794-5', ...expected },
      what,
    );
  }
});

t.test('the writer refuses what a field cannot hold, and what a record of 2005 cannot say', async (t) => {
  const one = FINGERS['one of 2005'] as Extract<FingerImageRecord, { version: '2005' }>;
  const [view] = one.representations;
  const withView = (change: object): FingerImageRecord => ({
    ...one,
    representations: [{ ...view!, ...change }],
  });
  t.throws(() => writeFingerImageRecord({ ...one, representations: [] }), RangeError);
  t.throws(() => writeFingerImageRecord(withView({ widthPx: 65_536 })), /horizontal line length/);
  t.throws(() => writeFingerImageRecord(withView({ quality: -1 })), /quality/);
  t.throws(() => writeFingerImageRecord(withView({ number: 1.5 })), /view number/);
  t.doesNotThrow(() => writeFingerImageRecord(withView({ compression: 'jpeg-2000-lossless' })));
  const mixed = [view!, { ...view!, bitDepth: 16 }];
  t.throws(() => writeFingerImageRecord({ ...one, representations: mixed }), /one resolution, depth/);
  const face = FACES['two of 2005'] as Extract<FaceRecord, { version: '2005' }>;
  const png = face.representations.map((representation) => ({ ...representation, encoding: 'png' as const }));
  t.throws(() => writeFaceRecord({ ...face, representations: png }), /cannot name the encoding png/);
});

t.test('positions and resolutions in the words of the hub', async (t) => {
  for (const position of ['unknown-finger', 'right-thumb', 'left-little'] as const) {
    t.equal(fingerPositionOf(fingerPositionCode(position)), position);
  }
  t.same([13, 14, 15].map(fingerPositionOf), ['right-slap', 'left-slap', 'two-thumbs']);
  t.equal(fingerPositionOf(40), 'several-fingers');
  t.equal(fingerPositionOf(21), 'right-full-palm');
  t.equal(fingerPositionOf(36), 'left-hypothenar-palm');
  t.equal(fingerPositionOf(37), undefined, 'a palm of ANSI/NIST-ITL alone');
  t.equal(fingerPositionOf(11), undefined);
  t.throws(() => fingerPositionCode('face'), RangeError);
  const [, second] = FINGERS['one of 2005']!.representations;
  t.equal(second, undefined);
  const metric = { ...FINGERS['one of 2005']!.representations[0]!, scaleUnit: 'centimetre' as const };
  t.same(ppiOf({ ...metric, imageResolution: { x: 197, y: 394 } }), { x: 500, y: 1000 });
  t.same(ppiOf({ ...metric, imageResolution: { x: 100, y: 100 } }), { x: 254, y: 254 });
});

function faultOf(read: () => unknown): FormatFault | undefined {
  const outcome = readOrFault(read);
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
