import { splitItems } from './split-items.js';
import { RS, type TaggedField, type TaggedRecord, US } from './transaction.js';

const STX = 0x02;
const SUBFIELDS = String.fromCharCode(RS);
const ITEMS = String.fromCharCode(US);

/**
 * Subfields and their items, as windows; an empty field is one subfield of one empty item. Data (x.999) is one item,
 * whatever bytes it holds.
 */
export function subfieldsOf(field: TaggedField): Uint8Array[][] {
  if (field.isData) return [[field.value]];
  return splitItems(field.value);
}

/** The same as ISO 8859-1 text, split as one string where nothing is switched: no window for each item. */
export function textsOf(field: TaggedField): string[][] {
  if (field.isData || field.value.includes(STX)) return subfieldsOf(field).map((items) => items.map(latin1));
  return latin1(field.value)
    .split(SUBFIELDS)
    .map((subfield) => subfield.split(ITEMS));
}

/** First field of that number. */
export function fieldOf(record: TaggedRecord, number: number): TaggedField | undefined {
  return record.fields.find((field) => field.number === number);
}

/** One item as ASCII (other bytes as ISO 8859-1); undefined where it is not there. Indices from 0. */
export function itemOf(record: TaggedRecord, number: number, item = 0, subfield = 0): string | undefined {
  const field = fieldOf(record, number);
  return field === undefined ? undefined : textsOf(field)[subfield]?.[item];
}

/** Digits only, at most nine; anything else is undefined, never a guess. */
export function numberOf(record: TaggedRecord, number: number, item = 0, subfield = 0): number | undefined {
  return parseCount(itemOf(record, number, item, subfield));
}

export function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** All subfields of a field as texts; none where the field is missing or empty. */
export function rowsOf(record: TaggedRecord, number: number): string[][] {
  const field = fieldOf(record, number);
  if (field === undefined || field.value.length === 0) return [];
  return textsOf(field);
}

/** All numbers of a field, whether its writer separated them as subfields or as items. */
export function codesOf(record: TaggedRecord, number: number): number[] {
  return rowsOf(record, number)
    .flat()
    .map(parseCount)
    .filter((code) => code !== undefined);
}
