/**
 * The automated calculator ((EU) 2017/2226 Art 11(2)): what may be stayed on entry, what is left inside, what was too
 * long on exit, and what is left for intended dates. Each answer names the days that counted, those that did not and
 * the records they come from, every limit that was looked at, and what the file lacks. An answer decides nothing: entry
 * bans, refusals and permits the person has not shown are a separate matter.
 */
import { appliesSchengenInFull } from '../country-codes.js';
import {
  conditionsAfter,
  type RecordedStay,
  recordsOf,
  type StayWithEntry,
  visaTerms,
} from '../ees-stays.js';
import type { EncounterId } from '../ids.js';
import { assessStay } from '../law/assess-stay.js';
import { type AuthorisedStay, authorisedStay, type StayConditions } from '../law/authorised-stay.js';
import { EES_FILE_ROWS } from '../law/ees-file-table.js';
import { earliestReentry } from '../law/maximum-stay.js';
import type { StayBound } from '../law/short-stay-table.js';
import { type DayCount, type Stay, type StayFault, usedDays } from '../law/stay-count.js';
import { addDays, type LocalDate, toDayNumber } from '../local-date.js';
import type { EesVisa } from '../system-record.js';
import { type DaySource, type Explanation, explainDays } from './explain-days.js';
import { type FileFault, fileFaults, openStayFault } from './file-faults.js';
import {
  type EesFile,
  type EvidenceFault,
  earlierStays,
  evidenceFault,
  type StayHistory,
  stayHistory,
  staysOf,
} from './stay-history.js';
import { type VisaEntries, visaEntries } from './visa-entries.js';

/** An entry that is not recorded yet. */
export type IntendedEntry = {
  readonly entryDate: LocalDate;
  /** State of the border crossing point. */
  readonly memberState: string;
  /** Absent for visa-exempt travellers. */
  readonly visa?: EesVisa;
  /** Family member of a Union citizen without a residence card. */
  readonly freeMovement?: boolean;
};

type Explained = {
  readonly explanation: Explanation;
  /** What the file lacks, because the answer rests on it. */
  readonly faults: readonly FileFault[];
  readonly citation: string;
};

export type NotCalculated =
  /** Art 11(1): free movement. */
  | { readonly kind: 'not-applicable'; readonly reason: string; readonly citation: string }
  /** Evidence that cannot be: it ends before it begins, or is a stamp of a day that has not come. */
  | {
      readonly kind: 'evidence-invalid';
      readonly evidence: 'permit' | 'stamp';
      readonly evidenceIndex: number;
      readonly reason: string;
    }
  | { readonly kind: 'not-countable'; readonly fault: StayFault; readonly reason: string };

export type EntryAnswer =
  | (Explained & {
      readonly kind: 'may-stay';
      readonly days: number;
      readonly lastDay: LocalDate;
      readonly boundBy: StayBound;
      readonly visaEntries?: VisaEntries;
    })
  | (Explained & {
      readonly kind: 'no-stay-left';
      readonly boundBy: StayBound;
      /** By day count alone; absent where the visa is what binds. */
      readonly earliestEntry?: LocalDate;
      readonly visaEntries?: VisaEntries;
    })
  | NotCalculated;

export type StayAnswer =
  | (Explained & {
      readonly kind: 'within';
      /** The stay it is about. */
      readonly entryDate: LocalDate;
      /** Days after the day of the question. */
      readonly remainingDays: number;
      readonly lastDay: LocalDate;
      readonly boundBy: StayBound;
    })
  | (Explained & {
      readonly kind: 'overstay';
      readonly entryDate: LocalDate;
      readonly since: LocalDate;
      readonly lastAuthorisedDay?: LocalDate;
      readonly boundBy: StayBound;
      /** First reading: beyond the maximum in the window of the last day. */
      readonly daysOverInWindow: number;
      /** Second reading, the project's: days after the last authorised day. */
      readonly daysOverAfterEnd: number;
    })
  /** No entry without an exit on that day; at an exit this is recorded and proves one day. */
  | { readonly kind: 'no-open-stay'; readonly faults: readonly FileFault[]; readonly reason: string }
  | NotCalculated;

export type IntendedStayAnswer =
  | (Explained & {
      readonly kind: 'fits' | 'too-long';
      readonly intendedDays: number;
      /** Longest stay from the first intended day, up to the last intended one. */
      readonly remainingDays: number;
      readonly boundBy: StayBound;
      readonly visaEntries?: VisaEntries;
    })
  | NotCalculated;

