import t from 'tap';
import { dumpTransaction } from './dump-transaction.js';
import { binaryRecordBytes, fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';

t.test('every item has its place, and images are named and not shown', async (t) => {
  const secret = Buffer.from('IMAGE\x1dBYTES');
  const file = fileOf(
    typeOneText('2,00;14,01;8,02'),
    '2.01:L|2.02:00|2.3:a,,b;|2.004:',
    ['14.001:L|14.002:01|14.999:', secret],
    binaryRecordBytes(8, 2, 3),
  );
  const lines = dumpTransaction(readTransaction(file))
    .split('\n')
    .map((line) => line.replace('\x1f', '$'));
  t.same(lines.slice(0, 3), ['1.1.1.1 [1.001]=118$', '1.2.1.1 [1.002]=0502$', '1.3.1.1 [1.003]=1$']);
  t.same(lines.slice(lines.findIndex((line) => line.startsWith('2.1.1.1 '))), [
    '2.1.1.1 [2.001]=33$',
    '2.2.1.1 [2.002]=00$',
    '2.3.1.1 [2.003]=a$',
    '2.3.1.2 [2.003]=$',
    '2.3.1.3 [2.003]=b$',
    '2.3.2.1 [2.003]=$',
    '2.4.1.1 [2.004]=$',
    '3.1.1.1 [14.001]=39$',
    '3.2.1.1 [14.002]=01$',
    '3.3.1.1 [14.999]=fld_3_3.tmp$',
    '4.1.1.1 [8.001]=15$',
    '4.2.1.1 [8.002]=2$',
    '4.3.1.1 [8.003]=1$',
    '4.4.1.1 [8.004]=1$',
    '4.5.1.1 [8.005]=1$',
    '4.6.1.1 [8.006]=257$',
    '4.7.1.1 [8.007]=257$',
    '4.8.1.1 [8.008]=fld_4_8.tmp$',
    '',
  ]);
});

t.test('a Type 7 is shown in the usual layout where it has room, and as data where not', async (t) => {
  const dump = (dataBytes: number) =>
    dumpTransaction(readTransaction(fileOf(typeOneText('7,01'), binaryRecordBytes(7, 1, dataBytes))))
      .split('\n')
      .filter((line) => line.startsWith('2.')).length;
  t.equal(dump(0), 2, 'LEN and IDC');
  t.equal(dump(12), 3, 'and data');
  t.equal(dump(13), 13, 'eight fields, FGP with six values');
  t.equal(dump(14), 14, 'and data');
});
