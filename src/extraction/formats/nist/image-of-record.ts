import { binaryImage } from './binary-image.js';
import type { RecordImage } from './record-image.js';
import { taggedImage } from './tagged-image.js';
import type { NistRecord, TaggedRecord } from './transaction.js';

/**
 * The image of a record, or undefined where it has none: Types 3 to 8 (Type 7 in their usual layout), 10, 13 to 17, 19
 * and 20 with a field 999. `typeOne`, the first record of the transaction, has the resolutions of binary records.
 * Values that are no numbers, or not there, are undefined.
 */
export function imageOfRecord(record: NistRecord, typeOne: NistRecord | undefined): RecordImage | undefined {
  if (record.kind === 'tagged') return taggedImage(record);
  const first: TaggedRecord | undefined = typeOne?.kind === 'tagged' ? typeOne : undefined;
  return binaryImage(record, first);
}
