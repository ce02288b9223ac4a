import { fieldName, nistFault } from './nist-fault.js';
import { FS, GS, type TaggedField, type TaggedRecord } from './transaction.js';

const LENGTH_NUMBER = 1;
const COLON_AND_SEPARATOR = 2;

/** The record as it was read, or its parts with LEN computed. Fields come in the order they are in. */
export function encodeTaggedRecord(record: TaggedRecord): Uint8Array[] {
  if (record.asRead !== undefined && record.asRead.fields === record.fields) return [record.asRead.bytes];
  const { type } = record;
  const others = record.fields.filter(({ number }) => number !== LENGTH_NUMBER);
  for (const [index, field] of others.entries()) requireWritable(type, field, index === others.length - 1);
  const length = record.fields.find(({ number }) => number === LENGTH_NUMBER) ?? {
    number: LENGTH_NUMBER,
    value: new Uint8Array(),
  };
  const restBytes = others.reduce((sum, field) => sum + encodedBytes(type, field), 0);
  const lengthValue = lengthText(restBytes + encodedBytes(type, { ...length, value: new Uint8Array() }));
  return [{ ...length, value: Buffer.from(lengthValue, 'latin1') }, ...others].flatMap((field, index) => [
    Buffer.from(`${tagOf(type, field)}:`, 'latin1'),
    field.value,
    Uint8Array.of(index === others.length ? FS : GS),
  ]);
}

/** LEN counts its own digits. */
function lengthText(bytesWithoutDigits: number): string {
  let digits = 1;
  while (String(bytesWithoutDigits + digits).length > digits) digits++;
  return String(bytesWithoutDigits + digits);
}

function encodedBytes(type: number, field: TaggedField): number {
  return tagOf(type, field).length + COLON_AND_SEPARATOR + field.value.length;
}

function tagOf(type: number, { tag, number }: TaggedField): string {
  return tag ?? fieldName(type, number);
}

/** A field that holds FS or GS would end early when read; data may hold them, and must come last. */
function requireWritable(type: number, { number, value, isData }: TaggedField, isLast: boolean): void {
  const name = fieldName(type, number);
  if (isData) {
    if (!isLast) throw nistFault('inconsistent', name, 'data is the last field of a record');
  } else if (value.includes(FS) || value.includes(GS)) {
    throw nistFault('out-of-range', name, 'the value holds a separator that ends a field');
  }
}
