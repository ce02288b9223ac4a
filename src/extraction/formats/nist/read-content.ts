import { LIMITS } from '../../../platform/limits.js';
import { nistFault } from './nist-fault.js';
import { latin1, parseCount, subfieldsOf } from './subfields-of.js';
import { RS, type TaggedField } from './transaction.js';

/** The IDC is undefined where it is no number: a thing to report, and no reason to read nothing. */
export type ContentEntry = { readonly type: number; readonly idc: number | undefined };

/**
 * The records 1.003 (CNT) announces after Type 1, in its order; undefined without the field. The first subfield, `1`
 * and the count, is for `validateTransaction` to judge; subfields without content are passed over.
 */
export function readContent(field: TaggedField | undefined): ContentEntry[] | undefined {
  if (field === undefined) return undefined;
  requireFewSubfields(field);
  return subfieldsOf(field)
    .slice(1)
    .filter((items) => items.some(({ length }) => length > 0))
    .map((items, index) => {
      const type = parseCount(items[0] && latin1(items[0]));
      if (type === undefined) {
        throw nistFault('out-of-range', '1.003', `entry ${index + 1} has no record type`, field.offset);
      }
      return { type, idc: parseCount(items[1] && latin1(items[1])) };
    });
}

function requireFewSubfields(field: TaggedField): void {
  let count = 0;
  for (const byte of field.value) if (byte === RS) count++;
  if (count > LIMITS.nistRecordsMax) {
    throw nistFault(
      'limit-exceeded',
      '1.003',
      `${count} records are announced, the standard allows ${LIMITS.nistRecordsMax}`,
      field.offset,
    );
  }
}
