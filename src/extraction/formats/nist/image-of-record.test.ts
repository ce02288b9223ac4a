import t from 'tap';
import { type FieldValue, taggedRecord } from './build-record.js';
import { typeOneRecord } from './build-transaction.js';
import { fingerprintRecord } from './fingerprint-record.js';
import { imageOfRecord } from './image-of-record.js';
import { binaryRecordBytes, fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import type { BinaryRecord } from './transaction.js';

const DATA = Buffer.from('image');
const HEADER = {
  transactionType: 'T',
  date: '20240101',
  destinationAgency: 'A',
  originatingAgency: 'B',
  controlNumber: 'C',
};
const tagged = (type: number, values: Readonly<Record<number, FieldValue>>) =>
  imageOfRecord(taggedRecord(type, 1, { ...values, 999: DATA }), undefined);

t.test('a slap has its positions, segments, qualities and missing fingers', async (t) => {
  const image = tagged(14, {
    3: 0,
    4: 'AGENCY',
    5: '20240229',
    6: 1600,
    7: 1500,
    8: 1,
    9: 500,
    10: 500,
    11: 'WSQ20',
    12: 8,
    13: 13,
    18: [['3', 'XX'], ['4', 'UP'], ['', 'XX'], ['5']],
    21: [
      ['2', '10', '20', '30', '40'],
      ['3', '10', '20', '30'],
    ],
    22: [
      ['2', '1'],
      ['4', '254'],
    ],
    23: [['2', '90', '001B', '0001']],
    24: [
      ['2', '80', '001B', '0002'],
      ['4', 'x', '001B', '0002'],
    ],
    25: [
      ['4', '3', '1', '2', '3', '4', '5', '6'],
      ['5', '3', '1', '2', '3', '4', '5'],
      ['5', '2', '1', 'x', '3', '4'],
    ],
  });
  t.same(image, {
    recordType: 14,
    idc: 1,
    data: DATA,
    compression: 'wsq',
    compressionCode: 'WSQ20',
    widthPx: 1600,
    heightPx: 1500,
    ppi: { horizontal: 500, vertical: 500 },
    bitsPerPixel: 8,
    colourSpace: undefined,
    positions: [13],
    impressionType: 0,
    captureDate: '20240229',
    sourceAgency: 'AGENCY',
    amputations: [
      { position: 3, code: 'XX' },
      { position: 4, code: 'UP' },
    ],
    segments: [
      { kind: 'rectangle', position: 2, left: 10, right: 20, top: 30, bottom: 40 },
      {
        kind: 'polygon',
        position: 4,
        vertices: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
          { x: 5, y: 6 },
        ],
      },
    ],
    qualities: [
      { measure: 'nfiq', position: 2, value: 1, vendor: undefined, product: undefined },
      { measure: 'nfiq', position: 4, value: 254, vendor: undefined, product: undefined },
      { measure: 'segmentation', position: 2, value: 90, vendor: '001B', product: '0001' },
      { measure: 'image', position: 2, value: 80, vendor: '001B', product: '0002' },
    ],
    photo: undefined,
    eye: undefined,
  });
});

t.test('a face has its photo, an iris its eye, and neither has positions', async (t) => {
  const face = tagged(10, {
    3: 'FACE',
    5: '20240229',
    6: 480,
    7: 640,
    8: 0,
    9: 1,
    10: 1,
    11: 'JPEGB',
    12: 'SRGB',
    13: 50,
    20: 'A',
    21: '-45',
    24: [['70', '001B', '1']],
    26: [['NEUTRAL'], ['GLASSES']],
  });
  t.match(face, {
    compression: 'jpegb',
    ppi: undefined,
    bitsPerPixel: 24,
    colourSpace: 'SRGB',
    positions: [],
    impressionType: undefined,
    qualities: [{ measure: 'image', position: undefined, value: 70 }],
    photo: {
      imageType: 'FACE',
      acquisitionProfile: 50,
      pose: 'A',
      poseAngleDeg: -45,
      attributes: ['NEUTRAL', 'GLASSES'],
      markCodes: [],
    },
  });
  const iris = tagged(17, { 3: 1, 6: 640, 7: 480, 8: 2, 9: 100, 10: 100, 11: 'png', 12: 8, 13: 'GRAY' });
  t.match(iris, {
    compression: 'png',
    colourSpace: 'GRAY',
    eye: 'right',
    ppi: { horizontal: 254, vertical: 254 },
  });
  t.equal(tagged(17, { 3: 2 })?.eye, 'left');
  t.equal(tagged(17, { 3: 0 })?.eye, 'unknown');
  t.equal(tagged(10, { 12: 'GRAY' })?.bitsPerPixel, 8);
  t.equal(tagged(10, { 12: 'UNK' })?.bitsPerPixel, undefined);
});

