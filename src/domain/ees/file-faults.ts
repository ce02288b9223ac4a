/**
 * What is wrong with the file of one traveller. The EES records what happened, so none of this is refused or repaired;
 * it is said, with the record it is about and what the law makes of it.
 */
import { ofKind, type RecordedStay, readStays, stayOfDecision } from '../ees-stays.js';
import type { EncounterId } from '../ids.js';
import { EES_FILE_ROWS } from '../law/ees-file-table.js';
import { localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import { effectiveRecords } from './effective-records.js';
import { visaEntries } from './visa-entries.js';

export type FileFault = {
  readonly kind:
    | 'exit-missing'
    | 'entry-missing'
    | 'exit-before-entry'
    | 'visa-ends-before-it-begins'
    | 'visa-not-valid-at-entry'
    | 'visa-entries-exceeded'
    | 'decision-without-stay'
    | 'rebuttal-without-effect'
    | 'amendment-of-missing-record';
  readonly encounterIds: readonly EncounterId[];
  readonly reason: string;
  readonly citation: string;
};

const ALL_TIME = localDate('9999-12-31');

/** An entry asked for while a stay is open: that stay's exit is missing, unless the person has not left. */
export function openStayFault(stays: readonly RecordedStay[]): FileFault | undefined {
  const open = stays.at(-1);
  if (open?.kind !== 'open') return undefined;
  return {
    kind: 'exit-missing',
    encounterIds: [open.entry.record.encounterId],
    reason: `The entry on ${open.entry.facts.entryDate} has no exit yet; only its first day counted. Nothing is closed on a guess.`,
    citation: EES_FILE_ROWS.exitMissing.citation,
  };
}

/** Faults in the order of their stays, then of the records no stay has; empty for a sound file. */
export function fileFaults(records: readonly SystemRecord[]): readonly FileFault[] {
  const stays = readStays(records, ALL_TIME);
  return [
    ...stays.flatMap((stay, index) => [...pairingFaults(stays, index), ...visaFaults(stays, stay, index)]),
    ...laterFaults(records, stays),
  ];
}

function pairingFaults(stays: readonly RecordedStay[], index: number): readonly FileFault[] {
  const stay = stays[index]!;
  if (stay.kind === 'exit-missing') {
    return [
      {
        kind: 'exit-missing',
        encounterIds: [stay.entry.record.encounterId],
        reason: `The entry on ${stay.entry.facts.entryDate} has no exit before the entry on ${stay.nextEntryDate}: a presumption of overstay that can be rebutted. Nothing is closed on a guess.`,
        citation: EES_FILE_ROWS.exitMissing.citation,
      },
    ];
  }
  if (stay.kind !== 'entry-missing') return [];
  const next = stays[index + 1];
  const exitId = stay.exit.record.encounterId;
  const { exitDate } = stay.exit.facts;
  // The pair was handed over as one journey, with its days the wrong way round.
  if (
    next?.kind === 'open' &&
    Date.parse(next.entry.record.encounterAt) <= Date.parse(stay.exit.record.encounterAt)
  ) {
    return [
      {
        kind: 'exit-before-entry',
        encounterIds: [next.entry.record.encounterId, exitId],
        reason: `The exit on ${exitDate} lies before the entry on ${next.entry.facts.entryDate} that was recorded earlier: each is kept as recorded until one of them is rectified.`,
        citation: '(EU) 2017/2226 Art 20, 35',
      },
    ];
  }
  return [
    {
      kind: 'entry-missing',
      encounterIds: [exitId],
      reason: `The exit on ${exitDate} has no recorded entry; it proves that one day. The person may show when the stay began.`,
      citation: EES_FILE_ROWS.entryMissing.citation,
    },
  ];
}

function visaFaults(stays: readonly RecordedStay[], stay: RecordedStay, index: number): readonly FileFault[] {
  if (stay.kind === 'entry-missing' || !stay.entry.facts.visa) return [];
  const { visa, entryDate } = stay.entry.facts;
  const encounterIds = [stay.entry.record.encounterId];
  const faults: FileFault[] = [];
  if (visa.validFrom !== undefined && visa.validUntil < visa.validFrom) {
    faults.push({
      kind: 'visa-ends-before-it-begins',
      encounterIds,
      reason: `The visa is recorded as valid from ${visa.validFrom} to ${visa.validUntil}: it allows no day until it is rectified.`,
      citation: '(EU) 2017/2226 Art 16(2)(d), 35',
    });
  } else if (entryDate > visa.validUntil || (visa.validFrom !== undefined && entryDate < visa.validFrom)) {
    faults.push({
      kind: 'visa-not-valid-at-entry',
      encounterIds,
      reason: `The visa was not valid on the day of entry, ${entryDate}: no day of stay rests on it.`,
      citation: '(EU) 2017/2226 Art 16(2)(d)',
    });
  }
  const { exhausted, allowed, used } = visaEntries(stays.slice(0, index), visa);
  if (exhausted) {
    faults.push({
      kind: 'visa-entries-exceeded',
      encounterIds,
      reason: `The visa allows ${allowed === 1 ? 'one entry' : 'two entries'}; this is number ${used + 1}.`,
      citation: EES_FILE_ROWS.entriesCounted.citation,
    });
  }
  return faults;
}

function laterFaults(records: readonly SystemRecord[], stays: readonly RecordedStay[]): readonly FileFault[] {
  const known = new Set(records.map(({ encounterId }) => encounterId));
  const effective = effectiveRecords(records, ALL_TIME);
  const decisions = ofKind(effective, 'stay-decision')
    .filter((decision) => stayOfDecision(stays, decision) < 0)
    .map(
      ({ record, facts }): FileFault => ({
        kind: 'decision-without-stay',
        encounterIds: [record.encounterId],
        reason: `The ${facts.decision} of ${facts.decidedOn} belongs to no recorded stay.`,
        citation: EES_FILE_ROWS.decisions.citation,
      }),
    );
  const rebuttals = ofKind(effective, 'rebuttal')
    .filter(({ record, facts }) => !hasEffect(stays, record.encounterId, facts.concerns, facts.shows))
    .map(
      ({ record, facts }): FileFault => ({
        kind: 'rebuttal-without-effect',
        encounterIds: [record.encounterId],
        reason: `The proof of ${facts.rebuttedOn} changes nothing: the stay it names is erased, closed by a recorded exit, or excused for as long by another proof.`,
        citation: '(EU) 2017/2226 Art 20',
      }),
    );
  const amendments = ofKind(records, 'amendment')
    .filter(({ facts }) => !known.has(facts.concerns))
    .map(
      ({ record, facts }): FileFault => ({
        kind: 'amendment-of-missing-record',
        encounterIds: [record.encounterId],
        reason: `The ${facts.change} of ${facts.amendedOn} is about a record that is erased; it changes nothing.`,
        citation: '(EU) 2017/2226 Art 34, 35(8)',
      }),
    );
  return [...decisions, ...rebuttals, ...amendments];
}

function hasEffect(
  stays: readonly RecordedStay[],
  rebuttalId: EncounterId,
  concerns: EncounterId,
  shows: 'exit' | 'right-to-stay' | 'serious-event',
): boolean {
  return stays.some((stay) => {
    if (stay.kind === 'entry-missing' || stay.entry.record.encounterId !== concerns) return false;
    return shows === 'exit'
      ? stay.kind === 'closed' && stay.exit.record.encounterId === rebuttalId
      : stay.rebuttal?.record.encounterId === rebuttalId;
  });
}
