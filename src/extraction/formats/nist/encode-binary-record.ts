import { fieldName, nistFault } from './nist-fault.js';
import type { BinaryField, BinaryRecord } from './transaction.js';

/** The record as it was read, or header and data with LEN computed. */
export function encodeBinaryRecord(record: BinaryRecord): Uint8Array[] {
  const { asRead, header, data } = record;
  if (asRead !== undefined && asRead.header === header && asRead.data === data) return [asRead.bytes];
  const headerBytes = header.reduce((sum, { byteCount, values }) => sum + byteCount * values.length, 0);
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of header) {
    const values = field.number === 1 ? [headerBytes + data.length] : field.values;
    for (const value of values) {
      requireFits(record.type, field, value);
      if (field.byteCount === 1) view.setUint8(at, value);
      else if (field.byteCount === 2) view.setUint16(at, value);
      else view.setUint32(at, value);
      at += field.byteCount;
    }
  }
  return [bytes, data];
}

function requireFits(type: number, { number, byteCount }: BinaryField, value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * byteCount)) {
    throw nistFault('out-of-range', fieldName(type, number), `the value does not fit ${byteCount} bytes`);
  }
}
