/** What the index of convicting states answers, to whom, and how long a record and its flags are kept. */
import type { Provision } from '../law/citation.js';
import {
  ECRIS_ROWS,
  FLAG_READER_ROWS,
  FLAG_YEARS,
  type FlagKind,
  type FlagReader,
} from '../law/ecris-index-table.js';
import { retentionRow } from '../law/retention-table.js';
import { addMonths, addYears, type LocalDate } from '../local-date.js';

export type IndexFlag = {
  readonly kind: FlagKind;
  readonly createdOn: LocalDate;
  /** The day the flagged conviction left the national register. */
  readonly convictionGoneOn?: LocalDate;
};

export type IndexRecord = {
  readonly convictingMemberState: string;
  readonly referenceCode: string;
  readonly flags: readonly IndexFlag[];
};

export type IndexReader = FlagReader | 'ecris-central-authority';
export type IndexAnswer = {
  readonly hits: readonly { readonly convictingMemberState: string; readonly referenceCode: string }[];
  readonly row: Provision;
};

/** No flag is in an answer, and no conviction: whoever may see flags gets flagged records only, the others all. */
export function indexAnswer(
  records: readonly IndexRecord[],
  { reader, on }: { readonly reader: IndexReader; readonly on: LocalDate },
): IndexAnswer {
  const flagRow = FLAG_READER_ROWS.find((row) => row.reader === reader);
  const seen = flagRow
    ? records.filter(({ flags }) => flagRow.inForceFrom <= on && flags.some((flag) => isFlagged(flag, on)))
    : records;
  return {
    hits: seen.map(({ convictingMemberState, referenceCode }) => ({ convictingMemberState, referenceCode })),
    row: flagRow ?? ECRIS_ROWS.hit,
  };
}

/** Last day of a flag: its years, or the day the flagged conviction left the register, whichever is first. */
export function flagUntil({ kind, createdOn, convictionGoneOn }: IndexFlag): {
  readonly lastDay: LocalDate;
  readonly row: Provision;
} {
  const row = FLAG_YEARS[kind];
  const full = addYears(createdOn, row.value);
  return convictionGoneOn !== undefined && convictionGoneOn < full
    ? { lastDay: convictionGoneOn, row: ECRIS_ROWS['flag-only'] }
    : { lastDay: full, row };
}

function isFlagged(flag: IndexFlag, on: LocalDate): boolean {
  return flag.createdOn <= on && on <= flagUntil(flag).lastDay;
}

/** Last day of a record; `undefined` while a conviction stands. `goneOn`: one for each conviction, absent while it stands. */
export function recordUntil(
  convictions: readonly { readonly goneOn?: LocalDate }[],
  today: LocalDate,
): { readonly lastDay: LocalDate; readonly row: Provision } | undefined {
  const gone = convictions.flatMap(({ goneOn }) => goneOn ?? []).sort();
  const term = retentionRow('ecris-tcn-record', today);
  const last = gone.at(-1);
  if (!term || last === undefined || gone.length < convictions.length) return undefined;
  return { lastDay: addMonths(last, term.value), row: ECRIS_ROWS.record };
}

/** Faces confirm; only fingerprints find somebody. */
export function mayUseBiometric(
  modality: 'fingerprint' | 'face',
  use: 'verify' | 'identify',
): { readonly isAllowed: boolean; readonly row: Provision } {
  return modality === 'fingerprint'
    ? { isAllowed: true, row: ECRIS_ROWS.fingerprints }
    : { isAllowed: use === 'verify', row: ECRIS_ROWS.face };
}

export type IndexUse = 'request-records' | 'vis' | 'etias' | 'screening' | 'other';

export function mayUseHit(use: IndexUse): { readonly isAllowed: boolean; readonly row: Provision } {
  return { isAllowed: use !== 'other', row: ECRIS_ROWS.use };
}
