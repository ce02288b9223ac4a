/** `formats inspect FILE ...`: a file as a tree. Data of persons in it are printed, bytes of images are not. */
import { basename } from 'node:path';
import { sampleFormat } from '../domain/sample-formats.js';
import type { Bir } from '../extraction/formats/cbeff/read-bir.js';
import { describeFault } from '../extraction/formats/format-error.js';
import { readRecordHeader } from '../extraction/formats/iso/read-record-header.js';
import { binaryFieldsOf } from '../extraction/formats/nist/binary-fields-of.js';
import { dumpTransaction } from '../extraction/formats/nist/dump-transaction.js';
import { fieldName } from '../extraction/formats/nist/nist-fault.js';
import { nameOfType, namesOfField } from '../extraction/formats/nist/record-names.js';
import { subfieldsOf } from '../extraction/formats/nist/subfields-of.js';
import type { NistRecord, Transaction } from '../extraction/formats/nist/transaction.js';
import { textReaderOf } from '../extraction/formats/nist/transaction-text.js';
import { readImageHeader } from '../extraction/image/image-header.js';
import type { FormatsContext, Print } from './formats-command.js';
import { type OpenedFile, openFile } from './formats-file.js';

export async function inspect({ paths, options, print }: FormatsContext): Promise<number> {
  for (const path of paths) {
    const opened = openFile(path);
    if (options.dump === true && opened.kind === 'transaction') {
      print(dumpTransaction(opened.transaction).trimEnd());
      continue;
    }
    print(`${basename(path)}, ${opened.bytes.length} bytes`);
    SHOW[opened.kind](opened as never, print);
  }
  return 0;
}

const SHOW: {
  readonly [Kind in OpenedFile['kind']]: (opened: Extract<OpenedFile, { kind: Kind }>, print: Print) => void;
} = {
  transaction: ({ transaction }, print) => showTransaction(transaction, print),
  record: ({ bytes }, print) => showRecord(bytes, print, ''),
  birs: ({ birs }, print) => showBirs(birs, print),
  image: ({ bytes }, print) => showImage(bytes, print, ''),
};

function showTransaction(transaction: Transaction, print: Print): void {
  const read = textReaderOf(transaction);
  print(`ANSI/NIST-ITL transaction, traditional encoding, ${transaction.records.length} records`);
  for (const [index, record] of transaction.records.entries()) {
    print(
      `  record ${index + 1}: Type ${record.type}, ${nameOfType(record.type) ?? 'no type of the standard'}`,
    );
    for (const line of linesOf(record, (item) => read(item, record.type))) print(`    ${line}`);
  }
  if (transaction.trailing.length > 0) print(`  ${transaction.trailing.length} bytes behind the last record`);
}

function linesOf(record: NistRecord, read: (item: Uint8Array) => string): readonly string[] {
  if (record.kind === 'binary') {
    const { fields, data } = binaryFieldsOf(record);
    const lines = fields.map(({ number, values }) => `${labelOf(record.type, number)}${values.join(' ')}`);
    return [...lines, `${''.padEnd(LABEL)}${data.length} bytes of data${about(data)}`];
  }
  return record.fields.flatMap((field) => {
    const label = labelOf(record.type, field.number);
    if (field.isData) return [`${label}${field.value.length} bytes of data${about(field.value)}`];
    const rows = subfieldsOf(field).map((items) => items.map((item) => printable(read(item))).join(' | '));
    const shown = rows
      .slice(0, ROWS_MAX)
      .map((row, index) => `${index === 0 ? label : ''.padEnd(LABEL)}${row}`);
    return rows.length > ROWS_MAX
      ? [...shown, `${''.padEnd(LABEL)}... ${rows.length} subfields in all`]
      : shown;
  });
}

const LABEL = 16;
/** Minutiae fill hundreds of subfields; all of them are in the dump. */
const ROWS_MAX = 20;

function labelOf(type: number, number: number): string {
  const mnemonic = namesOfField(type, number)?.mnemonic ?? '';
  return `${fieldName(type, number)} ${mnemonic}`.padEnd(LABEL);
}

/** Terminals obey control characters; they are shown as what they are. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function about(data: Uint8Array): string {
  const outcome = readImageHeader(data);
  if (outcome.kind !== 'header') return '';
  const { format, widthPx, heightPx } = outcome.header;
  return `: ${sampleFormat(format).name}, ${widthPx} x ${heightPx} pixels`;
}

function showRecord(bytes: Uint8Array, print: Print, indent: string): void {
  const header = readRecordHeader(bytes);
  if (header === undefined) return;
  print(`${indent}${header.standard} record, ${header.byteCount} bytes`);
  for (const [index, line] of header.representations.entries()) print(`${indent}  ${index + 1}: ${line}`);
  for (const remark of header.remarks) print(`${indent}  ${remark}`);
}

function showBirs(birs: readonly Bir[], print: Print): void {
  print(`CBEFF record in XML, ${birs.length} blocks`);
  for (const [
    index,
    { types, subtype, formatOwner, formatType, quality, createdAt, block },
  ] of birs.entries()) {
    const facts = [
      types.join(' '),
      subtype,
      quality === undefined ? '' : `quality ${quality}`,
      createdAt ?? '',
    ];
    const format = formatOwner === undefined ? '' : `, format ${formatOwner}/${formatType ?? '?'}`;
    print(
      `  ${index + 1}: ${facts.filter((fact) => fact !== '').join(', ')}${format}, ${block.length} bytes`,
    );
    showRecord(block, print, '    ');
    showImage(block, print, '    ');
  }
}

function showImage(bytes: Uint8Array, print: Print, indent: string): void {
  const outcome = readImageHeader(bytes);
  if (outcome.kind === 'malformed') print(`${indent}${describeFault(outcome.fault)}`);
  if (outcome.kind !== 'header') return;
  const { format, widthPx, heightPx, isGrey, ppi } = outcome.header;
  const resolution = ppi === undefined ? 'no resolution stated' : `${ppi.x} x ${ppi.y} ppi`;
  print(
    `${indent}${sampleFormat(format).name}, ${widthPx} x ${heightPx} pixels, ${isGrey ? 'grey' : 'colour'}, ${resolution}`,
  );
}
