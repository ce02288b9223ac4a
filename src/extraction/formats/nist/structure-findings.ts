import type { Finding } from './finding.js';
import { MANDATORY } from './mandatory-fields.js';
import { fieldName } from './nist-fault.js';
import { nameOfType, namesOfField } from './record-names.js';
import { fieldOf } from './subfields-of.js';
import type { NistRecord, TaggedField, TaggedRecord } from './transaction.js';

/** Types earlier editions had and the 2011 one took out. */
const LEGACY_TYPES: ReadonlySet<number> = new Set([3, 5, 6]);
const IDC_MAX = 99;

/** Form of the record itself: length, separators, IDC, fields there once, in order, and none missing. */
export function structureFindings(record: NistRecord, index: number): Finding[] {
  const at = (
    severity: Finding['severity'],
    code: Finding['code'],
    number: number,
    detail: string,
  ): Finding => ({
    severity,
    code,
    record: index,
    field: fieldName(record.type, number),
    detail,
  });
  const findings: Finding[] = [];
  if (nameOfType(record.type) === undefined) {
    findings.push(at('warning', 'unknown-type', 1, `Type ${record.type} is reserved`));
  }
  if (LEGACY_TYPES.has(record.type)) {
    findings.push(at('warning', 'legacy-type', 1, `Type ${record.type} is no longer part of the standard`));
  }
  if (record.type !== 1 && (record.idc === undefined || record.idc > IDC_MAX)) {
    findings.push(at('error', 'invalid-idc', 2, `an IDC is a number from 0 to ${IDC_MAX}`));
  }
  if (record.kind === 'binary') return findings;
  const { asRead } = record;
  if (asRead?.isTerminated === false) {
    findings.push(at('warning', 'missing-separator', 1, 'no FS at the end of the record'));
  }
  if (asRead !== undefined && asRead.statedLength !== asRead.bytes.length) {
    const isOnlyFs = !asRead.isTerminated && asRead.statedLength === asRead.bytes.length + 1;
    const detail = `${asRead.statedLength} bytes are stated, the record has ${asRead.bytes.length}`;
    if (!isOnlyFs) findings.push(at('error', 'length-mismatch', 1, detail));
  }
  for (const number of missingFields(record)) {
    const name = namesOfField(record.type, number)?.mnemonic ?? '';
    findings.push(at('error', 'missing-field', number, `mandatory field ${name} is missing or empty`));
  }
  return [...findings, ...orderFindings(record, at)];
}

function missingFields(record: TaggedRecord): number[] {
  const { always = [], withImage = [] } = MANDATORY[record.type] ?? {};
  const hasImage = fieldOf(record, 999) !== undefined;
  return [...always, ...(hasImage ? withImage : [])].filter(
    (number) => (fieldOf(record, number)?.value.length ?? 0) === 0,
  );
}

function orderFindings(
  { type, fields }: TaggedRecord,
  at: (severity: Finding['severity'], code: Finding['code'], number: number, detail: string) => Finding,
): Finding[] {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const { number } of fields) {
    if (seen.has(number)) repeated.add(number);
    seen.add(number);
  }
  const unordered = type === 1 ? firstUnordered(fields) : misplacedIdc(fields);
  return [
    ...[...repeated].map((number) =>
      at('error', 'repeated-field', number, 'the field is there more than once'),
    ),
    ...(unordered === undefined
      ? []
      : [at('warning', 'field-order', unordered.number, 'the field is not in its place')]),
  ];
}

function firstUnordered(fields: readonly TaggedField[]): TaggedField | undefined {
  return fields.find((field, index) => index > 0 && field.number < fields[index - 1]!.number);
}

/** After LEN and IDC the fields of all types but 1 may come in any order (Annex B.1). */
function misplacedIdc(fields: readonly TaggedField[]): TaggedField | undefined {
  const index = fields.findIndex(({ number }) => number === 2);
  return index === 1 ? undefined : fields[index];
}
