import { binaryFieldsOf } from './binary-fields-of.js';
import { fieldName } from './nist-fault.js';
import { textsOf } from './subfields-of.js';
import { type NistRecord, type Transaction, US } from './transaction.js';

/**
 * Text dump, line by line what NIST's `dpyan2k` prints: `record.field.subfield.item [type.nnn]=value US`, all counted
 * from 1, bytes as ISO 8859-1. Images and other data stand as the name of the file the tool would write
 * (`fld_3_9.tmp`), never as bytes.
 */
export function dumpTransaction({ records }: Transaction): string {
  return records.map((record, index) => dumpRecord(record, index + 1)).join('');
}

function dumpRecord(record: NistRecord, recordNumber: number): string {
  const lines = valuesOf(record).flatMap(({ number, subfields }, field) => {
    const place = `${recordNumber}.${field + 1}`;
    const name = fieldName(record.type, number);
    if (subfields === 'data') return `${place}.1.1 [${name}]=fld_${recordNumber}_${field + 1}.tmp`;
    return subfields.flatMap((items, subfield) =>
      items.map((item, index) => `${place}.${subfield + 1}.${index + 1} [${name}]=${item}`),
    );
  });
  return lines.map((line) => `${line}${String.fromCharCode(US)}\n`).join('');
}

type FieldValues = { readonly number: number; readonly subfields: readonly (readonly string[])[] | 'data' };

function valuesOf(record: NistRecord): FieldValues[] {
  if (record.kind === 'tagged') {
    return record.fields.map((field) => ({
      number: field.number,
      subfields: field.isData ? 'data' : textsOf(field),
    }));
  }
  const { fields, data } = binaryFieldsOf(record);
  const header = fields.map(({ number, values }) => ({ number, subfields: [values.map(String)] }));
  const last = fields[fields.length - 1]!.number;
  return data.length === 0 ? header : [...header, { number: last + 1, subfields: 'data' }];
}
