/**
 * NIST's own transactions and what its tools say of them, from `../shared/formats`; without that folder nothing is
 * checked here, and it is said.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../../../platform/package-root.js';
import { readOrFault } from '../format-error.js';
import { dumpTransaction } from './dump-transaction.js';
import { imageOfRecord } from './image-of-record.js';
import { minutiaeOf } from './minutiae.js';
import { readTransaction } from './read-transaction.js';
import { rowsOf } from './subfields-of.js';
import type { NistRecord, TaggedRecord, Transaction } from './transaction.js';
import { validateTransaction } from './validate-transaction.js';
import { withField } from './with-field.js';
import { writeTransaction } from './write-transaction.js';

const FORMATS = join(PACKAGE_ROOT, '..', 'shared', 'formats');
const VALID = filesIn('ansi-nist', '.an2');
const DUMPS = filesIn('ansi-nist-dump', '.txt');

/** `clean`, or the codes of the errors `validateTransaction` finds, or the fault of reading. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['cnt_claims_20_records.an2', 'read with count-mismatch at 1.003, length-mismatch at 1.001'],
  ['deep_subfields.an2', 'limit-exceeded at 1.003, byte 21'],
  ['garbage.an2', 'not-this-format at 1.001, byte 0'],
  ['len_negative.an2', 'out-of-range at 1.001, byte 6'],
  ['len_zero.an2', 'out-of-range at 1.001, byte 6'],
  ['only_type1.an2', 'read with count-mismatch at 1.003'],
  ['truncated_50pct.an2', 'truncated at 9.001, byte 140'],
  ['type4_len_ffffffff.an2', 'truncated at 4.001, byte 248'],
  ['type4_truncated_image.an2', 'truncated at 4.001, byte 248'],
];

/** What is wrong with a valid file: its TIFF images are called uncompressed pixels. */
const KNOWN_ERRORS: Readonly<Record<string, string>> = { 'type_5_wvu.an2': 'size-mismatch' };

t.test('every valid transaction is written back byte for byte, as read and built anew', async (t) => {
  commentIfMissing(t, VALID);
  for (const [name, bytes] of VALID) {
    const read = readTransaction(bytes);
    t.same(Buffer.from(writeTransaction(read)).equals(bytes), true, `${name} as it was read`);
    const anew: Transaction = { records: read.records.map(withoutOrigin), trailing: read.trailing };
    t.same(Buffer.from(writeTransaction(anew)).equals(bytes), true, `${name} built anew`);
  }
});

t.test('one changed field comes back, and with it all others as they were', async (t) => {
  for (const [name, bytes] of VALID) {
    const read = readTransaction(bytes);
    for (const [index, record] of read.records.entries()) {
      if (record.kind === 'binary') continue;
      const field = record.fields[record.fields.length >> 1]!;
      if (field.isData || field.number < 4) continue;
      const changed = withField(record, { ...field, value: Buffer.from('changed') });
      const records = read.records.map((old, at) => (at === index ? changed : old));
      const again = readTransaction(writeTransaction({ ...read, records }));
      t.same(rowsOf(again.records[index] as TaggedRecord, field.number), [['changed']], `${name} ${index}`);
      const expected = dumpLines({ ...read, records }).filter((line) => !line.includes('.001]'));
      t.same(
        dumpLines(again).filter((line) => !line.includes('.001]')),
        expected,
        `${name} ${index}`,
      );
    }
  }
});

t.test('the dump is the one of NIST, line by line', async (t) => {
  commentIfMissing(t, DUMPS);
  for (const [dumpName, dump] of DUMPS) {
    const [name, bytes] = VALID.find(([file]) => dumpName.endsWith(`_${file}.txt`)) ?? [];
    if (bytes === undefined) {
      t.fail(`${dumpName} has no transaction`);
      continue;
    }
    const found = dumpTransaction(readTransaction(bytes)).split('\n');
    const wanted = dump.toString('latin1').split('\n');
    const differing = wanted.findIndex((line, at) => line !== found[at]);
    t.equal(differing, -1, `${name}, first differing line`);
    t.equal(found.length, wanted.length, `${name}, lines`);
  }
});

t.test('valid transactions have no errors but those they really have', async (t) => {
  for (const [name, bytes] of VALID) {
    const errors = validateTransaction(readTransaction(bytes)).filter(({ severity }) => severity === 'error');
    t.same([...new Set(errors.map(({ code }) => code))].join(), KNOWN_ERRORS[name] ?? '', name);
  }
});

