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
    return [{ ...record, facts: amended(record.facts, correctedDays(made)) }];
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

type CorrectedDays = Pick<Amendment, 'eventDate' | 'endsOn'>;

/** An amendment that names no day, a completion for one, leaves the day that an earlier one corrected. */
function correctedDays(made: readonly Made[]): CorrectedDays {
  const eventDate = made.findLast(({ amendment }) => amendment.eventDate)?.amendment.eventDate;
  const endsOn = made.findLast(({ amendment }) => amendment.endsOn)?.amendment.endsOn;
  return { ...(eventDate ? { eventDate } : {}), ...(endsOn ? { endsOn } : {}) };
}

/**
 * Of a crossing or a refusal its own day is corrected; of a decision or a proof the last day it gives, or the exit. The
 * day on which that was decided or shown may be corrected too, and changes nobody's days: stored amendments mean it so.
 */
export function amended(
  facts: SystemRecord['facts'],
  { eventDate, endsOn }: CorrectedDays,
): SystemRecord['facts'] {
  switch (facts.kind) {
    case 'entry':
      return eventDate ? { ...facts, entryDate: eventDate } : facts;
    case 'exit':
      return eventDate ? { ...facts, exitDate: eventDate } : facts;
    case 'refusal':
      return eventDate ? { ...facts, refusalDate: eventDate } : facts;
    case 'stay-decision':
      return endsOn ? { ...facts, endsOn } : facts;
    case 'rebuttal':
      if (!endsOn) return facts;
      return facts.shows === 'exit' ? { ...facts, exitDate: endsOn } : { ...facts, endsOn };
    default:
      return facts;
  }
}
