import t from 'tap';
import { LIMITS } from '../../../platform/limits.js';
import { readOrFault } from '../format-error.js';
import { binaryRecordBytes, fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import { fieldOf, itemOf, subfieldsOf } from './subfields-of.js';
import type { TaggedRecord } from './transaction.js';
import { writeTransaction } from './write-transaction.js';

t.test('all four separators, empty fields, subfields and items are kept apart', async (t) => {
  const { records } = readTransaction(
    fileOf('1.001:L|1.002:0502|1.003:1,1;2,00|1.004:T', '2.001:L|2.002:00|2.010:|2.011:,|2.012:;a,;,,b'),
  );
  t.same(
    records.map(({ type, idc }) => [type, idc]),
    [
      [1, undefined],
      [2, 0],
    ],
  );
  const second = records[1] as TaggedRecord;
  const texts = (number: number) =>
    subfieldsOf(fieldOf(second, number)!).map((items) => items.map((item) => Buffer.from(item).toString()));
  t.same(texts(10), [['']]);
  t.same(texts(11), [['', '']]);
  t.same(texts(12), [[''], ['a', ''], ['', '', 'b']]);
});

t.test('field 999 holds separators and tags, and ends where the length says', async (t) => {
  const data = Buffer.from('\x1c\x1d\x1e\x1f14.001:99\x1d14.999:\x1c');
  const file = fileOf(
    typeOneText('14,01;2,00'),
    ['14.001:L|14.002:01|14.999:', data],
    '2.001:L|2.002:00|2.003:x',
  );
  const { records } = readTransaction(file);
  t.same(
    records.map(({ type }) => type),
    [1, 14, 2],
  );
  t.same(Buffer.from(fieldOf(records[1] as TaggedRecord, 999)!.value), data);
  t.same(subfieldsOf(fieldOf(records[1] as TaggedRecord, 999)!).length, 1);
});

t.test(
  'binary records take the next binary type that is announced, wherever tagged ones stand',
  async (t) => {
    const file = fileOf(
      typeOneText('4,01;14,03;7,02;8,04'),
      '14.001:L|14.002:03|14.003:0',
      binaryRecordBytes(4, 1, 10),
      binaryRecordBytes(7, 2, 3),
      '2.001:L|2.002:09|2.003:not announced',
      binaryRecordBytes(8, 4, 0),
    );
    const { records, trailing } = readTransaction(file);
    t.same(
      records.map((record) => `${record.kind} ${record.type} ${record.idc}`),
      ['tagged 1 undefined', 'tagged 14 3', 'binary 4 1', 'binary 7 2', 'tagged 2 9', 'binary 8 4'],
    );
    t.equal(trailing.length, 0);
    t.same(Buffer.from(writeTransaction(readTransaction(file))), file);
  },
);

t.test('what real writers do is taken and written back byte for byte', async (t) => {
  const whole = fileOf(typeOneText('2,00'), '2.001:L|2.002:00|2.003:text');
  const text = whole.toString('latin1');
  const firstLength = text.indexOf('\x1c') + 1;
  const cases: readonly (readonly [string, Buffer])[] = [
    ['no FS at the end, counted', whole.subarray(0, -1)],
    ['no FS at the end, not counted', latin1(text.slice(0, -1).replace('2.001:29', '2.001:28'))],
    ['no FS between records', withoutFirstFs(text)],
    ['a length without the FS', latin1(text.replace('2.001:29', '2.001:28'))],
    ['a length with leading zeros', fileOf(typeOneText('2,00'), '2.001:00000032|2.002:00|2.003:x')],
    ['a wrong length of text alone', latin1(text.replace('2.001:29', '2.001:11'))],
    ['tags of the 1993 edition', fileOf('1.01:L|1.02:0201|1.03:1,1;2,00', '2.01:L|2.02:00')],
    ['fields out of order', fileOf(typeOneText('2,00'), '2.001:L|2.002:00|2.030:a|2.003:b')],
    ['a GS before the FS', fileOf(typeOneText('2,00'), '2.001:L|2.002:00|')],
    ['bytes after the last record', Buffer.concat([whole, Buffer.from([0, 0, 0, 26])])],
    ['a second transaction after the first', Buffer.concat([whole, whole])],
    ['a record more than announced', Buffer.concat([whole, latin1(text.slice(firstLength))])],
    ['a list of content with an RS too many', fileOf(typeOneText('2,00;'), '2.001:L|2.002:00')],
  ];
  for (const [name, file] of cases) {
    const outcome = readOrFault(() => readTransaction(file));
    t.equal(outcome.kind, 'read', `${name}: ${outcome.kind === 'malformed' ? outcome.fault.detail : 'read'}`);
    if (outcome.kind !== 'read') continue;
    t.same(Buffer.from(writeTransaction(outcome.value)), file, name);
    t.ok(outcome.value.records.length > 1, name);
  }
});

t.test('what would be a guess is a fault with its field and offset', async (t) => {
  const type1 = fileOf(typeOneText('4,01'));
  const binary = binaryRecordBytes(4, 1, 10);
  const withLength = (length: number) => {
    const bytes = Buffer.from(binary);
    bytes.writeUInt32BE(length);
    return Buffer.concat([type1, bytes]);
  };
  const end = type1.length;
  const cases: readonly (readonly [string, Buffer, string, string, number | undefined])[] = [
    ['nothing', Buffer.alloc(0), 'not-this-format', '1.001', 0],
    ['noise', Buffer.from(Array.from({ length: 256 }, (_, at) => at)), 'not-this-format', '1.001', 0],
    ['another type first', fileOf('2.001:L|2.002:00'), 'not-this-format', '1.001', 0],
    ['another field first', latin1('1.002:0502\x1c'), 'not-this-format', '1.001', 0],
    ['a length of zero', latin1('1.001:0\x1d1.002:0502\x1c'), 'out-of-range', '1.001', 6],
    ['a negative length', latin1('1.001:-5\x1d1.002:0502\x1c'), 'out-of-range', '1.001', 6],
    ['a length that is no number', latin1('1.001:1e3\x1d1.002:0502\x1c'), 'out-of-range', '1.001', 6],
    ['a length of many digits', latin1(`1.001:${'9'.repeat(400)}\x1c`), 'out-of-range', '1.001', 6],
    ['a length of 4 GB', latin1('1.001:4294967295\x1d1.002:0502\x1c'), 'truncated', '1.001', 6],
    ['a length two past the end', latin1('1.001:22\x1d1.002:0502\x1c'), 'truncated', '1.001', 6],
    ['no separator at all', latin1('1.001:12'), 'truncated', '1.001', 6],
    [
      'a cut text record',
      fileOf(typeOneText('2,00'), '2.001:L|2.002:00|2.003:text').subarray(0, -3),
      'truncated',
      '2.001',
      undefined,
    ],
    ['a field of another type within', fileOf('1.001:L|2.002:00'), 'inconsistent', '1.001', 9],
    ['no tag after a GS', fileOf('1.001:L|what'), 'inconsistent', '1.001', 9],
    ['a type of content that is none', fileOf(typeOneText('x,00')), 'out-of-range', '1.003', undefined],
    [
      'thousands of records announced',
      fileOf(
        typeOneText(
          Array(LIMITS.nistRecordsMax + 1)
            .fill('9,00')
            .join(';'),
        ),
      ),
      'limit-exceeded',
      '1.003',
      undefined,
    ],
    [
      'a binary record nobody announced',
      Buffer.concat([fileOf(typeOneText('2,00')), binary]),
      'inconsistent',
      '1.003',
      undefined,
    ],
    ['a binary length of zero', withLength(0), 'out-of-range', '4.001', end],
    ['a binary length short of its header', withLength(17), 'out-of-range', '4.001', end],
    ['a binary length past the end', withLength(29), 'truncated', '4.001', end],
    ['a binary length of 4 GB', withLength(0xffffffff), 'truncated', '4.001', end],
    [
      'three bytes of a binary record',
      Buffer.concat([type1, binary.subarray(0, 3)]),
      'truncated',
      '4.001',
      end,
    ],
    ['data that do not end at their length', badDataLength(), 'inconsistent', '14.001', undefined],
  ];
  for (const [name, file, code, field, offset] of cases) {
    const outcome = readOrFault(() => readTransaction(file));
    t.match(outcome, { kind: 'malformed', fault: { format: 'ansi-nist', code, field } }, name);
    if (outcome.kind === 'malformed' && offset !== undefined) t.equal(outcome.fault.offset, offset, name);
  }
  t.equal(readTransaction(withLength(28)).records.length, 2, 'the right length is taken');
});

t.test('fields and items have limits', async (t) => {
  const items = fileOf(typeOneText('2,00'), `2.001:L|2.002:00|2.003:${','.repeat(LIMITS.nistItemsMax)}`);
  t.match(
    readOrFault(() => readTransaction(items)),
    { fault: { code: 'limit-exceeded', field: '2.003' } },
  );
  const fields = fileOf(typeOneText('2,00'), `2.001:L|2.002:00${'|2.3:'.repeat(LIMITS.nistFieldsMax)}`);
  t.match(
    readOrFault(() => readTransaction(fields)),
    { fault: { code: 'limit-exceeded', field: '2.003' } },
  );
});

t.test('UTF-16 text may hold the bytes of separators after a switch', async (t) => {
  const cyrillic = Buffer.concat([
    Buffer.from('\x02002='),
    Buffer.from('04 1d 04 1c 04 1f 04 1e 03 91'.replaceAll(' ', ''), 'hex'),
    Buffer.from('\x03'),
  ]);
  const record = Buffer.concat([latin1('2.002:00\x1d2.003:a\x1f'), cyrillic, latin1('\x1fb\x1d2.004:c')]);
  const file = fileOf(typeOneText('2,00'), ['2.001:L|', record]);
  const second = readTransaction(file).records[1] as TaggedRecord;
  t.same(
    second.fields.map(({ number }) => number),
    [1, 2, 3, 4],
  );
  t.same(subfieldsOf(fieldOf(second, 3)!)[0]!.length, 3);
  t.equal(itemOf(second, 3, 2), 'b');
  t.same(Buffer.from(writeTransaction(readTransaction(file))), file);
});

t.test('a transaction that is UTF-16 throughout keeps its fields apart', async (t) => {
  const text = Buffer.from('\u041d\u041c', 'utf16le').swap16();
  const record = Buffer.concat([latin1('2.002:00\x1d2.003:'), text, latin1('\x1d2.004:'), text]);
  const file = fileOf(`${typeOneText('2,00')}|1.015:002,UTF-16`, ['2.001:L|', record]);
  const second = readTransaction(file).records[1] as TaggedRecord;
  t.same(
    second.fields.map(({ number, value }) => [number, value.length]),
    [
      [1, 2],
      [2, 2],
      [3, 4],
      [4, 4],
    ],
  );
});

function badDataLength(): Buffer {
  const file = fileOf(
    typeOneText('14,01'),
    ['14.001:L|14.002:01|14.999:', Buffer.alloc(60, 7)],
    '2.001:L|2.002:00',
  );
  return latin1(file.toString('latin1').replace(/14\.001:\d+/, '14.001:50'));
}

/** Type 1 without its FS, and a length that says so. */
function withoutFirstFs(text: string): Buffer {
  const end = text.indexOf('\x1c');
  const stated = `1.001:${end + 1}`;
  return latin1(`1.001:${end}${text.slice(stated.length, end)}${text.slice(end + 1)}`);
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
