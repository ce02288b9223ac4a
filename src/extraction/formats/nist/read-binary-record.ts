import { ByteReader } from '../byte-reader.js';
import { headerLayout } from './binary-layout.js';
import { fieldName, nistFault } from './nist-fault.js';
import type { BinaryField, BinaryRecord } from './transaction.js';

/** The record at that place, whole: a length that leaves no room for the header or runs past the file is a fault. */
export function readBinaryRecord(
  file: Uint8Array,
  offset: number,
  type: number,
): { readonly record: BinaryRecord; readonly end: number } {
  const layout = headerLayout(type);
  const lengthName = fieldName(type, 1);
  const length = new ByteReader(file.subarray(offset), 'ansi-nist', { origin: offset }).u32(lengthName);
  const headerBytes = layout.reduce((sum, { byteCount, count }) => sum + byteCount * count, 0);
  if (length < headerBytes) {
    throw nistFault(
      'out-of-range',
      lengthName,
      `${length} bytes are stated, the header alone has ${headerBytes}`,
      offset,
    );
  }
  if (length > file.length - offset) {
    throw nistFault(
      'truncated',
      lengthName,
      `${length} bytes are stated, ${file.length - offset} are left`,
      offset,
    );
  }
  const bytes = file.subarray(offset, offset + length);
  const reader = new ByteReader(bytes, 'ansi-nist', { origin: offset });
  const header = layout.map(({ number, mnemonic, byteCount, count }): BinaryField => {
    const values = Array.from({ length: count }, () =>
      readNumber(reader, byteCount, fieldName(type, number)),
    );
    return { number, mnemonic, byteCount, values };
  });
  const data = bytes.subarray(headerBytes);
  const idc = header[1]!.values[0]!;
  const asRead = { offset, bytes, header, data };
  return { record: { kind: 'binary', type, idc, header, data, asRead }, end: offset + length };
}

function readNumber(reader: ByteReader, byteCount: 1 | 2 | 4, field: string): number {
  if (byteCount === 1) return reader.u8(field);
  return byteCount === 2 ? reader.u16(field) : reader.u32(field);
}
