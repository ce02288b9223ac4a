import t from 'tap';
import { readOrFault } from '../format-error.js';
import { type FieldValue, taggedField, taggedRecord } from './build-record.js';
import { buildTransaction, type TransactionHeader } from './build-transaction.js';
import { fingerprintRecord } from './fingerprint-record.js';
import { binaryRecordBytes, fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import { fieldOf, itemOf, rowsOf, subfieldsOf } from './subfields-of.js';
import type { BinaryRecord, TaggedRecord, Transaction } from './transaction.js';
import { textReaderOf } from './transaction-text.js';
import { validateTransaction } from './validate-transaction.js';
import { withField, withoutField } from './with-field.js';
import { writeTransaction } from './write-transaction.js';

const HEADER: TransactionHeader = {
  transactionType: 'SRE',
  date: '20240229',
  priority: 4,
  destinationAgency: 'DEST',
  originatingAgency: 'ORIG',
  controlNumber: 'N-1',
  controlReference: 'N-0',
  domain: { name: 'NORAM', version: '11.0' },
  gmt: '20240229235960Z',
};
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, at) => at));

t.test('a transaction that was built is written, read and found without fault', async (t) => {
  const built = buildTransaction({ ...HEADER, nativeResolution: '19.69', transmittedResolution: '19.69' }, [
    taggedRecord(2, 0, { 3: 'plain', 10: ['a', 'b'], 11: [['c', 'd'], ['e']], 12: '', 13: 7 }),
    fingerprintRecord({
      idc: 1,
      impressionType: 0,
      positions: [2, 3],
      resolutionCode: 0,
      widthPx: 16,
      heightPx: 16,
      compressionCode: 0,
      data: BYTES,
    }),
    taggedRecord(14, 2, {
      3: 0,
      4: 'ORIG',
      5: '20240228',
      6: 16,
      7: 16,
      8: 1,
      9: 500,
      10: 500,
      11: 'NONE',
      12: 8,
      13: 1,
      999: BYTES,
    }),
  ]);
  const file = writeTransaction(built);
  const read = readTransaction(file);
  t.same(validateTransaction(read), []);
  t.same(Buffer.from(writeTransaction(read)), Buffer.from(file));
  const [first, second, fourth] = read.records as [TaggedRecord, TaggedRecord, BinaryRecord];
  t.same(rowsOf(first, 3), [
    ['1', '3'],
    ['2', '00'],
    ['4', '01'],
    ['14', '02'],
  ]);
  t.equal(itemOf(first, 2), '0502');
  t.same(rowsOf(second, 11), [['c', 'd'], ['e']]);
  t.same(
    fourth.header.map(({ mnemonic, values }) => [mnemonic, ...values]),
    [
      ['LEN', 274],
      ['IDC', 1],
      ['IMP', 0],
      ['FGP', 2, 3, 255, 255, 255, 255],
      ['ISR', 0],
      ['HLL', 16],
      ['VLL', 16],
      ['CGA', 0],
    ],
  );
  t.same(Buffer.from(fourth.data), BYTES);
});

t.test('LEN counts its own digits, where they become more too', async (t) => {
  for (let length = 60; length < 120; length++) {
    const file = writeTransaction(buildTransaction(HEADER, [taggedRecord(2, 0, { 3: 'x'.repeat(length) })]));
    const { records, trailing } = readTransaction(file);
    const record = records[1] as TaggedRecord;
    t.equal(record.asRead!.statedLength, record.asRead!.bytes.length, `${length} characters`);
    t.equal(trailing.length, 0);
  }
});

t.test('one field changed changes that field, LEN, and nothing else', async (t) => {
  const file = fileOf(
    typeOneText('2,00;14,01;4,02'),
    '2.01:L|2.02:00|2.3:before|2.4:,;,',
    ['14.001:L|14.002:01|14.999:', BYTES],
    binaryRecordBytes(4, 2, 9),
    Buffer.from('trailing'),
  );
  const read = readTransaction(file);
  const second = read.records[1] as TaggedRecord;
  const changed = replace(read, 1, withField(second, taggedField(2, 3, 'afterwards')));
  const expected = file
    .toString('latin1')
    .replace('2.01:35', '2.01:39')
    .replace('2.3:before', '2.3:afterwards');
  t.equal(Buffer.from(writeTransaction(changed)).toString('latin1'), expected);
  const longer = { ...(read.records[3] as BinaryRecord), data: Buffer.alloc(11, 5) };
  const grown = readTransaction(writeTransaction(replace(read, 3, longer)));
  t.same((grown.records[3] as BinaryRecord).header[0]!.values, [29]);
  t.same(Buffer.from(grown.trailing), Buffer.from('trailing'));
});

t.test('1.003 is made anew when the list of records is another', async (t) => {
  const file = fileOf(typeOneText('02,0;9,1'), '2.001:L|2.002:00', '9.001:L|9.002:01|9.003:0');
  const read = readTransaction(file);
  const content = (transaction: Transaction) =>
    itemsOf(readTransaction(writeTransaction(transaction)).records[0] as TaggedRecord);
  t.same(
    content(read),
    [
      ['1', '2'],
      ['02', '0'],
      ['9', '1'],
    ],
    'as it was read',
  );
  const same = { ...read, records: [...read.records] };
  t.same(
    content(same),
    [
      ['1', '2'],
      ['02', '0'],
      ['9', '1'],
    ],
    'another list of the same records',
  );
  t.same(content({ ...read, records: read.records.slice(0, 2) }), [
    ['1', '1'],
    ['2', '00'],
  ]);
  const [first, ...others] = read.records;
  t.same(content({ ...read, records: [first!, ...others.reverse()] }), [
    ['1', '2'],
    ['9', '01'],
    ['2', '00'],
  ]);
  const wrong = readTransaction(fileOf(typeOneText('2,00;2,01'), '2.001:L|2.002:00'));
  t.same(
    content(wrong),
    [
      ['1', '2'],
      ['2', '00'],
      ['2', '01'],
    ],
    'a wrong count is kept as it was read',
  );
});

