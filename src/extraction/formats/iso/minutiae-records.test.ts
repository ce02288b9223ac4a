/** Minutiae records, built field by field: the layouts that share an identifier, and how each may be wrong. */
import t from 'tap';
import { sharedFile, sharedFiles } from '../../image/shared-test-files.js';
import { type FormatFault, readOrFault } from '../format-error.js';
import type { MinutiaeLayout, MinutiaeRecord, MinutiaeView } from './minutiae-record.js';
import { readMinutiaeRecord } from './read-minutiae-record.js';
import { readRecordHeader } from './read-record-header.js';
import { writeMinutiaeRecord } from './write-minutiae-record.js';

/** Ending at 10, 20; other at 30, 299, reserved bits set. */
const MINUTIAE = [0x40, 10, 0, 20, 30, 40, 0, 30, 0xc1, 43, 170, 0];
/** Position 7, view 2, impression 1, quality 90, two minutiae, no extended data. */
const VIEW = [7, 0x21, 90, 2, ...MINUTIAE, 0, 0];
const VIEW_WITH_DATA = [2, 0, 70, 1, ...MINUTIAE.slice(0, 6), 0, 4, 0, 1, 0, 4];
/** Equipment, 300 x 400 pixels, 197 per centimetre, number of views, reserved. */
const SIZED = (count: number) => [0x80, 0xb5, 1, 44, 1, 144, 0, 197, 0, 197, count, 0];
/** Date unknown, technology, vendor, type, one quality block. */
const CAPTURE = [255, 255, 255, 255, 255, 255, 255, 255, 255, 9, 0, 1, 0, 2, 1, 77, 0, 3, 0, 4];
/** Position 3, number 0, 197 per centimetre, impression 29, 300 x 400. */
const REPRESENTATION = [...CAPTURE, 3, 0, 0, 197, 0, 197, 29, 1, 44, 1, 144];
const VIEW_2009 = [7, 2, 1, 90, 0, 6, 0, 55, 1, 44, 1, 144, 0, 197, 0, 197, 2, ...MINUTIAE, 0, 2, 9, 9];

const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function record(start: string, rest: readonly number[]): Uint8Array {
  return Uint8Array.from([...Buffer.from(start, 'latin1'), ...u32(start.length + 4 + rest.length), ...rest]);
}

function iso2011(flag: number, ...blocks: readonly (readonly number[])[]): Uint8Array {
  const framed = blocks.flatMap((block) => [...u32(block.length + 4), ...block]);
  return record('FMR\x00030\0', [0, blocks.length, flag, ...framed]);
}

const isoMinutiae = (...views: readonly (readonly number[])[]) =>
  record('FMR\0 20\0', [...SIZED(views.length), ...views.flat()]);

const ANSI_2004_BODY = [0, 0x42, 0, 0x11, ...SIZED(1), ...VIEW];
const FILES: Readonly<Record<string, readonly [layout: MinutiaeLayout, file: Uint8Array]>> = {
  'ISO 2005': ['iso-2005', isoMinutiae(VIEW, VIEW_WITH_DATA)],
  'INCITS 2004': [
    'ansi-2004',
    Uint8Array.from([...Buffer.from('FMR\0 20\0'), 0, 10 + ANSI_2004_BODY.length, ...ANSI_2004_BODY]),
  ],
  'INCITS 2004 of long length': [
    'ansi-2004',
    Uint8Array.from([
      ...Buffer.from('FMR\0 20\0'),
      ...[0, 0, ...u32(14 + ANSI_2004_BODY.length)],
      ...ANSI_2004_BODY,
    ]),
  ],
  'INCITS 2007': ['ansi-2007', record('FMR\x00030\0', [0, 0x42, 0, 0x11, 0x80, 0xb5, 1, 0, ...VIEW_2009])],
  'INCITS 2009': ['ansi-2009', record('FMR\x00030\0', [0, 0x42, 0, 0x11, 0x80, 0, 0xb5, 1, 0, ...VIEW_2009])],
  'ISO 2011': ['iso-2011', iso2011(0, [...REPRESENTATION, 0x60, 2, ...MINUTIAE, 0, 0])],
  'ISO 2011 of five bytes, certified': [
    'iso-2011',
    iso2011(
      1,
      [
        ...CAPTURE,
        1,
        0,
        64,
        2,
        ...REPRESENTATION.slice(CAPTURE.length),
        0x51,
        1,
        ...MINUTIAE.slice(0, 5),
        0,
        1,
        7,
      ],
      [...CAPTURE, 0, ...REPRESENTATION.slice(CAPTURE.length), 0x50, 0, 0, 0],
    ),
  ],
};

