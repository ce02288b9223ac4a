/**
 * Stays as the records of one EES file tell them, corrections applied. A missing exit or entry stays missing: nothing
 * is closed on a guess, correction is the authority's ((EU) 2017/2226 Art 20, 35), and who reads the stays can see what
 * lacks. `ees/file-faults.ts` says in words what does.
 */
import { appliesSchengenInFull } from './country-codes.js';
import { effectiveRecords } from './ees/effective-records.js';
import {
  type AuthorisedStay,
  authorisedStay,
  type EndDecision,
  type StayConditions,
  type VisaTerms,
} from './law/authorised-stay.js';
import { distinctDays, type Stay, type StayFault } from './law/stay-count.js';
import { countsNoDays } from './law/stay-days.js';
import { type LocalDate, localDate } from './local-date.js';
import type { EesFacts, EesVisa, SystemRecord } from './system-record.js';

const END_OF_TIME = localDate('9999-12-31');

export type EesEntry = Extract<EesFacts, { readonly kind: 'entry' }>;
export type EesExit = Extract<EesFacts, { readonly kind: 'exit' }>;
export type StayDecision = Extract<EesFacts, { readonly kind: 'stay-decision' }>;
export type Rebuttal = Extract<EesFacts, { readonly kind: 'rebuttal' }>;
export type Recorded<Facts> = { readonly record: SystemRecord; readonly facts: Facts };

/** What was decided or shown about a stay after its entry. */
type Later = {
  /** In the order they were taken. */
  readonly decisions: readonly Recorded<StayDecision>[];
  /** Proof that the stay was lawful, or that its excess is excused. An exit that was shown closes the stay instead. */
  readonly rebuttal?: Recorded<Rebuttal>;
};
type WithEntry = Later & { readonly entry: Recorded<EesEntry> };

export type RecordedStay =
  /** The exit of a stay closed by proof is that proof: its record is the rebuttal. */
  | (WithEntry & { readonly kind: 'closed'; readonly exit: Recorded<EesExit> })
  /** The latest entry, with no exit after it. */
  | (WithEntry & { readonly kind: 'open' })
  /** Another entry follows without an exit in between. */
  | (WithEntry & { readonly kind: 'exit-missing'; readonly nextEntryDate: LocalDate })
  /** An exit while no stay was open. */
  | { readonly kind: 'entry-missing'; readonly exit: Recorded<EesExit> };
export type StayWithEntry = Exclude<RecordedStay, { readonly kind: 'entry-missing' }>;

/**
 * Stays up to and including `until`, oldest first. What happened counts up to that day; what was corrected or proven
 * since about those days counts up to `askedOn`, where that is later: a wrong day is wrong for every question about it
 * ((EU) 2017/2226 Art 20, 35).
 */
export function readStays(
  records: readonly SystemRecord[],
  until: LocalDate,
  askedOn: LocalDate = until,
): readonly RecordedStay[] {
  const knownBy = askedOn > until ? askedOn : until;
  const effective = effectiveRecords(records, knownBy);
  const proofs = ofKind(effective, 'rebuttal').filter(({ facts }) => facts.rebuttedOn <= knownBy);
  const decisions = ofKind(effective, 'stay-decision').filter(({ facts }) => facts.decidedOn <= until);
  const stays = pair(effective, until).map((stay) => closeByProof(stay, proofs, until));
  return stays.map((stay, index) => (stay.kind === 'entry-missing' ? stay : withLater(stays, index)));

  function withLater(all: readonly RecordedStay[], index: number): RecordedStay {
    const stay = all[index] as StayWithEntry;
    const entryId = stay.entry.record.encounterId;
    const own = decisions.filter((decision) => stayOfDecision(all, decision) === index);
    const rebuttal = furthest(
      proofs.filter(({ facts }) => facts.concerns === entryId && facts.shows !== 'exit'),
    );
    return { ...stay, decisions: own, ...(rebuttal ? { rebuttal } : {}) };
  }
}

/**
 * The stay a decision of Art 19 belongs to: the one whose entry it names, otherwise the latest that had begun by then
 * ("latest relevant entry/exit record"). -1 where there is none.
 */
export function stayOfDecision(
  stays: readonly RecordedStay[],
  { facts }: Pick<Recorded<StayDecision>, 'facts'>,
): number {
  return stays.findLastIndex(
    (stay) =>
      stay.kind !== 'entry-missing' &&
      (facts.concerns === undefined
        ? stay.entry.facts.entryDate <= facts.decidedOn
        : stay.entry.record.encounterId === facts.concerns),
  );
}

/**
 * The days a recorded stay proves: from entry to exit, or the one day that is recorded. An unproven day is never
 * counted against a later stay (reading: the presumption of Art 20 concerns the stay itself).
 */