t.test('a transaction that went to another thread is still written as it was read', async (t) => {
  const file = fileOf(typeOneText('2,00;4,02'), '2.001:00000025|2.002:00|', binaryRecordBytes(4, 2, 9));
  t.same(Buffer.from(writeTransaction(structuredClone(readTransaction(file)))), file);
});

t.test('fields are put where they belong and taken away', async (t) => {
  const record = taggedRecord(2, 0, { 10: 'a', 20: 'b' });
  const numbers = ({ fields }: TaggedRecord) => fields.map(({ number }) => number);
  t.same(numbers(withField(record, taggedField(2, 15, 'c'))), [1, 2, 10, 15, 20]);
  t.same(numbers(withField(record, taggedField(2, 30, 'c'))), [1, 2, 10, 20, 30]);
  t.same(numbers(withoutField(record, 10)), [1, 2, 20]);
  t.equal(withField(record, taggedField(2, 2, '07')).idc, 7);
});

t.test('text beyond ASCII declares UTF-8, and Type 1 refuses it', async (t) => {
  const built = buildTransaction(HEADER, [taggedRecord(2, 0, { 3: 'Müller' })]);
  t.same(rowsOf(built.records[0] as TaggedRecord, 15), [['003', 'UTF-8']]);
  const item = subfieldsOf(fieldOf(built.records[1] as TaggedRecord, 3)!)[0]![0]!;
  t.equal(textReaderOf(built)(item, 2), 'Müller');
  const ascii = buildTransaction(HEADER, [taggedRecord(2, 0, { 3: 'Mueller' })]);
  t.equal(fieldOf(ascii.records[0] as TaggedRecord, 15), undefined);
  const refused = readOrFault(() => buildTransaction({ ...HEADER, originatingAgency: 'Bürgeramt' }, []));
  t.match(refused, { fault: { code: 'out-of-range', field: '1.008' } });
});

t.test('what cannot be read back is not written', async (t) => {
  const value = (type: number, number: number, given: FieldValue) => () =>
    writeTransaction(buildTransaction(HEADER, [taggedRecord(type, 1, { [number]: given })]));
  const raw = (number: number, bytes: string, isData?: true): (() => unknown) => {
    const field = { number, value: Buffer.from(bytes, 'latin1'), ...(isData ? { isData } : {}) };
    const record = withField(taggedRecord(14, 1, { 20: 'x' }), field);
    return () => writeTransaction(buildTransaction(HEADER, [record]));
  };
  const picture = {
    idc: 1,
    impressionType: 0,
    positions: [1],
    resolutionCode: 0,
    widthPx: 1,
    heightPx: 1,
    compressionCode: 0,
    data: Buffer.alloc(1),
  } as const;
  const binary = (change: Partial<typeof picture> | { readonly [name: string]: unknown }) => () =>
    writeTransaction(buildTransaction(HEADER, [fingerprintRecord({ ...picture, ...change })]));
  const cases: readonly (readonly [string, () => unknown, string | undefined])[] = [
    ['text', value(2, 3, 'plain'), undefined],
    ['a US in text', value(2, 3, 'a\x1fb'), '2.003'],
    ['an FS in text', value(2, 3, 'a\x1cb'), '2.003'],
    ['an STX in text', value(2, 3, 'a\x02b'), '2.003'],
    ['data that are text', value(14, 999, 'text'), '14.999'],
    ['an IDC of 99', () => taggedRecord(2, 99, {}), undefined],
    ['an IDC of 100', () => taggedRecord(2, 100, {}), '2.002'],
    ['no IDC', () => taggedRecord(2, undefined, {}), '2.002'],
    ['RS and US in a value of bytes', raw(15, 'a\x1eb\x1fc'), undefined],
    ['a GS in a value of bytes', raw(15, 'a\x1db'), '14.015'],
    ['data last', raw(999, 'a\x1db', true), undefined],
    ['data before another field', raw(19, 'a', true), '14.019'],
    ['a picture', binary({}), undefined],
    ['a width of 65535', binary({ widthPx: 65535 }), undefined],
    ['a width of 65536', binary({ widthPx: 65536 }), '4.006'],
    ['a negative height', binary({ heightPx: -1 }), '4.007'],
    ['half a pixel', binary({ widthPx: 1.5 }), '4.006'],
    ['seven positions', binary({ positions: [1, 2, 3, 4, 5, 6, 7] }), '4.004'],
    ['no records', () => writeTransaction({ records: [], trailing: Buffer.alloc(0) }), '1.001'],
    [
      'no Type 1',
      () => writeTransaction({ records: [taggedRecord(2, 0, {})], trailing: Buffer.alloc(0) }),
      '1.001',
    ],
  ];
  for (const [name, write, field] of cases) {
    const outcome = readOrFault(write);
    t.equal(outcome.kind === 'malformed' ? outcome.fault.field : undefined, field, name);
  }
});

function replace(transaction: Transaction, index: number, record: TaggedRecord | BinaryRecord): Transaction {
  return { ...transaction, records: transaction.records.map((old, at) => (at === index ? record : old)) };
}

function itemsOf(record: TaggedRecord): string[][] {
  return rowsOf(record, 3);
}
