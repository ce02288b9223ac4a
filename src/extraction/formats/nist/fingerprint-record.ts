import { headerLayout } from './binary-layout.js';
import { fieldName, nistFault } from './nist-fault.js';
import type { BinaryField, BinaryRecord } from './transaction.js';

export type FixedResolutionFingerprint = {
  readonly idc: number;
  /** IMP code. */
  readonly impressionType: number;
  /** Up to six FGP codes, the likeliest first. */
  readonly positions: readonly number[];
  /** ISR: 0 for the resolution of 1.012 (NTR), 1 for that of 1.011 (NSR). */
  readonly resolutionCode: 0 | 1;
  readonly widthPx: number;
  readonly heightPx: number;
  /** CGA: 0 none, 1 WSQ, 2 JPEGB, 3 JPEGL, 4 JP2, 5 JP2L, 6 PNG. */
  readonly compressionCode: number;
  readonly data: Uint8Array;
};

const POSITIONS = 6;
const UNUSED_POSITION = 255;

/** A Type-4 record, of 500 ppi by its definition. Values that do not fit their bytes fail when it is written. */
export function fingerprintRecord(image: FixedResolutionFingerprint): BinaryRecord {
  if (image.positions.length > POSITIONS) {
    throw nistFault(
      'out-of-range',
      fieldName(4, 4),
      `${image.positions.length} positions, at most ${POSITIONS}`,
    );
  }
  const unused = Array.from({ length: POSITIONS - image.positions.length }, () => UNUSED_POSITION);
  const values: Readonly<Record<string, readonly number[]>> = {
    LEN: [0],
    IDC: [image.idc],
    IMP: [image.impressionType],
    FGP: [...image.positions, ...unused],
    ISR: [image.resolutionCode],
    HLL: [image.widthPx],
    VLL: [image.heightPx],
    CGA: [image.compressionCode],
  };
  const header = headerLayout(4).map(
    ({ number, mnemonic, byteCount }): BinaryField => ({
      number,
      mnemonic,
      byteCount,
      values: values[mnemonic]!,
    }),
  );
  return { kind: 'binary', type: 4, idc: image.idc, header, data: image.data };
}
