/**
 * The records of one EES file as they read after correction. An amendment is a record of its own and changes nothing
 * that was stored: what it corrects stays readable beside it, with its author ((EU) 2017/2226 Art 35(8)).
 */
import type { EncounterId } from '../ids.js';
import type { LocalDate } from '../local-date.js';
import type { EesFacts, SystemRecord } from '../system-record.js';

type Amendment = Extract<EesFacts, { readonly kind: 'amendment' }>;

/** Records without amendments, each as the amendments up to `until` left it. One erased is not among them. */
export function effectiveRecords(
  records: readonly SystemRecord[],
  until: LocalDate,
): readonly SystemRecord[] {
  const amendments = amendmentsByRecord(records, until);
  if (amendments.size === 0) return records;
  return records.flatMap((record) => {
    if (record.facts.kind === 'amendment') return [];
    const made = amendments.get(record.encounterId);
    if (!made) return [record];
    if (made.at(-1)!.amendment.change === 'erasure') return [];
    return [{ ...record, facts: amended(record.facts, correctedDay(made)) }];
  });
}

/** Records with their amendments, as they were entered, but for those an amendment erased. */
export function withoutErased(records: readonly SystemRecord[], until: LocalDate): readonly SystemRecord[] {
  const kept = new Set(effectiveRecords(records, until).map(({ encounterId }) => encounterId));
  return records.filter(({ encounterId, facts }) => facts.kind === 'amendment' || kept.has(encounterId));
}

export type Provenance = {
  readonly encounterId: EncounterId;
  readonly change: Amendment['change'];
  readonly amendedOn: LocalDate;
  /** Responsible for the correction, whoever entered the record. */
  readonly memberState: string;
};

/** Every correction made to one record, oldest first. */
export function provenanceOf(
  records: readonly SystemRecord[],
  encounterId: EncounterId,
): readonly Provenance[] {
  const made = amendmentsByRecord(records).get(encounterId) ?? [];
  return made.map(({ record, amendment: { change, amendedOn } }) => ({
    encounterId: record.encounterId,
    change,
    amendedOn,
    memberState: record.memberState,
  }));
}

type Made = { readonly record: SystemRecord; readonly amendment: Amendment };

function amendmentsByRecord(
  records: readonly SystemRecord[],
  until?: LocalDate,
): ReadonlyMap<EncounterId, readonly Made[]> {
  const byRecord = new Map<EncounterId, Made[]>();
  for (const record of records) {
    const { facts } = record;
    if (facts.kind !== 'amendment' || (until !== undefined && facts.amendedOn > until)) continue;
    const made = byRecord.get(facts.concerns) ?? [];
    made.push({ record, amendment: facts });
    byRecord.set(facts.concerns, made);
  }
  for (const made of byRecord.values()) {
    made.sort(
      (a, b) =>
        (a.amendment.amendedOn < b.amendment.amendedOn
          ? -1
          : a.amendment.amendedOn > b.amendment.amendedOn
            ? 1
            : 0) || Date.parse(a.record.encounterAt) - Date.parse(b.record.encounterAt),
    );
  }
  return byRecord;
}

/** An amendment that names no day, a completion for one, leaves the day that an earlier one corrected. */
function correctedDay(made: readonly Made[]): LocalDate | undefined {
  return made.findLast(({ amendment }) => amendment.eventDate !== undefined)?.amendment.eventDate;
}

/** Of a crossing or a refusal its own day is corrected; of a decision or a proof the last day it gives, or the exit. */
export function amended(
  facts: SystemRecord['facts'],
  eventDate: LocalDate | undefined,
): SystemRecord['facts'] {
  if (eventDate === undefined) return facts;
  switch (facts.kind) {
    case 'entry':
      return { ...facts, entryDate: eventDate };
    case 'exit':
      return { ...facts, exitDate: eventDate };
    case 'refusal':
      return { ...facts, refusalDate: eventDate };
    case 'stay-decision':
      return { ...facts, endsOn: eventDate };
    case 'rebuttal':
      return facts.shows === 'exit' ? { ...facts, exitDate: eventDate } : { ...facts, endsOn: eventDate };
    default:
      return facts;
  }
}
