import { ByteReader } from '../byte-reader.js';
import { TYPE_7_USUAL_LAYOUT } from './binary-layout.js';
import type { BinaryField, BinaryRecord } from './transaction.js';

/**
 * Header fields and data of a binary record; a Type 7 that has room for it is shown in the layout of Types 3 to 6, as
 * NIST's tools do. Whether its users meant that, nobody knows but they.
 */
export function binaryFieldsOf({ type, header, data }: BinaryRecord): {
  readonly fields: readonly BinaryField[];
  readonly data: Uint8Array;
} {
  const usualBytes = TYPE_7_USUAL_LAYOUT.reduce((sum, { byteCount, count }) => sum + byteCount * count, 0);
  if (type !== 7 || data.length < usualBytes) return { fields: header, data };
  const reader = new ByteReader(data, 'ansi-nist');
  const usual = TYPE_7_USUAL_LAYOUT.map(({ number, mnemonic, byteCount, count }) => ({
    number,
    mnemonic,
    byteCount,
    values: Array.from({ length: count }, () =>
      byteCount === 1 ? reader.u8(mnemonic) : reader.u16(mnemonic),
    ),
  }));
  return { fields: [...header, ...usual], data: data.subarray(usualBytes) };
}
