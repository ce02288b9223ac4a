import { fieldName, nistFault } from './nist-fault.js';
import { isDataField, RS, type TaggedField, type TaggedRecord, US } from './transaction.js';

/** One item, the items of one subfield, or several subfields of items; numbers stand as decimals. */
export type FieldValue = Item | readonly Item[] | readonly (readonly Item[])[];
export type Item = string | number | Uint8Array;

/** STX and ETX switch character sets, FS to US separate. */
const RESERVED: ReadonlySet<number> = new Set([0x02, 0x03, 0x1c, 0x1d, 0x1e, 0x1f]);
const IDC_MAX = 99;

/**
 * A tagged record from plain values, fields in the order of their numbers; LEN is the writer's. Undefined values are left
 * out. Text is encoded as UTF-8: say so in 1.015 where it is not ASCII (`buildTransaction` does). Throws `FormatError`
 * for a reserved control character in text, an IDC outside 0 to 99, and data (x.999) that are no bytes.
 */
export function taggedRecord(
  type: number,
  idc: number | undefined,
  values: Readonly<Record<number, FieldValue | undefined>>,
): TaggedRecord {
  if (type !== 1 && (idc === undefined || !Number.isInteger(idc) || idc < 0 || idc > IDC_MAX)) {
    throw nistFault('out-of-range', fieldName(type, 2), `an IDC is a number from 0 to ${IDC_MAX}`);
  }
  const all: Record<number, FieldValue | undefined> = { ...values, 1: '' };
  if (idc !== undefined) all[2] = String(idc).padStart(2, '0');
  const fields = Object.entries(all).flatMap(([number, value]) =>
    value === undefined ? [] : [taggedField(type, Number(number), value)],
  );
  return { kind: 'tagged', type, idc, fields };
}

/** One field; for a change with `withField` too. */
export function taggedField(type: number, number: number, value: FieldValue): TaggedField {
  const name = fieldName(type, number);
  if (isDataField(type, number)) {
    if (!(value instanceof Uint8Array)) throw nistFault('out-of-range', name, 'data are bytes');
    return { number, value, isData: true };
  }
  return {
    number,
    value: joined(subfieldsIn(value).map((items) => items.map((item) => encode(item, name)))),
  };
}

function subfieldsIn(value: FieldValue): readonly (readonly Item[])[] {
  if (isItem(value)) return [[value]];
  return isOneSubfield(value) ? [value] : value;
}

function isItem(value: FieldValue): value is Item {
  return typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array;
}

function isOneSubfield(value: readonly Item[] | readonly (readonly Item[])[]): value is readonly Item[] {
  return value.every((part) => isItem(part));
}

function encode(item: Item, name: string): Uint8Array {
  const bytes = item instanceof Uint8Array ? item : Buffer.from(String(item), 'utf8');
  if (bytes.some((byte) => RESERVED.has(byte))) {
    throw nistFault('out-of-range', name, 'the text holds a reserved control character');
  }
  return bytes;
}

function joined(subfields: readonly (readonly Uint8Array[])[]): Uint8Array {
  const parts = subfields.flatMap((items, subfield) =>
    items.flatMap((item, index) => {
      const separator = index > 0 ? US : subfield > 0 ? RS : undefined;
      return separator === undefined ? [item] : [Uint8Array.of(separator), item];
    }),
  );
  return Buffer.concat(parts);
}