/** On entry: the maximum authorised stay, and whether the entries of the visa are used up (Art 11(2)(a)). */
export function calculateOnEntry(file: EesFile, intended: IntendedEntry): EntryAnswer {
  const { entryDate, visa } = intended;
  if (intended.freeMovement) return FREE_MOVEMENT;
  const invalid = invalidEvidence(file, entryDate);
  if (invalid) return invalid;
  const stays = staysOf(file, entryDate);
  const history = stayHistory(stays, file, entryDate);
  const authorised = authorisedStay(history.stays, entryDate, conditionsAt(intended, history));
  if (isFault(authorised)) return notCountable(authorised);
  const { explanation, faults } = explained(file, history, { authorised, count: authorised.before });
  const openStay = openStayFault(stays);
  const shared = {
    boundBy: authorised.boundBy,
    ...(visa ? { visaEntries: visaEntries(stays, visa) } : {}),
    explanation,
    faults: openStay ? [...faults, openStay] : faults,
    citation: EES_FILE_ROWS.onEntry.citation,
  };
  if (authorised.lastDay !== undefined) {
    return { kind: 'may-stay', days: authorised.days, lastDay: authorised.lastDay, ...shared };
  }
  const reentry =
    authorised.boundBy === 'short-stay-rule' ? earliestReentry(history.stays, entryDate) : undefined;
  return {
    kind: 'no-stay-left',
    ...(reentry?.kind === 'reentry' ? { earliestEntry: reentry.entryDate } : {}),
    ...shared,
  };
}

/** Inside the territory: what remains of the open stay, or since when it has been too long (Art 11(2)(b)). */
export function calculateInside(file: EesFile, today: LocalDate): StayAnswer {
  return calculateStay(file, today, (stay) => stay.kind === 'open');
}

/** On exit: whether the stay was too long (Art 11(2)(c)). `visa` is the one shown, where it is another than at entry. */
export function calculateOnExit(
  file: EesFile,
  { exitDate, visa }: { readonly exitDate: LocalDate; readonly visa?: EesVisa },
): StayAnswer {
  const endsThen = (stay: RecordedStay) =>
    stay.kind === 'open' || (stay.kind === 'closed' && stay.exit.facts.exitDate === exitDate);
  return calculateStay(file, exitDate, endsThen, visa);
}

/**
 * For a visa that is examined: the maximum remaining stay for the intended dates (Art 11(2)(d)). A stay that is open on
 * `asOf` counts up to that day.
 */
export function calculateIntendedStay(
  file: EesFile,
  intended: Omit<IntendedEntry, 'freeMovement'> & { readonly exitDate: LocalDate; readonly asOf: LocalDate },
): IntendedStayAnswer {
  const { entryDate, exitDate, asOf, visa } = intended;
  const invalid = invalidEvidence(file, entryDate);
  if (invalid) return invalid;
  const intendedDays = toDayNumber(exitDate) - toDayNumber(entryDate) + 1;
  if (intendedDays < 1) return notCountable({ kind: 'exit-before-entry', stayIndex: -1 });
  const stays = staysOf(file, entryDate);
  const history = withOpenStay(
    stayHistory(stays, file, entryDate),
    stays,
    asOf < entryDate ? asOf : addDays(entryDate, -1),
  );
  const authorised = authorisedStay(history.stays, entryDate, conditionsAt(intended, history));
  if (isFault(authorised)) return notCountable(authorised);
  return {
    kind: authorised.days >= intendedDays ? 'fits' : 'too-long',
    intendedDays,
    remainingDays: Math.min(authorised.days, intendedDays),
    boundBy: authorised.boundBy,
    ...(visa ? { visaEntries: visaEntries(stays, visa) } : {}),
    ...explained(file, history, { authorised, count: authorised.before }),
    citation: EES_FILE_ROWS.intendedDates.citation,
  };
}

function calculateStay(
  file: EesFile,
  day: LocalDate,
  isMeant: (stay: RecordedStay) => boolean,
  visaAtExit?: EesVisa,
): StayAnswer {
  const invalid = invalidEvidence(file, day);
  if (invalid) return invalid;
  const stays = staysOf(file, day);
  const index = stays.findLastIndex(isMeant);
  const stay = stays[index];
  if (!stay || stay.kind === 'entry-missing') return noOpenStay(file, day);
  if (stay.entry.facts.freeMovement) return FREE_MOVEMENT;

  const history = stayHistory(stays.slice(0, index), file, day);
  const { entryDate } = stay.entry.facts;
  const own: Stay = { entryDate, exitDate: day };
  const conditions = {
    ...conditionsAfter(stay, earlierStays(history)),
    ...atExit(stay, visaAtExit, history),
  };
  const assessed = assessStay(history.stays, own, { ...conditions, today: day });
  if (isFault(assessed)) return notCountable(assessed);
  const { authorised } = assessed;
  const withOwn = { ...history, sources: [...history.sources, sourceOf(stay)] };
  const shared = {
    entryDate,
    boundBy: authorised.boundBy,
    citation: EES_FILE_ROWS.inside.citation,
  };
  if (assessed.kind === 'exceeded') {
    return {
      kind: 'overstay',
      ...shared,
      since: assessed.firstDayOver,
      ...(authorised.lastDay ? { lastAuthorisedDay: authorised.lastDay } : {}),
      daysOverInWindow: assessed.daysOverInWindow,
      daysOverAfterEnd: assessed.daysOverAfterEnd,
      ...explained(file, withOwn, { authorised, count: assessed.atEnd }),
    };
  }
  const count = usedDays([...history.stays, own], day);
  if (isFault(count)) return notCountable(count);
  return {
    kind: 'within',
    ...shared,
    remainingDays: assessed.remainingDays,
    lastDay: addDays(day, assessed.remainingDays),
    ...explained(file, withOwn, { authorised, count }),
  };
}

