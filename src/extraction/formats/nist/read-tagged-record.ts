import { fieldName, nistFault } from './nist-fault.js';
import { numberOf } from './subfields-of.js';
import { isRecordStart, type Tag, tagAt } from './tag-at.js';
import { FS, GS, isDataField, RS, type TaggedField, type TaggedRecord, US } from './transaction.js';

/** What one transaction may still hold, counted down over all its records, and how its text is encoded. */
export type ReadingState = {
  fields: number;
  items: number;
  /** Every text is UTF-16 or UTF-32, in which any byte may be half of a character. */
  isWide: boolean;
};

const STX = 0x02;
const LENGTH_BYTES_MAX = 20;

/**
 * Reads one tagged record. Text fields are walked from separator to separator; LEN says where data (x.999) end, and
 * for the rest it is compared with the walk. A wrong LEN is kept and left to `validateTransaction` only where the end
 * is certain all the same: text alone, an FS, and after it the end of the file or the next record. A missing FS is taken
 * where LEN says the record ends and another begins or the file ends.
 */
export function readTaggedRecord(
  file: Uint8Array,
  offset: number,
  state: ReadingState,
): { readonly record: TaggedRecord; readonly end: number } {
  const { type, length: statedLength } = readLength(file, offset);
  const statedEnd = offset + statedLength;
  const fields: TaggedField[] = [];
  let at = offset;
  let ended: Ending | undefined;
  while (ended === undefined) {
    const tag = requireTag(file, at, type, fields);
    if (--state.fields < 0)
      throw nistFault('limit-exceeded', fieldName(type, tag.number), 'too many fields', at);
    const found = isDataField(type, tag.number)
      ? dataEnd(file, at, tag, statedEnd)
      : textEnd(file, tag, statedEnd, state);
    fields.push({
      number: tag.number,
      value: file.subarray(tag.end, found.valueEnd),
      tag: asciiOf(file, at, tag.end - 1),
      offset: at,
      ...(isDataField(type, tag.number) ? { isData: true } : {}),
    });
    at = found.next;
    if (found.isLast) ended = found;
    else if (file[at] === FS) ended = { ...found, next: at + 1, isLast: true, isTerminated: true };
  }
  requireCertainEnd(file, { type, offset, statedEnd, end: ended.next, fields });
  const bytes = file.subarray(offset, ended.next);
  const asRead = { offset, bytes, statedLength, isTerminated: ended.isTerminated, fields };
  const record: TaggedRecord = { kind: 'tagged', type, idc: undefined, fields, asRead };
  return { record: { ...record, idc: type === 1 ? undefined : numberOf(record, 2) }, end: ended.next };
}

type Ending = {
  readonly valueEnd: number;
  /** Where the next tag or the next record starts. */
  readonly next: number;
  readonly isLast: boolean;
  readonly isTerminated: boolean;
};

/** LEN before anything else, so that no length is believed that is negative, zero or longer than the file. */
function readLength(file: Uint8Array, offset: number): { readonly type: number; readonly length: number } {
  const tag = tagAt(file, offset);
  if (tag?.number !== 1) {
    throw nistFault('inconsistent', 'LEN', 'a record starts with another field than its length', offset);
  }
  const name = fieldName(tag.type, 1);
  let end = tag.end;
  while (end < file.length && end - tag.end <= LENGTH_BYTES_MAX && !isSeparator(file[end]!)) end++;
  const text = asciiOf(file, tag.end, end).trim();
  if (!/^\d{1,20}$/.test(text) || Number(text) === 0) {
    throw nistFault('out-of-range', name, 'the length is no positive number', tag.end);
  }
  const length = Number(text);
  const left = file.length - offset;
  const lacksOnlyFs = length === left + 1 && file[file.length - 1] !== FS;
  if (length > left && !lacksOnlyFs) {
    throw nistFault('truncated', name, `${text} bytes are stated, ${left} are left`, tag.end);
  }
  return { type: tag.type, length };
}

