/**
 * The deadlines of one person's file in one system, from its records and the terms of `retention.ts`. They hold as long
 * as no record arrives: a later entry, an extension or a renewal makes others.
 */
import { nextOverstayChange } from '../ees/judge-file.js';
import { findOverstay, OVERSTAY_ROWS } from '../flags/overstay.js';
import { retentionRow } from '../law/retention-table.js';
import { addDays, type LocalDate, monthsBefore } from '../local-date.js';
import { type Retention, type RetentionContext, retainSubjectUntil, retainUntil } from '../retention.js';
import type { SystemRecord } from '../system-record.js';
import { childBiometricsEnds } from './child-biometrics.js';
import type { Deadline } from './deadline.js';

export type DatedRecord = {
  readonly record: SystemRecord;
  /** For Eurodac the day its biometrics were transmitted. */
  readonly receivedOn: LocalDate;
  /** What a negative decision on the application rests on: the day each was deleted, where it is gone. */
  readonly causes?: readonly { readonly deletedOn?: LocalDate }[];
  /** Of an application of a child for a visa: its fingerprints or face are still held. */
  readonly holdsBiometrics?: boolean;
  /** The same: the last exit on the visa, where the child is not inside. Absent: it is, or nobody knows. */
  readonly left?: LocalDate | 'never-came';
};

/** In no order; `dueWithin` and `dueBy` sort. Of a record whose term is open nothing is said here, but in `openTermsOf`. */
export function deadlinesOf(file: readonly DatedRecord[], today: LocalDate): readonly Deadline[] {
  const records = file.map(({ record }) => record);
  const retained = retainEach(file, today);
  return [
    ...retained.flatMap(({ record, retention }) => ofRecord(record, retention, today)),
    ...ofFile(retained),
    ...ofChildren(file),
    ...ofList(records, today),
  ];
}

/** A record that is neither kept to a day nor erased on one, and why: somebody has to know of each. */
export type OpenTerm = Extract<Retention, { readonly kind: 'open' }> & { readonly record: SystemRecord };

export function openTermsOf(file: readonly DatedRecord[], today: LocalDate): readonly OpenTerm[] {
  return retainEach(file, today).flatMap(({ record, retention }) =>
    retention.kind === 'open' ? [{ ...retention, record }] : [],
  );
}

/** Each record with its term, in the order given. */
export function retainEach(file: readonly DatedRecord[], today: LocalDate): readonly Retained[] {
  const records = file.map(({ record }) => record);
  const byId = new Map(file.map((dated) => [dated.record.encounterId, dated]));
  const context: Omit<RetentionContext, 'receivedOn'> = {
    records,
    receivedOnOf: (encounterId) => byId.get(encounterId)?.receivedOn,
    causesOf: (encounterId) => byId.get(encounterId)?.causes ?? [],
    today,
  };
  return file.map(({ record, receivedOn }) => ({
    record,
    retention: retainUntil(record, { ...context, receivedOn }),
  }));
}

export type Retained = { readonly record: SystemRecord; readonly retention: Retention };

function ofRecord(record: SystemRecord, retention: Retention, today: LocalDate): readonly Deadline[] {
  if (retention.kind === 'open') return [];
  const { system, subjectId, encounterId } = record;
  const about = { system, subjectId, encounterId };
  const { reason, citation } = retention;
  const deadlines: Deadline[] = [
    { kind: 'erase-record', on: addDays(retention.lastDayKept, 1), ...about, reason, citation },
  ];
  if (retention.noticeOn) {
    deadlines.push({
      kind: 'notice',
      on: retention.noticeOn,
      ...about,
      reason: `Member States are told that the record is erased after ${retention.lastDayKept}.`,
      citation,
    });
  }
  const warning = record.facts.kind === 'alert' ? retentionRow('sis-expiry-warning', today) : undefined;
  if (warning) {
    deadlines.push({
      kind: 'review',
      on: monthsBefore(retention.lastDayKept, warning.value),
      ...about,
      reason: `The issuing state is warned that its alert is deleted after ${retention.lastDayKept} unless it is extended.`,
      citation: warning.citation,
    });
  }
  return deadlines;
}

function ofFile(retained: readonly Retained[]): readonly Deadline[] {
  const whole = retainSubjectUntil(retained.map(({ retention }) => retention));
  const [first] = retained;
  if (!first || whole?.kind !== 'until') return [];
  const { system, subjectId } = first.record;
  const on = addDays(whole.fileLastDayKept, 1);
  const reason = `The file goes with the last of its records, kept until ${whole.fileLastDayKept}.`;
  return [{ kind: 'erase-file', on, system, subjectId, reason, citation: whole.citation }];
}

function ofChildren(file: readonly DatedRecord[]): readonly Deadline[] {
  const [first] = file;
  if (!first) return [];
  const { system, subjectId } = first.record;
  return childBiometricsEnds(file).map(({ encounterId, from: on, citation }) => ({
    kind: 'erase-biometrics',
    on,
    system,
    subjectId,
    encounterId,
    reason: 'Fingerprints and face of a child under 12 go when the visa has expired and the child has left.',
    citation,
  }));
}

/** The day on which an open stay runs out, if nothing happens until then. */
function ofList(records: readonly SystemRecord[], today: LocalDate): readonly Deadline[] {
  const [first] = records;
  if (!first || !records.some(({ facts }) => facts.kind === 'entry')) return [];
  const on = nextOverstayChange(records, today);
  const flag = on && findOverstay(records, on);
  if (!flag || flag.facts.since !== on) return [];
  return [
    {
      kind: 'list',
      on,
      system: first.system,
      subjectId: first.subjectId,
      reason:
        'The last authorised day has passed without an exit: the person comes onto the list of overstayers.',
      citation: OVERSTAY_ROWS.presumed.citation,
    },
  ];
}