t.test('a value that is none is undefined, and a resolution is never guessed', async (t) => {
  const sides = { 6: '640', 7: '480', 8: '1', 9: '500', 10: '500' };
  const cases: readonly (readonly [string, Readonly<Record<number, FieldValue>>, unknown])[] = [
    ['inches', {}, { horizontal: 500, vertical: 500 }],
    ['centimetres', { 8: 2, 9: 197, 10: 394 }, { horizontal: 500.38, vertical: 1000.76 }],
    ['an aspect ratio', { 8: 0 }, undefined],
    ['a unit of no table', { 8: 3 }, undefined],
    ['no unit', { 8: '' }, undefined],
    ['a resolution of zero', { 9: 0 }, undefined],
    ['a resolution that is no number', { 10: '5OO' }, undefined],
    ['a negative resolution', { 10: '-500' }, undefined],
  ];
  for (const [name, values, ppi] of cases) t.same(tagged(14, { ...sides, ...values })?.ppi, ppi, name);
  t.equal(tagged(14, { 6: 'wide' })?.widthPx, undefined);
  t.equal(tagged(14, { 11: 'WSQ' })?.compression, 'wsq');
  t.equal(tagged(14, { 11: 'WSQ21' })?.compression, 'unknown');
  t.same(tagged(14, { 13: [['1'], ['2']] })?.positions, [1, 2]);
  t.same(tagged(14, { 13: ['1', '2'] })?.positions, [1, 2]);
  t.same(tagged(13, { 18: [['1', 'XX']] })?.amputations, [], '13.018 is something else');
  t.match(tagged(19, { 13: '64', 19: [['65', '3', '1', '2', '3', '4', '5', '6']] }), {
    positions: [64],
    segments: [{ kind: 'polygon', position: 65 }],
  });
  t.equal(tagged(9, { 3: 0 }), undefined, 'Type 9 has no image');
  t.equal(imageOfRecord(taggedRecord(14, 1, { 18: [['1', 'XX']] }), undefined), undefined);
});

t.test('the image starts after a tag that is repeated within the data', async (t) => {
  const start = (data: string) => {
    const record = taggedRecord(14, 1, { 999: Buffer.from(data, 'latin1') });
    return Buffer.from(imageOfRecord(record, undefined)!.data).toString('latin1');
  };
  t.equal(start('0101\x1d14.999:image'), 'image');
  t.equal(start('0101\x1d14.999:47\x1d14.999:image'), 'image');
  t.equal(start('0101\x1d13.999:image'), '0101\x1d13.999:image');
  t.equal(start('0101\x1d14.998:image'), '0101\x1d14.998:image');
  t.equal(start('\x1d14.999:image'), '\x1d14.999:image', 'nothing before it');
});

t.test('a Type 4 takes its resolution from Type 1', async (t) => {
  const typeOne = typeOneRecord({ ...HEADER, nativeResolution: '39.37', transmittedResolution: '19.69' });
  const image = (resolutionCode: 0 | 1) =>
    fingerprintRecord({
      idc: 7,
      impressionType: 1,
      positions: [2, 0],
      resolutionCode,
      widthPx: 20,
      heightPx: 10,
      compressionCode: 1,
      data: DATA,
    });
  t.match(imageOfRecord(image(0), typeOne), {
    recordType: 4,
    idc: 7,
    compression: 'wsq',
    ppi: { horizontal: 500, vertical: 500 },
    bitsPerPixel: 8,
    positions: [2, 0],
    impressionType: 1,
    widthPx: 20,
    heightPx: 10,
  });
  t.same(imageOfRecord(image(1), typeOne)?.ppi, { horizontal: 1000, vertical: 1000 });
  t.equal(imageOfRecord(image(0), typeOneRecord(HEADER))?.ppi, undefined, '00.00 is no resolution');
  t.equal(imageOfRecord(image(0), undefined)?.ppi, undefined);
});

t.test('older binary types are read as far as they are defined', async (t) => {
  const read = (type: number, dataBytes: number, change: (bytes: Buffer) => void = () => {}) => {
    const bytes = binaryRecordBytes(type, 1, dataBytes);
    change(bytes);
    const { records } = readTransaction(fileOf(typeOneText(`${type},01`), bytes));
    return imageOfRecord(records[1] as BinaryRecord, records[0]);
  };
  t.match(read(6, 9), { compression: 'facsimile', bitsPerPixel: 1, widthPx: 257, heightPx: 257 });
  t.match(
    read(5, 9, (bytes) => bytes.writeUInt8(0, 17)),
    { compression: 'none', compressionCode: '0' },
  );
  t.match(read(3, 9), { compression: 'wsq', bitsPerPixel: 8, positions: [1, 1, 1, 1, 1, 1] });
  t.match(
    read(8, 9, (bytes) => bytes.writeUInt8(2, 6)),
    { compression: 'vector', ppi: undefined, positions: [] },
  );
  t.equal(read(7, 12), undefined, 'a Type 7 too short for the usual header');
  t.match(read(7, 13), { compression: 'wsq', widthPx: 257 });
});
