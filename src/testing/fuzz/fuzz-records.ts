/** ISO/IEC 19794 records and a CBEFF record for the fuzzer, by the hub's own writers. */
import type { FaceRecord } from '../../extraction/formats/iso/face-record.js';
import type { FingerImageRecord } from '../../extraction/formats/iso/finger-image-record.js';
import { writeFaceRecord } from '../../extraction/formats/iso/write-face-record.js';
import { writeFingerImageRecord } from '../../extraction/formats/iso/write-finger-image-record.js';
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
    { format: 'iso', name: 'minutiae', file: minutiaeRecord() },
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

/** ISO/IEC 19794-2:2005: one view of two minutiae, no extended data. */
function minutiaeRecord(): Uint8Array {
  const file = Buffer.alloc(24 + 4 + 12 + 2);
  file.write('FMR\0 20\0', 0, 'latin1');
  file.writeUInt32BE(file.length, 8);
  file.writeUInt16BE(300, 14);
  file.writeUInt16BE(400, 16);
  file.writeUInt16BE(197, 18);
  file.writeUInt16BE(197, 20);
  file[22] = 1;
  file[24] = 2;
  file[26] = 60;
  file[27] = 2;
  return file;
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