export function provenStay(stay: RecordedStay): Stay {
  switch (stay.kind) {
    case 'closed':
      return {
        entryDate: stay.entry.facts.entryDate,
        exitDate: stay.exit.facts.exitDate,
        ...basisOf(stay),
      };
    case 'entry-missing':
      return { entryDate: stay.exit.facts.exitDate, exitDate: stay.exit.facts.exitDate };
    case 'open':
    case 'exit-missing':
      return {
        entryDate: stay.entry.facts.entryDate,
        exitDate: stay.entry.facts.entryDate,
        ...basisOf(stay),
      };
  }
}

/** What was authorised for one of the stays: at its entry, from those before it, and by decisions since. */
export function authorisedStayOf(
  stays: readonly RecordedStay[],
  index: number,
): AuthorisedStay | StayFault | undefined {
  const stay = stays[index];
  if (!stay || stay.kind === 'entry-missing') return undefined;
  const history = stays.slice(0, index).map(provenStay);
  return authorisedStay(history, stay.entry.facts.entryDate, conditionsOf(stays, index));
}

/** What one of the stays is judged by beside the short-stay rule. */
export function conditionsOf(stays: readonly RecordedStay[], index: number): StayConditions {
  const earlier = stays.slice(0, index).map((stay) => ({ stay: provenStay(stay), visas: visasOf(stay) }));
  return conditionsAfter(stays[index], earlier);
}

/** A visa and the first day of a stay that used it. */
export type VisaUse = { readonly stickerNumber: string; readonly from: LocalDate };

/** An earlier stay as it counts, with the visas it was under. */
export type EarlierStay = { readonly stay: Stay; readonly visas: readonly VisaUse[] };

/**
 * The visas a stay used: the one of the entry, and another one shown at exit from the day it was valid ((EU) 2017/2226
 * Art 16(3)). Reading: its days are used up whether the stay needed them or not, as the person chose to show it.
 */
export function visasOf(stay: RecordedStay): readonly VisaUse[] {
  const atEntry = stay.kind === 'entry-missing' ? undefined : stay.entry.facts.visa;
  const atExit = 'exit' in stay ? stay.exit.facts.visa : undefined;
  const { entryDate, exitDate } = provenStay(stay);
  const uses: VisaUse[] = [];
  if (atEntry) uses.push({ stickerNumber: atEntry.stickerNumber, from: entryDate });
  if (atExit && atExit.stickerNumber !== atEntry?.stickerNumber) {
    const { stickerNumber, validFrom = entryDate } = atExit;
    const from = validFrom > entryDate ? validFrom : entryDate;
    // One that was not valid yet at the exit has lost none of its days.
    if (exitDate === undefined || from <= exitDate) uses.push({ stickerNumber, from });
  }
  return uses;
}

/** The same for stays told otherwise than by records alone, permits among them. */
export function conditionsAfter(
  stay: RecordedStay | undefined,
  earlier: readonly EarlierStay[],
): StayConditions {
  if (!stay || stay.kind === 'entry-missing') return {};
  const { visa, entryDate } = stay.entry.facts;
  const visaAtExit = stay.kind === 'closed' ? stay.exit.facts.visa : undefined;
  return {
    ...(visa ? { visa: visaTerms(visa, earlier, entryDate) } : {}),
    ...(visaAtExit && visaAtExit.stickerNumber !== visa?.stickerNumber
      ? { visaAtExit: visaTerms(visaAtExit, earlier, entryDate) }
      : {}),
    ...(stay.decisions.length > 0 ? { decisions: stay.decisions.flatMap(endOf) } : {}),
    ...(appliesSchengenInFull(stay.entry.record.memberState, stay.entry.facts.entryDate)
      ? {}
      : { schengenInFull: false }),
  };
}

/**
 * A visa with the days stays under it have used before `entryDate`; days under a permit are none of them, and the day of
 * an exit with a new entry is paid once ((EU) 2016/399 Art 6(2)).
 */
export function visaTerms(visa: EesVisa, earlier: readonly EarlierStay[], entryDate: LocalDate): VisaTerms {
  const matters = earlier.flatMap(({ stay, visas }) => {
    if (countsNoDays(stay)) return [stay];
    const use = visas.find(({ stickerNumber }) => stickerNumber === visa.stickerNumber);
    return use ? [{ ...stay, entryDate: use.from }] : [];
  });
  return {
    durationDays: visa.durationDays,
    ...(visa.validFrom ? { validFrom: visa.validFrom } : {}),
    validUntil: visa.validUntil,
    daysUsed: distinctDays(matters, entryDate),
    ...(visa.limitedTerritorialValidity ? { limitedTerritorialValidity: true } : {}),
  };
}

