import type { Finding } from './finding.js';
import { DATE_FIELDS } from './mandatory-fields.js';
import { fieldName } from './nist-fault.js';
import { codesOf, fieldOf, itemOf, numberOf, parseCount, rowsOf } from './subfields-of.js';
import type { BinaryRecord, NistRecord, TaggedRecord } from './transaction.js';

type Found = Omit<Finding, 'record' | 'field'> & { readonly number: number };

const VERSIONS: ReadonlySet<number> = new Set([200, 201, 300, 400, 500, 501, 502]);
/** Table 7 goes to 29 and, since 2015, lists 41 to 43 for contactless capture. */
const IMPRESSION_MAX = 43;
/** Table 8: fingers 0 to 19, palms 20 to 38 and 81 to 86, soles 60 to 79, combinations 40 to 54. */
const POSITION_MAX = 86;
const UNUSED_POSITION = 255;
const RIDGE_TYPES: ReadonlySet<number> = new Set([13, 14, 15, 19]);

/** Values of single fields: version, dates, codes, counts of minutiae. */
export function valueFindings(record: NistRecord, index: number): Finding[] {
  return (record.kind === 'binary' ? fixedFindings(record) : fieldFindings(record)).map(
    ({ severity, code, number, detail }) => ({
      severity,
      code,
      record: index,
      field: fieldName(record.type, number),
      detail,
    }),
  );
}

function fieldFindings(record: TaggedRecord): Found[] {
  return [
    ...dateFindings(record),
    ...(record.type === 1 ? typeOneFindings(record) : []),
    ...(record.type === 9 ? minutiaeFindings(record) : []),
    ...(RIDGE_TYPES.has(record.type) ? ridgeFindings(record) : []),
  ];
}

/** Codes of Types 3 to 6; 255 marks an unused position. */
function fixedFindings({ header }: BinaryRecord): Found[] {
  const codes = [
    ['IMP', (code: number) => code <= IMPRESSION_MAX, 'an impression type of no table'],
    ['FGP', (code: number) => code <= POSITION_MAX || code === UNUSED_POSITION, 'a position of no table'],
    ['ISR', (code: number) => code <= 1, 'neither the transmitted nor the native resolution'],
  ] as const;
  return codes.flatMap(([mnemonic, isKnown, detail]): Found[] => {
    const field = header.find((candidate) => candidate.mnemonic === mnemonic);
    if (field === undefined || field.values.every(isKnown)) return [];
    return [{ severity: 'warning', code: 'invalid-code', number: field.number, detail }];
  });
}

function dateFindings(record: TaggedRecord): Found[] {
  const number = DATE_FIELDS[record.type];
  const text = number === undefined ? undefined : itemOf(record, number);
  if (number === undefined || text === undefined || text === '' || isDate(text)) return [];
  if (record.type === 99 && isGmt(text)) return [];
  return [
    { severity: 'error', code: 'invalid-date', number, detail: 'no such day, or another form than YYYYMMDD' },
  ];
}

/** A day that exists: 20010229 does not. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function typeOneFindings(record: TaggedRecord): Found[] {
  const found: Found[] = [];
  const version = numberOf(record, 2);
  if (itemOf(record, 2) !== undefined && (version === undefined || !VERSIONS.has(version))) {
    found.push({
      severity: 'warning',
      code: 'unknown-version',
      number: 2,
      detail: 'an edition not known here',
    });
  }
  const gmt = itemOf(record, 14);
  if (gmt !== undefined && !isGmt(gmt)) {
    found.push({ severity: 'error', code: 'invalid-date', number: 14, detail: 'no moment YYYYMMDDHHMMSSZ' });
  }
  const priority = itemOf(record, 6);
  if (priority !== undefined && !/^[1-9]$/.test(priority)) {
    found.push({ severity: 'warning', code: 'invalid-code', number: 6, detail: 'a priority is 1 to 9' });
  }
  for (const number of [11, 12]) {
    const text = itemOf(record, number);
    if (text !== undefined && text !== '' && !/^\d{1,3}(\.\d{1,4})?$/.test(text)) {
      found.push({ severity: 'error', code: 'invalid-number', number, detail: 'no pixels per millimetre' });
    }
  }
  const wide = record.fields.find(({ value }) => value.some((byte) => byte > 0x7f));
  if (wide !== undefined) {
    const detail = 'Type 1 is ASCII alone';
    found.push({ severity: 'warning', code: 'undeclared-characters', number: wide.number, detail });
  }
  return found;
}

function isGmt(text: string): boolean {
  const parts = /^(\d{8})(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (parts === null) return false;
  const [hour, minute, second] = parts.slice(2).map(Number) as [number, number, number];
  return isDate(parts[1]!) && hour < 24 && minute < 60 && second <= 60;
}

/** The number of minutiae a record states, against those it lists: 9.010 and 9.012, 9.015 and 9.023, 9.136 and 9.137. */
function minutiaeFindings(record: TaggedRecord): Found[] {
  return [
    [10, 12],
    [15, 23],
    [136, 137],
  ].flatMap(([count, list]): Found[] => {
    if (fieldOf(record, count!) === undefined || fieldOf(record, list!) === undefined) return [];
    const stated = numberOf(record, count!);
    const listed = rowsOf(record, list!).length;
    if (stated === listed) return [];
    const detail = `${stated ?? 'no number of'} minutiae are stated, ${listed} listed`;
    return [{ severity: 'error', code: 'count-mismatch', number: count!, detail }];
  });
}

function ridgeFindings(record: TaggedRecord): Found[] {
  const found: Found[] = [];
  const impression = itemOf(record, 3);
  if (
    impression !== undefined &&
    impression !== '' &&
    (parseCount(impression) ?? Infinity) > IMPRESSION_MAX
  ) {
    found.push({
      severity: 'warning',
      code: 'invalid-code',
      number: 3,
      detail: 'an impression type of no table',
    });
  }
  const rows = rowsOf(record, 13).flat();
  const positions = codesOf(record, 13);
  if (positions.length !== rows.length || positions.some((position) => position > POSITION_MAX)) {
    found.push({ severity: 'warning', code: 'invalid-code', number: 13, detail: 'a position of no table' });
  }
  return found;
}
