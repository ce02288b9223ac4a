import { LIMITS } from '../../../platform/limits.js';
import { contentFindings } from './content-findings.js';
import type { Finding } from './finding.js';
import { imageFindings } from './image-findings.js';
import { structureFindings } from './structure-findings.js';
import { isRecordStart } from './tag-at.js';
import type { Transaction } from './transaction.js';
import { valueFindings } from './value-findings.js';

/** NUL, tab, line ends, SUB, FS and space: what systems put after a file. Anything else may be a part of a record. */
const PADDING: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0d, 0x1a, 0x1c, 0x20]);

/**
 * Everything in a transaction that is not as ANSI/NIST-ITL 1-2011 Update 2015 wants it (editions back to 1993 are taken
 * for what they were), in the order of the records. Reading was strict where a guess would be dangerous; the rest is
 * judged here. At most
 * `nistFindingsMax` of them. An empty list means that nothing was found by these rules, not that the domain's own rules are met.
 */
export function validateTransaction(transaction: Transaction): Finding[] {
  const { records } = transaction;
  const findings = [
    ...contentFindings(records),
    ...records.flatMap((record, index) => [
      ...structureFindings(record, index),
      ...valueFindings(record, index),
      ...imageFindings(record, index, records[0]),
    ]),
    ...trailingFindings(transaction),
  ];
  return findings.sort((a, b) => a.record - b.record).slice(0, LIMITS.nistFindingsMax);
}

function trailingFindings({ records, trailing }: Transaction): Finding[] {
  if (trailing.length === 0) return [];
  const isPadding = trailing.every((byte) => PADDING.has(byte));
  const nature = isRecordStart(trailing, 0) ? ', which start like a record' : isPadding ? ' of padding' : '';
  return [
    {
      severity: isPadding ? 'warning' : 'error',
      code: 'trailing-bytes',
      record: records.length,
      field: 'trailing',
      detail: `${trailing.length} bytes${nature} after the last record`,
    },
  ];
}
