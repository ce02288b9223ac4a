import { LIMITS } from '../../../platform/limits.js';
import { nistFault } from './nist-fault.js';
import { readBinaryRecord } from './read-binary-record.js';
import { type ContentEntry, readContent } from './read-content.js';
import { readTaggedRecord } from './read-tagged-record.js';
import { unitBytesOf } from './split-items.js';
import { fieldOf } from './subfields-of.js';
import { tagAt } from './tag-at.js';
import { isBinaryType, type NistRecord, type Transaction } from './transaction.js';
import { characterSetsOf } from './transaction-text.js';

/**
 * Reads a transaction in traditional encoding. A tagged record says its type itself; a binary one takes the next binary
 * type that 1.003 announces, as its bytes do not tell. Counts, IDCs and order are not judged here
 * (`validateTransaction`), and whatever was read is written back byte for byte. Throws `FormatError` where a length,
 * tag or limit makes reading on a guess. Time is linear in the bytes.
 */
export function readTransaction(bytes: Uint8Array): Transaction {
  const state = { fields: LIMITS.nistFieldsMax, items: LIMITS.nistItemsMax, isWide: false };
  const first = tagAt(bytes, 0);
  if (first?.type !== 1 || first.number !== 1) {
    throw nistFault('not-this-format', '1.001', 'the first bytes are not the tag of a Type-1 record', 0);
  }
  const header = readTaggedRecord(bytes, 0, state);
  state.isWide = unitBytesOf(characterSetsOf(header.record).base) > 1;
  const content = readContent(fieldOf(header.record, 3));
  const records: NistRecord[] = [header.record];
  let offset = header.end;
  const binaryTypes = content?.filter(({ type }) => isBinaryType(type)).map(({ type }) => type) ?? [];
  let binaryCount = 0;

  while (offset < bytes.length) {
    const tag = tagAt(bytes, offset);
    if (tag !== undefined && (tag.type === 1 || isBinaryType(tag.type))) break;
    const binaryType = binaryTypes[binaryCount];
    if (tag === undefined && binaryType === undefined && isComplete(records, content)) break;
    if (records.length > LIMITS.nistRecordsMax) {
      throw nistFault('limit-exceeded', '1.003', `more than ${LIMITS.nistRecordsMax} records`, offset);
    }
    if (tag !== undefined) {
      const read = readTaggedRecord(bytes, offset, state);
      records.push(read.record);
      offset = read.end;
    } else if (binaryType === undefined) {
      throw nistFault(
        'inconsistent',
        '1.003',
        `no tagged record starts here, and no further binary one is announced (${records.length} records read)`,
        offset,
      );
    } else {
      const read = readBinaryRecord(bytes, offset, binaryType);
      records.push(read.record);
      offset = read.end;
      binaryCount++;
    }
  }
  return { records, trailing: bytes.subarray(offset), asRead: { records } };
}

/** Whether what follows may be anything, as all that was announced has been read. */
function isComplete(records: readonly NistRecord[], content: readonly ContentEntry[] | undefined): boolean {
  return content !== undefined && records.length - 1 >= content.length;
}
