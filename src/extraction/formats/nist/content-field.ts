import { FormatError } from '../format-error.js';
import { nistFault } from './nist-fault.js';
import { type ContentEntry, readContent } from './read-content.js';
import { latin1, parseCount, subfieldsOf } from './subfields-of.js';
import { type NistRecord, RS, type TaggedField, US } from './transaction.js';

/** 1.003 for these records, which follow Type 1: `1 US count`, then one `type US IDC` for each. */
export function contentField(records: readonly NistRecord[]): TaggedField {
  const pairs = [[1, String(records.length)], ...records.map((record) => [record.type, idcText(record)])];
  const text = pairs.map((pair) => pair.join(String.fromCharCode(US))).join(String.fromCharCode(RS));
  return { number: 3, value: Buffer.from(text, 'latin1') };
}

/** Whether the field announces just these records, in their order, whatever zeros it writes. */
export function isSameContent(field: TaggedField | undefined, records: readonly NistRecord[]): boolean {
  const entries = contentOrNothing(field);
  return (
    field !== undefined &&
    entries !== undefined &&
    announcedCount(field) === records.length &&
    entries.length === records.length &&
    entries.every(({ type, idc }, index) => records[index]!.type === type && records[index]!.idc === idc)
  );
}

/** The count of the first subfield. */
export function announcedCount(field: TaggedField): number | undefined {
  const item = subfieldsOf(field)[0]?.[1];
  return item === undefined ? undefined : parseCount(latin1(item));
}

function contentOrNothing(field: TaggedField | undefined): readonly ContentEntry[] | undefined {
  try {
    return readContent(field);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function idcText({ type, idc }: NistRecord): string {
  if (idc === undefined)
    throw nistFault('inconsistent', `${type}.002`, 'a record without an IDC cannot be announced');
  return String(idc).padStart(2, '0');
}
