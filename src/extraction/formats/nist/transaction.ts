/**
 * An ANSI/NIST-ITL transaction in traditional encoding (NIST SP 500-290e3, Annex B), as it lies in the file. A field is
 * its number and the window of its value; subfields and items are split off when somebody asks (`subfieldsOf`), so that
 * a file costs its bytes and an index of its fields, however many separators it holds. All `Uint8Array`s of a
 * transaction that was read are windows of the file, never copies.
 *
 * Values are immutable: to change a record make a new one (`withField`, `withoutField` or a spread). What was read and
 * not replaced is written byte for byte as it came.
 */
export type Transaction = {
  /** The first is the Type-1 record. */
  readonly records: readonly NistRecord[];
  /** What follows the last record; empty in a proper file. */
  readonly trailing: Uint8Array;
  /** Where this was read: the list itself, so that the writer sees whether it was replaced. */
  readonly asRead?: { readonly records: readonly NistRecord[] };
};

export type NistRecord = TaggedRecord | BinaryRecord;

/** Types 1, 2, 9 to 22, 98, 99: `14.001:...GS 14.002:...FS`. */
export type TaggedRecord = {
  readonly kind: 'tagged';
  readonly type: number;
  /** Information designation character x.002; undefined in Type 1, and where it is missing or no number. */
  readonly idc: number | undefined;
  /** In the order of the file, LEN (x.001) first. In a record built anew the value of LEN is empty until written. */
  readonly fields: readonly TaggedField[];
  readonly asRead?: {
    /** Of the record in the file. */
    readonly offset: number;
    /** The whole record with its separator. */
    readonly bytes: Uint8Array;
    /** The LEN it states; other than `bytes.length` where a writer counted wrongly and the end was clear all the same. */
    readonly statedLength: number;
    /** False where the record has no FS at its end. */
    readonly isTerminated: boolean;
    readonly fields: readonly TaggedField[];
  };
};

export type TaggedField = {
  /** 11 for `14.011`. */
  readonly number: number;
  /** What stands after the colon, without the separator that ends the field; RS between subfields, US between items. */
  readonly value: Uint8Array;
  /** Field x.999 of Types 10 to 99: bytes of any value, last in its record. */
  readonly isData?: true;
  /** The tag as read, for example `1.01` of the 1993 edition; without it `type.nnn` is written. */
  readonly tag?: string;
  /** Of the tag in the file. */
  readonly offset?: number;
};

/** Types 3 to 8: fixed big-endian header fields, then data to the end of the record. */
export type BinaryRecord = {
  readonly kind: 'binary';
  readonly type: number;
  readonly idc: number;
  /** All fields before the data, in their order; LEN first. Type 7 has LEN and IDC only, the rest is the users' own. */
  readonly header: readonly BinaryField[];
  /** Last field of the record: image, vectors, or whatever a Type 7 holds. */
  readonly data: Uint8Array;
  readonly asRead?: {
    readonly offset: number;
    readonly bytes: Uint8Array;
    readonly header: readonly BinaryField[];
    readonly data: Uint8Array;
  };
};

export type BinaryField = {
  /** 4 for `4.004`. */
  readonly number: number;
  readonly mnemonic: string;
  /** Bytes of each value. */
  readonly byteCount: 1 | 2 | 4;
  /** One, or the six finger positions of FGP (255 where unused). */
  readonly values: readonly number[];
};

/** Information separators of the traditional encoding (SP 500-290e3, Annex B.1). */
export const FS = 0x1c;
export const GS = 0x1d;
export const RS = 0x1e;
export const US = 0x1f;

const BINARY_TYPES: ReadonlySet<number> = new Set([3, 4, 5, 6, 7, 8]);

export function isBinaryType(type: number): boolean {
  return BINARY_TYPES.has(type);
}

/** In Types 10 to 99 this field holds bytes of any value to the end of the record; Types 1, 2 and 9 have text alone. */
export function isDataField(type: number, number: number): boolean {
  return number === 999 && type >= 10;
}
