/** Iris records, built field by field, and how they may be wrong. Minutiae: `minutiae-records.test.ts`. */
import t from 'tap';
import { type FormatFault, readOrFault } from '../format-error.js';
import { readRecordHeader } from './read-record-header.js';

/** Date unknown, technology, vendor, type, no quality block. */
const CAPTURE = [255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0];

function record(start: string, rest: readonly number[]): Uint8Array {
  const length = start.length + 4 + rest.length;
  return Uint8Array.from([...Buffer.from(start, 'latin1'), ...u32(length), ...rest]);
}

function u32(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

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