export function isUnderVisa(stay: RecordedStay, stickerNumber: string): boolean {
  return visasOf(stay).some((use) => use.stickerNumber === stickerNumber);
}

export function recordsOf(stay: RecordedStay): readonly SystemRecord[] {
  return [...('entry' in stay ? [stay.entry.record] : []), ...('exit' in stay ? [stay.exit.record] : [])];
}

/** The day on which a record of the file took effect. */
export function dayOf(facts: EesFacts): LocalDate {
  switch (facts.kind) {
    case 'entry':
      return facts.entryDate;
    case 'exit':
      return facts.exitDate;
    case 'refusal':
      return facts.refusalDate;
    case 'stay-decision':
      return facts.decidedOn;
    case 'rebuttal':
      return facts.rebuttedOn;
    case 'amendment':
      return facts.amendedOn;
  }
}

export function ofKind<Kind extends EesFacts['kind']>(
  records: readonly SystemRecord[],
  kind: Kind,
): readonly Recorded<Extract<EesFacts, { readonly kind: Kind }>>[] {
  return records
    .flatMap((record) =>
      record.facts.kind === kind
        ? [{ record, facts: record.facts as Extract<EesFacts, { readonly kind: Kind }> }]
        : [],
    )
    .sort(inOrder);
}

/** The proof that excuses the most days; one without a last day excuses all of them. Of equal ones the later counts. */
function furthest(proofs: readonly Recorded<Rebuttal>[]): Recorded<Rebuttal> | undefined {
  return proofs.reduce<Recorded<Rebuttal> | undefined>(
    (best, proof) => (best && reach(best) > reach(proof) ? best : proof),
    undefined,
  );
}

function reach({ facts }: Recorded<Rebuttal>): LocalDate {
  return facts.endsOn ?? END_OF_TIME;
}

function pair(records: readonly SystemRecord[], until: LocalDate): readonly RecordedStay[] {
  const stays: RecordedStay[] = [];
  let open: WithEntry | undefined;
  for (const crossing of crossings(records, until)) {
    const { record, facts } = crossing;
    if (facts.kind === 'entry') {
      if (open) stays.push({ kind: 'exit-missing', ...open, nextEntryDate: facts.entryDate });
      open = { entry: { record, facts }, decisions: [] };
    } else {
      const exit = { record, facts };
      stays.push(open ? { kind: 'closed', ...open, exit } : { kind: 'entry-missing', exit });
      open = undefined;
    }
  }
  if (open) stays.push({ kind: 'open', ...open });
  return stays;
}

function closeByProof(
  stay: RecordedStay,
  proofs: readonly Recorded<Rebuttal>[],
  until: LocalDate,
): RecordedStay {
  if (stay.kind !== 'open' && stay.kind !== 'exit-missing') return stay;
  const proof = proofs.findLast(
    ({ facts }) =>
      facts.concerns === stay.entry.record.encounterId &&
      facts.exitDate !== undefined &&
      facts.exitDate >= stay.entry.facts.entryDate &&
      facts.exitDate <= (stay.kind === 'exit-missing' ? stay.nextEntryDate : until),
  );
  if (proof?.facts.exitDate === undefined) return stay;
  const facts = {
    kind: 'exit',
    exitDate: proof.facts.exitDate,
    borderCrossingPoint: proof.facts.place,
  } as const;
  const { entry, decisions } = stay;
  return { kind: 'closed', entry, decisions, exit: { record: proof.record, facts } };
}

function endOf({ facts }: Recorded<StayDecision>): readonly EndDecision[] {
  if (facts.decision === 'revocation' || facts.decision === 'annulment') {
    return [{ bound: 'revocation', lastDay: facts.endsOn ?? facts.decidedOn }];
  }
  return facts.endsOn === undefined ? [] : [{ bound: facts.decision, lastDay: facts.endsOn }];
}

function basisOf({ entry }: WithEntry): Pick<Stay, 'basis'> {
  return entry.facts.freeMovement ? { basis: 'free-movement' } : {};
}

/** By day, then by instant; of one instant the entry first, so that the pair of a day trip stays a pair. */
function crossings(
  records: readonly SystemRecord[],
  until: LocalDate,
): readonly Recorded<EesEntry | EesExit>[] {
  return [...ofKind(records, 'entry'), ...ofKind(records, 'exit')]
    .filter(({ facts }) => dayOf(facts) <= until)
    .sort((a, b) => inOrder(a, b) || compare(a.facts.kind, b.facts.kind));
}

function inOrder(a: Recorded<EesFacts>, b: Recorded<EesFacts>): number {
  return compare(dayOf(a.facts), dayOf(b.facts)) || compare(instantOf(a.record), instantOf(b.record));
}

function instantOf(record: SystemRecord): number {
  return Date.parse(record.encounterAt);
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
