import type { BinaryField } from './transaction.js';

export type BinaryLayoutField = Omit<BinaryField, 'values'> & { readonly count: number };

/** SP 500-290e3 clauses 8.4, 8.7 and 8.8; ANSI/NIST-ITL 1-2007 for Types 3, 5 and 6, which that edition no longer has. */
const LENGTH: BinaryLayoutField = { number: 1, mnemonic: 'LEN', byteCount: 4, count: 1 };
const IDC: BinaryLayoutField = { number: 2, mnemonic: 'IDC', byteCount: 1, count: 1 };

/** Fields of a fixed-resolution image. Type 7 has none by the standard, and NIST's own files and tools use these. */
const FINGERPRINT: readonly BinaryLayoutField[] = [
  LENGTH,
  IDC,
  { number: 3, mnemonic: 'IMP', byteCount: 1, count: 1 },
  { number: 4, mnemonic: 'FGP', byteCount: 1, count: 6 },
  { number: 5, mnemonic: 'ISR', byteCount: 1, count: 1 },
  { number: 6, mnemonic: 'HLL', byteCount: 2, count: 1 },
  { number: 7, mnemonic: 'VLL', byteCount: 2, count: 1 },
  { number: 8, mnemonic: 'CGA', byteCount: 1, count: 1 },
];

const SIGNATURE: readonly BinaryLayoutField[] = [
  LENGTH,
  IDC,
  { number: 3, mnemonic: 'SIG', byteCount: 1, count: 1 },
  { number: 4, mnemonic: 'SRT', byteCount: 1, count: 1 },
  { number: 5, mnemonic: 'ISR', byteCount: 1, count: 1 },
  { number: 6, mnemonic: 'HLL', byteCount: 2, count: 1 },
  { number: 7, mnemonic: 'VLL', byteCount: 2, count: 1 },
];

/** Header fields of a binary type, in their order; the data follow them. */
export function headerLayout(type: number): readonly BinaryLayoutField[] {
  if (type === 7) return [LENGTH, IDC];
  return type === 8 ? SIGNATURE : FINGERPRINT;
}

/** What a Type-7 record holds if it follows the layout of Types 3 to 6. */
export const TYPE_7_USUAL_LAYOUT: readonly BinaryLayoutField[] = FINGERPRINT.slice(2);
