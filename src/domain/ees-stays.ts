/**
 * Stays as the entries and exits of one EES file tell them. A missing exit or entry stays missing: nothing is closed
 * on a guess, correction is the authority's ((EU) 2017/2226 Art 20, 35), and who reads the stays can see what lacks.
 */
import {
  type AuthorisedStay,
  authorisedStay,
  distinctDays,
  type Stay,
  type StayFault,
  type VisaTerms,
} from './law/short-stay.js';
import type { LocalDate } from './local-date.js';
import type { EesFacts, SystemRecord } from './system-record.js';

export type EesEntry = Extract<EesFacts, { readonly kind: 'entry' }>;
export type EesExit = Extract<EesFacts, { readonly kind: 'exit' }>;
export type Recorded<Facts> = { readonly record: SystemRecord; readonly facts: Facts };

export type RecordedStay =
  | { readonly kind: 'closed'; readonly entry: Recorded<EesEntry>; readonly exit: Recorded<EesExit> }
  /** The latest entry, with no exit after it. */
  | { readonly kind: 'open'; readonly entry: Recorded<EesEntry> }
  /** Another entry follows without an exit in between. */
  | { readonly kind: 'exit-missing'; readonly entry: Recorded<EesEntry>; readonly nextEntryDate: LocalDate }
  /** An exit while no stay was open. */
  | { readonly kind: 'entry-missing'; readonly exit: Recorded<EesExit> };

/** Stays up to and including `until`, oldest first. Records of other kinds and of later days are left out. */
export function readStays(records: readonly SystemRecord[], until: LocalDate): readonly RecordedStay[] {
  const stays: RecordedStay[] = [];
  let open: Recorded<EesEntry> | undefined;
  for (const { record, facts } of crossings(records, until)) {
    if (facts.kind === 'entry') {
      if (open) stays.push({ kind: 'exit-missing', entry: open, nextEntryDate: facts.entryDate });
      open = { record, facts };
    } else {
      const exit = { record, facts };
      stays.push(open ? { kind: 'closed', entry: open, exit } : { kind: 'entry-missing', exit });
      open = undefined;
    }
  }
  if (open) stays.push({ kind: 'open', entry: open });
  return stays;
}

/**
 * The days a recorded stay proves: from entry to exit, or the one day that is recorded. An unproven day is never
 * counted against a later stay (reading: the presumption of Art 20 concerns the stay itself).
 */
export function provenStay(stay: RecordedStay): Stay {
  switch (stay.kind) {
    case 'closed':
      return { entryDate: stay.entry.facts.entryDate, exitDate: stay.exit.facts.exitDate };
    case 'entry-missing':
      return { entryDate: stay.exit.facts.exitDate, exitDate: stay.exit.facts.exitDate };
    case 'open':
    case 'exit-missing':
      return { entryDate: stay.entry.facts.entryDate, exitDate: stay.entry.facts.entryDate };
  }
}

/** What was authorised at the entry of one of the stays, counted from those before it. */
export function authorisedStayOf(
  stays: readonly RecordedStay[],
  index: number,
): AuthorisedStay | StayFault | undefined {
  const stay = stays[index];
  if (!stay || stay.kind === 'entry-missing') return undefined;
  const history = stays.slice(0, index).map(provenStay);
  return authorisedStay(history, stay.entry.facts.entryDate, visaTermsOf(stays, index));
}

/** The visa of a stay's entry, with the days earlier stays under it have used; `undefined` without a visa. */
export function visaTermsOf(stays: readonly RecordedStay[], index: number): VisaTerms | undefined {
  const stay = stays[index];
  if (!stay || stay.kind === 'entry-missing') return undefined;
  const { visa } = stay.entry.facts;
  if (!visa) return undefined;
  const underVisa = stays.slice(0, index).filter((earlier) => isUnderVisa(earlier, visa.stickerNumber));
  return {
    durationDays: visa.durationDays,
    validUntil: visa.validUntil,
    daysUsed: distinctDays(underVisa.map(provenStay)),
  };
}

export function isUnderVisa(stay: RecordedStay, stickerNumber: string): boolean {
  return stay.kind !== 'entry-missing' && stay.entry.facts.visa?.stickerNumber === stickerNumber;
}

export function recordsOf(stay: RecordedStay): readonly SystemRecord[] {
  return [...('entry' in stay ? [stay.entry.record] : []), ...('exit' in stay ? [stay.exit.record] : [])];
}

/** By day, then by instant; of one instant the entry first, so that the pair of a day trip stays a pair. */
function crossings(
  records: readonly SystemRecord[],
  until: LocalDate,
): readonly Recorded<EesEntry | EesExit>[] {
  return records
    .flatMap((record) => {
      const { facts } = record;
      return facts.kind === 'entry' || facts.kind === 'exit' ? [{ record, facts }] : [];
    })
    .filter(({ facts }) => dayOf(facts) <= until)
    .sort(
      (a, b) =>
        compare(dayOf(a.facts), dayOf(b.facts)) ||
        compare(instantOf(a.record), instantOf(b.record)) ||
        compare(a.facts.kind, b.facts.kind),
    );
}

function dayOf(facts: EesEntry | EesExit): LocalDate {
  return facts.kind === 'entry' ? facts.entryDate : facts.exitDate;
}

function instantOf(record: SystemRecord): number {
  return Date.parse(record.encounterAt);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