for (const [name, [layout, file]] of Object.entries(FILES)) {
  t.test(`${name}: is known, read, and written to the byte`, async (t) => {
    const read = readMinutiaeRecord(file);
    t.equal(read.layout, layout);
    t.same(Buffer.from(writeMinutiaeRecord(read)), Buffer.from(file));
    const [view] = read.views;
    t.match(view, { widthPx: 300, heightPx: 400, resolution: { x: 197, y: 197 } });
    t.same(
      [view!.minutiae.type[0], view!.minutiae.x[0], view!.minutiae.y[0], view!.minutiae.angle[0]],
      [1, 10, 20, 30],
    );
    for (let length = 0; length < file.length; length++) {
      const fault = faultOf(file.subarray(0, length));
      if (!fault || (fault.code !== 'truncated' && length >= 8)) t.fail(`${length} bytes: ${fault?.code}`);
    }
    t.match(faultOf(Uint8Array.of(...file, 0)), { code: 'inconsistent' }, 'one byte behind the end');
  });
}

t.test('what the layouts say', async (t) => {
  t.match(readMinutiaeRecord(FILES['ISO 2005']![1]), {
    equipment: { certification: 8, deviceTypeId: 0xb5 },
    views: [
      {
        positionCode: 7,
        number: 2,
        impressionCode: 1,
        quality: 90,
        minutiae: { type: [1, 0], y: [20, 299], reserved: [0, 3], angle: [30, 170], quality: [40, 0] },
      },
      { positionCode: 2, extendedData: [0, 1, 0, 4] },
    ],
  });
  t.match(readMinutiaeRecord(FILES['INCITS 2009']![1]), {
    product: { ownerId: 0x42, typeId: 0x11 },
    equipment: { certification: 0x80, deviceTypeId: 0xb5 },
    views: [{ number: 2, impressionCode: 1, qualityAlgorithm: { vendorId: 6, algorithmId: 55 } }],
  });
  t.match(readMinutiaeRecord(FILES['ISO 2011 of five bytes, certified']![1]), {
    views: [
      {
        positionCode: 3,
        impressionCode: 29,
        endingTypeCode: 1,
        capture: { qualities: [{ score: 77, vendorId: 3, algorithmId: 4 }] },
        certifications: [{ authorityId: 64, schemeId: 2 }],
        extendedData: [7],
      },
      { certifications: [], minutiae: { x: [] } },
    ],
  });
  t.same(readRecordHeader(FILES['ISO 2005']![1]), {
    format: 'iso-19794-2',
    standard: 'ISO/IEC 19794-2:2005',
    byteCount: FILES['ISO 2005']![1].length,
    representations: ['left-index, 2 minutiae', 'right-index, 1 minutiae'],
    remarks: [],
  });
});

