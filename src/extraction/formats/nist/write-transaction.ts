import { contentField, isSameContent } from './content-field.js';
import { encodeBinaryRecord } from './encode-binary-record.js';
import { encodeTaggedRecord } from './encode-tagged-record.js';
import { nistFault } from './nist-fault.js';
import { fieldOf } from './subfields-of.js';
import type { NistRecord, TaggedRecord, Transaction } from './transaction.js';
import { withField } from './with-field.js';

/**
 * The transaction in traditional encoding. Records as they were read come out byte for byte, with the trailing bytes; a
 * record that was built or changed gets its LEN, and 1.003 is made anew where the list of records was replaced and it
 * no longer says what follows. Throws `FormatError` for what cannot be written: no Type-1 record first, or a separator
 * where it would end a field.
 */
export function writeTransaction(transaction: Transaction): Uint8Array {
  const parts = recordsToWrite(transaction).flatMap(encodeRecord);
  parts.push(transaction.trailing);
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** Windows that make up the record; image data are not copied before the file is put together. */
function encodeRecord(record: NistRecord): Uint8Array[] {
  return record.kind === 'tagged' ? encodeTaggedRecord(record) : encodeBinaryRecord(record);
}

function recordsToWrite({ records, asRead }: Transaction): readonly NistRecord[] {
  const first = requireTypeOne(records);
  if (records === asRead?.records) return records;
  const others = records.slice(1);
  if (isSameContent(fieldOf(first, 3), others)) return records;
  return [withField(first, contentField(others)), ...others];
}

function requireTypeOne(records: readonly NistRecord[]): TaggedRecord {
  const [first] = records;
  if (first?.kind !== 'tagged' || first.type !== 1) {
    throw nistFault('inconsistent', '1.001', 'a transaction starts with its Type-1 record');
  }
  return first;
}
