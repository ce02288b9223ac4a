import { type FieldValue, taggedField, taggedRecord } from './build-record.js';
import { contentField } from './content-field.js';
import { fieldName, nistFault } from './nist-fault.js';
import type { NistRecord, TaggedRecord, Transaction } from './transaction.js';
import { withField } from './with-field.js';

/** What a Type-1 record says (SP 500-290e3 clause 8.1); VER, CNT and DCS follow from the rest. */
export type TransactionHeader = {
  /** TOT, for example `CAR` or `SRE`: up to 16 characters, defined by the domain. */
  readonly transactionType: string;
  /** DAT, `YYYYMMDD`, local to the originator. */
  readonly date: string;
  /** PRY, 1 (most urgent) to 9. */
  readonly priority?: number;
  /** DAI. */
  readonly destinationAgency: string;
  /** ORI. */
  readonly originatingAgency: string;
  /** TCN, of this transaction. */
  readonly controlNumber: string;
  /** TCR, the TCN of the transaction this one answers. */
  readonly controlReference?: string;
  /** NSR and NTR in pixels per millimetre, for example `19.69`; `00.00` where no Type 4 is sent. */
  readonly nativeResolution?: string;
  readonly transmittedResolution?: string;
  /** DOM. */
  readonly domain?: { readonly name: string; readonly version?: string };
  /** GMT, `YYYYMMDDHHMMSSZ`. */
  readonly gmt?: string;
  /** Further fields of Type 1 by number, for example 16 APS or 17 ANM. */
  readonly others?: Readonly<Record<number, FieldValue | undefined>>;
};

/** ANSI/NIST-ITL 1-2011 Update 2015. */
const VERSION = '0502';
const NO_RESOLUTION = '00.00';
const UTF_8: FieldValue = ['003', 'UTF-8'];

/**
 * A transaction of these records, with its Type 1: content counted, and UTF-8 declared where a record has text beyond
 * ASCII. `writeTransaction` fills in the lengths. Throws `FormatError` for text in Type 1 that is not ASCII.
 */
export function buildTransaction(header: TransactionHeader, records: readonly NistRecord[]): Transaction {
  const first = typeOneRecord(header);
  const counted = withField(first, contentField(records));
  const declared = records.some(hasWideText) ? withField(counted, taggedField(1, 15, UTF_8)) : counted;
  return { records: [declared, ...records], trailing: new Uint8Array() };
}

/** Type 1 with the content of an empty transaction: no records but itself. */
export function typeOneRecord(header: TransactionHeader): TaggedRecord {
  const { domain } = header;
  const record = taggedRecord(1, undefined, {
    ...header.others,
    2: VERSION,
    3: ['1', '0'],
    4: header.transactionType,
    5: header.date,
    6: header.priority,
    7: header.destinationAgency,
    8: header.originatingAgency,
    9: header.controlNumber,
    10: header.controlReference,
    11: header.nativeResolution ?? NO_RESOLUTION,
    12: header.transmittedResolution ?? NO_RESOLUTION,
    13: domain === undefined ? undefined : [domain.name, domain.version ?? ''],
    14: header.gmt,
  });
  const wide = record.fields.find(({ value }) => value.some(isWide));
  if (wide !== undefined) throw nistFault('out-of-range', fieldName(1, wide.number), 'Type 1 is ASCII alone');
  return record;
}

function hasWideText(record: NistRecord): boolean {
  return record.kind === 'tagged' && record.fields.some(({ value, isData }) => !isData && value.some(isWide));
}

function isWide(byte: number): boolean {
  return byte > 0x7f;
}