t.test('every damaged transaction has a clear outcome', async (t) => {
  const files = new Map(filesIn('ansi-nist-malformed', '.an2'));
  t.same(
    [...files.keys()].filter((file) => !MALFORMED.some(([name]) => name === file)),
    [],
    'all are listed',
  );
  for (const [name, expected] of MALFORMED) {
    const bytes = files.get(name);
    if (bytes !== undefined) t.equal(outcomeOf(bytes), expected, name);
  }
});

t.test('images start as their record says and have the sides it states', async (t) => {
  const starts: Readonly<Record<string, string>> = {
    wsq: 'ffa0',
    jpegb: 'ffd8',
    jpegl: 'ffd8',
    png: '8950',
    jp2l: '0000',
  };
  for (const [name, bytes] of VALID) {
    const { records } = readTransaction(bytes);
    for (const record of records) {
      const image = imageOfRecord(record, records[0]);
      const start = image && starts[image.compression];
      if (image === undefined || start === undefined) continue;
      t.equal(Buffer.from(image.data.subarray(0, 2)).toString('hex'), start, `${name} ${record.type}`);
      t.ok(image.widthPx! > 0 && image.heightPx! > 0, `${name} ${record.type}`);
    }
  }
});

t.test('one finger in three sets of fields has the same minutiae', async (t) => {
  const sets = new Map(
    VALID.filter(([name]) => /^type-9-(10-14|14-m1|4-iafis)/.test(name)).flatMap(([, bytes]) =>
      readTransaction(bytes)
        .records.flatMap((record) => (record.kind === 'tagged' ? minutiaeOf(record) : []))
        .map((set) => [set.fieldSet, set]),
    ),
  );
  const standard = sets.get('standard');
  const iafis = sets.get('iafis');
  const incits = sets.get('incits-378');
  if (standard === undefined || iafis === undefined || incits === undefined) {
    t.comment('left out: ../shared/formats is not there');
    return;
  }
  t.same([standard.minutiae.length, iafis.minutiae.length, incits.minutiae.length], [48, 48, 48]);
  t.same([standard.positions, iafis.positions, incits.positions], [[8], [8], [8]]);
  t.same(incits.ppi, { horizontal: 500.38, vertical: 500.38 });
  const heightUnits = 3899;
  for (const [index, minutia] of standard.minutiae.entries()) {
    const same = iafis.minutiae[index]!;
    t.equal(same.x, minutia.x, `x of ${index}`);
    t.ok(Math.abs(same.y + minutia.y - heightUnits) <= 1, `y of ${index}`);
    t.equal(same.angleDeg, (minutia.angleDeg + 180) % 360, `angle of ${index}`);
    t.ok(
      incits.minutiae.some(
        ({ x, y, angleDeg }) =>
          Math.abs(x - same.x / 5.076) <= 1.5 &&
          Math.abs(y - same.y / 5.076) <= 1.5 &&
          Math.abs(((angleDeg - same.angleDeg + 540) % 360) - 180) <= 2,
      ),
      `${index} in INCITS 378`,
    );
  }
});

function outcomeOf(bytes: Buffer): string {
  const outcome = readOrFault(() => readTransaction(bytes));
  if (outcome.kind === 'malformed') {
    const { code, field, offset } = outcome.fault;
    return `${code} at ${field}, byte ${offset}`;
  }
  const errors = validateTransaction(outcome.value).filter(({ severity }) => severity === 'error');
  return errors.length === 0
    ? 'clean'
    : `read with ${errors.map(({ code, field }) => `${code} at ${field}`).join(', ')}`;
}

function withoutOrigin(record: NistRecord): NistRecord {
  const { asRead: _, ...rest } = record;
  return rest;
}

function dumpLines(transaction: Transaction): string[] {
  return dumpTransaction(transaction).split('\n');
}

function filesIn(folder: string, ending: string): [string, Buffer][] {
  const path = join(FORMATS, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith(ending))
    .map((file) => [file, readFileSync(join(path, file))]);
}

function commentIfMissing(t: { comment: (text: string) => void }, files: readonly unknown[]): void {
  if (files.length === 0) t.comment('left out: ../shared/formats is not there');
}
