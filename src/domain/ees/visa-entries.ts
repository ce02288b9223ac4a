/**
 * How many entries a visa for one or two entries has left. Only entries into states that apply the Schengen acquis in
 * full count ((EU) 2017/2226 Art 11(2)(a), (5)). An entry that was one too many is recorded as it happened.
 */
import { appliesSchengenInFull } from '../country-codes.js';
import type { RecordedStay } from '../ees-stays.js';
import type { EncounterId } from '../ids.js';
import { EES_FILE_ROWS } from '../law/ees-file-table.js';
import type { EesVisa } from '../system-record.js';

export type VisaEntries = {
  /** Absent for multiple entries, and where the sticker's number was not recorded. */
  readonly allowed?: 1 | 2;
  readonly used: number;
  readonly exhausted: boolean;
  /** The entries that counted. */
  readonly encounterIds: readonly EncounterId[];
  readonly citation: string;
};

const ALLOWED = { single: 1, double: 2 } as const;

/** `stays` are those before the entry that is asked about. */
export function visaEntries(stays: readonly RecordedStay[], visa: EesVisa): VisaEntries {
  const entries = stays.flatMap((stay) => {
    if (stay.kind === 'entry-missing') return [];
    const { facts, record } = stay.entry;
    const counts =
      facts.visa?.stickerNumber === visa.stickerNumber &&
      appliesSchengenInFull(record.memberState, facts.entryDate);
    return counts ? [record.encounterId] : [];
  });
  const allowed =
    visa.entries === undefined || visa.entries === 'multiple' ? undefined : ALLOWED[visa.entries];
  return {
    ...(allowed === undefined ? {} : { allowed }),
    used: entries.length,
    exhausted: allowed !== undefined && entries.length >= allowed,
    encounterIds: entries,
    citation: EES_FILE_ROWS.entriesCounted.citation,
  };
}
