import { effectiveRecords } from '../ees/effective-records.js';
import {
  authorisedStayOf,
  dayOf,
  type RecordedStay,
  readStays,
  recordsOf,
  type StayWithEntry,
  stayOfDecision,
} from '../ees-stays.js';
import type { EncounterId } from '../ids.js';
import { retentionRow } from '../law/retention-table.js';
import { addDays, type LocalDate, localDate, monthsBefore } from '../local-date.js';
import type { Retention, RetentionContext } from '../retention.js';
import type { EesFacts, SystemRecord } from '../system-record.js';
import { open, term } from './term.js';

const END_OF_TIME = localDate('9999-12-31');

/** Records of a stay go together: 3 years from its exit, or 5 from the end of what was authorised. */
export function retainStay(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const stays = readStays(records, END_OF_TIME);
  const index = stays.findIndex((stay) =>
    recordsOf(stay).some((record) => record.encounterId === encounterId),
  );
  if (index >= 0) return retainRecordedStay(stays, index, today);
  const erased = records.find((record) => record.encounterId === encounterId);
  if (erased?.facts.kind !== 'entry' && erased?.facts.kind !== 'exit') {
    return open('fact-missing', 'The record is not among those of its subject.');
  }
  return retainErased(erased.facts, today);
}

/**
 * Erased by an amendment and of no stay any more, it is held with that amendment from its own day (reading: not from the
 * day of the erasure, which would keep what should not be there for longer). The amendment must not go first: what it
 * erased would count again.
 */
function retainErased(facts: Extract<EesFacts, { kind: 'entry' | 'exit' }>, today: LocalDate): Retention {
  return facts.kind === 'entry' && facts.freeMovement
    ? term('ees-family-member', facts.entryDate, 'the erased entry of a family member', today)
    : eesRecordFrom(dayOf(facts), `the erased ${facts.kind}`, today);
}

/** By the day as corrected; one that was erased, by the day it was entered with. */
export function retainRefusal(
  encounterId: EncounterId,
  { refusalDate }: Extract<EesFacts, { readonly kind: 'refusal' }>,
  { records, today }: RetentionContext,
): Retention {
  const facts = effectiveRecords(records, END_OF_TIME).find(
    (record) => record.encounterId === encounterId,
  )?.facts;
  return facts?.kind === 'refusal'
    ? eesRecordFrom(facts.refusalDate, 'the refusal', today)
    : eesRecordFrom(refusalDate, 'the erased refusal', today);
}

function retainRecordedStay(stays: readonly RecordedStay[], index: number, today: LocalDate): Retention {
  const stay = stays[index]!;
  if (stay.kind !== 'entry-missing' && stay.entry.facts.freeMovement) return retainFamilyMember(stay, today);
  if (stay.kind === 'closed' || stay.kind === 'entry-missing') {
    return eesRecordFrom(stay.exit.facts.exitDate, 'the exit', today);
  }
  return retainWithoutExit(stays, index, stay.entry.facts.entryDate, today);
}

function retainFamilyMember(stay: StayWithEntry, today: LocalDate): Retention {
  return stay.kind === 'closed'
    ? term('ees-family-member', stay.exit.facts.exitDate, 'the exit of a family member', today)
    : term(
        'ees-family-member-no-exit',
        stay.entry.facts.entryDate,
        'the last entry of a family member',
        today,
      );
}

type LaterFacts = Extract<EesFacts, { readonly kind: 'stay-decision' | 'rebuttal' | 'amendment' }>;

/** What was decided, shown or corrected later lives as long as the record it is about. */
export function retainLater(facts: LaterFacts, context: RetentionContext): Retention {
  const about = recordAbout(facts, context.records);
  switch (about?.facts.kind) {
    case 'entry':
    case 'exit':
      return retainStay(about.encounterId, context);
    case 'refusal':
      return retainRefusal(about.encounterId, about.facts, context);
    case 'stay-decision':
    case 'rebuttal':
      // These are about an entry, so that nothing turns in a circle.
      if (facts.kind === 'amendment') return retainLater(about.facts, context);
  }
  return eesRecordFrom(
    dayOf(facts),
    'the day of the correction, as the record it is about is erased',
    context.today,
  );
}

function recordAbout(facts: LaterFacts, records: readonly SystemRecord[]): SystemRecord | undefined {
  if (facts.kind !== 'stay-decision' || facts.concerns !== undefined) {
    return records.find((record) => record.encounterId === facts.concerns);
  }
  const stays = readStays(records, END_OF_TIME);
  const stay = stays[stayOfDecision(stays, { facts })];
  return stay && recordsOf(stay)[0];
}

function retainWithoutExit(
  stays: readonly RecordedStay[],
  index: number,
  entryDate: LocalDate,
  today: LocalDate,
): Retention {
  const authorised = authorisedStayOf(stays, index);
  if (authorised?.kind !== 'authorised' && authorised?.kind !== 'not-authorised') {
    return open('fact-missing', 'The authorised stay cannot be computed.');
  }
  const retention = term(
    'ees-no-exit',
    authorised.lastDay ?? entryDate,
    authorised.lastDay ? 'the last day of the authorised stay, as no exit is recorded' : 'the entry',
    today,
  );
  const notice = retentionRow('ees-no-exit-notice', today);
  return retention.kind === 'until' && notice
    ? { ...retention, noticeOn: monthsBefore(retention.lastDayKept, notice.value) }
    : retention;
}

export function eesRecordFrom(from: LocalDate, fromWords: string, today: LocalDate): Retention {
  const retention = term('ees-record', from, fromWords, today);
  const file = retentionRow('ees-file', today);
  return retention.kind === 'until' && file
    ? { ...retention, fileLastDayKept: addDays(retention.lastDayKept, file.value) }
    : retention;
}
