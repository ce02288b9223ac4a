import t from 'tap';
import { fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import { fieldOf, subfieldsOf } from './subfields-of.js';
import type { TaggedRecord } from './transaction.js';
import { textReaderOf } from './transaction-text.js';

/** Items of 2.003 as text, in a transaction of that version and character set declaration. */
function textsOf(version: string, declared: string, value: Buffer): string[] {
  const type1 =
    typeOneText('2,00').replace('1.002:0502', `1.002:${version}`) + (declared && `|1.015:${declared}`);
  const transaction = readTransaction(fileOf(type1, ['2.001:L|2.002:00|2.003:', value]));
  const read = textReaderOf(transaction);
  const field = fieldOf(transaction.records[1] as TaggedRecord, 3)!;
  return subfieldsOf(field)
    .flat()
    .map((item) => read(item, 2));
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16();
const LITTLE_ENDIAN_MARK = Buffer.from([0xff, 0xfe]);

t.test('text is decoded by the declared set, and by the switches within it', async (t) => {
  const switched = (index: string, text: Buffer) =>
    Buffer.concat([latin1(`\x02${index}=`), text, latin1('\x03')]);
  const cases: readonly (readonly [string, string, string, Buffer, string[]])[] = [
    ['ASCII', '0400', '', latin1('Muller'), ['Muller']],
    ['nothing declared is ISO 8859-1', '0400', '', latin1('M\xfcller'), ['Müller']],
    ['8-bit Latin', '0500', '001,8-bit Latin', latin1('M\xfcller'), ['Müller']],
    ['UTF-8 for all', '0502', '003,UTF-8', Buffer.from('Müller'), ['Müller']],
    ['UTF-8 for all, and a broken byte', '0502', '003,UTF-8', latin1('M\xfcller'), ['M\ufffdller']],
    ['UTF-16 for all', '0502', '002,UTF-16', utf16('Ж'), ['Ж']],
    ['UTF-32 for all', '0502', '004,UTF-32', Buffer.from('0001f600', 'hex'), ['\u{1f600}']],
    ['UTF-32 that is none', '0502', '004,UTF-32', Buffer.from('00110000', 'hex'), ['\ufffd']],
    ['UTF-32 cut', '0502', '004,UTF-32', Buffer.from('0000004100', 'hex'), ['A\ufffd']],
    [
      'a switch and back',
      '0400',
      '003,UTF-8',
      Buffer.concat([latin1('a'), switched('003', Buffer.from('ü')), latin1('b')]),
      ['aüb'],
    ],
    [
      'two switches',
      '0400',
      '002,UTF-16;003,UTF-8',
      Buffer.concat([switched('003', Buffer.from('ü')), switched('002', utf16('Ж'))]),
      ['üЖ'],
    ],
    [
      'a switch to Greek in UTF-16',
      '0400',
      '002,UTF-16',
      Buffer.concat([switched('002', utf16('Αθήνα')), latin1('\x1fb')]),
      ['Αθήνα', 'b'],
    ],
    [
      'separators among the bytes of UTF-16',
      '0400',
      '002,UTF-16',
      Buffer.concat([switched('002', utf16('НОМПр')), latin1('\x1eb')]),
      ['НОМПр', 'b'],
    ],
    [
      'little-endian with its mark',
      '0400',
      '002,UTF-16',
      switched('002', Buffer.concat([LITTLE_ENDIAN_MARK, Buffer.from('Ж', 'utf16le')])),
      ['Ж'],
    ],
    [
      'a switch that is not ended',
      '0400',
      '003,UTF-8',
      Buffer.concat([latin1('\x02003='), Buffer.from('ü')]),
      ['ü'],
    ],
    ['an STX that switches nothing', '0400', '', latin1('a\x02b\x0203=c'), ['a\x02b\x0203=c']],
    [
      'UTF-8 declared to be switched to, and not switched',
      '0400',
      '003,UTF-8',
      Buffer.from('Müller'),
      ['Müller'],
    ],
    ['the same, and no UTF-8', '0400', '003,UTF-8', latin1('M\xfcller'), ['Müller']],
    ['a user-defined set with a known name', '0502', '128,windows-1251', Buffer.from([0xc6]), ['Ж']],
    ['a user-defined set nobody knows', '0502', '128,OURS', latin1('a\xc6'), ['a\ufffd']],
    ['a reserved set', '0502', '077,RESERVED', latin1('a\xc6'), ['a\ufffd']],
  ];
  for (const [name, version, declared, value, expected] of cases) {
    t.same(textsOf(version, declared, value), expected, name);
  }
});

t.test('Type 1 is not touched by what it declares', async (t) => {
  const read = textReaderOf(
    readTransaction(fileOf(`${typeOneText('2,00')}|1.015:002,UTF-16`, '2.001:L|2.002:00')),
  );
  t.equal(read(latin1('ABCD'), 1), 'ABCD');
  t.not(read(latin1('ABCD'), 2), 'ABCD');
});
