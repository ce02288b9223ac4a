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
import type { EesFacts } from '../system-record.js';
import { open, term } from './term.js';

const END_OF_TIME = localDate('9999-12-31');

/** Records of a stay go together: 3 years from its exit, or 5 from the end of what was authorised. */
export function retainStay(encounterId: EncounterId, { records, today }: RetentionContext): Retention {
  const stays = readStays(records, END_OF_TIME);
  const index = stays.findIndex((stay) =>
    recordsOf(stay).some((record) => record.encounterId === encounterId),
  );
  const stay = stays[index];
  if (!stay) return open('fact-missing', 'The record is not among those of its subject.');
  return retainRecordedStay(stays, index, today);
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

/** What was decided, shown or corrected later lives as long as the record it is about. */
export function retainLater(
  encounterId: EncounterId,
  facts: Extract<EesFacts, { readonly kind: 'stay-decision' | 'rebuttal' | 'amendment' }>,
  context: RetentionContext,
): Retention {
  const { records, today } = context;
  const stays = readStays(records, END_OF_TIME);
  const index =
    facts.kind === 'stay-decision'
      ? stayOfDecision(stays, { facts })
      : stays.findIndex((stay) =>
          recordsOf(stay).some(
            (record) => record.encounterId === facts.concerns || record.encounterId === encounterId,
          ),
        );
  if (index >= 0) return retainRecordedStay(stays, index, today);
  const about = records.find((record) => record.encounterId === facts.concerns);
  return about?.facts.kind === 'refusal'
    ? eesRecordFrom(about.facts.refusalDate, 'the refusal', today)
    : eesRecordFrom(dayOf(facts), 'the day of the correction, as the record it is about is erased', today);
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
