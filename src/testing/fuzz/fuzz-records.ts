/** ISO/IEC 19794 records and a CBEFF record for the fuzzer, by the hub's own writers. */
import { encodeMinutiae } from '../../domain/minutiae-bytes.js';
import { NO_RIDGES } from '../../domain/minutiae-template.js';
import { convertMinutiaeRecord } from '../../extraction/formats/iso/convert-minutiae-record.js';
import type { FaceRecord } from '../../extraction/formats/iso/face-record.js';
import type { FingerImageRecord } from '../../extraction/formats/iso/finger-image-record.js';
import {
  MINUTIAE_STANDARDS,
  type MinutiaeLayout,
  type MinutiaeRecord,
  type MinutiaeView,
} from '../../extraction/formats/iso/minutiae-record.js';
import { minutiaeTemplateOf } from '../../extraction/formats/iso/minutiae-template-of.js';
import { writeFaceRecord } from '../../extraction/formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../../extraction/formats/iso/write-finger-image-record.js';
import { writeMinutiaeRecord } from '../../extraction/formats/iso/write-minutiae-record.js';
import { testPixels } from '../nist-transactions.js';
import type { FuzzSeed } from './fuzz-corpus.js';

const WIDTH = 40;
const HEIGHT = 33;
const CAPTURE = {
  capturedAt: { year: 2026, month: 11, day: 25 },
  device: { technologyCode: 2, vendorId: 1, typeId: 2 },
  qualities: [{ score: 80, vendorId: 1, algorithmId: 2 }],
};
const RASTER = {
  scaleUnit: 'inch',
  captureResolution: { x: 500, y: 500 },
  imageResolution: { x: 500, y: 500 },
  bitDepth: 8,
  widthPx: WIDTH,
  heightPx: HEIGHT,
  impressionCode: 0,
} as const;

export function fuzzRecords(wsq: Uint8Array): readonly FuzzSeed[] {
  const raw = { ...RASTER, compression: 'none', image: testPixels(WIDTH, HEIGHT) } as const;
  const finger2005: FingerImageRecord = {
    version: '2005',
    captureDeviceId: 7,
    acquisitionLevel: 31,
    representations: [
      { ...raw, positionCode: 2, number: 1, quality: 80 },
      { ...raw, positionCode: 7, number: 1, quality: 1 },
    ],
  };
  const finger2011: FingerImageRecord = {
    version: '2011',
    representations: [
      {
        ...CAPTURE,
        ...RASTER,
        compression: 'wsq',
        image: wsq,
        positionCode: 2,
        number: 0,
        extendedData: Uint8Array.of(1, 2),
      },
    ],
  };
  const finger = writeFingerImageRecord(finger2011);
  return [
    { format: 'iso', name: 'finger record of 2005', file: writeFingerImageRecord(finger2005) },
    { format: 'iso', name: 'finger record of 2011', file: finger },
    { format: 'iso', name: 'face record of 2005', file: writeFaceRecord(FACE_2005) },
    ...minutiaeRecords(),
    { format: 'template', name: 'template of minutiae', file: minutiaeTemplate() },
    { format: 'cbeff', name: 'cbeff', file: cbeff(finger) },
  ];
}

const FACE_2005: FaceRecord = {
  version: '2005',
  representations: [
    {
      genderCode: 2,
      eyeColourCode: 3,
      hairColourCode: 4,
      propertyMask: 0,
      expressionCode: 1,
      pose: { yaw: 1, pitch: 1, roll: 1 },
      poseUncertainty: { yaw: 0, pitch: 0, roll: 0 },
      featurePoints: [{ typeCode: 1, code: 0x33, x: 10, y: 20, z: 0 }],
      imageTypeCode: 1,
      encoding: 'jpeg',
      widthPx: 30,
      heightPx: 40,
      colourSpaceCode: 1,
      sourceTypeCode: 2,
      deviceTypeId: 0,
      quality: 0,
      image: Uint8Array.of(0xff, 0xd8, 0xff, 0xd9),
    },
  ],
};

/** The same two views in every layout, the second with extended data. */
function minutiaeRecords(): readonly FuzzSeed[] {
  const layouts = Object.keys(MINUTIAE_STANDARDS) as readonly MinutiaeLayout[];
  return layouts.map((layout) => ({
    format: 'iso',
    name: `minutiae, ${layout}`,
    file: writeMinutiaeRecord(convertMinutiaeRecord(MINUTIAE_2005, layout).record),
  }));
}

const COUNT = 12;
const drawn = (step: number, below: number) =>
  Array.from({ length: COUNT }, (_, index) => (index * step + 7) % below);
const MINUTIAE_VIEW: MinutiaeView = {
  positionCode: 2,
  number: 0,
  impressionCode: 0,
  quality: 60,
  widthPx: 300,
  heightPx: 400,
  resolution: { x: 197, y: 197 },
  minutiae: {
    type: Uint8Array.from(drawn(1, 3)),
    x: Uint16Array.from(drawn(71, 300)),
    y: Uint16Array.from(drawn(89, 400)),
    reserved: new Uint8Array(COUNT),
    angle: Uint8Array.from(drawn(37, 256)),
    quality: Uint8Array.from(drawn(13, 101)),
  },
  extendedData: new Uint8Array(0),
};
const MINUTIAE_2005: MinutiaeRecord = {
  layout: 'iso-2005',
  views: [
    MINUTIAE_VIEW,
    { ...MINUTIAE_VIEW, positionCode: 7, extendedData: Uint8Array.of(1, 0, 0, 6, 1, 2) },
  ],
};

function minutiaeTemplate(): Uint8Array {
  const made = minutiaeTemplateOf(MINUTIAE_VIEW, 'iso-2005');
  if (made.kind !== 'template') throw new Error('the minutiae make no template');
  const orientation = Uint8Array.from({ length: 40 * 52 }, (_, cell) => (cell * 7) & 255);
  const wave = orientation.map((each) => (each === NO_RIDGES ? 0 : (each * 3) & 255));
  return encodeMinutiae({ ...made.template, ridges: { columns: 40, rows: 52, orientation, wave } });
}

function cbeff(record: Uint8Array): Uint8Array {
  const bir = (type: string, subtype: string) =>
    `<BIR><Version><Major>1</Major><Minor>1</Minor></Version><BDBInfo><Format><Organization>Mosip</Organization>` +
    `<Type>7</Type></Format><Type>${type}</Type><Subtype>${subtype}</Subtype><Quality><Score>80</Score></Quality>` +
    `</BDBInfo><BDB>${Buffer.from(record).toString('base64')}</BDB></BIR>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<BIR xmlns="http://standards.iso.org/iso-iec/19785/-3/ed-2/"><!-- two -->` +
      `${bir('Finger', 'Right IndexFinger')}${bir('Finger', 'Left Thumb')}</BIR>`,
  );
}
