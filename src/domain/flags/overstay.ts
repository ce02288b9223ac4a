/**
 * Finds an overstay in the EES file of one person: a stay whose exit came after its last authorised day, or has not
 * come at all. A flag asks an authority to look, it decides nothing: a missing exit is a presumption that the person
 * may rebut ((EU) 2017/2226 Art 20). The reason names days and counts only.
 *
 * Not listed: who enjoys free movement, to whom the calculator does not apply, and whose presumption was rebutted or
 * overstay excused, for the days that the proof covers. A permit is not among what the EES holds (its holder's file is
 * erased, Art 35(6)), so that an authority must check for one before it acts.
 */
import { firstDayUnexcused, isExcused } from '../ees/excused-days.js';
import {
  conditionsOf,
  isUnderVisa,
  provenStay,
  type RecordedStay,
  readStays,
  recordsOf,
  type StayWithEntry,
  visasOf,
} from '../ees-stays.js';
import { assessStay } from '../law/assess-stay.js';
import type { AuthorisedStay } from '../law/authorised-stay.js';
import type { Provision } from '../law/citation.js';
import type { StayBound } from '../law/short-stay-table.js';
import { addDays, type LocalDate, localDate, toDayNumber } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import type { RestsOn } from './flag.js';

export type OverstayFlag = {
  readonly kind: 'overstay';
  readonly reason: string;
  readonly citation: string;
  readonly restsOn: RestsOn;
  readonly facts: {
    /** The day after the last day that was authorised or is excused by proof: from then on the person is listed. */
    readonly since: LocalDate;
    /** Absent where no day was authorised at entry. */
    readonly lastAuthorisedDay?: LocalDate;
    readonly boundBy: StayBound;
    /** Days beyond the maximum in the window of the last day; 0 where only the visa was exceeded. */
    readonly daysOverInWindow: number;
    /**
     * Days after the last authorised day, without those that are excused. Up to today while no exit is known, up to a
     * later entry at most.
     */
    readonly daysOverAfterEnd: number;
    /** True where no exit is recorded: rebuttable. */
    readonly presumption: boolean;
  };
};

const EES_OPERATION = localDate('2025-10-12');