function conditionsAt({ entryDate, memberState, visa }: IntendedEntry, history: StayHistory): StayConditions {
  return {
    ...(visa ? { visa: visaTerms(visa, earlierStays(history), entryDate) } : {}),
    ...(appliesSchengenInFull(memberState, entryDate) ? {} : { schengenInFull: false }),
  };
}

function atExit(stay: StayWithEntry, visa: EesVisa | undefined, history: StayHistory): StayConditions {
  if (!visa || visa.stickerNumber === stay.entry.facts.visa?.stickerNumber) return {};
  return { visaAtExit: visaTerms(visa, earlierStays(history), stay.entry.facts.entryDate) };
}

/** A stay that is open counts up to `until` in what is asked about later. */
function withOpenStay(history: StayHistory, stays: readonly RecordedStay[], until: LocalDate): StayHistory {
  const open = stays.at(-1);
  if (open?.kind !== 'open' || until < open.entry.facts.entryDate) return history;
  const stay: Stay = {
    entryDate: open.entry.facts.entryDate,
    exitDate: until,
    ...(open.entry.facts.freeMovement ? { basis: 'free-movement' } : {}),
  };
  const at = history.sources.findIndex(
    (source) => source.kind === 'records' && source.encounterIds.includes(open.entry.record.encounterId),
  );
  return {
    ...history,
    stays: history.stays.map((other, index) => (index === at ? stay : other)),
    leftOut: history.leftOut.filter(
      ({ source, why }) => !(why === 'unproven' && source === history.sources[at]),
    ),
  };
}

function explained(
  file: EesFile,
  { sources, leftOut }: StayHistory,
  { authorised, count }: { readonly authorised: AuthorisedStay; readonly count: DayCount },
): Pick<Explained, 'explanation' | 'faults'> {
  const { terms } = authorised;
  return {
    explanation: explainDays(count, { sources, leftOut, terms }),
    faults: fileFaults(file.records),
  };
}

function sourceOf(stay: StayWithEntry): DaySource {
  const encounterIds: EncounterId[] = recordsOf(stay).map(({ encounterId }) => encounterId);
  return { kind: 'records', encounterIds };
}

function noOpenStay(file: EesFile, day: LocalDate): StayAnswer {
  return {
    kind: 'no-open-stay',
    faults: fileFaults(file.records),
    reason: `No entry without an exit is recorded by ${day}. An exit is recorded all the same and proves that day; without a recorded entry an overstay is presumed until the person shows when the stay began ((EU) 2017/2226 Art 20).`,
  };
}

const FREE_MOVEMENT: NotCalculated = {
  kind: 'not-applicable',
  reason:
    'A family member of a Union citizen who enjoys free movement and holds no residence card: the calculator does not apply.',
  citation: EES_FILE_ROWS.freeMovement.citation,
};

const EVIDENCE_FAULTS: Readonly<Record<EvidenceFault['why'], string>> = {
  'ends-before-it-begins': 'ends before it begins',
  'lies-ahead': 'names a day that has not come',
};

function invalidEvidence(file: EesFile, on: LocalDate): NotCalculated | undefined {
  const fault = evidenceFault(file, on);
  if (!fault) return undefined;
  const { kind: evidence, evidenceIndex, why } = fault;
  const reason = `The ${evidence} with index ${evidenceIndex} ${EVIDENCE_FAULTS[why]}.`;
  return { kind: 'evidence-invalid', evidence, evidenceIndex, reason };
}

const FAULTS: Readonly<Record<StayFault['kind'], string>> = {
  'exit-before-entry': 'The last day lies before the first.',
  'missing-exit': 'An earlier stay has no end.',
  'stay-not-begun': 'The stay has not begun on that day.',
  'no-rule-in-force': 'The short-stay rule of 90 days in any 180 applies from 2013-10-18 only.',
};

function notCountable(fault: StayFault): NotCalculated {
  return { kind: 'not-countable', fault, reason: FAULTS[fault.kind] };
}

function isFault(answer: { readonly kind: string }): answer is StayFault {
  return answer.kind in FAULTS;
}
