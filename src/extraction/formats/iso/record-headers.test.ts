/** Minutiae and iris records, built field by field: the layouts that share an identifier, and how each may be wrong. */
import t from 'tap';
import { type FormatFault, readOrFault } from '../format-error.js';
import { readMinutiaeHeader } from './read-minutiae-header.js';
import { readRecordHeader } from './read-record-header.js';

const MINUTIA = [0x40, 10, 0, 20, 30, 40];
/** Position 7, impression 0, quality 90, two minutiae, no extended data. */
const VIEW = [7, 0, 90, 2, ...MINUTIA, ...MINUTIA, 0, 0];
const VIEW_WITH_DATA = [2, 0, 70, 1, ...MINUTIA, 0, 4, 0, 1, 0, 4];
/** Equipment, 300 x 400 pixels, 197 per centimetre, number of views, reserved. */
const SIZED = (count: number) => [0, 0, 1, 44, 1, 144, 0, 197, 0, 197, count, 0];
/** Date unknown, technology, vendor, type, no quality block. */
const CAPTURE = [255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0];

function isoMinutiae(...views: readonly (readonly number[])[]): Uint8Array {
  return record('FMR\0 20\0', [...SIZED(views.length), ...views.flat()]);
}

function record(start: string, rest: readonly number[]): Uint8Array {
  const length = start.length + 4 + rest.length;
  return Uint8Array.from([...Buffer.from(start, 'latin1'), ...u32(length), ...rest]);
}

function u32(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

t.test('four layouts of minutiae are told apart by their lengths', async (t) => {
  const iso2005 = isoMinutiae(VIEW, VIEW_WITH_DATA);
  t.same(readRecordHeader(iso2005), {
    format: 'iso-19794-2',
    standard: 'ISO/IEC 19794-2:2005',
    byteCount: iso2005.length,
    representations: ['left-index, 2 minutiae', 'right-index, 1 minutiae'],
    remarks: [],
  });
  const body = [0, 0x42, 0, 0x11, ...SIZED(1), ...VIEW];
  const ansi2004 = Uint8Array.from([...Buffer.from('FMR\0 20\0'), 0, 10 + body.length, ...body]);
  t.match(readMinutiaeHeader(ansi2004), { standard: 'INCITS 378-2004', views: [{ minutiaCount: 2 }] });
  const longLength = Uint8Array.from([...Buffer.from('FMR\0 20\0'), 0, 0, ...u32(14 + body.length), ...body]);
  t.match(readMinutiaeHeader(longLength), { standard: 'INCITS 378-2004', views: [{ positionCode: 7 }] });
  const view2009 = [7, 0, 1, 90, 0, 6, 0, 55, 2, 0, 2, 0, 0, 197, 0, 197, 2, ...MINUTIA, ...MINUTIA, 0, 0];
  const ansi2009 = record('FMR\x00030\0', [0, 0x42, 0, 0x11, 0, 0xb5, 1, 0, ...view2009]);
  t.match(readMinutiaeHeader(ansi2009), {
    standard: 'INCITS 378-2009',
    views: [{ positionCode: 7, impressionCode: 1, quality: 90, minutiaCount: 2 }],
  });
  const representation = [...CAPTURE, 3, 0, 1, 2, 3, 4];
  const iso2011 = record('FMR\x00030\0', [0, 1, 0, ...u32(representation.length + 4), ...representation]);
  t.match(readRecordHeader(iso2011), {
    standard: 'ISO/IEC 19794-2:2011',
    representations: ['right-middle, minutiae'],
  });
});

t.test('extended data that end a little off are harmless, and remarked upon', async (t) => {
  for (const [announced, isRemarked] of [
    [3, true],
    [4, false],
    [6, true],
  ] as const) {
    const bytes = isoMinutiae(VIEW_WITH_DATA);
    bytes[bytes.length - 5] = announced;
    t.equal(readMinutiaeHeader(bytes).remarks.length, isRemarked ? 1 : 0, `${announced} announced, 4 there`);
  }
  const bytes = isoMinutiae(VIEW_WITH_DATA);
  bytes[bytes.length - 5] = 7;
  t.match(faultOf(bytes), { code: 'truncated', field: 'extended data' }, 'three too many');
  bytes[bytes.length - 5] = 1;
  t.match(faultOf(bytes), { code: 'inconsistent', field: 'length of record' }, 'three too few');
});

t.test('what is wrong with a record of minutiae', async (t) => {
  const rows: readonly (readonly [
    what: string,
    at: number,
    value: number,
    expected: Partial<FormatFault>,
  ])[] = [
    ['another version', 5, 0x39, { code: 'unsupported', field: 'version number', offset: 4 }],
    ['a longer record', 11, 255, { code: 'truncated', field: 'length of record', offset: 8 }],
    ['a shorter record', 11, 20, { code: 'inconsistent', field: 'length of record' }],
    ['no columns', 15, 0, { code: 'out-of-range', field: 'image size' }],
    ['255 views', 22, 255, { code: 'truncated', field: 'finger position' }],
    ['no view', 22, 0, { code: 'inconsistent', field: 'length of record' }],
    ['255 minutiae', 27, 255, { code: 'truncated', field: 'minutiae' }],
  ];
  for (const [what, at, value, expected] of rows) {
    const bytes = isoMinutiae(VIEW);
    bytes[at] = value;
    // 300 columns are 1 and 44.
    if (at === 15) bytes[14] = 0;
    t.match(faultOf(bytes), { format: 'iso-19794-2', ...expected }, what);
  }
  for (let length = 8; length < isoMinutiae(VIEW).length; length++) {
    t.match(faultOf(isoMinutiae(VIEW).subarray(0, length)), { code: 'truncated' }, `${length} bytes`);
  }
});

t.test('iris records', async (t) => {
  const iris = (eye: number, lengthOff = 0) => {
    const image = [1, 2, 3];
    const facts = [0, 1, eye, 1, 14, 0, 1, 144, 1, 44, 8, ...Array(18).fill(0)];
    const representation = [...CAPTURE, ...facts, ...u32(image.length), ...image];
    return record('IIR\x00020\0', [
      0,
      1,
      0,
      1,
      ...u32(representation.length + 4 + lengthOff),
      ...representation,
    ]);
  };
  t.match(readRecordHeader(iris(2)), {
    format: 'iso-19794-6',
    standard: 'ISO/IEC 19794-6:2011',
    representations: ['iris, left eye, 400 x 300 pixels'],
    remarks: [],
  });
  t.match(
    readRecordHeader(iris(1, -5)),
    { remarks: [/announces/] },
    'a quality block left out of the length',
  );
  t.match(faultOf(iris(1, -6)), { code: 'inconsistent', field: 'representation length' });
  t.match(faultOf(iris(3)), { code: 'out-of-range', field: 'eye label' });
  t.match(faultOf(iris(1).subarray(0, -1)), { code: 'truncated' });
  t.match(readRecordHeader(record('IIR\x00010\0', [1, 2, 3])), { standard: 'ISO/IEC 19794-6:2005' });
  t.match(faultOf(record('IIR\x00040\0', [1, 2, 3])), { code: 'unsupported', field: 'version number' });
});

t.test('anything else is no record', async (t) => {
  t.equal(readRecordHeader(Buffer.from('FMX\0 20\0 and so on')), undefined);
  t.equal(readRecordHeader(new Uint8Array(0)), undefined);
});

function faultOf(file: Uint8Array): FormatFault | undefined {
  const outcome = readOrFault(() => readRecordHeader(file));
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
