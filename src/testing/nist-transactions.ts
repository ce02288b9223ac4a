/** Small transactions for tests, built with the writer of the hub. */
import type { FieldValue } from '../extraction/formats/nist/build-record.js';
import { taggedRecord } from '../extraction/formats/nist/build-record.js';
import { buildTransaction } from '../extraction/formats/nist/build-transaction.js';
import { fingerprintRecord } from '../extraction/formats/nist/fingerprint-record.js';
import type { BinaryRecord, NistRecord, TaggedRecord } from '../extraction/formats/nist/transaction.js';
import { writeTransaction } from '../extraction/formats/nist/write-transaction.js';

export type Fields = Readonly<Record<number, FieldValue | undefined>>;

export function transactionFile(
  records: readonly NistRecord[],
  header: { readonly domain?: string; readonly controlReference?: string } = {},
): Uint8Array {
  const { domain, ...rest } = header;
  return writeTransaction(
    buildTransaction(
      {
        transactionType: 'CAR',
        date: '20260901',
        destinationAgency: 'HUB000000',
        originatingAgency: 'BORDER000',
        controlNumber: 'TCN-1',
        nativeResolution: '19.69',
        transmittedResolution: '19.69',
        ...rest,
        ...(domain === undefined ? {} : { domain: { name: domain } }),
      },
      records,
    ),
  );
}

/** Grey values that differ in both directions, so that a cut in the wrong place is seen. */
export function testPixels(widthPx: number, heightPx: number): Uint8Array {
  return Uint8Array.from({ length: widthPx * heightPx }, (_, index) => {
    const row = Math.floor(index / widthPx);
    return (3 * (index % widthPx) + 7 * row) % 251;
  });
}

export function rolledFinger(
  idc: number,
  position: number,
  changes: Partial<FingerOptions> = {},
): BinaryRecord {
  const { widthPx = 100, heightPx = 120, impressionType = 1, alternatives = [] } = changes;
  return fingerprintRecord({
    idc,
    impressionType,
    positions: [position, ...alternatives],
    resolutionCode: 0,
    widthPx,
    heightPx,
    compressionCode: changes.compressionCode ?? 0,
    data: changes.data ?? testPixels(widthPx, heightPx),
  });
}

type FingerOptions = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly impressionType: number;
  readonly alternatives: readonly number[];
  readonly compressionCode: number;
  readonly data: Uint8Array;
};

/** A Type 14 of 500 ppi; `fields` replace what is usual. */
export function variableFinger(
  idc: number,
  position: number,
  { widthPx = 200, heightPx = 150, fields = {} }: Partial<FingerOptions> & { readonly fields?: Fields } = {},
): TaggedRecord {
  return taggedRecord(14, idc, {
    3: 0,
    4: 'BORDER000',
    5: '20260901',
    6: widthPx,
    7: heightPx,
    8: 1,
    9: 500,
    10: 500,
    11: 'NONE',
    12: 8,
    13: position,
    999: testPixels(widthPx, heightPx),
    ...fields,
  });
}