function requireTag(file: Uint8Array, at: number, type: number, fields: readonly TaggedField[]): Tag {
  const tag = tagAt(file, at);
  if (tag === undefined || tag.type !== type) {
    const last = fields[fields.length - 1];
    throw nistFault(
      at >= file.length ? 'truncated' : 'inconsistent',
      last === undefined ? 'LEN' : fieldName(type, last.number),
      `no field of Type ${type} follows this one`,
      at,
    );
  }
  return tag;
}

/** Data hold any byte, so only LEN tells where they end; it must then be right, or wrong by the separator alone. */
function dataEnd(file: Uint8Array, at: number, tag: Tag, statedEnd: number): Ending {
  if (statedEnd > tag.end && file[statedEnd - 1] === FS) {
    return { valueEnd: statedEnd - 1, next: statedEnd, isLast: true, isTerminated: true };
  }
  if (statedEnd >= tag.end && file[statedEnd] === FS) {
    return { valueEnd: statedEnd, next: statedEnd + 1, isLast: true, isTerminated: true };
  }
  if (statedEnd >= tag.end && isEndOrRecordStart(file, statedEnd)) {
    const end = Math.min(statedEnd, file.length);
    return { valueEnd: end, next: end, isLast: true, isTerminated: false };
  }
  throw nistFault(
    'inconsistent',
    fieldName(tag.type, 1),
    `the record does not end where its length says, at byte ${statedEnd}`,
    at,
  );
}

/**
 * To the GS or FS that ends a text field. In wide text, and after a character set switch (STX), a separator counts only
 * if it is followed by what must follow it, as UTF-16 may hold any byte, that of ETX included.
 */
function textEnd(file: Uint8Array, tag: Tag, statedEnd: number, state: ReadingState): Ending {
  let isSwitched = state.isWide;
  for (let at = tag.end; at < file.length; at++) {
    const byte = file[at]!;
    if (at === statedEnd && byte !== FS && isRecordStart(file, at)) {
      return { valueEnd: at, next: at, isLast: true, isTerminated: false };
    }
    if (byte > US) continue;
    if (byte === STX) isSwitched = true;
    else if ((byte === RS || byte === US) && --state.items < 0) {
      throw nistFault('limit-exceeded', fieldName(tag.type, tag.number), 'too many subfields and items', at);
    } else if (byte === GS && (!isSwitched || tagAt(file, at + 1)?.type === tag.type)) {
      return { valueEnd: at, next: at + 1, isLast: false, isTerminated: false };
    } else if (byte === FS && (!isSwitched || isEndOrRecordStart(file, at + 1) || at + 1 === statedEnd)) {
      return { valueEnd: at, next: at + 1, isLast: true, isTerminated: true };
    }
  }
  return { valueEnd: file.length, next: file.length, isLast: true, isTerminated: false };
}

type End = {
  readonly type: number;
  readonly offset: number;
  readonly statedEnd: number;
  readonly end: number;
  readonly fields: readonly TaggedField[];
};

function requireCertainEnd(file: Uint8Array, { type, offset, statedEnd, end, fields }: End): void {
  const lacksOnlyFs = end === file.length && statedEnd === end + 1;
  if (end === statedEnd || lacksOnlyFs) return;
  const hasData = fields[fields.length - 1]!.isData === true;
  if (file[end - 1] === FS && (hasData || isEndOrRecordStart(file, end) || statedEnd === end - 1)) return;
  throw nistFault(
    'inconsistent',
    fieldName(type, 1),
    `the length says byte ${statedEnd}, the fields end at byte ${end}`,
    offset,
  );
}

function isEndOrRecordStart(file: Uint8Array, at: number): boolean {
  return at >= file.length || isRecordStart(file, at);
}

function isSeparator(byte: number): boolean {
  return byte >= FS && byte <= US;
}

/** Of tags and lengths, which are short. */
function asciiOf(file: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...file.subarray(start, end));
}
