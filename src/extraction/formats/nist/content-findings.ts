import { readOrFault } from '../format-error.js';
import { announcedCount } from './content-field.js';
import type { Finding } from './finding.js';
import { type ContentEntry, readContent } from './read-content.js';
import { fieldOf, latin1, parseCount, subfieldsOf } from './subfields-of.js';
import type { NistRecord, TaggedField } from './transaction.js';

/** 1.003 against the records that are there: its count, and type and IDC of each. */
export function contentFindings(records: readonly NistRecord[]): Finding[] {
  const [first, ...others] = records;
  const field = first?.kind === 'tagged' ? fieldOf(first, 3) : undefined;
  if (field === undefined) return [];
  const read = readOrFault(() => readContent(field));
  if (read.kind === 'malformed') return [finding('error', 'content-mismatch', read.fault.detail)];
  const entries = read.value ?? [];
  return [...countFindings(field, entries, others), ...entryFindings(entries, others)];
}

function countFindings(
  field: TaggedField,
  entries: readonly ContentEntry[],
  records: readonly NistRecord[],
): Finding[] {
  const stated = announcedCount(field);
  const firstItem = subfieldsOf(field)[0]?.[0];
  const isTypeOne = firstItem !== undefined && parseCount(latin1(firstItem)) === 1;
  return [
    ...(isTypeOne ? [] : [finding('error', 'content-mismatch', 'the content does not start with Type 1')]),
    ...(stated === records.length && entries.length === records.length
      ? []
      : [
          finding(
            'error',
            'count-mismatch',
            `${stated ?? 'no number of'} records are counted and ${entries.length} listed, ${records.length} follow`,
          ),
        ]),
  ];
}

function entryFindings(entries: readonly ContentEntry[], records: readonly NistRecord[]): Finding[] {
  if (entries.length !== records.length) return [];
  const listed = entries.map(keyOf);
  const found = records.map(keyOf);
  const differing = listed.filter((key, index) => key !== found[index]).length;
  if (differing === 0) return [];
  const isOrderOnly = [...listed].sort().join() === [...found].sort().join();
  return isOrderOnly
    ? [finding('warning', 'content-order', `${differing} records stand in another order than listed`)]
    : [finding('error', 'content-mismatch', `${differing} records have another type or IDC than listed`)];
}

function keyOf({ type, idc }: { readonly type: number; readonly idc: number | undefined }): string {
  return `${type}/${idc}`;
}

function finding(severity: Finding['severity'], code: Finding['code'], detail: string): Finding {
  return { severity, code, record: 0, field: '1.003', detail };
}