/** In the record of two views that `FILES` begins with: the byte that is changed, and what is said of it. */
const FAULTS_2005: readonly (readonly [
  what: string,
  at: number,
  value: number,
  expected: Partial<FormatFault>,
])[] = [
  ['another version', 5, 0x39, { code: 'unsupported', field: 'version number', offset: 4 }],
  ['a longer record', 11, 255, { code: 'truncated', field: 'length of record', offset: 8 }],
  ['a shorter record', 11, 40, { code: 'inconsistent', field: 'length of record' }],
  ['ten columns', 14, 0, { code: 'out-of-range', field: 'minutia 0 x', offset: 28 }],
  ['no resolution', 19, 0, { code: 'out-of-range', field: 'resolution', offset: 20 }],
  ['255 views', 22, 255, { code: 'truncated', field: 'finger position', offset: 58 }],
  ['no view', 22, 0, { code: 'out-of-range', field: 'number of finger views', offset: 22 }],
  ['a palm', 24, 25, { code: 'out-of-range', field: 'finger position', offset: 24 }],
  ['quality 101', 26, 101, { code: 'out-of-range', field: 'finger quality', offset: 26 }],
  ['255 minutiae', 27, 255, { code: 'truncated', field: 'minutiae', offset: 28 }],
  ['a type nobody assigned', 28, 0xc0, { code: 'out-of-range', field: 'minutia 0 type', offset: 28 }],
  ['x at 300 of 300', 29, 0x2c, { code: 'out-of-range', field: 'minutia 0 x', offset: 28 }],
  ['y at 400 of 400', 37, 0x90, { code: 'out-of-range', field: 'minutia 1 y', offset: 36 }],
  ['quality 101 of a minutia', 33, 101, { code: 'out-of-range', field: 'minutia 0 quality', offset: 33 }],
  ['255 extended bytes', 41, 255, { code: 'truncated', field: 'extended data', offset: 42 }],
];

t.test('what is wrong with a record of 2005', async (t) => {
  for (const [what, at, value, expected] of FAULTS_2005) {
    const bytes = Uint8Array.from(FILES['ISO 2005']![1]);
    bytes[at] = value;
    // 300 columns are 1 and 44; a resolution is two bytes; the neighbours of what is refused are taken below.
    if (what.startsWith('x at')) bytes[28] = 0x41;
    if (what === 'ten columns') bytes[15] = 10;
    t.match(faultOf(bytes), { format: 'iso-19794-2', ...expected }, what);
  }
});

t.test('the nearest neighbours of what is refused are taken', async (t) => {
  for (const [at, values] of [
    [24, [0, 10, 13, 15, 40, 50]],
    [26, [0, 100, 254, 255]],
    [28, [0x80]],
    [33, [0, 100]],
    [32, [255]],
  ] as const) {
    for (const value of values) {
      const bytes = Uint8Array.from(FILES['ISO 2005']![1]);
      bytes[at] = value;
      t.same(
        Buffer.from(writeMinutiaeRecord(readMinutiaeRecord(bytes))),
        Buffer.from(bytes),
        `${at}: ${value}`,
      );
    }
  }
});

t.test('what is wrong with the other layouts', async (t) => {
  const rows: readonly (readonly [
    file: string,
    at: number,
    value: number,
    expected: Partial<FormatFault>,
  ])[] = [
    ['ISO 2011', 13, 0, { code: 'out-of-range', field: 'number of finger minutiae representations' }],
    ['ISO 2011', 12, 255, { code: 'limit-exceeded', field: 'number of finger minutiae representations' }],
    ['ISO 2011', 14, 2, { code: 'out-of-range', field: 'certification flag', offset: 14 }],
    ['ISO 2011', 18, 255, { code: 'truncated', field: 'representation', offset: 19 }],
    ['ISO 2011', 18, 3, { code: 'out-of-range', field: 'representation length', offset: 15 }],
    ['ISO 2011', 34, 101, { code: 'out-of-range', field: 'quality block 0 score', offset: 34 }],
    ['ISO 2011', 50, 0x70, { code: 'out-of-range', field: 'minutia field length', offset: 50 }],
    ['ISO 2011', 50, 0x62, { code: 'out-of-range', field: 'ridge ending type', offset: 50 }],
    ['ISO 2011', 57, 101, { code: 'out-of-range', field: 'minutia 0 quality', offset: 57 }],
    ['ISO 2011', 51, 1, { code: 'truncated', field: 'extended data' }],
    ['INCITS 2004', 34, 180, { code: 'out-of-range', field: 'minutia 0 angle', offset: 34 }],
    ['INCITS 2007', 41, 180, { code: 'out-of-range', field: 'minutia 0 angle', offset: 41 }],
    ['INCITS 2009', 23, 101, { code: 'out-of-range', field: 'finger quality', offset: 24 }],
  ];
  for (const [name, at, value, expected] of rows) {
    const bytes = Uint8Array.from(FILES[name]![1]);
    bytes[at + (name === 'INCITS 2009' ? 1 : 0)] = value;
    t.match(faultOf(bytes), { format: 'iso-19794-2', ...expected }, `${name}, ${expected.field}`);
  }
  const amended = Uint8Array.from(FILES['INCITS 2009']![1]);
  amended[6] = 0x35;
  t.match(faultOf(amended), { code: 'unsupported', detail: /amendment/ });
});

