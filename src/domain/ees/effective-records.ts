/**
 * The records of one EES file as they read after correction. An amendment is a record of its own and changes nothing
 * that was stored: what it corrects stays readable beside it, with its author ((EU) 2017/2226 Art 35(8)).
 */
import type { EncounterId } from '../ids.js';
import type { LocalDate } from '../local-date.js';
import type { EesFacts, SystemRecord } from '../system-record.js';

type Amendment = Extract<EesFacts, { readonly kind: 'amendment' }>;

/** Records without amendments, each as the latest amendment up to `until` left it. One erased is not among them. */
export function effectiveRecords(
  records: readonly SystemRecord[],
  until: LocalDate,
): readonly SystemRecord[] {
  const amendments = amendmentsByRecord(records, until);
  if (amendments.size === 0) return records;
  return records.flatMap((record) => {
    if (record.facts.kind === 'amendment') return [];
    const latest = amendments.get(record.encounterId)?.at(-1)?.amendment;
    if (!latest) return [record];
    return latest.change === 'erasure' ? [] : [{ ...record, facts: amended(record.facts, latest) }];
  });
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

function amended(facts: SystemRecord['facts'], { eventDate }: Amendment): SystemRecord['facts'] {
  if (eventDate === undefined) return facts;
  switch (facts.kind) {
    case 'entry':
      return { ...facts, entryDate: eventDate };
    case 'exit':
      return { ...facts, exitDate: eventDate };
    case 'refusal':
      return { ...facts, refusalDate: eventDate };
    default:
      return facts;
  }
}
