import t from 'tap';
import { LIMITS } from '../../../platform/limits.js';
import type { Finding } from './finding.js';
import { binaryRecordBytes, fileOf, type RecordText, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import { validateTransaction } from './validate-transaction.js';
import { isDate } from './value-findings.js';

const SLAP =
  '14.001:L|14.002:01|14.003:0|14.004:A|14.005:20240229|14.006:4|14.007:2|14.008:1|14.009:500|14.010:500|14.011:NONE|14.012:8|14.013:13|14.999:';
const PIXELS = Buffer.alloc(8);

/** `severity code record field` of each finding. */
function found(...records: readonly RecordText[]): string[] {
  return validateTransaction(readTransaction(fileOf(...records))).map(line);
}

function line({ severity, code, record, field }: Finding): string {
  return `${severity} ${code} ${record} ${field}`;
}

t.test('a proper transaction has no findings', async (t) => {
  t.same(found(typeOneText('2,00;14,01'), '2.001:L|2.002:00|2.030:b|2.003:a', [SLAP, PIXELS]), []);
});

t.test('1.003 is held against the records', async (t) => {
  const two = '2.001:L|2.002:00';
  const nine = '9.001:L|9.002:01|9.003:0|9.004:U';
  const cases: readonly (readonly [string, string[], string[]])[] = [
    ['right', [typeOneText('2,00;9,01'), two, nine], []],
    ['zeros do not matter', [typeOneText('02,0;9,1'), two, nine], []],
    ['another order', [typeOneText('9,01;2,00'), two, nine], ['warning content-order 0 1.003']],
    ['another IDC', [typeOneText('2,00;9,02'), two, nine], ['error content-mismatch 0 1.003']],
    ['no IDC', [typeOneText('2,00;9'), two, nine], ['error content-mismatch 0 1.003']],
    ['another type', [typeOneText('2,00;13,01'), two, nine], ['error content-mismatch 0 1.003']],
    ['one too many', [typeOneText('2,00;9,01;9,02'), two, nine], ['error count-mismatch 0 1.003']],
    ['one too few', [typeOneText('2,00'), two, nine], ['error count-mismatch 0 1.003']],
    [
      'a count that is another',
      [typeOneText('2,00;9,01').replace('1,2;', '1,20;'), two, nine],
      ['error count-mismatch 0 1.003'],
    ],
    [
      'a list that starts with Type 2',
      [typeOneText('2,00').replace('1,1;', '2,1;'), two],
      ['error content-mismatch 0 1.003'],
    ],
    ['no list', [typeOneText('2,00').replace('|1.003:1,1;2,00', ''), two], ['error missing-field 0 1.003']],
  ];
  for (const [name, records, expected] of cases) t.same(found(...records), expected, name);
});

t.test('the form of records', async (t) => {
  const first = fileOf(typeOneText('2,00'));
  const cases: readonly (readonly [string, Buffer, string[]])[] = [
    [
      'a wrong length',
      Buffer.concat([first, Buffer.from('2.001:11\x1d2.002:00\x1c')]),
      ['error length-mismatch 1 2.001'],
    ],
    [
      'no separator at the end',
      Buffer.concat([first, Buffer.from('2.001:17\x1d2.002:00')]),
      ['warning missing-separator 1 2.001'],
    ],
    [
      'bytes after the end',
      fileOf(typeOneText('2,00'), '2.001:L|2.002:00', Buffer.from('\r\n')),
      ['warning trailing-bytes 2 trailing'],
    ],
    [
      'bytes that may mean something',
      fileOf(typeOneText('2,00'), '2.001:L|2.002:00', Buffer.from('x')),
      ['error trailing-bytes 2 trailing'],
    ],
    [
      'a transaction after the end',
      fileOf(typeOneText('2,00'), '2.001:L|2.002:00', typeOneText('2,00')),
      ['error trailing-bytes 2 trailing'],
    ],
    [
      'a field twice',
      fileOf(typeOneText('2,00'), '2.001:L|2.002:00|2.003:a|2.003:b'),
      ['error repeated-field 1 2.003'],
    ],
    [
      'an IDC in the third place',
      fileOf(typeOneText('2,00'), '2.001:L|2.003:a|2.002:00'),
      ['warning field-order 1 2.002'],
    ],
    [
      'Type 1 in another order',
      fileOf(
        typeOneText('2,00').replace('1.004:T|1.005:20240229', '1.005:20240229|1.004:T'),
        '2.001:L|2.002:00',
      ),
      ['warning field-order 0 1.004'],
    ],
    [
      'a reserved type',
      fileOf(typeOneText('50,00'), '50.001:L|50.002:00'),
      ['warning unknown-type 1 50.001'],
    ],
    [
      'an empty mandatory field',
      fileOf(typeOneText('2,00').replace('1.008:B', '1.008:'), '2.001:L|2.002:00'),
      ['error missing-field 0 1.008'],
    ],
    ['an IDC of 100', fileOf(typeOneText('2,100'), '2.001:L|2.002:100'), ['error invalid-idc 1 2.002']],
    [
      'a legacy type',
      fileOf(typeOneText('6,01'), binaryRecordBytes(6, 1, 5)),
      ['warning legacy-type 1 6.001'],
    ],
  ];
  for (const [name, file, expected] of cases) {
    t.same(validateTransaction(readTransaction(file)).map(line), expected, name);
  }
});

t.test('values of Type 1', async (t) => {
  const cases: readonly (readonly [string, string, string[]])[] = [
    ['1.002:0502', '1.002:0400', []],
    ['1.002:0502', '1.002:0600', ['warning unknown-version 0 1.002']],
    ['1.005:20240229', '1.005:20230229', ['error invalid-date 0 1.005']],
    ['1.005:20240229', '1.005:20240229|1.006:9', []],
    ['1.005:20240229', '1.005:20240229|1.006:0', ['warning invalid-code 0 1.006']],
    ['1.011:19.69', '1.011:19-69', ['error invalid-number 0 1.011']],
    ['1.012:19.69', '1.012:19.69|1.014:20240229235959Z', []],
    ['1.012:19.69', '1.012:19.69|1.014:20240229240000Z', ['error invalid-date 0 1.014']],
    ['1.012:19.69', '1.012:19.69|1.014:20240229235959', ['error invalid-date 0 1.014']],
    ['1.007:A', '1.007:\xc4', ['warning undeclared-characters 0 1.007']],
  ];
  for (const [from, to, expected] of cases) {
    const findings = found(typeOneText('2,00').replace(from, to), '2.001:L|2.002:00');
    t.same(findings, expected, `${from} -> ${to}`);
  }
});

t.test('an image is held against what its record says', async (t) => {
  const cases: readonly (readonly [string, (text: string) => string, Buffer, string[]])[] = [
    ['right', (text) => text, PIXELS, []],
    ['a byte short', (text) => text, Buffer.alloc(7), ['error size-mismatch 1 14.999']],
    ['one bit a pixel, rows padded', (text) => text.replace('012:8', '012:1'), Buffer.alloc(2), []],
    ['one bit a pixel, packed', (text) => text.replace('012:8', '012:1'), Buffer.alloc(1), []],
    [
      'no width',
      (text) => text.replace('006:4', '006:0'),
      PIXELS,
      ['error invalid-number 1 14.006', 'error size-mismatch 1 14.999'],
    ],
    [
      'a height that is no number',
      (text) => text.replace('007:2', '007:x'),
      PIXELS,
      ['error invalid-number 1 14.007'],
    ],
    ['JPEG that is none', (text) => text.replace('NONE', 'JPEGB'), PIXELS, ['error data-mismatch 1 14.999']],
    ['JPEG', (text) => text.replace('NONE', 'JPEGB'), Buffer.from('ffd8ffe0', 'hex'), []],
    ['JPEG 2000 as a codestream', (text) => text.replace('NONE', 'JP2'), Buffer.from('ff4fff51', 'hex'), []],
    [
      'another compression',
      (text) => text.replace('NONE', 'GIF'),
      PIXELS,
      ['warning unknown-compression 1 14.011'],
    ],
    [
      'a tag within the data',
      (text) => text,
      Buffer.concat([Buffer.from('0\x1d14.999:'), PIXELS]),
      ['warning repeated-data-tag 1 14.999'],
    ],
    ['no resolution', (text) => text.replace('009:500', '009:'), PIXELS, ['error missing-field 1 14.009']],
    [
      'an impression of no table',
      (text) => text.replace('003:0', '003:44'),
      PIXELS,
      ['warning invalid-code 1 14.003'],
    ],
    [
      'a position of no table',
      (text) => text.replace('013:13', '013:99'),
      PIXELS,
      ['warning invalid-code 1 14.013'],
    ],
    [
      'a day that is none',
      (text) => text.replace('20240229', '20230229'),
      PIXELS,
      ['error invalid-date 1 14.005'],
    ],
  ];
  for (const [name, change, data, expected] of cases) {
    t.same(found(typeOneText('14,01'), [change(SLAP), data]), expected, name);
  }
  const bare = '14.001:L|14.002:01|14.004:A|14.005:20240229|14.013:2';
  t.same(found(typeOneText('14,01'), bare), ['warning missing-image 1 14.999']);
  t.same(found(typeOneText('14,01'), `${bare}|14.018:2,XX`), [], 'a missing finger explains a missing image');
});

t.test('a binary record has codes of the tables', async (t) => {
  const four = (place: number, value: number) => {
    const bytes = binaryRecordBytes(4, 1, 2);
    bytes.set([0xff, 0xa0], 18);
    bytes[place] = value;
    return found(typeOneText('4,01'), bytes);
  };
  t.same(four(5, 43), []);
  t.same(four(5, 44), ['warning invalid-code 1 4.003']);
  t.same(four(6, 255), []);
  t.same(four(11, 90), ['warning invalid-code 1 4.004']);
  t.same(four(12, 2), ['warning invalid-code 1 4.005']);
  t.same(four(17, 7), ['warning unknown-compression 1 4.008']);
  t.same(four(18, 0), ['error data-mismatch 1 4.009']);
});

t.test('minutiae are counted', async (t) => {
  const nine = (rest: string) => found(typeOneText('9,01'), `9.001:L|9.002:01|9.003:0|9.004:S|${rest}`);
  t.same(nine('9.010:2|9.012:1,22001900101;2,22001900101'), []);
  t.same(nine('9.010:3|9.012:1,22001900101;2,22001900101'), ['error count-mismatch 1 9.010']);
  t.same(nine('9.136:0|9.137:'), []);
  t.same(nine('9.136:x|9.137:'), ['error count-mismatch 1 9.136']);
});

t.test('dates exist or do not', async (t) => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['20240229', true],
    ['20230229', false],
    ['20000229', true],
    ['19000229', false],
    ['20241231', true],
    ['20241301', false],
    ['20240001', false],
    ['20240100', false],
    ['20240431', false],
    ['00500101', true],
    ['2024022', false],
    ['2024-02-29', false],
    ['', false],
  ];
  for (const [text, expected] of cases) t.equal(isDate(text), expected, text);
});

t.test('no finding says what a field holds, and there is an end to them', async (t) => {
  const secret = 'SECRETNAME';
  const file = fileOf(
    typeOneText('2,00').replace('20240229', secret).replace('0502', secret),
    `2.001:L|2.002:${secret}|2.018:${secret}`,
    Buffer.from(secret),
  );
  const findings = validateTransaction(readTransaction(file));
  t.ok(findings.length > 3);
  t.notOk(JSON.stringify(findings).includes(secret));
  const fields = Array.from(
    { length: LIMITS.nistFindingsMax + 500 },
    (_, at) => `|2.${at + 3}:|2.${at + 3}:`,
  ).join('');
  t.equal(found(typeOneText('2,00'), `2.001:L|2.002:00${fields}`).length, LIMITS.nistFindingsMax);
});