t.test('card formats are named and refused', async (t) => {
  for (const file of [Uint8Array.of(0x7f, 0x2e, 5, 0x90, 3, 1, 2, 3), Uint8Array.of(0x7f, 0x60, 0)]) {
    t.match(faultOf(file), { code: 'unsupported', field: 'tag', offset: 0, detail: /card/ });
  }
});

t.test('extended data that end a little off are harmless, remarked upon, and kept', async (t) => {
  for (const [announced, isRemarked] of [
    [3, true],
    [4, false],
    [6, true],
  ] as const) {
    const bytes = isoMinutiae(VIEW_WITH_DATA);
    bytes[bytes.length - 5] = announced;
    t.equal(readRecordHeader(bytes)!.remarks.length, isRemarked ? 1 : 0, `${announced} announced, 4 there`);
    t.same(Buffer.from(writeMinutiaeRecord(readMinutiaeRecord(bytes))), Buffer.from(bytes));
  }
  const bytes = isoMinutiae(VIEW_WITH_DATA);
  bytes[bytes.length - 5] = 7;
  t.match(faultOf(bytes), { code: 'truncated', field: 'extended data' }, 'three too many');
  bytes[bytes.length - 5] = 1;
  t.match(faultOf(bytes), { code: 'inconsistent', field: 'length of record' }, 'three too few');
});

t.test('what cannot be written is refused', async (t) => {
  const whole = readMinutiaeRecord(FILES['ISO 2005']![1]);
  const [first] = whole.views as readonly [MinutiaeView];
  const withFirst = (change: Partial<MinutiaeView>): MinutiaeRecord => ({
    ...whole,
    views: [{ ...first, ...change }],
  });
  const rows: readonly (readonly [what: string, record: MinutiaeRecord])[] = [
    ['no view', { ...whole, views: [] }],
    ['two sizes', { ...whole, views: [first, { ...first, widthPx: 301 }] }],
    ['view 16', withFirst({ number: 16 })],
    ['impression 29 in four bits', withFirst({ impressionCode: 29 })],
    ['x of 15 bits', withFirst({ minutiae: { ...first.minutiae, x: Uint16Array.of(0x4000, 0) } })],
    ['type 3', withFirst({ minutiae: { ...first.minutiae, type: Uint8Array.of(3, 0) } })],
    ['a device of 13 bits', { ...whole, equipment: { certification: 0, deviceTypeId: 0x1000 } }],
    ['2011 without a capture', { layout: 'iso-2011', views: [first] }],
  ];
  for (const [what, record] of rows) t.throws(() => writeMinutiaeRecord(record), RangeError, what);
});

t.test('records of others come out as they went in, and agree with each other', async (t) => {
  if (!sharedFiles('formats/iso')) return t.comment('left out: ../shared/formats/iso is not there');
  const records = ['fmr.iso2005', 'fmr.ansi2004', 'fmr.ansi2007'].map((name) => {
    const file = sharedFile('formats/iso', name);
    const read = readMinutiaeRecord(file);
    t.same(Buffer.from(writeMinutiaeRecord(read)), Buffer.from(file), name);
    return read;
  });
  t.same(
    records.map(({ layout }) => layout),
    ['iso-2005', 'ansi-2004', 'ansi-2007'],
  );
  const [first] = records.map(({ views }) => views[0]!.minutiae);
  for (const { views } of records) t.same([views[0]!.minutiae.x, views[0]!.minutiae.y], [first!.x, first!.y]);
});

function faultOf(file: Uint8Array): FormatFault | undefined {
  const outcome = readOrFault(() => readMinutiaeRecord(file));
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