export const OVERSTAY_ROWS = {
  exceeded: {
    rule: 'the maximum duration of authorised stay was exceeded',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 12',
    sureness: 'verified',
  },
  presumed: {
    rule: 'no exit is recorded after the authorised stay expired: flagged and listed, open to rebuttal',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 12, 16(4), 17(2), 20',
    sureness: 'verified',
  },
  followedByEntry: {
    rule: 'a later entry closes no stay: the presumption stands, its length is at most the days until that entry',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 12, 16(4), 17(2), 20, 35',
    sureness: 'interpretation',
  },
  rebutted: {
    rule: 'proof of an exit completes the record; proof of a right to stay or of a serious event takes the person off the list',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 20, 35(5)',
    sureness: 'verified',
  },
  excusedUntil: {
    rule: 'such proof excuses up to the last day it names, and for good where it names none; of several the furthest counts',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 12, 20, 35(5)',
    sureness: 'interpretation',
  },
  freeMovement: {
    rule: 'family members with free movement and without a residence card are not judged by the calculator, so not listed',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 11(1), 12',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** The overstay that goes on, otherwise the latest one; `undefined` where there is none. */
export function findOverstay(records: readonly SystemRecord[], today: LocalDate): OverstayFlag | undefined {
  const stays = readStays(records, today);
  const found = stays.flatMap((_, index) => overstayAt(stays, index, today) ?? []);
  const latest = found.at(-1);
  if (!latest) return undefined;
  return {
    kind: 'overstay',
    reason: [...sentences(latest), ...remarks(stays, latest.index, found.length - 1)].join(' '),
    citation: latest.row.citation,
    restsOn: recordsBehind(stays, latest).map(({ system, encounterId }) => ({ system, encounterId })),
    facts: {
      since: latest.since,
      ...(latest.authorised.lastDay ? { lastAuthorisedDay: latest.authorised.lastDay } : {}),
      boundBy: latest.authorised.boundBy,
      daysOverInWindow: latest.daysOverInWindow,
      daysOverAfterEnd: latest.daysOverAfterEnd,
      presumption: latest.stay.kind !== 'closed',
    },
  };
}

type Overstay = {
  readonly index: number;
  readonly stay: StayWithEntry;
  readonly row: Provision;
  readonly authorised: AuthorisedStay;
  readonly since: LocalDate;
  /** Exit, later entry, or today. */
  readonly lastDay: LocalDate;
  readonly daysOverInWindow: number;
  readonly daysOverAfterEnd: number;
};

function overstayAt(stays: readonly RecordedStay[], index: number, today: LocalDate): Overstay | undefined {
  const stay = stays[index]!;
  if (stay.kind === 'entry-missing' || stay.entry.facts.freeMovement) return undefined;
  if (isExcused(stay, lastDayOf(stay, today))) return undefined;
  const history = stays.slice(0, index).map(provenStay);
  const { entryDate } = stay.entry.facts;
  const conditions = conditionsOf(stays, index);
  const assess = (exitDate?: LocalDate) =>
    assessStay(history, { entryDate, ...(exitDate ? { exitDate } : {}) }, { today, ...conditions });

  const exitDate = stay.kind === 'closed' ? stay.exit.facts.exitDate : undefined;
  const assessed = assess(exitDate);
  if (assessed.kind !== 'exceeded') return undefined;
  const overstay = {
    index,
    stay,
    row: stay.kind === 'closed' ? OVERSTAY_ROWS.exceeded : OVERSTAY_ROWS.presumed,
    authorised: assessed.authorised,
    since: assessed.firstDayOver,
    lastDay: lastDayOf(stay, today),
    daysOverInWindow: assessed.daysOverInWindow,
    daysOverAfterEnd: assessed.daysOverAfterEnd,
  };
  if (stay.kind !== 'exit-missing') return withoutExcused(overstay);
  const atMost = assess(stay.nextEntryDate);
  return withoutExcused({
    ...overstay,
    row: OVERSTAY_ROWS.followedByEntry,
    daysOverInWindow: atMost.kind === 'exceeded' ? atMost.daysOverInWindow : 0,
    daysOverAfterEnd: atMost.kind === 'exceeded' ? atMost.daysOverAfterEnd : 0,
  });
}

/** Exit, later entry, or today. */
function lastDayOf(stay: StayWithEntry, today: LocalDate): LocalDate {
  switch (stay.kind) {
    case 'closed':
      return stay.exit.facts.exitDate;
    case 'exit-missing':
      return stay.nextEntryDate;
    case 'open':
      return today;
  }
}

/** Days a proof excuses are over in neither reading: the list begins, and counts, with the first day after them. */
function withoutExcused(overstay: Overstay): Overstay {
  const since = firstDayUnexcused(overstay.stay, overstay.since);
  if (since === undefined || since === overstay.since) return overstay;
  const unexcused = Math.max(0, toDayNumber(overstay.lastDay) - toDayNumber(since) + 1);
  return {
    ...overstay,
    since,
    daysOverInWindow: Math.min(overstay.daysOverInWindow, unexcused),
    daysOverAfterEnd: Math.min(overstay.daysOverAfterEnd, unexcused),
  };
}

/** Whether the list begins later than without proof: proof of fewer days than were authorised changes nothing. */
function isPartlyExcused({ stay, since }: Overstay): boolean {
  const endsOn = stay.rebuttal?.facts.endsOn;
  return endsOn !== undefined && addDays(endsOn, 1) === since;
}

/** The stay itself, the stays whose days were counted, and the entry that shows a departure; oldest first. */
function recordsBehind(stays: readonly RecordedStay[], overstay: Overstay): readonly SystemRecord[] {
  const { index, stay, authorised } = overstay;
  const counted = new Set(authorised.before.stays.map((part) => part.stayIndex));
  const stickers = visasOf(stay).map(({ stickerNumber }) => stickerNumber);
  return stays
    .filter(
      (other, otherIndex) =>
        otherIndex === index ||
        counted.has(otherIndex) ||
        (otherIndex < index && stickers.some((sticker) => isUnderVisa(other, sticker))) ||
        (otherIndex === index + 1 && stay.kind === 'exit-missing'),
    )
    .flatMap((other) => [
      ...recordsOf(other),
      ...(other === stay ? stay.decisions.map(({ record }) => record) : []),
      ...(other === stay && isPartlyExcused(overstay) ? [stay.rebuttal!.record] : []),
    ]);
}

const BOUND_WORDS: Readonly<Record<StayBound, string>> = {
  'short-stay-rule': 'the short-stay rule',
  'visa-duration': 'the duration of the visa',
  'visa-validity': 'the validity of the visa',
  extension: 'an extension',
  'bilateral-extension': 'an extension under a bilateral agreement',
  revocation: 'a revocation or annulment',
};

function sentences(overstay: Overstay): readonly string[] {
  const { stay, authorised, lastDay, ...over } = overstay;
  const { entryDate } = stay.entry.facts;
  const bound = BOUND_WORDS[authorised.boundBy];
  const basis = authorised.lastDay
    ? `The stay that began on ${entryDate} was authorised until ${authorised.lastDay} by ${bound}`
    : `No day of stay was left on entry on ${entryDate} by ${bound}`;
  const excused = isPartlyExcused(overstay)
    ? ` Proof excuses it until ${stay.rebuttal?.facts.endsOn}; those days are left out.`
    : '';
  const before = `; ${days(authorised.before.usedDays)} before the entry counted.${excused}`;
  const window = `${days(over.daysOverInWindow)} beyond the maximum in the window that ends that day`;
  switch (stay.kind) {
    case 'closed':
      return [
        `${basis}${before}`,
        `It ended on ${lastDay}, ${days(over.daysOverAfterEnd)} after what was authorised (${window}).`,
      ];
    case 'open':
      return [
        `${basis}${before}`,
        `No exit is recorded by ${lastDay}, ${days(over.daysOverAfterEnd)} after what was authorised (${window}).`,
        'This is a presumption that can be rebutted.',
      ];
    case 'exit-missing':
      return [
        `${basis}${before}`,
        `No exit is recorded, but an entry on ${lastDay} shows a departure by that day: at most`,
        `${days(over.daysOverAfterEnd)} after what was authorised (at most ${window}).`,
        'This is a presumption that can be rebutted; the file needs correction.',
      ];
  }
}

/** What else the file lacks, because the count rests on it. */
function remarks(stays: readonly RecordedStay[], flagged: number, othersExceeded: number): readonly string[] {
  const lacking = stays.flatMap((stay, index) => {
    if (index === flagged) return [];
    if (stay.kind === 'exit-missing') {
      return [
        `The stay that began on ${stay.entry.facts.entryDate} has no recorded exit; only its first day counted.`,
      ];
    }
    if (stay.kind === 'entry-missing') {
      return [`The exit on ${stay.exit.facts.exitDate} has no recorded entry; only that day counted.`];
    }
    return [];
  });
  const others = `${othersExceeded} earlier ${othersExceeded === 1 ? 'stay is' : 'stays are'} flagged as well.`;
  return [...lacking, ...(othersExceeded > 0 ? [others] : [])];
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
