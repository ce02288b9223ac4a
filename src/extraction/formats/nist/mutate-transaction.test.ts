import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../../../platform/package-root.js';
import { seededRandom } from '../../../testing/seeded-random.js';
import { readOrFault } from '../format-error.js';
import { dumpTransaction } from './dump-transaction.js';
import { imageOfRecord } from './image-of-record.js';
import { minutiaeOf } from './minutiae.js';
import { mutateTransaction } from './mutate-transaction.js';
import { binaryRecordBytes, fileOf, typeOneText } from './nist-test-files.js';
import { readTransaction } from './read-transaction.js';
import { subfieldsOf } from './subfields-of.js';
import { textReaderOf } from './transaction-text.js';
import { validateTransaction } from './validate-transaction.js';
import { writeTransaction } from './write-transaction.js';

const SEED = 20250131;
const MUTANTS = 6_000;
/** Larger files are mostly image, which no mutation here can tell from another image. */
const FILE_BYTES_MAX = 72_000;

t.test('a damaged transaction is read and written back to the byte, or is a FormatError', async (t) => {
  const random = seededRandom(SEED);
  const seeds = [builtFile(), ...referenceFiles()];
  if (seeds.length === 1) t.comment('left out: ../shared/formats is not there, one built file is mutated');
  let readCount = 0;
  for (let count = 0; count < MUTANTS; count++) {
    let file: Uint8Array = seeds[count % seeds.length]!;
    for (let damage = Math.floor(random() * 3); damage >= 0; damage--) file = mutateTransaction(file, random);
    const problem = problemOf(file);
    if (problem === undefined) readCount++;
    else if (problem !== 'fault') {
      t.fail(`seed ${SEED}, mutant ${count}: ${problem}`);
      return;
    }
  }
  t.ok(readCount > MUTANTS / 20, `${readCount} of ${MUTANTS} mutants were read`);
  t.ok(readCount < MUTANTS * 0.9, 'and many were not');
});

function problemOf(file: Uint8Array): string | undefined {
  try {
    const outcome = readOrFault(() => readTransaction(file));
    if (outcome.kind === 'malformed')
      return outcome.fault.offset === undefined ? 'a fault without offset' : 'fault';
    const transaction = outcome.value;
    if (!Buffer.from(writeTransaction(transaction)).equals(file)) return 'written back with other bytes';
    validateTransaction(transaction);
    dumpTransaction(transaction);
    const read = textReaderOf(transaction);
    for (const record of transaction.records) {
      imageOfRecord(record, transaction.records[0]);
      if (record.kind === 'binary') continue;
      minutiaeOf(record);
      for (const field of record.fields) {
        if (!field.isData) for (const item of subfieldsOf(field).flat()) read(item, record.type);
      }
    }
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.stack : error}`;
  }
}

function builtFile(): Buffer {
  return fileOf(
    typeOneText('2,00;9,01;4,02;14,03;10,04;8,05').replace(
      '|1.012:19.69',
      '|1.012:19.69|1.015:002,UTF-16;003,UTF-8',
    ),
    [
      '2.001:L|2.002:00|2.003:a,b;c,;|2.004:\x02003=',
      Buffer.from('M\u00fcller\x03\x1d2.005:\x02002=\x04\x1d\x03'),
    ],
    '9.001:L|9.002:01|9.003:0|9.004:U|9.006:08|9.010:2|9.011:0|9.012:1,22001900101,0,A;2,22001900101,0,B',
    binaryRecordBytes(4, 2, 40),
    [
      '14.001:L|14.002:03|14.003:0|14.006:8|14.007:4|14.008:1|14.009:500|14.010:500|14.011:NONE|14.012:8|14.013:1;2|14.018:3,XX|14.021:1,0,7,0,3|14.025:1,3,0,0,1,1,2,2|14.999:',
      Buffer.alloc(32, 0x1d),
    ],
    [
      '10.001:L|10.002:04|10.003:FACE|10.011:PNG|10.012:SRGB|10.020:F|10.999:',
      Buffer.from('123\x1d10.999:\x89PNG'),
    ],
    binaryRecordBytes(8, 5, 12),
  );
}

function referenceFiles(): Buffer[] {
  const folder = join(PACKAGE_ROOT, '..', 'shared', 'formats', 'ansi-nist');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.an2'))
    .map((file) => readFileSync(join(folder, file)))
    .filter(({ length }) => length <= FILE_BYTES_MAX);
}
